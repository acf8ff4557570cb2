// ppoll(2), which the headers show to _GNU_SOURCE only.
#define _GNU_SOURCE
#include "CURingPoll.h"

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

int curing_poll(int fd, uint32_t events, int wake, int64_t nanoseconds) {
  struct pollfd requests[2] = {
      {.fd = fd, .events = (short)events}, {.fd = wake, .events = POLLIN}};
  struct timespec timeout = {
      .tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  if (ppoll(requests, 2, nanoseconds < 0 ? (void *)0 : &timeout, (void *)0) < 0) return -errno;
  int result = requests[0].revents;
  if (requests[1].revents) {
    uint64_t count;
    if (read(wake, &count, sizeof count) == sizeof count) result |= CURING_WOKEN;
  }
  return result;
}
