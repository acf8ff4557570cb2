// Messages of sockets: recvmmsg(2), sendmmsg(2), SCM_RIGHTS, SO_PEERCRED.
#define _GNU_SOURCE
#include "CURingDatagrams.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#ifndef SCM_PIDFD
#define SCM_PIDFD 0x04
#endif

static_assert(
    sizeof(struct curing_message) == sizeof(struct mmsghdr) &&
        offsetof(struct curing_message, length) == offsetof(struct mmsghdr, msg_len),
    "curing_message is not mmsghdr");

int curing_receive_many(int fd, struct curing_message *messages, unsigned int count, int flags) {
  return recvmmsg(fd, (struct mmsghdr *)messages, count, flags, NULL);
}

int curing_send_many(int fd, struct curing_message *messages, unsigned int count, int flags) {
  return sendmmsg(fd, (struct mmsghdr *)messages, count, flags);
}

// Room for all descriptors of a message, and for what an option of the socket may add before them
// (SCM_CREDENTIALS, SCM_SECURITY, time stamps).
union control {
  char bytes[CMSG_SPACE(CURING_DESCRIPTOR_LIMIT * sizeof(int)) + 512];
  struct cmsghdr alignment;
};

long curing_send_descriptors(
    int fd, const struct msghdr *header, const int *descriptors, unsigned int count, int flags) {
  union control control;
  size_t size = count * sizeof(int);
  struct msghdr message = *header;
  message.msg_control = control.bytes;
  message.msg_controllen = CMSG_SPACE(size);
  memset(control.bytes, 0, message.msg_controllen);
  struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(size);
  memcpy(CMSG_DATA(rights), descriptors, size);
  return sendmsg(fd, &message, flags);
}

static void take(
    const struct cmsghdr *control, struct curing_rights *rights, unsigned int limit) {
  size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  for (size_t i = 0; i < count; i++) {
    int descriptor;
    memcpy(&descriptor, CMSG_DATA(control) + i * sizeof(int), sizeof descriptor);
    if (rights->count < limit) {
      rights->descriptors[rights->count++] = descriptor;
    } else {
      close(descriptor);
      rights->truncated = true;
    }
  }
}

long curing_receive_descriptors(
    int fd, struct msghdr *header, struct curing_rights *rights, unsigned int limit, int flags) {
  union control control;
  header->msg_control = control.bytes;
  header->msg_controllen = sizeof control.bytes;
  rights->count = 0;
  rights->truncated = false;
  long result = recvmsg(fd, header, flags | MSG_CMSG_CLOEXEC);
  if (result >= 0) {
    rights->truncated = (header->msg_flags & MSG_CTRUNC) != 0;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(header); part; part = CMSG_NXTHDR(header, part)) {
      if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS) {
        take(part, rights, limit);
      } else if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_PIDFD) {
        // Nobody has asked for it but whoever set SO_PASSPIDFD: it is open all the same.
        int descriptor;
        memcpy(&descriptor, CMSG_DATA(part), sizeof descriptor);
        if (descriptor >= 0) close(descriptor);
      }
    }
  }
  // The room is this function's own.
  header->msg_control = NULL;
  header->msg_controllen = 0;
  return result;
}

int curing_peer_credentials(int fd, struct curing_credentials *credentials) {
  struct ucred found;
  socklen_t size = sizeof found;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &found, &size) != 0) return -1;
  *credentials = (struct curing_credentials){
      .process = found.pid, .user = found.uid, .group = found.gid};
  return 0;
}
