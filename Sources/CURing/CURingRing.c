// Ring set-up and tear-down, by liburing's maps and raw register calls.
//
// liburing 2.3 declares but does not export io_uring_enable_rings, and its registered ring
// descriptor is unregistered by whichever thread tears the ring down, where the same index may
// name another ring. So both are done here.
#include "RingInternals.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

// What Swift is told of the kernel's numbers.
_Static_assert(CURING_SETUP_CQSIZE == IORING_SETUP_CQSIZE, "");
_Static_assert(CURING_SETUP_CLAMP == IORING_SETUP_CLAMP, "");
_Static_assert(CURING_SETUP_R_DISABLED == IORING_SETUP_R_DISABLED, "");
_Static_assert(CURING_SETUP_SUBMIT_ALL == IORING_SETUP_SUBMIT_ALL, "");
_Static_assert(CURING_SETUP_COOP_TASKRUN == IORING_SETUP_COOP_TASKRUN, "");
_Static_assert(CURING_SETUP_TASKRUN_FLAG == IORING_SETUP_TASKRUN_FLAG, "");
_Static_assert(CURING_SETUP_SINGLE_ISSUER == IORING_SETUP_SINGLE_ISSUER, "");
_Static_assert(CURING_SETUP_DEFER_TASKRUN == IORING_SETUP_DEFER_TASKRUN, "");
_Static_assert(CURING_FEATURE_NODROP == IORING_FEAT_NODROP, "");
_Static_assert(CURING_FEATURE_FAST_POLL == IORING_FEAT_FAST_POLL, "");
_Static_assert(CURING_FEATURE_EXT_ARG == IORING_FEAT_EXT_ARG, "");
_Static_assert(CURING_FEATURE_RSRC_TAGS == IORING_FEAT_RSRC_TAGS, "");
_Static_assert(CURING_MORE == IORING_CQE_F_MORE, "");
_Static_assert(CURING_SOCKET_NONEMPTY == IORING_CQE_F_SOCK_NONEMPTY, "");
_Static_assert(CURING_OVERFLOW == IORING_SQ_CQ_OVERFLOW, "");
_Static_assert(CURING_TASKRUN == IORING_SQ_TASKRUN, "");

// Counted up in each child, where the queues of rings made before are the parent's.
static uint32_t fork_count;

// Counted up in each parent, which shares all it has with the child from then on.
static uint32_t child_count;

static void count_fork(void) { __atomic_add_fetch(&fork_count, 1, __ATOMIC_RELAXED); }

static void count_child(void) { __atomic_add_fetch(&child_count, 1, __ATOMIC_RELAXED); }

__attribute__((constructor)) static void watch_forks(void) {
  pthread_atfork(NULL, count_child, count_fork);
}

static int ring_register(int fd, unsigned opcode, void *argument, unsigned count) {
  long result = syscall(__NR_io_uring_register, fd, opcode, argument, count);
  return result < 0 ? -errno : (int)result;
}

int curing_setup(uint32_t entries, uint32_t completion_entries, uint32_t flags,
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

uint32_t curing_forks(void) { return __atomic_load_n(&fork_count, __ATOMIC_RELAXED); }

uint32_t curing_fork_events(void) {
  return curing_forks() + __atomic_load_n(&child_count, __ATOMIC_RELAXED);
}

bool curing_is_forked(const struct curing_ring *ring) { return ring->forks != curing_forks(); }

uint32_t curing_features(const struct curing_ring *ring) { return ring->ring.features; }

uint32_t curing_submission_entries(const struct curing_ring *ring) {
  return ring->ring.sq.ring_entries;
}

uint32_t curing_completion_entries(const struct curing_ring *ring) {
  return ring->ring.cq.ring_entries;
}
