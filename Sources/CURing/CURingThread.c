// The thread's loop. In a file of its own, so that no caller can inline it.
#include "CURingThread.h"

#include <errno.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <time.h>

// Declared here because the header shows it to _GNU_SOURCE only.
extern int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *deadline);

// Initial-exec: one load instead of a call into the dynamic linker. Eight bytes always fit into the
// room that the C library reserves for this.
static _Thread_local void *current_loop __attribute__((tls_model("initial-exec")));

void *curing_current_loop(void) { return current_loop; }

void curing_set_current_loop(void *loop) { current_loop = loop; }

// The driver is kept twice: here, where it is found by one load, and under a key, for its destructor.
static _Thread_local void *thread_driver __attribute__((tls_model("initial-exec")));
static pthread_key_t driver_key;
static pthread_once_t driver_key_once = PTHREAD_ONCE_INIT;
static int driver_key_status;
static void (*destroy_driver)(void *);

static void end_thread_driver(void *driver) {
  thread_driver = NULL;
  __atomic_load_n(&destroy_driver, __ATOMIC_SEQ_CST)(driver);
}

static void make_driver_key(void) {
  driver_key_status = pthread_key_create(&driver_key, end_thread_driver);
}

void *curing_thread_driver(void) { return thread_driver; }

int curing_set_thread_driver(void *driver, void (*destroy)(void *)) {
  pthread_once(&driver_key_once, make_driver_key);
  if (driver_key_status) return driver_key_status;
  __atomic_store_n(&destroy_driver, destroy, __ATOMIC_SEQ_CST);
  int status = pthread_setspecific(driver_key, driver);
  if (status == 0) thread_driver = driver;
  return status;
}

void curing_name_thread(const char *name) { prctl(PR_SET_NAME, name); }

int curing_wait_until(sem_t *semaphore, int64_t nanoseconds) {
  struct timespec deadline = {nanoseconds / 1000000000, nanoseconds % 1000000000};
  return sem_clockwait(semaphore, CLOCK_MONOTONIC, &deadline) == 0 ? 0 : errno;
}

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
