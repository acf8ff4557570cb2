// The thread's loop. In a file of its own, so that no caller can inline it.
#include "CURingThread.h"

#include <sys/prctl.h>

static _Thread_local void *current_loop;

void *curing_current_loop(void) { return current_loop; }

void curing_set_current_loop(void *loop) { current_loop = loop; }

void curing_name_thread(const char *name) { prctl(PR_SET_NAME, name); }
