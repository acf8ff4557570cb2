// A closed-loop load of datagrams: keeps PIPELINE datagrams outstanding on each of CONNECTIONS connected
// sockets, checks every byte of every reply, and prints one line of JSON. One thread, epoll.
//
// The first eight bytes of a datagram are its number on its socket, the others follow from it. A datagram
// that has no reply after half a second is lost, and another one takes its place.
//
// With --gate it falls silent before the measured time and after it, as the load of streams does.
#define _GNU_SOURCE
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

enum { BATCH = 64, LARGEST = 65536, SPARE_SECONDS = 60 };
#define PATIENCE 0.5

struct options {
  struct sockaddr_in address;
  size_t connections, size, pipeline;
  double warm_up, seconds;
  bool is_gated;
};

struct connection {
  int fd;
  uint64_t sent;         // datagrams
  size_t outstanding;
  double last_progress;
};

struct load {
  struct options options;
  struct connection *connections;
  int epoll;
  uint64_t completed, lost;
  bool is_issuing;
  double time;
  char *memory;
  struct mmsghdr messages[BATCH];
  struct iovec vectors[BATCH];
};

__attribute__((noreturn, format(printf, 1, 2))) static void give_up(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "load: ");
  vfprintf(stderr, format, arguments);
  fprintf(stderr, "\n");
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void fill(char *bytes, size_t size, uint64_t number) {
  memcpy(bytes, &number, sizeof number);
  memset(bytes + sizeof number, (int)(number * 31 & 0xff), size - sizeof number);
}

static bool is_right(const char *bytes, size_t size, uint64_t sent) {
  uint64_t number;
  memcpy(&number, bytes, sizeof number);
  if (number >= sent) return false;
  const char expected = (char)(number * 31 & 0xff);
  for (size_t at = sizeof number; at < size; at++) {
    if (bytes[at] != expected) return false;
  }
  return true;
}

static void set_sizes(struct load *load, size_t size) {
  for (size_t i = 0; i < BATCH; i++) load->vectors[i].iov_len = size;
}

// Fills the window up.
static void issue(struct load *load, struct connection *connection) {
  size_t size = load->options.size;
  while (load->is_issuing && connection->outstanding < load->options.pipeline) {
    size_t count = load->options.pipeline - connection->outstanding;
    if (count > BATCH) count = BATCH;
    set_sizes(load, size);
    for (size_t i = 0; i < count; i++) {
      fill(load->vectors[i].iov_base, size, connection->sent + i);
    }
    int sent = sendmmsg(connection->fd, load->messages, (unsigned)count, 0);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) give_up("sendmmsg: %s", strerror(errno));
    connection->sent += (uint64_t)sent;
    connection->outstanding += (size_t)sent;
  }
}

static void on_readable(struct load *load, struct connection *connection) {
  set_sizes(load, LARGEST / 32);
  int count = recvmmsg(connection->fd, load->messages, BATCH, MSG_DONTWAIT, NULL);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count < 0) give_up("recvmmsg: %s", strerror(errno));
  for (int i = 0; i < count; i++) {
    if (load->messages[i].msg_len != load->options.size ||
        !is_right(load->vectors[i].iov_base, load->options.size, connection->sent)) {
      give_up("a reply is not what it should be");
    }
  }
  connection->last_progress = load->time;
  // One that was given up and came after all is not counted twice.
  size_t answered = (size_t)count;
  if (answered > connection->outstanding) answered = connection->outstanding;
  connection->outstanding -= answered;
  load->completed += answered;
  issue(load, connection);
}

static size_t give_up_lost(struct load *load) {
  size_t outstanding = 0;
  for (size_t i = 0; i < load->options.connections; i++) {
    struct connection *connection = &load->connections[i];
    if (connection->outstanding > 0 && load->time - connection->last_progress > PATIENCE) {
      load->lost += connection->outstanding;
      connection->outstanding = 0;
      connection->last_progress = load->time;
      issue(load, connection);
    }
    outstanding += connection->outstanding;
  }
  return outstanding;
}

// Issues datagrams for that long, then waits until every reply is in, or given up.
static void run(struct load *load, double seconds) {
  struct epoll_event events[BATCH];
  load->time = now();
  double end = load->time + seconds, next_look = load->time;
  size_t outstanding = 1;
  load->is_issuing = true;
  for (size_t i = 0; i < load->options.connections; i++) {
    load->connections[i].last_progress = load->time;
    issue(load, &load->connections[i]);
  }
  while (load->time < end || outstanding > 0) {
    load->is_issuing = load->time < end;
    int count = epoll_wait(load->epoll, events, BATCH, 50);
    if (count < 0 && errno != EINTR) give_up("epoll_wait: %s", strerror(errno));
    load->time = now();
    load->is_issuing = load->time < end;
    for (int i = 0; i < count; i++) on_readable(load, events[i].data.ptr);
    if (load->time >= next_look || !load->is_issuing) {
      outstanding = give_up_lost(load);
      next_look = load->time + PATIENCE / 4;
    }
  }
}

