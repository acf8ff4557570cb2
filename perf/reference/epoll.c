// The epoll server: one loop, level-triggered, one receive and one send for each readiness.
//
// Receives and answers go through two buffers that all connections share; a connection owns memory
// only while a request has come in part, or while the peer does not take its answers. In the
// latter state it is not read from.
#define _GNU_SOURCE
#include <sys/epoll.h>

#include "server.h"

enum { DEFAULT_BUFFER_SIZE = 16384, EVENTS_A_WAIT = 256 };

struct connection {
  int fd;
  bool waits_for_room;
  struct session session;
  struct bytes unsent;
};

struct server {
  enum protocol protocol;
  int listener, epoll;
  char *input;
  size_t input_size;
  struct bytes output;
};

static void watch(struct server *server, int operation, int fd, uint32_t events, void *target) {
  struct epoll_event event = {.events = events, .data.ptr = target};
  if (epoll_ctl(server->epoll, operation, fd, &event) != 0) fail("epoll_ctl");
}

static void accept_all(struct server *server) {
  for (;;) {
    int fd = accept4(server->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    set_no_delay(fd);
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL) fail("calloc");
    connection->fd = fd;
    watch(server, EPOLL_CTL_ADD, fd, EPOLLIN, connection);
  }
}

static void drop(struct connection *connection) {
  close(connection->fd);
  session_free(&connection->session);
  bytes_free(&connection->unsent);
  free(connection);
}

// Sends what the peer takes now: how many bytes, or -1 if the connection is broken.
static ssize_t send_now(struct connection *connection, const char *from, size_t count) {
  ssize_t sent = send(connection->fd, from, count, MSG_NOSIGNAL);
  if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
  return sent;
}

// False if the connection is at its end.
static bool answer(
    struct server *server, struct connection *connection, const char *from, size_t count) {
  ssize_t sent = send_now(connection, from, count);
  if (sent < 0) return false;
  if ((size_t)sent == count) return !connection->session.is_over;
  bytes_append(&connection->unsent, from + sent, count - (size_t)sent);
  connection->waits_for_room = true;
  watch(server, EPOLL_CTL_MOD, connection->fd, EPOLLOUT, connection);
  return true;
}

static bool on_readable(struct server *server, struct connection *connection) {
  ssize_t count = recv(connection->fd, server->input, server->input_size, 0);
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  if (count == 0) return false;
  if (server->protocol == PROTOCOL_ECHO) {
    return answer(server, connection, server->input, (size_t)count);
  }
  struct bytes *output = &server->output;
  session_receive(&connection->session, server->protocol, server->input, (size_t)count, output);
  if (bytes_count(output) == 0) return true;
  bool is_open = answer(server, connection, bytes_first(output), bytes_count(output));
  bytes_clear(output);
  return is_open;
}

static bool on_writable(struct server *server, struct connection *connection) {
  struct bytes *unsent = &connection->unsent;
  ssize_t sent = send_now(connection, bytes_first(unsent), bytes_count(unsent));
  if (sent < 0) return false;
  bytes_take(unsent, (size_t)sent);
  if (bytes_count(unsent) > 0) return true;
  if (connection->session.is_over) return false;
  connection->waits_for_room = false;
  watch(server, EPOLL_CTL_MOD, connection->fd, EPOLLIN, connection);
  return true;
}

static void serve(struct server *server) {
  struct epoll_event events[EVENTS_A_WAIT];
  for (;;) {
    int count = epoll_wait(server->epoll, events, EVENTS_A_WAIT, -1);
    if (count < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < count; i++) {
      struct connection *connection = events[i].data.ptr;
      if (connection == NULL) {
        accept_all(server);
      } else if (!(connection->waits_for_room ? on_writable(server, connection)
                                              : on_readable(server, connection))) {
        drop(connection);
      }
    }
  }
}

int main(int count, char **words) {
  struct arguments arguments = arguments_from(count, words, DEFAULT_BUFFER_SIZE);
  struct server server = {.protocol = arguments.protocol, .input_size = arguments.buffer_size};
  server.input = malloc(server.input_size);
  if (server.input == NULL) fail("malloc");
  server.epoll = epoll_create1(EPOLL_CLOEXEC);
  if (server.epoll < 0) fail("epoll_create1");
  server.listener = listening_socket(arguments.address, "epoll", SOCK_NONBLOCK);
  watch(&server, EPOLL_CTL_ADD, server.listener, EPOLLIN, NULL);
  serve(&server);
}
