// The one call into the kernel, and the completions that it left.
#pragma once

#include "CURingPrepare.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

// A completion, copied out of the queue.
struct curing_completion {
  uint64_t user_data;
  int32_t result;
  // IORING_CQE_F_ bits.
  uint32_t flags;
};

// Submits what is queued, lets the kernel finish what it has deferred, and with `wait` waits for
// a completion: for `timeout` nanoseconds at most, or without an end where that is negative.
//
// Returns how many entries the kernel took, or a negated errno (-ETIME and -EINTR: nothing came).
// Either way the entries that it did not take stay queued: the kernel's head says which.
static inline int curing_enter(struct curing_ring *ring, bool wait, int64_t timeout) {
  struct io_uring_sq *sq = &ring->ring.sq;
  io_uring_smp_store_release(sq->ktail, sq->sqe_tail);

  unsigned flags = IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG | ring->enter_flags;
  if (wait && (ring->ring.features & IORING_FEAT_NO_IOWAIT)) flags |= IORING_ENTER_NO_IOWAIT;
  struct __kernel_timespec limit = {
      .tv_sec = timeout / 1000000000,
      .tv_nsec = timeout % 1000000000,
  };
  struct io_uring_getevents_arg argument = {
      .ts = wait && timeout >= 0 ? (uint64_t)(uintptr_t)&limit : 0,
  };
  long taken = syscall(__NR_io_uring_enter, ring->enter_fd, curing_queued(ring), wait ? 1 : 0,
                       flags, &argument, sizeof argument);
  return taken < 0 ? -errno : (int)taken;
}

// How many completions are ready to be taken.
static inline unsigned curing_ready(const struct curing_ring *ring) {
  const struct io_uring_cq *cq = &ring->ring.cq;
  return io_uring_smp_load_acquire(cq->ktail) - *cq->khead;
}

// Copies up to `limit` completions and gives their places back to the kernel at once.
static inline unsigned curing_take(struct curing_ring *ring, struct curing_completion *out,
                                   unsigned limit) {
  struct io_uring_cq *cq = &ring->ring.cq;
  unsigned head = *cq->khead;
  unsigned count = io_uring_smp_load_acquire(cq->ktail) - head;
  if (count > limit) count = limit;
  for (unsigned i = 0; i < count; i++) {
    const struct io_uring_cqe *cqe = &cq->cqes[(head + i) & cq->ring_mask];
    out[i].user_data = cqe->user_data;
    out[i].result = cqe->res;
    out[i].flags = cqe->flags;
  }
  if (count) io_uring_smp_store_release(cq->khead, head + count);
  return count;
}

// IORING_SQ_CQ_OVERFLOW and IORING_SQ_TASKRUN, whichever of them are set.
static inline unsigned curing_pending_flags(const struct curing_ring *ring) {
  unsigned flags = __atomic_load_n(ring->ring.sq.kflags, __ATOMIC_RELAXED);
  return flags & (IORING_SQ_CQ_OVERFLOW | IORING_SQ_TASKRUN);
}
