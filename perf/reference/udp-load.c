// A closed-loop load of datagrams: keeps PIPELINE datagrams outstanding on each of CONNECTIONS connected
// sockets, checks every byte of every reply, and prints one line of JSON. One thread, epoll.
//
// The first eight bytes of a datagram are its number on its socket, the others follow from it. A datagram
// that has no reply after half a second is lost, and another one takes its place.
//
// With --gate it falls silent before the measured time and after it, as the load of streams does.
#define _GNU_SOURCE
#include "load.h"

enum { BATCH = 64, LARGEST = 65536 };
#define PATIENCE 0.5

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

static void connect_all(struct load *load) {
  for (size_t i = 0; i < load->options.connections; i++) {
    struct connection *connection = &load->connections[i];
    connection->fd = connected_socket(&load->options.address, SOCK_DGRAM, i);
    watch_input(load->epoll, connection->fd, connection);
  }
}

int main(int count, char **words) {
  static struct load load;
  struct options defaults = {
      .protocol = "echo", .connections = 4, .size = 64, .pipeline = 1, .warm_up = 0.5,
      .seconds = 2};
  const char *usage =
      "[--connections N] [--size BYTES (8 to 2048)] [--pipeline N] [--warm-up S]\n"
      "  [--seconds S]";
  load.options = options_from(count, words, defaults, usage);
  if (strcmp(load.options.protocol, "echo") != 0) give_up("echo is all it speaks");
  if (load.options.rate != 0) give_up("it knows no rate");
  if (load.options.count > 0) give_up("it counts seconds alone");
  if (load.options.size < sizeof(uint64_t) || load.options.size > LARGEST / 32) {
    show_usage(words[0], usage);
  }
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
  pass_gate(&load.options, "begin");
  double start = now();
  run(&load, load.options.seconds);
  double seconds = now() - start;
  pass_gate(&load.options, "end");
  uint64_t requests = load.completed - before;
  print_figures(requests, seconds, load.completed, load.options.connections);
  printf(", \"lost\": %lu}\n", load.lost);
}
