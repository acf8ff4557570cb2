// What both servers have in common outside their loops: arguments, the listening socket, and the
// line that says that it listens.
#pragma once

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "protocol.h"

struct arguments {
  enum protocol protocol;
  struct sockaddr_in address;
  size_t buffer_size;
};

__attribute__((noreturn)) static inline void fail(const char *what) {
  perror(what);
  exit(1);
}

static inline struct sockaddr_in address_from(const char *text) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  char host[INET_ADDRSTRLEN] = "";
  unsigned port = 0;
  if (sscanf(text, "%15[0-9.]:%u", host, &port) != 2 || port > 65535 ||
      inet_pton(AF_INET, host, &address.sin_addr) != 1) {
    fprintf(stderr, "%s: not an address such as 127.0.0.1:7000\n", text);
    exit(2);
  }
  address.sin_port = htons((uint16_t)port);
  return address;
}

static inline struct arguments arguments_from(int count, char **words, size_t buffer_size) {
  struct arguments arguments = {.buffer_size = buffer_size};
  if (count < 3 || count > 4 || !protocol_named(words[1], &arguments.protocol)) {
    fprintf(stderr, "%s echo|line|ping ADDRESS:PORT [BUFFER-SIZE]\n", words[0]);
    exit(2);
  }
  arguments.address = address_from(words[2]);
  if (count == 4) arguments.buffer_size = strtoul(words[3], NULL, 10);
  if (arguments.buffer_size == 0) {
    fprintf(stderr, "%s: not a size\n", words[3]);
    exit(2);
  }
  return arguments;
}

// Says on standard output where a socket is bound, since port 0 lets the kernel choose.
static inline void say_where(int fd, const char *driver) {
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  if (getsockname(fd, (struct sockaddr *)&address, &size) != 0) fail("getsockname");
  char host[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, &address.sin_addr, host, sizeof host);
  printf("listening on %s:%d (driver %s, 1 loop)\n", host, ntohs(address.sin_port), driver);
  fflush(stdout);
}

// A listening socket, which says where.
static inline int listening_socket(struct sockaddr_in address, const char *driver, int flags) {
  signal(SIGPIPE, SIG_IGN);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  if (fd < 0) fail("socket");
  int one = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
  if (listen(fd, SOMAXCONN) != 0) fail("listen");
  say_where(fd, driver);
  return fd;
}

static inline void set_no_delay(int fd) {
  int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}
