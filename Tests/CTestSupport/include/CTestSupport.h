// Calls of the C library that the tests need and Swift does not show: fork(2), posix_spawn(3),
// descriptors sent along, signalfd(2), memfd_create(2), seccomp_unotify(2).
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

// From now on small blocks come from some 32 MiB of address space that this process has, and keeps.
void test_reserve_heap(void);

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

// The calls of a thread that is watched: the kernel asks before it makes them (seccomp_unotify(2)).
struct test_call {
  // For the answer.
  unsigned long id;
  int number;
  unsigned long arguments[6];
};

// The numbers of calls; -1 where the machine has none of that name.
extern const int test_number_enter, test_number_epoll_wait, test_number_epoll_pwait,
    test_number_epoll_pwait2, test_number_epoll_ctl, test_number_recvfrom, test_number_recvmsg,
    test_number_sendto, test_number_accept4, test_number_connect, test_number_close,
    test_number_socket;

// From now on the kernel asks about those calls of the calling thread, and of the threads that it
// starts. Returns the descriptor on which it does, or a negated errno. Until the end of the process
// somebody must answer: once the descriptor is closed, the calls fail with ENOSYS.
int test_watch_calls(const int *numbers, int count);

// The next call on any of the descriptors, waited for so long: 1 and which it was, 0 where none came, or
// -ESRCH where all the threads of that one are gone.
int test_next_call(const int *listeners, int count, int milliseconds, struct test_call *call,
    int *listener);

// Makes the call here: for a thread that shares all with that which is asked about.
void test_make_call(const struct test_call *call);

// Lets the call be made.
void test_allow_call(int listener, const struct test_call *call);

// Has the call return `value`, or -1 with the errno `failure` where that is not 0, without being made.
void test_answer_call(int listener, const struct test_call *call, long value, int failure);
