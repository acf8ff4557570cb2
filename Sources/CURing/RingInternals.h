// A ring as the C of this shim sees it; Swift knows the name alone.
//
// (swift-system brings the kernel's own <linux/io_uring.h> into Swift, and two versions of one
// structure cannot be imported at once.)
#pragma once

#include "CURing.h"

#if !__has_include(<liburing.h>)
#error "Sluice needs liburing 2.3 or newer: install liburing-dev (Debian, Ubuntu), liburing-devel (Fedora) or liburing (Arch, Alpine: liburing-dev)"
#endif
#include <liburing.h>
#ifndef IORING_SETUP_DEFER_TASKRUN
#error "Sluice needs liburing 2.3 or newer, this one is older: use a newer system (Debian 12, Ubuntu 24.04), whose liburing-dev has it, or install liburing from https://github.com/axboe/liburing"
#endif

// Newer than liburing 2.3; the values are ABI. Linux 6.15.
#ifndef IORING_FEAT_NO_IOWAIT
#define IORING_FEAT_NO_IOWAIT (1U << 17)
#endif
#ifndef IORING_ENTER_NO_IOWAIT
#define IORING_ENTER_NO_IOWAIT (1U << 7)
#endif

// A ring and what liburing does not keep for it. It lives at one address from set-up to exit.
//
// The submission queue is written and flushed by the functions of this shim alone (never by
// liburing's io_uring_get_sqe and io_uring_submit), so that it works the same way with every
// version of liburing: entries are filled in order, and `sq.array`, where there is one, is the
// identity.
struct curing_ring {
  struct io_uring ring;
  // One address for each submission entry: the kernel reads it while it takes the entry.
  struct sockaddr_storage *addresses;
  // What enter gets as its descriptor: a registered index, or the ring's descriptor.
  int enter_fd;
  // IORING_ENTER_REGISTERED_RING or 0.
  unsigned enter_flags;
  // The kernel's number for the thread that registered the ring descriptor; 0: nobody did.
  int registrar;
  // curing_forks() when the ring was made.
  uint32_t forks;
};
