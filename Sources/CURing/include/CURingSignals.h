// Signals as something that a loop can wait for.
#pragma once

// From now on the arrival of signal `number` makes the returned descriptor readable, instead of what
// it did before. A new descriptor, the caller's to close; or -errno, -EBUSY where somebody else
// watches the signal. It is never read: whoever has learnt of the signal closes it.
// sigaction(2), eventfd(2), fcntl(2).
//
// A handler, and no signalfd: that would need the signal to be blocked in every thread, and the
// host program's threads are not ours.
int curing_watch_signal(int number);

// Puts back what was there before `curing_watch_signal`. Only for whoever has called that.
void curing_unwatch_signal(int number);
