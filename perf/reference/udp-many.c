// The datagram server that does much at once: epoll, level-triggered; for each readiness one recvmmsg(2)
// and one sendmmsg(2).
#define _GNU_SOURCE
#include <sys/epoll.h>

#include "udp.h"

enum { BATCH = 64 };

static struct mmsghdr messages[BATCH];
static struct iovec vectors[BATCH];
static struct sockaddr_in senders[BATCH];

// Answers what is there, as far as one batch goes.
static void serve(int fd, size_t datagram_size) {
  int count = recvmmsg(fd, messages, BATCH, 0, NULL);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count < 0) fail("recvmmsg");
  for (int i = 0; i < count; i++) vectors[i].iov_len = messages[i].msg_len;
  for (int sent = 0; sent < count;) {
    int now = sendmmsg(fd, messages + sent, (unsigned)(count - sent), MSG_NOSIGNAL);
    // One that cannot be answered is passed over.
    sent += now > 0 ? now : 1;
  }
  for (int i = 0; i < count; i++) {
    vectors[i].iov_len = datagram_size;
    messages[i].msg_hdr.msg_namelen = sizeof senders[i];
  }
}

int main(int count, char **words) {
  struct arguments arguments = udp_arguments_from(count, words);
  char *memory = malloc(BATCH * arguments.buffer_size);
  if (memory == NULL) fail("malloc");
  for (size_t i = 0; i < BATCH; i++) {
    vectors[i] = (struct iovec){memory + i * arguments.buffer_size, arguments.buffer_size};
    messages[i].msg_hdr = (struct msghdr){
        .msg_name = &senders[i], .msg_namelen = sizeof senders[i], .msg_iov = &vectors[i],
        .msg_iovlen = 1};
  }
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) fail("epoll_create1");
  int fd = datagram_socket(arguments.address, "many", SOCK_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl");
  for (;;) {
    int ready = epoll_wait(epoll, &event, 1, -1);
    if (ready < 0 && errno != EINTR) fail("epoll_wait");
    if (ready > 0) serve(fd, arguments.buffer_size);
  }
}
