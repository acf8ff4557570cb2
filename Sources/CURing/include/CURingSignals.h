// Signals as something that a loop can wait for.
#pragma once

// From now on the arrival of signal `number` makes `eventfd` readable, instead of what it did
// before; one descriptor a signal. 0, or -errno. sigaction(2).
//
// A handler, and no signalfd: that would need the signal to be blocked in every thread, and the
// host program's threads are not ours.
int curing_watch_signal(int number, int eventfd);

// Puts back what was there before `curing_watch_signal`.
void curing_unwatch_signal(int number);
