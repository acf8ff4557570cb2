// How a plain thread waits for one descriptor, and for being woken.
#pragma once

#include <stdint.h>

// What ended a wait, beside the events of poll(2).
enum { CURING_WOKEN = 1 << 16 };

// ppoll(2) of `fd` for `events` and of the eventfd `wake`: for `nanoseconds` at most, or without an
// end where that is negative. The events that came, CURING_WOKEN among them (the eventfd has been
// read then), 0 when the time was up, or a negated errno (-EINTR: nothing came).
int curing_poll(int fd, uint32_t events, int wake, int64_t nanoseconds);
