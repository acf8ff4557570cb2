// Calls of the C library that Swift's Glibc module does not show: errno names, accept4(2),
// epoll(7), eventfd(2), timerfd(2). Each function is one call; no state, no policy.
#pragma once

#include <errno.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

// Declared here because the headers show them to _GNU_SOURCE only.
extern const char *strerrorname_np(int number);
extern int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags);

// "ECONNRESET" for 104; null for a number that has no name.
static inline const char *curing_errno_name(int number) { return strerrorname_np(number); }

// accept4(2) that does not ask for the peer's address.
static inline int curing_accept(int listener, int flags) {
  return accept4(listener, (void *)0, (void *)0, flags);
}

// What epoll reported about one descriptor, in a layout that Swift reads directly (the kernel's
// own structure is packed on x86-64).
struct curing_ready {
  uint32_t events;
  int32_t descriptor;
};

enum { CURING_READY_LIMIT = 256 };

static inline int curing_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static inline int curing_epoll_control(int epoll, int operation, int descriptor, uint32_t events) {
  struct epoll_event event = {.events = events, .data = {.fd = descriptor}};
  return epoll_ctl(epoll, operation, descriptor, &event);
}

// epoll_pwait2(2) where the kernel has it; -1 with ENOSYS where it does not.
static inline int curing_epoll_wait_precise(
    int epoll, struct epoll_event *events, int64_t nanoseconds) {
#if defined(__NR_epoll_pwait2) && __SIZEOF_LONG__ == 8
  struct timespec timeout = {
      .tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  return (int)syscall(__NR_epoll_pwait2, epoll, events, CURING_READY_LIMIT, &timeout, (void *)0, 0);
#else
  (void)epoll, (void)events, (void)nanoseconds;
  errno = ENOSYS;
  return -1;
#endif
}

// Waits for `nanoseconds` (negative: for ever) and fills `ready`, which has room for
// CURING_READY_LIMIT. The count, or -1 with errno. `*precise` says whether epoll_pwait2(2) is worth
// trying; it is cleared when the kernel, or a seccomp filter, turns out to refuse it.
static inline int curing_epoll_wait(
    int epoll, struct curing_ready *ready, int64_t nanoseconds, _Bool *precise) {
  struct epoll_event events[CURING_READY_LIMIT];
  int count = -1;
  _Bool timed = nanoseconds > 0;
  if (timed && *precise) {
    count = curing_epoll_wait_precise(epoll, events, nanoseconds);
    if (count < 0 && (errno == ENOSYS || errno == EPERM)) *precise = 0;
  }
  if (!timed || !*precise) {
    // Rounded up, so that a deadline has passed when the wait ends; the cap is some 24 days.
    int64_t milliseconds = nanoseconds / 1000000 + (nanoseconds % 1000000 > 0);
    int timeout = nanoseconds < 0 ? -1 : milliseconds > INT32_MAX ? INT32_MAX : (int)milliseconds;
    count = epoll_wait(epoll, events, CURING_READY_LIMIT, timeout);
  }
  for (int i = 0; i < count; i++)
    ready[i] = (struct curing_ready){.events = events[i].events, .descriptor = events[i].data.fd};
  return count;
}

// A counter in the kernel, close-on-exec and non-blocking.
static inline int curing_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

// A timer of CLOCK_MONOTONIC, close-on-exec and non-blocking, not armed; -1 with errno.
static inline int curing_timer(void) {
  return timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
}

// Makes the timer readable at that time of its clock, once, and not before: 0, or -1 with errno.
static inline int curing_timer_arm(int timer, int64_t nanoseconds) {
  struct itimerspec when = {.it_value = {
      .tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000}};
  return timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, (void *)0);
}
