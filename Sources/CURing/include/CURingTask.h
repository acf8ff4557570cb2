// Which Swift task the calling thread runs.
#pragma once

#include <stdbool.h>

// The address of the task that runs on the calling thread, or NULL: its name while it lives, not to
// be followed.
const void *curing_current_task(void);

// Whether `task` is the one that runs on the calling thread, and has not been cancelled.
bool curing_task_goes_on(const void *task);
