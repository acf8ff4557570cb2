// What the datagram servers have in common: arguments, the socket, and the line that says that it is
// bound.
#pragma once

#include "server.h"

enum { DEFAULT_DATAGRAM_SIZE = 2048 };

struct udp_arguments {
  struct sockaddr_in address;
  size_t datagram_size;
};

static inline struct udp_arguments udp_arguments_from(int count, char **words) {
  struct udp_arguments arguments = {.datagram_size = DEFAULT_DATAGRAM_SIZE};
  if (count < 3 || count > 4 || strcmp(words[1], "echo") != 0) {
    fprintf(stderr, "%s echo ADDRESS:PORT [DATAGRAM-SIZE]\n", words[0]);
    exit(2);
  }
  arguments.address = address_from(words[2]);
  if (count == 4) arguments.datagram_size = strtoul(words[3], NULL, 10);
  if (arguments.datagram_size == 0) {
    fprintf(stderr, "%s: not a size\n", words[3]);
    exit(2);
  }
  return arguments;
}

static inline int datagram_socket(struct sockaddr_in address, const char *driver, int flags) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | flags, 0);
  if (fd < 0) fail("socket");
  socklen_t size = sizeof address;
  if (bind(fd, (struct sockaddr *)&address, size) != 0) fail("bind");
  if (getsockname(fd, (struct sockaddr *)&address, &size) != 0) fail("getsockname");
  char host[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, &address.sin_addr, host, sizeof host);
  printf("listening on %s:%d (driver %s, 1 loop)\n", host, ntohs(address.sin_port), driver);
  fflush(stdout);
  return fd;
}
