// One submission entry for each operation.
//
// Sockets are never read or written by IORING_OP_READ and IORING_OP_WRITE, which raise SIGPIPE.
#include "RingInternals.h"

#include <string.h>

uint32_t curing_queued(const struct curing_ring *ring) {
  const struct io_uring_sq *sq = &ring->ring.sq;
  return sq->sqe_tail - io_uring_smp_load_acquire(sq->khead);
}

// The next free entry, all zero but for its user data, or NULL.
static struct io_uring_sqe *curing_next(struct curing_ring *ring, uint64_t user_data) {
  struct io_uring_sq *sq = &ring->ring.sq;
  if (curing_queued(ring) >= sq->ring_entries) return NULL;
  struct io_uring_sqe *sqe = &sq->sqes[sq->sqe_tail & sq->ring_mask];
  sq->sqe_tail++;
  memset(sqe, 0, sizeof *sqe);
  sqe->user_data = user_data;
  return sqe;
}

bool curing_prepare_accept(struct curing_ring *ring, int fd, bool multishot,
    uint64_t user_data) {
  struct io_uring_sqe *sqe = curing_next(ring, user_data);
  if (!sqe) return false;
  if (multishot)
    io_uring_prep_multishot_accept(sqe, fd, NULL, NULL, SOCK_CLOEXEC);
  else
    io_uring_prep_accept(sqe, fd, NULL, NULL, SOCK_CLOEXEC);
  return true;
}

bool curing_prepare_recv(struct curing_ring *ring, int fd, void *bytes, size_t count,
    bool poll_first, uint64_t user_data) {
  struct io_uring_sqe *sqe = curing_next(ring, user_data);
  if (!sqe) return false;
  io_uring_prep_recv(sqe, fd, bytes, count, 0);
  if (poll_first) sqe->ioprio |= IORING_RECVSEND_POLL_FIRST;
  return true;
}

bool curing_prepare_send(struct curing_ring *ring, int fd, const void *bytes,
    size_t count, bool poll_first, uint64_t user_data) {
  struct io_uring_sqe *sqe = curing_next(ring, user_data);
  if (!sqe) return false;
  io_uring_prep_send(sqe, fd, bytes, count, MSG_NOSIGNAL);
  if (poll_first) sqe->ioprio |= IORING_RECVSEND_POLL_FIRST;
  return true;
}

bool curing_prepare_silent_send(struct curing_ring *ring, int fd, const void *bytes,
    size_t count, uint64_t user_data) {
  struct io_uring_sqe *sqe = curing_next(ring, user_data);
  if (!sqe) return false;
  io_uring_prep_send(sqe, fd, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL | MSG_WAITALL);
  sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
  return true;
}

bool curing_prepare_connect(struct curing_ring *ring, int fd, const void *address,
    socklen_t length, uint64_t user_data) {
  struct io_uring_sq *sq = &ring->ring.sq;
  struct sockaddr_storage *stable = &ring->addresses[sq->sqe_tail & sq->ring_mask];
  struct io_uring_sqe *sqe = curing_next(ring, user_data);
  if (!sqe) return false;
  if (length > sizeof *stable) length = sizeof *stable;
  memcpy(stable, address, length);
  io_uring_prep_connect(sqe, fd, (const struct sockaddr *)stable, length);
  return true;
}

bool curing_prepare_poll(struct curing_ring *ring, int fd, uint32_t events,
    bool multishot, uint64_t user_data) {
  struct io_uring_sqe *sqe = curing_next(ring, user_data);
  if (!sqe) return false;
  if (multishot)
    io_uring_prep_poll_multishot(sqe, fd, events);
  else
    io_uring_prep_poll_add(sqe, fd, events);
  return true;
}

bool curing_prepare_cancel(struct curing_ring *ring, uint64_t target,
    uint64_t user_data) {
  struct io_uring_sqe *sqe = curing_next(ring, user_data);
  if (!sqe) return false;
  io_uring_prep_cancel64(sqe, target, 0);
  return true;
}

bool curing_prepare_nop(struct curing_ring *ring, uint64_t user_data) {
  struct io_uring_sqe *sqe = curing_next(ring, user_data);
  if (!sqe) return false;
  io_uring_prep_nop(sqe);
  return true;
}
