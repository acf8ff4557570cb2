// A load of connections: CONNECTIONS at a time connect, send one message, check every byte of the reply
// and close, and others take their place. Prints one line of JSON; a request is a whole connection. One
// thread, epoll.
//
// Each comes from another address of 127.0.0.0/8, so that ports in TIME_WAIT are no limit.
//
// With --gate it falls silent before the measured time and after it, as the load of streams does; with
// --count it ends after so many connections.
#define _GNU_SOURCE
#include "load.h"

enum { EVENTS_A_WAIT = 256, LARGEST = 65536 };

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
  watch_input(load->epoll, connection->fd, connection);
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

static void settle_and_pass_gate(const struct options *options, const char *name) {
  // The last connections have to end on the server's side too.
  if (options->is_gated) usleep(20000);
  pass_gate(options, name);
}

int main(int count, char **words) {
  static struct load load;
  struct options defaults = {
      .protocol = "echo", .connections = 16, .size = 64, .pipeline = 1, .warm_up = 0.5,
      .seconds = 2};
  const char *usage =
      "[--connections N] [--size BYTES] [--warm-up S] [--seconds S | --count N]\n ";
  load.options = options_from(count, words, defaults, usage);
  if (strcmp(load.options.protocol, "echo") != 0) give_up("echo is all it speaks");
  if (load.options.pipeline != 1) give_up("it knows no pipeline");
  if (load.options.rate != 0) give_up("it knows no rate");
  if (load.options.size == 0 || load.options.size > LARGEST) show_usage(words[0], usage);
  // Whatever happens, it ends.
  unsigned limit = (unsigned)(load.options.warm_up + load.options.seconds) + SPARE_SECONDS;
  alarm(load.options.count > 0 ? 600 : limit);
  load.epoll = epoll_create1(EPOLL_CLOEXEC);
  load.connections = calloc(load.options.connections, sizeof *load.connections);
  if (load.epoll < 0 || load.connections == NULL) give_up("no memory");
  if (load.options.count == 0) run(&load, load.options.warm_up, 0);
  uint64_t before = load.completed;
  settle_and_pass_gate(&load.options, "begin");
  double start = now();
  run(&load, load.options.seconds, load.options.count);
  double seconds = now() - start;
  settle_and_pass_gate(&load.options, "end");
  uint64_t requests = load.completed - before;
  print_figures(requests, seconds, load.completed, load.options.connections);
  printf("}\n");
}
