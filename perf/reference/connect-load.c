// A load of connections: CONNECTIONS at a time connect, send one message, check every byte of the reply
// and close, and others take their place. Prints one line of JSON; a request is a whole connection. One
// thread, epoll.
//
// Each comes from another address of 127.0.0.0/8, so that ports in TIME_WAIT are no limit.
//
// With --gate it falls silent before the measured time and after it, as the load of streams does; with
// --count it ends after so many connections.
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

enum { EVENTS_A_WAIT = 256, LARGEST = 65536, SPARE_SECONDS = 60, STALL_SECONDS = 10 };

struct options {
  struct sockaddr_in address;
  size_t connections, size;
  uint64_t count;
  double warm_up, seconds;
  bool is_gated;
};

struct connection {
  int fd;
  size_t received;
  uint64_t number;
};

struct load {
  struct options options;
  struct connection *connections;
  int epoll;
  uint64_t begun, completed;
  size_t open;
  bool is_issuing;
  char message[LARGEST], input[LARGEST];
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
  for (size_t at = 0; at < size; at++) bytes[at] = (char)(number * 131 + at * 7);
}

// Connects and sends: on loopback neither waits, unless the listener's queue is full.
static void begin(struct load *load, struct connection *connection) {
  const struct sockaddr_in *address = &load->options.address;
  int one = 1;
  connection->number = load->begun++;
  connection->received = 0;
  connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection->fd < 0) give_up("socket: %s", strerror(errno));
  struct sockaddr_in own = {.sin_family = AF_INET};
  own.sin_addr.s_addr = htonl((uint32_t)(0x7f010001 + connection->number % 60000));
  setsockopt(connection->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  if (bind(connection->fd, (struct sockaddr *)&own, sizeof own) != 0) {
    give_up("bind: %s", strerror(errno));
  }
  if (connect(connection->fd, (const struct sockaddr *)address, sizeof *address) != 0) {
    give_up("connect: %s", strerror(errno));
  }
  fill(load->message, load->options.size, connection->number);
  ssize_t sent = send(connection->fd, load->message, load->options.size, MSG_NOSIGNAL);
  if (sent != (ssize_t)load->options.size) give_up("send: %s", strerror(errno));
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
  if (epoll_ctl(load->epoll, EPOLL_CTL_ADD, connection->fd, &event) != 0) {
    give_up("epoll_ctl: %s", strerror(errno));
  }
  load->open++;
}

static void on_readable(struct load *load, struct connection *connection) {
  ssize_t count = recv(connection->fd, load->input, LARGEST, MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count < 0) give_up("recv: %s", strerror(errno));
  if (count == 0) give_up("the server closed a connection");
  fill(load->message, load->options.size, connection->number);
  size_t size = (size_t)count;
  if (connection->received + size > load->options.size ||
      memcmp(load->message + connection->received, load->input, size) != 0) {
    give_up("a reply is not what it should be");
  }
  connection->received += size;
  if (connection->received < load->options.size) return;
  close(connection->fd);
  load->open--;
  load->completed++;
  if (load->is_issuing) begin(load, connection);
}

// Makes connections for that long, or that many, then waits until all are closed.
static void run(struct load *load, double seconds, uint64_t count) {
  struct epoll_event events[EVENTS_A_WAIT];
  double time = now(), end = time + seconds, last_progress = time;
  uint64_t seen = load->completed, last = load->begun + count;
  load->is_issuing = true;
  for (size_t i = 0; i < load->options.connections; i++) begin(load, &load->connections[i]);
  while (load->open > 0) {
    load->is_issuing = count > 0 ? load->begun < last : time < end;
    int ready = epoll_wait(load->epoll, events, EVENTS_A_WAIT, 100);
    if (ready < 0 && errno != EINTR) give_up("epoll_wait: %s", strerror(errno));
    for (int i = 0; i < ready; i++) {
      if (count > 0) load->is_issuing = load->begun < last;
      on_readable(load, events[i].data.ptr);
    }
    time = now();
    if (load->completed != seen) last_progress = time;
    seen = load->completed;
    if (time - last_progress > STALL_SECONDS) give_up("no reply for %d s", STALL_SECONDS);
  }
}

static void pass_gate(const struct load *load, const char *name) {
  char answer[16];
  if (!load->options.is_gated) return;
  // The last connections have to end on the server's side too.
  usleep(20000);
  printf("%s\n", name);
  fflush(stdout);
  if (fgets(answer, sizeof answer, stdin) == NULL) give_up("left alone at the gate");
}

static struct options options_from(int count, char **words) {
  struct options options = {.connections = 16, .size = 64, .warm_up = 0.5, .seconds = 2};
  static const struct option names[] = {
      {"protocol", required_argument, NULL, 't'}, {"connections", required_argument, NULL, 'c'},
      {"size", required_argument, NULL, 's'},     {"pipeline", required_argument, NULL, 'p'},
      {"warm-up", required_argument, NULL, 'w'},  {"seconds", required_argument, NULL, 'd'},
      {"rate", required_argument, NULL, 'r'},     {"gate", no_argument, NULL, 'g'},
      {"count", required_argument, NULL, 'n'},    {NULL, 0, NULL, 0}};
  for (int name; (name = getopt_long(count, words, "", names, NULL)) != -1;) {
    if (name == 't' && strcmp(optarg, "echo") != 0) give_up("echo is all it speaks");
    if (name == 'p' && strtoul(optarg, NULL, 10) != 1) give_up("it knows no pipeline");
    if (name == 'r' && strtod(optarg, NULL) != 0) give_up("it knows no rate");
    if (name == 'c') options.connections = strtoul(optarg, NULL, 10);
    if (name == 's') options.size = strtoul(optarg, NULL, 10);
    if (name == 'n') options.count = strtoul(optarg, NULL, 10);
    if (name == 'w') options.warm_up = strtod(optarg, NULL);
    if (name == 'd') options.seconds = strtod(optarg, NULL);
    if (name == 'g') options.is_gated = true;
    if (name == '?') exit(2);
  }
  char host[INET_ADDRSTRLEN] = "";
  unsigned port = 0;
  options.address.sin_family = AF_INET;
  if (optind != count - 1 || options.connections == 0 || options.size == 0 ||
      options.size > LARGEST || sscanf(words[optind], "%15[0-9.]:%u", host, &port) != 2 ||
      port == 0 || port > 65535 || inet_pton(AF_INET, host, &options.address.sin_addr) != 1) {
    fprintf(
        stderr,
        "%s [--connections N] [--size BYTES] [--warm-up S] [--seconds S | --count N]\n"
        "  [--gate] ADDRESS:PORT\n",
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
  unsigned limit = (unsigned)(load.options.warm_up + load.options.seconds) + SPARE_SECONDS;
  alarm(load.options.count > 0 ? 600 : limit);
  load.epoll = epoll_create1(EPOLL_CLOEXEC);
  load.connections = calloc(load.options.connections, sizeof *load.connections);
  if (load.epoll < 0 || load.connections == NULL) give_up("no memory");
  if (load.options.count == 0) run(&load, load.options.warm_up, 0);
  uint64_t before = load.completed;
  pass_gate(&load, "begin");
  double start = now();
  run(&load, load.options.seconds, load.options.count);
  double seconds = now() - start;
  pass_gate(&load, "end");
  uint64_t requests = load.completed - before;
  printf(
      "{\"requests\": %lu, \"seconds\": %.6f, \"requests_per_second\": %.1f, "
      "\"all_requests\": %lu, \"connections\": %zu}\n",
      requests, seconds, (double)requests / seconds, load.completed, load.options.connections);
}
