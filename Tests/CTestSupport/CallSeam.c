// System calls that the kernel asks about first: the seam at which they fail on purpose.
#define _GNU_SOURCE
#include "CTestSupport.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

enum { CALL_LIMIT = 24, LISTENER_LIMIT = 64 };

const int test_number_enter = SYS_io_uring_enter;
#ifdef SYS_epoll_wait
const int test_number_epoll_wait = SYS_epoll_wait;
#else
const int test_number_epoll_wait = -1;
#endif
const int test_number_epoll_pwait = SYS_epoll_pwait;
const int test_number_epoll_pwait2 = SYS_epoll_pwait2;
const int test_number_epoll_ctl = SYS_epoll_ctl;
const int test_number_recvfrom = SYS_recvfrom;
const int test_number_recvmsg = SYS_recvmsg;
const int test_number_sendto = SYS_sendto;
const int test_number_accept4 = SYS_accept4;
const int test_number_connect = SYS_connect;
const int test_number_close = SYS_close;
const int test_number_socket = SYS_socket;

int test_watch_calls(const int *numbers, int count) {
  if (count > CALL_LIMIT) return -E2BIG;
  struct sock_filter program[2 * CALL_LIMIT + 2];
  int length = 0;
  program[length++] = (struct sock_filter)BPF_STMT(
      BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  for (int i = 0; i < count; i++) {
    program[length++] = (struct sock_filter)BPF_JUMP(
        BPF_JMP | BPF_JEQ | BPF_K, (unsigned)numbers[i], 0, 1);
    program[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
  }
  program[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog header = {.len = (unsigned short)length, .filter = program};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -errno;
  long listener = syscall(
      SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &header);
  return listener < 0 ? -errno : (int)listener;
}

int test_next_call(const int *listeners, int count, int milliseconds, struct test_call *call,
    int *listener) {
  struct pollfd wanted[LISTENER_LIMIT];
  if (count > LISTENER_LIMIT) count = LISTENER_LIMIT;
  for (int i = 0; i < count; i++)
    wanted[i] = (struct pollfd){.fd = listeners[i], .events = POLLIN};
  if (poll(wanted, (nfds_t)count, milliseconds) <= 0) return 0;
  int found = 0;
  while (found < count - 1 && !wanted[found].revents) found++;
  *listener = listeners[found];
  if (!(wanted[found].revents & POLLIN)) return -ESRCH;
  // It must be zero when the kernel fills it.
  struct seccomp_notif request;
  memset(&request, 0, sizeof request);
  // Fails where a signal has ended the call in the meantime.
  if (ioctl(*listener, SECCOMP_IOCTL_NOTIF_RECV, &request) != 0) return 0;
  call->id = request.id;
  call->number = request.data.nr;
  for (int i = 0; i < 6; i++) call->arguments[i] = request.data.args[i];
  return 1;
}

void test_make_call(const struct test_call *call) {
  const unsigned long *a = call->arguments;
  syscall(call->number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static void answer(int listener, struct seccomp_notif_resp response) {
  // ENOENT where a signal has ended the call in the meantime: then it is made anew.
  ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

void test_allow_call(int listener, const struct test_call *call) {
  answer(listener,
      (struct seccomp_notif_resp){.id = call->id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE});
}

void test_answer_call(int listener, const struct test_call *call, long value, int failure) {
  answer(listener,
      (struct seccomp_notif_resp){.id = call->id, .val = value, .error = -failure});
}
