// The only C of Sluice. Policy never lives here.
#pragma once

#include "CURingSystem.h"
