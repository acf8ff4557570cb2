// A ring: set up, enabled, torn down.
#pragma once

#include "CURingVersions.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

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

// Makes a ring with these IORING_SETUP_ flags and no others. Its maps are not inherited by
// a fork. Returns 0 and sets `*out`, or returns a negated errno. With R_DISABLED, no thread is
// bound to it until it is enabled.
int curing_setup(unsigned entries, unsigned completion_entries, unsigned flags,
                 struct curing_ring **out);

// Enables a ring made with R_DISABLED: the calling thread becomes its single issuer.
// 0 or a negated errno.
int curing_enable(struct curing_ring *ring);

// Registers the ring's own descriptor for the calling thread, which then enters more cheaply.
// 0 or a negated errno; where it fails, the ring works as before.
int curing_register_ring(struct curing_ring *ring);

// Frees the ring. In a forked child it does nothing: the queues are the parent's.
void curing_exit(struct curing_ring *ring);

// How many forks lie between the process that started the program and this one.
static inline uint32_t curing_forks(void) {
  extern uint32_t curing_fork_count;
  return __atomic_load_n(&curing_fork_count, __ATOMIC_RELAXED);
}

// Whether this process is a child of the one that made the ring.
static inline bool curing_is_forked(const struct curing_ring *ring) {
  return ring->forks != curing_forks();
}

// IORING_FEAT_ bits of the kernel.
static inline unsigned curing_features(const struct curing_ring *ring) {
  return ring->ring.features;
}

// How many entries the submission queue has.
static inline unsigned curing_submission_entries(const struct curing_ring *ring) {
  return ring->ring.sq.ring_entries;
}

// How many entries the completion queue has.
static inline unsigned curing_completion_entries(const struct curing_ring *ring) {
  return ring->ring.cq.ring_entries;
}

// Whether enters go through a registered ring descriptor.
static inline bool curing_is_registered(const struct curing_ring *ring) {
  return ring->registrar != 0;
}
