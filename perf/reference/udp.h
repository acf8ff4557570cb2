// What the datagram servers have in common: arguments, the socket, and the line that says that it is
// bound.
#pragma once

#include "server.h"

enum { DEFAULT_DATAGRAM_SIZE = 2048 };

static inline struct arguments udp_arguments_from(int count, char **words) {
  struct arguments arguments = arguments_from(count, words, DEFAULT_DATAGRAM_SIZE);
  if (arguments.protocol != PROTOCOL_ECHO) {
    fprintf(stderr, "%s: echo is all it speaks\n", words[0]);
    exit(2);
  }
  return arguments;
}

// A bound socket, which says where.
static inline int datagram_socket(struct sockaddr_in address, const char *driver, int flags) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | flags, 0);
  if (fd < 0) fail("socket");
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
  say_where(fd, driver);
  return fd;
}
