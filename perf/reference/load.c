// A closed-loop load: keeps PIPELINE messages outstanding on each of CONNECTIONS connections,
// checks every byte of every reply, and prints one line of JSON. One thread, epoll.
//
// With a rate, messages are issued in steps of a millisecond, round robin over the connections,
// so that the same work can be spread over few connections or many.
//
// With --gate it falls silent (every reply is in, nothing is on its way) before the measured time
// and after it, says `begin` and `end` on standard output, and each time waits for a line on
// standard input: whoever measures the server then counts exactly the requests that are reported.
#define _GNU_SOURCE
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/resource.h>

#include "load.h"
#include "script.h"

enum { EVENTS_A_WAIT = 256, INPUT_SIZE = 1 << 18 };

struct connection {
  int fd;
  bool waits_for_room;
  uint64_t issued;              // messages that may be sent
  uint64_t sent, received;      // bytes
};

struct load {
  struct options options;
  struct script script;
  struct connection *connections;
  int epoll;
  char *input;
  uint64_t issued, completed;   // messages, of all connections
  bool is_issuing;
  size_t next;                  // the connection whose turn it is, with a rate
  double owed, last_step;       // messages due and not issued; when they were last reckoned
};

static void watch(struct load *load, struct connection *connection, bool waits_for_room) {
  if (connection->waits_for_room == waits_for_room) return;
  connection->waits_for_room = waits_for_room;
  struct epoll_event event = {
      .events = waits_for_room ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = connection};
  if (epoll_ctl(load->epoll, EPOLL_CTL_MOD, connection->fd, &event) != 0) {
    give_up("epoll_ctl: %s", strerror(errno));
  }
}

// Sends what has been issued, as far as the socket takes it.
static void send_issued(struct load *load, struct connection *connection) {
  const struct script *script = &load->script;
  uint64_t until = connection->issued * script->request_size;
  size_t cycle = script->messages * script->request_size;
  while (connection->sent < until) {
    size_t from = connection->sent % cycle, count = until - connection->sent;
    if (count > cycle - from) count = cycle - from;
    ssize_t sent = send(connection->fd, script->requests + from, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) {
      watch(load, connection, true);
      return;
    }
    if (sent < 0) give_up("send: %s", strerror(errno));
    connection->sent += (uint64_t)sent;
  }
  watch(load, connection, false);
}

static void issue(struct load *load, struct connection *connection, uint64_t messages) {
  connection->issued += messages;
  load->issued += messages;
  send_issued(load, connection);
}

static void check(struct load *load, const struct connection *connection, size_t count) {
  const struct script *script = &load->script;
  size_t cycle = script->messages * script->reply_size, from = connection->received % cycle;
  if (connection->received + count > connection->issued * script->reply_size) {
    give_up("more came back than was asked for");
  }
  for (size_t at = 0; at < count;) {
    size_t piece = count - at < cycle - from ? count - at : cycle - from;
    if (memcmp(script->replies + from, load->input + at, piece) != 0) {
      give_up("a reply is not what it should be");
    }
    at += piece;
    from = (from + piece) % cycle;
  }
}

static void on_readable(struct load *load, struct connection *connection) {
  ssize_t count = recv(connection->fd, load->input, INPUT_SIZE, 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count < 0) give_up("recv: %s", strerror(errno));
  if (count == 0) give_up("the server closed a connection");
  check(load, connection, (size_t)count);
  uint64_t before = connection->received / load->script.reply_size;
  connection->received += (uint64_t)count;
  uint64_t completed = connection->received / load->script.reply_size - before;
  load->completed += completed;
  if (load->is_issuing && load->options.rate == 0 && completed > 0) {
    issue(load, connection, completed);
  }
}

static void wait_for_events(struct load *load, double seconds) {
  struct epoll_event events[EVENTS_A_WAIT];
  if (seconds < 0) seconds = 0;
  struct timespec timeout = {
      .tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
  int count = epoll_pwait2(load->epoll, events, EVENTS_A_WAIT, &timeout, NULL);
  if (count < 0 && errno != EINTR) give_up("epoll_pwait2: %s", strerror(errno));
  for (int i = 0; i < count; i++) {
    struct connection *connection = events[i].data.ptr;
    if (events[i].events & EPOLLOUT) send_issued(load, connection);
    if (events[i].events & ~(uint32_t)EPOLLOUT) on_readable(load, connection);
  }
}

// With a rate: issues what has become due, passing over connections that are full.
static void issue_due(struct load *load, double time) {
  load->owed += (time - load->last_step) * load->options.rate;
  load->last_step = time;
  for (size_t looked = 0; load->owed >= 1 && looked < load->options.connections; looked++) {
    struct connection *connection = &load->connections[load->next];
    load->next = (load->next + 1) % load->options.connections;
    uint64_t answered = connection->received / load->script.reply_size;
    if (connection->issued - answered >= load->options.pipeline) continue;
    issue(load, connection, 1);
    load->owed -= 1;
    looked = 0;
  }
}

// Issues messages for that long, then waits until every reply is in.
static void run(struct load *load, double seconds) {
  double time = now(), end = time + seconds, last_progress = time;
  uint64_t seen = load->completed;
  load->is_issuing = true;
  load->owed = 0;
  load->last_step = time;
  if (load->options.rate == 0) {
    for (size_t i = 0; i < load->options.connections; i++) {
      issue(load, &load->connections[i], load->options.pipeline);
    }
  }
  while (time < end || load->completed < load->issued) {
    load->is_issuing = time < end;
    bool is_paced = load->is_issuing && load->options.rate > 0;
    if (is_paced && time - load->last_step >= 1e-3) issue_due(load, time);
    wait_for_events(load, is_paced ? load->last_step + 1e-3 - time : 0.1);
    time = now();
    if (load->completed != seen) last_progress = time;
    seen = load->completed;
    if (time - last_progress > STALL_SECONDS) give_up("no reply for %d s", STALL_SECONDS);
  }
}

static void connect_all(struct load *load) {
  int one = 1;
  for (size_t i = 0; i < load->options.connections; i++) {
    struct connection *connection = &load->connections[i];
    connection->fd = connected_socket(&load->options.address, SOCK_STREAM, i);
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    int flags = fcntl(connection->fd, F_GETFL);
    fcntl(connection->fd, F_SETFL, flags | O_NONBLOCK);
    watch_input(load->epoll, connection->fd, connection);
  }
}

static void raise_descriptor_limit(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int count, char **words) {
  static struct load load;
  struct options defaults = {
      .protocol = "echo", .connections = 50, .size = 64, .pipeline = 1, .warm_up = 0.5,
      .seconds = 2};
  load.options = options_from(
      count, words, defaults,
      "[--protocol echo|line|ping] [--connections N] [--size BYTES] [--pipeline N]\n"
      "  [--warm-up S] [--seconds S] [--rate MESSAGES-A-SECOND]");
  if (load.options.count > 0) give_up("it counts seconds alone");
  if (!script_make(
          &load.script, load.options.protocol, load.options.size, load.options.pipeline)) {
    give_up("no messages of %zu bytes in %s", load.options.size, load.options.protocol);
  }
  // Whatever happens, it ends.
  alarm((unsigned)(load.options.warm_up + load.options.seconds) + SPARE_SECONDS);
  raise_descriptor_limit();
  load.epoll = epoll_create1(EPOLL_CLOEXEC);
  load.input = malloc(INPUT_SIZE);
  load.connections = calloc(load.options.connections, sizeof *load.connections);
  if (load.epoll < 0 || load.input == NULL || load.connections == NULL) give_up("no memory");
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
  printf("}\n");
}
