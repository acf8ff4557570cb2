// The one call into the kernel, and the completions that it left.
//
// The call is raw: liburing would go round on EINTR without a deadline, and so starve signals.
#include "RingInternals.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

int curing_enter(struct curing_ring *ring, bool wait, int64_t timeout) {
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

uint32_t curing_ready(const struct curing_ring *ring) {
  const struct io_uring_cq *cq = &ring->ring.cq;
  return io_uring_smp_load_acquire(cq->ktail) - *cq->khead;
}

uint32_t curing_take(struct curing_ring *ring, struct curing_completion *out,
    uint32_t limit) {
  struct io_uring_cq *cq = &ring->ring.cq;
  uint32_t head = *cq->khead;
  uint32_t count = io_uring_smp_load_acquire(cq->ktail) - head;
  if (count > limit) count = limit;
  for (uint32_t i = 0; i < count; i++) {
    const struct io_uring_cqe *cqe = &cq->cqes[(head + i) & cq->ring_mask];
    out[i].user_data = cqe->user_data;
    out[i].result = cqe->res;
    out[i].flags = cqe->flags;
  }
  if (count) io_uring_smp_store_release(cq->khead, head + count);
  return count;
}

uint32_t curing_pending_flags(const struct curing_ring *ring) {
  uint32_t flags = __atomic_load_n(ring->ring.sq.kflags, __ATOMIC_RELAXED);
  return flags & (IORING_SQ_CQ_OVERFLOW | IORING_SQ_TASKRUN);
}
