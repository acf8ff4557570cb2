// What the loads have in common: arguments, the gate, sockets, and the line of JSON.
#pragma once

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SPARE_SECONDS = 60, STALL_SECONDS = 10 };

// What a load may be told; each one refuses what it does not know.
struct options {
  struct sockaddr_in address;
  const char *protocol;
  size_t connections, size, pipeline;
  uint64_t count;
  double warm_up, seconds, rate;
  bool is_gated;
};

__attribute__((noreturn, format(printf, 1, 2))) static inline void give_up(
    const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "load: ");
  vfprintf(stderr, format, arguments);
  fprintf(stderr, "\n");
  exit(1);
}

static inline double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

__attribute__((noreturn)) static inline void show_usage(const char *program, const char *usage) {
  fprintf(stderr, "%s %s [--gate] ADDRESS:PORT\n", program, usage);
  exit(2);
}

static inline bool read_address(const char *text, struct sockaddr_in *address) {
  char host[INET_ADDRSTRLEN] = "";
  unsigned port = 0;
  if (sscanf(text, "%15[0-9.]:%u", host, &port) != 2 || port == 0 || port > 65535) return false;
  *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  return inet_pton(AF_INET, host, &address->sin_addr) == 1;
}

// The arguments, over the defaults; `usage` is shown where they are wrong.
static inline struct options options_from(
    int count, char **words, struct options options, const char *usage) {
  static const struct option names[] = {
      {"protocol", required_argument, NULL, 't'}, {"connections", required_argument, NULL, 'c'},
      {"size", required_argument, NULL, 's'},     {"pipeline", required_argument, NULL, 'p'},
      {"warm-up", required_argument, NULL, 'w'},  {"seconds", required_argument, NULL, 'd'},
      {"rate", required_argument, NULL, 'r'},     {"gate", no_argument, NULL, 'g'},
      {"count", required_argument, NULL, 'n'},    {NULL, 0, NULL, 0}};
  for (int name; (name = getopt_long(count, words, "", names, NULL)) != -1;) {
    if (name == 't') options.protocol = optarg;
    if (name == 'c') options.connections = strtoul(optarg, NULL, 10);
    if (name == 's') options.size = strtoul(optarg, NULL, 10);
    if (name == 'p') options.pipeline = strtoul(optarg, NULL, 10);
    if (name == 'n') options.count = strtoul(optarg, NULL, 10);
    if (name == 'w') options.warm_up = strtod(optarg, NULL);
    if (name == 'd') options.seconds = strtod(optarg, NULL);
    if (name == 'r') options.rate = strtod(optarg, NULL);
    if (name == 'g') options.is_gated = true;
    if (name == '?') exit(2);
  }
  if (optind != count - 1 || options.connections == 0 || options.pipeline == 0 ||
      !read_address(words[optind], &options.address)) {
    show_usage(words[0], usage);
  }
  return options;
}

// With a gate: says where the load is, and waits to be let on.
static inline void pass_gate(const struct options *options, const char *name) {
  char answer[16];
  if (!options->is_gated) return;
  printf("%s\n", name);
  fflush(stdout);
  if (fgets(answer, sizeof answer, stdin) == NULL) give_up("left alone at the gate");
}

static inline int connected_socket(const struct sockaddr_in *address, int type, size_t number) {
  int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  if (fd < 0) give_up("socket %zu: %s", number, strerror(errno));
  if (connect(fd, (const struct sockaddr *)address, sizeof *address) != 0) {
    give_up("connection %zu: %s", number, strerror(errno));
  }
  return fd;
}

static inline void watch_input(int epoll, int fd, void *target) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = target};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
    give_up("epoll_ctl: %s", strerror(errno));
  }
}

// The object but for its end: what a load has to add follows.
static inline void print_figures(
    uint64_t requests, double seconds, uint64_t all_requests, size_t connections) {
  printf(
      "{\"requests\": %lu, \"seconds\": %.6f, \"requests_per_second\": %.1f, "
      "\"all_requests\": %lu, \"connections\": %zu",
      requests, seconds, (double)requests / seconds, all_requests, connections);
}
