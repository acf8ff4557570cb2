#include "CURingSignals.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <unistd.h>

enum { SIGNALS = 65 };

// Descriptor + 1, so that zero says that nobody watches.
static int watchers[SIGNALS];
static struct sigaction before[SIGNALS];

// Async-signal-safe: an atomic load and write(2). errno belongs to whoever was interrupted.
static void report(int number) {
  int saved = errno;
  int watcher = __atomic_load_n(&watchers[number], __ATOMIC_SEQ_CST);
  uint64_t one = 1;
  if (watcher > 0 && write(watcher - 1, &one, sizeof one) < 0) {
    // A full counter says the same as one more would.
  }
  errno = saved;
}

int curing_watch_signal(int number, int eventfd) {
  if (number <= 0 || number >= SIGNALS) return -EINVAL;
  int nobody = 0;
  if (!__atomic_compare_exchange_n(&watchers[number], &nobody, eventfd + 1, 0, __ATOMIC_SEQ_CST,
                                   __ATOMIC_SEQ_CST)) {
    return -EBUSY;
  }
  struct sigaction action = {.sa_handler = report, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask);
  if (sigaction(number, &action, &before[number]) == 0) return 0;
  int failure = errno;
  __atomic_store_n(&watchers[number], 0, __ATOMIC_SEQ_CST);
  return -failure;
}

void curing_unwatch_signal(int number) {
  if (number <= 0 || number >= SIGNALS) return;
  sigaction(number, &before[number], 0);
  __atomic_store_n(&watchers[number], 0, __ATOMIC_SEQ_CST);
}
