// Ring set-up and tear-down, by liburing's maps and raw register calls.
//
// liburing 2.3 declares but does not export io_uring_enable_rings, and its registered ring
// descriptor is unregistered by whichever thread tears the ring down, where the same index may
// name another ring. So both are done here.
#include "CURing.h"

#include <pthread.h>
#include <stdlib.h>

// Counted up in each child, where the queues of rings made before are the parent's.
uint32_t curing_fork_count;

static void count_fork(void) { __atomic_add_fetch(&curing_fork_count, 1, __ATOMIC_RELAXED); }

__attribute__((constructor)) static void watch_forks(void) {
  pthread_atfork(NULL, NULL, count_fork);
}

static int ring_register(int fd, unsigned opcode, void *argument, unsigned count) {
  long result = syscall(__NR_io_uring_register, fd, opcode, argument, count);
  return result < 0 ? -errno : (int)result;
}

int curing_setup(unsigned entries, unsigned completion_entries, unsigned flags,
                 struct curing_ring **out) {
  struct curing_ring *ring = calloc(1, sizeof *ring);
  if (!ring) return -ENOMEM;
  struct io_uring_params parameters = {.flags = flags, .cq_entries = completion_entries};
  int result = io_uring_queue_init_params(entries, &ring->ring, &parameters);
  if (result < 0) {
    free(ring);
    return result;
  }

  ring->forks = curing_forks();
  ring->enter_fd = ring->ring.ring_fd;
  struct io_uring_sq *sq = &ring->ring.sq;
  // Newer versions of liburing may have no such array, or have filled it already.
  for (unsigned i = 0; sq->array && i < sq->ring_entries; i++) sq->array[i] = i;
  ring->addresses = calloc(sq->ring_entries, sizeof *ring->addresses);
  result = ring->addresses ? io_uring_ring_dontfork(&ring->ring) : -ENOMEM;
  if (result < 0) {
    curing_exit(ring);
    return result;
  }
  *out = ring;
  return 0;
}

int curing_enable(struct curing_ring *ring) {
  return ring_register(ring->ring.ring_fd, IORING_REGISTER_ENABLE_RINGS, NULL, 0);
}

int curing_register_ring(struct curing_ring *ring) {
  struct io_uring_rsrc_update update = {.offset = -1U, .data = (uint64_t)ring->ring.ring_fd};
  int count = ring_register(ring->ring.ring_fd, IORING_REGISTER_RING_FDS, &update, 1);
  if (count != 1) return count < 0 ? count : -EINVAL;
  ring->enter_fd = (int)update.offset;
  ring->enter_flags = IORING_ENTER_REGISTERED_RING;
  ring->registrar = (int)syscall(__NR_gettid);
  return 0;
}

void curing_exit(struct curing_ring *ring) {
  if (!ring || curing_is_forked(ring)) return;
  // The index belongs to the thread that registered it, and goes with that thread.
  if (ring->registrar == (int)syscall(__NR_gettid)) {
    struct io_uring_rsrc_update update = {.offset = (uint32_t)ring->enter_fd};
    ring_register(ring->ring.ring_fd, IORING_UNREGISTER_RING_FDS, &update, 1);
  }
  io_uring_queue_exit(&ring->ring);
  free(ring->addresses);
  free(ring);
}
