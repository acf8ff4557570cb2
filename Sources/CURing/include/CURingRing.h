// A ring: set up, filled with entries, entered, emptied of completions, torn down.
//
// Every function but curing_setup and those that tell of forks is for the one thread that uses the ring.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

// IORING_SETUP_ flags.
#define CURING_SETUP_CQSIZE (1U << 3)
#define CURING_SETUP_CLAMP (1U << 4)
#define CURING_SETUP_R_DISABLED (1U << 6)
#define CURING_SETUP_SUBMIT_ALL (1U << 7)
#define CURING_SETUP_COOP_TASKRUN (1U << 8)
#define CURING_SETUP_TASKRUN_FLAG (1U << 9)
#define CURING_SETUP_SINGLE_ISSUER (1U << 12)
#define CURING_SETUP_DEFER_TASKRUN (1U << 13)

// IORING_FEAT_ bits.
#define CURING_FEATURE_NODROP (1U << 1)
#define CURING_FEATURE_FAST_POLL (1U << 5)
#define CURING_FEATURE_EXT_ARG (1U << 8)
#define CURING_FEATURE_RSRC_TAGS (1U << 10)

// IORING_CQE_F_ bits.
#define CURING_MORE (1U << 1)
#define CURING_SOCKET_NONEMPTY (1U << 2)

// IORING_SQ_ bits.
#define CURING_OVERFLOW (1U << 1)
#define CURING_TASKRUN (1U << 2)

// An io_uring.
struct curing_ring;

// A completion, copied out of the queue.
struct curing_completion {
  uint64_t user_data;
  int32_t result;
  // CURING_MORE, CURING_SOCKET_NONEMPTY and others.
  uint32_t flags;
};

// MARK: The ring

// Makes a ring with these flags and no others. Its maps are not inherited by a fork. Returns 0 and
// sets `*out`, or returns a negated errno. With R_DISABLED, no thread is bound to it until it is
// enabled.
int curing_setup(uint32_t entries, uint32_t completion_entries, uint32_t flags,
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
uint32_t curing_forks(void);

// Another number after each fork, in the parent and in the child: from then on both have the descriptors.
uint32_t curing_fork_events(void);

// Whether this process is a child of the one that made the ring.
bool curing_is_forked(const struct curing_ring *ring);

// The features of the kernel.
uint32_t curing_features(const struct curing_ring *ring);

// How many entries the submission queue has.
uint32_t curing_submission_entries(const struct curing_ring *ring);

// How many entries the completion queue has.
uint32_t curing_completion_entries(const struct curing_ring *ring);

// MARK: Entries. Each function returns false, having done nothing, where the queue is full.

// How many entries are queued that the kernel has not taken.
uint32_t curing_queued(const struct curing_ring *ring);

// accept4(2) with SOCK_CLOEXEC, without an address.
bool curing_prepare_accept(struct curing_ring *ring, int fd, bool multishot,
    uint64_t user_data);

// recv(2); with `poll_first` the kernel does not try before the socket is readable.
bool curing_prepare_recv(struct curing_ring *ring, int fd, void *bytes, size_t count,
    bool poll_first, uint64_t user_data);

// send(2) with MSG_NOSIGNAL, and without MSG_WAITALL: a kernel that goes on after a short send takes an
// error that comes then off the socket, and tells the count alone, so that a receive finds a plain end.
bool curing_prepare_send(struct curing_ring *ring, int fd, const void *bytes,
    size_t count, bool poll_first, uint64_t user_data);

// send(2) that never waits, so that it is over when the ring has been entered. Completes where it came to
// less than `count` bytes, and only there (from Linux 6.1 on).
bool curing_prepare_silent_send(struct curing_ring *ring, int fd, const void *bytes,
    size_t count, uint64_t user_data);

// connect(2). The address is copied to where it stays until the kernel has taken the entry.
bool curing_prepare_connect(struct curing_ring *ring, int fd, const void *address,
    socklen_t length, uint64_t user_data);

// poll(2) for one descriptor, once or again and again.
bool curing_prepare_poll(struct curing_ring *ring, int fd, uint32_t events,
    bool multishot, uint64_t user_data);

// Cancels the operation that carries `target` as its user data.
bool curing_prepare_cancel(struct curing_ring *ring, uint64_t target,
    uint64_t user_data);

// Completes at once, with 0.
bool curing_prepare_nop(struct curing_ring *ring, uint64_t user_data);

// MARK: The kernel's side

// Submits what is queued, lets the kernel finish what it has deferred, and with `wait` waits for
// a completion: for `timeout` nanoseconds at most, or without an end where that is negative.
//
// Returns how many entries the kernel took, or a negated errno (-ETIME and -EINTR: nothing came).
// Either way the entries that it did not take stay queued: the kernel's head says which.
int curing_enter(struct curing_ring *ring, bool wait, int64_t timeout);

// How many completions are ready to be taken.
uint32_t curing_ready(const struct curing_ring *ring);

// Copies up to `limit` completions and gives their places back to the kernel at once.
uint32_t curing_take(struct curing_ring *ring, struct curing_completion *out,
    uint32_t limit);

// CURING_OVERFLOW and CURING_TASKRUN, whichever of them are set.
uint32_t curing_pending_flags(const struct curing_ring *ring);
