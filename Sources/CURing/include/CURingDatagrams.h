// Calls that move messages rather than bytes: many datagrams at once, and descriptors.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

// One datagram of many: the kernel's own `struct mmsghdr`, which the headers show to _GNU_SOURCE only.
struct curing_message {
  struct msghdr header;
  // Bytes that were received or sent.
  unsigned int length;
};

// recvmmsg(2) without a time limit: how many came, or -1 with errno.
int curing_receive_many(int fd, struct curing_message *messages, unsigned int count, int flags);

// sendmmsg(2): how many left, or -1 with errno.
int curing_send_many(int fd, struct curing_message *messages, unsigned int count, int flags);

// The most descriptors that one message carries (SCM_MAX_FD).
enum { CURING_DESCRIPTOR_LIMIT = 253 };

// sendmsg(2) of `header`, whose control part is replaced by `count` descriptors (SCM_RIGHTS): 1 to
// CURING_DESCRIPTOR_LIMIT of them. The bytes that left, or -1 with errno.
long curing_send_descriptors(
    int fd, const struct msghdr *header, const int *descriptors, unsigned int count, int flags);

// What came with the bytes of `curing_receive_descriptors`.
struct curing_rights {
  // Descriptors, close-on-exec, the caller's to close.
  int descriptors[CURING_DESCRIPTOR_LIMIT];
  unsigned int count;
  // Whether others came and could not be taken in. None of those is open.
  _Bool truncated;
};

// recvmsg(2) of `header`, whose control part is replaced, with MSG_CMSG_CLOEXEC. At most `limit`
// descriptors are kept, what is beyond them is closed. The bytes that came, or -1 with errno.
long curing_receive_descriptors(
    int fd, struct msghdr *header, struct curing_rights *rights, unsigned int limit, int flags);

// Who made the other end of a local connection, when it was made.
struct curing_credentials {
  int32_t process;
  uint32_t user, group;
};

// getsockopt(2) of SO_PEERCRED: 0, or -1 with errno.
int curing_peer_credentials(int fd, struct curing_credentials *credentials);
