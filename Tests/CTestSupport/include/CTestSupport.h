// Calls of the C library that the tests need and Swift does not show: fork(2), posix_spawn(3),
// descriptors sent along, signalfd(2), memfd_create(2).
#pragma once

#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

// memfd_create(2): a file in memory, close-on-exec. A descriptor or -1.
int test_memory_file(const char *name);

// posix_spawnp(3) in `directory`, with `files` as descriptors 0 to 2 and no others, no signal blocked
// and none ignored. The process, or a negated errno.
int test_spawn(const char *path, char *const arguments[], char *const variables[],
    const int files[3], const char *directory);

// fork(2), which Swift refuses to show. The child may do no more than exit, or call what is known to
// be sound in one.
static inline int test_fork(void) { return fork(); }

// sendmsg(2) of one zero byte that carries a descriptor along (SCM_RIGHTS).
static inline long test_send_descriptor(int socket, int descriptor) {
  char byte = 0;
  struct iovec vector = {.iov_base = &byte, .iov_len = 1};
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr alignment;
  } control = {{0}};
  struct msghdr message = {
      .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.bytes,
      .msg_controllen = sizeof control.bytes};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  *(int *)(void *)CMSG_DATA(header) = descriptor;
  return sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}