static void pass_gate(const struct load *load, const char *name) {
  char answer[16];
  if (!load->options.is_gated) return;
  printf("%s\n", name);
  fflush(stdout);
  if (fgets(answer, sizeof answer, stdin) == NULL) give_up("left alone at the gate");
}

static void connect_all(struct load *load) {
  const struct sockaddr_in *address = &load->options.address;
  for (size_t i = 0; i < load->options.connections; i++) {
    struct connection *connection = &load->connections[i];
    connection->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (connection->fd < 0) give_up("socket %zu: %s", i, strerror(errno));
    if (connect(connection->fd, (const struct sockaddr *)address, sizeof *address) != 0) {
      give_up("connection %zu: %s", i, strerror(errno));
    }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(load->epoll, EPOLL_CTL_ADD, connection->fd, &event) != 0) {
      give_up("epoll_ctl: %s", strerror(errno));
    }
  }
}

static struct options options_from(int count, char **words) {
  struct options options = {
      .connections = 4, .size = 64, .pipeline = 1, .warm_up = 0.5, .seconds = 2};
  static const struct option names[] = {
      {"protocol", required_argument, NULL, 't'}, {"connections", required_argument, NULL, 'c'},
      {"size", required_argument, NULL, 's'},     {"pipeline", required_argument, NULL, 'p'},
      {"warm-up", required_argument, NULL, 'w'},  {"seconds", required_argument, NULL, 'd'},
      {"rate", required_argument, NULL, 'r'},     {"gate", no_argument, NULL, 'g'},
      {NULL, 0, NULL, 0}};
  for (int name; (name = getopt_long(count, words, "", names, NULL)) != -1;) {
    if (name == 't' && strcmp(optarg, "echo") != 0) give_up("echo is all it speaks");
    if (name == 'r' && strtod(optarg, NULL) != 0) give_up("it knows no rate");
    if (name == 'c') options.connections = strtoul(optarg, NULL, 10);
    if (name == 's') options.size = strtoul(optarg, NULL, 10);
    if (name == 'p') options.pipeline = strtoul(optarg, NULL, 10);
    if (name == 'w') options.warm_up = strtod(optarg, NULL);
    if (name == 'd') options.seconds = strtod(optarg, NULL);
    if (name == 'g') options.is_gated = true;
    if (name == '?') exit(2);
  }
  char host[INET_ADDRSTRLEN] = "";
  unsigned port = 0;
  options.address.sin_family = AF_INET;
  if (optind != count - 1 || options.connections == 0 || options.pipeline == 0 ||
      options.size < sizeof(uint64_t) || options.size > LARGEST / 32 ||
      sscanf(words[optind], "%15[0-9.]:%u", host, &port) != 2 || port == 0 || port > 65535 ||
      inet_pton(AF_INET, host, &options.address.sin_addr) != 1) {
    fprintf(
        stderr,
        "%s [--connections N] [--size BYTES (8 to 2048)] [--pipeline N] [--warm-up S]\n"
        "  [--seconds S] [--gate] ADDRESS:PORT\n",
        words[0]);
    exit(2);
  }
  options.address.sin_port = htons((uint16_t)port);
  return options;
}

int main(int count, char **words) {
  static struct load load;
  load.options = options_from(count, words);
  // Whatever happens, it ends.
  alarm((unsigned)(load.options.warm_up + load.options.seconds) + SPARE_SECONDS);
  load.epoll = epoll_create1(EPOLL_CLOEXEC);
  load.memory = malloc(BATCH * (LARGEST / 32));
  load.connections = calloc(load.options.connections, sizeof *load.connections);
  if (load.epoll < 0 || load.memory == NULL || load.connections == NULL) give_up("no memory");
  for (size_t i = 0; i < BATCH; i++) {
    load.vectors[i].iov_base = load.memory + i * (LARGEST / 32);
    load.messages[i].msg_hdr = (struct msghdr){.msg_iov = &load.vectors[i], .msg_iovlen = 1};
  }
  connect_all(&load);
  run(&load, load.options.warm_up);
  uint64_t before = load.completed;
  pass_gate(&load, "begin");
  double start = now();
  run(&load, load.options.seconds);
  double seconds = now() - start;
  pass_gate(&load, "end");
  uint64_t requests = load.completed - before;
  printf(
      "{\"requests\": %lu, \"seconds\": %.6f, \"requests_per_second\": %.1f, "
      "\"all_requests\": %lu, \"connections\": %zu, \"lost\": %lu}\n",
      requests, seconds, (double)requests / seconds, load.completed, load.options.connections,
      load.lost);
}
