// Which loop the calling thread runs.
#pragma once

#include <semaphore.h>
#include <stdint.h>

// The loop whose thread calls, or NULL. Out of line, never inlined: a task may suspend and resume
// on another thread, and a thread-local address must not be kept across that.
void *curing_current_loop(void);

// Says that the calling thread runs `loop` (NULL: none any more).
void curing_set_current_loop(void *loop);

// What the calling thread waits with, or NULL: see ThreadDriver.
void *curing_thread_driver(void);

// Sets it. `destroy` is called with what the thread has when it ends, if that is not NULL; it is the
// same function each time. 0 or an errno.
int curing_set_thread_driver(void *driver, void (*destroy)(void *driver));

// Names the calling thread for top, perf and gdb; the kernel keeps 15 bytes. prctl(2).
void curing_name_thread(const char *name);

// sem_clockwait(3) until that many nanoseconds of CLOCK_MONOTONIC: 0, or an errno (ETIMEDOUT).
int curing_wait_until(sem_t *semaphore, int64_t nanoseconds);

// Says to ThreadSanitizer what it cannot see: what comes before a task is resumed is done before what
// comes after its wait. The run time orders the two by atomics in a library that is not instrumented.
// Nothing in other builds.
void curing_before_resume(void);
void curing_after_wait(void);
