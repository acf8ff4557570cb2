// The thread's loop. In a file of its own, so that no caller can inline it.
#include "CURingThread.h"

#include <sys/prctl.h>

// Initial-exec: one load instead of a call into the dynamic linker. Eight bytes always fit into the
// room that the C library reserves for this.
static _Thread_local void *current_loop __attribute__((tls_model("initial-exec")));

void *curing_current_loop(void) { return current_loop; }

void curing_set_current_loop(void *loop) { current_loop = loop; }

void curing_name_thread(const char *name) { prctl(PR_SET_NAME, name); }

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SANITIZES_THREADS
#endif
#endif

#ifdef SANITIZES_THREADS
extern void __tsan_acquire(void *address);
extern void __tsan_release(void *address);
static char order;
void curing_before_resume(void) { __tsan_release(&order); }
void curing_after_wait(void) { __tsan_acquire(&order); }
#else
void curing_before_resume(void) {}
void curing_after_wait(void) {}
#endif
