// The only C of Sluice: what Swift cannot say to liburing and to the kernel.
//
// Policy never lives here: which flags, how often, how long and what an error means is decided by
// the caller.
#pragma once

#include "CURingDatagrams.h"
#include "CURingPoll.h"

#include "CURingSignals.h"
#include "CURingSystem.h"

#include "CURingRing.h"

#include "CURingTask.h"
#include "CURingThread.h"
