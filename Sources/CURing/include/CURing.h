// The only C of Sluice: what Swift cannot say to liburing and to the kernel.
//
// Policy never lives here: which flags, how often, how long and what an error means is decided by
// the caller. Small functions are `static inline`, so that Swift inlines them.
#pragma once

#include "CURingSystem.h"

#include "CURingVersions.h"

#include "CURingRing.h"

#include "CURingPrepare.h"

#include "CURingEnter.h"

#include "CURingThread.h"
