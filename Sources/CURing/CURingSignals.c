#include "CURingSignals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { SIGNALS = 65 };

// Whether somebody watches.
static int watched[SIGNALS];
// The eventfd of each signal + 1, so that zero says that it has none yet. Once made it stays for the
// life of the process: a handler that was interrupted between its load and its write may write at
// any later time, and must not find a stranger's descriptor under that number.
static int reports[SIGNALS];
static struct sigaction before[SIGNALS];

// Async-signal-safe: an atomic load and write(2). errno belongs to whoever was interrupted.
static void report(int number) {
  int saved = errno;
  int descriptor = __atomic_load_n(&reports[number], __ATOMIC_SEQ_CST) - 1;
  uint64_t one = 1;
  if (descriptor >= 0 && write(descriptor, &one, sizeof one) < 0) {
    // A full counter says the same as one more would.
  }
  errno = saved;
}

// The signal's eventfd with nothing in it, or -errno. For whoever has claimed the signal.
static int emptied(int number) {
  int descriptor = __atomic_load_n(&reports[number], __ATOMIC_SEQ_CST) - 1;
  if (descriptor < 0) {
    descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (descriptor < 0) return -errno;
    __atomic_store_n(&reports[number], descriptor + 1, __ATOMIC_SEQ_CST);
  }
  uint64_t count;
  if (read(descriptor, &count, sizeof count) < 0) {
    // It was empty.
  }
  return descriptor;
}

static int begin(int number) {
  int descriptor = emptied(number);
  if (descriptor < 0) return descriptor;
  int duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  if (duplicate < 0) return -errno;
  struct sigaction action = {.sa_handler = report, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask);
  if (sigaction(number, &action, &before[number]) == 0) return duplicate;
  int failure = errno;
  close(duplicate);
  return -failure;
}

int curing_watch_signal(int number) {
  if (number <= 0 || number >= SIGNALS) return -EINVAL;
  int nobody = 0;
  if (!__atomic_compare_exchange_n(&watched[number], &nobody, 1, 0, __ATOMIC_SEQ_CST,
                                   __ATOMIC_SEQ_CST)) {
    return -EBUSY;
  }
  int result = begin(number);
  if (result < 0) __atomic_store_n(&watched[number], 0, __ATOMIC_SEQ_CST);
  return result;
}

void curing_unwatch_signal(int number) {
  if (number <= 0 || number >= SIGNALS) return;
  sigaction(number, &before[number], 0);
  __atomic_store_n(&watched[number], 0, __ATOMIC_SEQ_CST);
}
