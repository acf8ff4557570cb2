// The io_uring server: one loop, one enter a turn, multishot accept, multishot receive into a ring
// of provided buffers, at most one send in flight for each connection.
//
// A turn takes all completions first and only then settles each connection they touched, once: so
// a burst that comes in several pieces is answered by one send. Answers gather in one buffer while
// the other is in flight. A connection is freed when the kernel holds nothing of it any more.
#define _GNU_SOURCE
#include <liburing.h>
#include <sys/mman.h>

#include "server.h"

enum {
  DEFAULT_BUFFER_SIZE = 8192,
  SUBMISSIONS = 1024,
  COMPLETIONS = 16384,
  BUFFER_GROUP = 0,
  MOST_BUFFERS = 1024,
  MOST_BUFFER_MEMORY = 16 << 20,
  MOST_UNSENT = 4 << 20,
};

// In the low bits of user_data, below the pointer to the connection.
enum operation { ACCEPT, RECEIVE, SEND, CANCEL, OPERATION_MASK = 7 };

struct connection {
  int fd;
  bool is_receiving, is_cancelling, is_sending, has_ended, is_broken, is_touched;
  struct connection *next_touched;
  struct session session;
  struct bytes gathering, flying;
};

struct server {
  struct io_uring ring;
  enum protocol protocol;
  int listener;
  struct io_uring_buf_ring *buffer_ring;
  char *buffers;
  size_t buffer_size;
  int buffer_count, returned;
  struct connection *touched;
};

// A submission entry; a full queue is submitted first.
static struct io_uring_sqe *next_entry(struct server *server) {
  struct io_uring_sqe *entry = io_uring_get_sqe(&server->ring);
  if (entry != NULL) return entry;
  io_uring_submit(&server->ring);
  entry = io_uring_get_sqe(&server->ring);
  if (entry == NULL) fail("io_uring_submit");
  return entry;
}

static uint64_t name(struct connection *connection, enum operation operation) {
  return (uint64_t)(uintptr_t)connection | operation;
}

static void start_accepting(struct server *server) {
  struct io_uring_sqe *entry = next_entry(server);
  io_uring_prep_multishot_accept(entry, server->listener, NULL, NULL, SOCK_CLOEXEC);
  entry->user_data = name(NULL, ACCEPT);
}

static void start_receiving(struct server *server, struct connection *connection) {
  struct io_uring_sqe *entry = next_entry(server);
  io_uring_prep_recv_multishot(entry, connection->fd, NULL, 0, 0);
  entry->flags |= IOSQE_BUFFER_SELECT;
  entry->buf_group = BUFFER_GROUP;
  entry->user_data = name(connection, RECEIVE);
  connection->is_receiving = true;
}

static void stop_receiving(struct server *server, struct connection *connection) {
  struct io_uring_sqe *entry = next_entry(server);
  io_uring_prep_cancel64(entry, name(connection, RECEIVE), 0);
  entry->user_data = name(connection, CANCEL);
  connection->is_cancelling = true;
}

static void start_sending(struct server *server, struct connection *connection) {
  const struct bytes *flying = &connection->flying;
  struct io_uring_sqe *entry = next_entry(server);
  io_uring_prep_send(
      entry, connection->fd, bytes_first(flying), bytes_count(flying), MSG_NOSIGNAL | MSG_WAITALL);
  entry->user_data = name(connection, SEND);
  connection->is_sending = true;
}

static void touch(struct server *server, struct connection *connection) {
  if (connection->is_touched) return;
  connection->is_touched = true;
  connection->next_touched = server->touched;
  server->touched = connection;
}

static void on_accept(struct server *server, const struct io_uring_cqe *completion) {
  if (!(completion->flags & IORING_CQE_F_MORE)) start_accepting(server);
  if (completion->res < 0) return;
  struct connection *connection = calloc(1, sizeof *connection);
  if (connection == NULL) fail("calloc");
  connection->fd = completion->res;
  set_no_delay(connection->fd);
  touch(server, connection);
}

static void return_buffer(struct server *server, int index) {
  io_uring_buf_ring_add(
      server->buffer_ring, server->buffers + (size_t)index * server->buffer_size,
      (unsigned)server->buffer_size, (unsigned short)index,
      io_uring_buf_ring_mask((unsigned)server->buffer_count), server->returned++);
}

static void on_receive(
    struct server *server, struct connection *connection, const struct io_uring_cqe *completion) {
  if (!(completion->flags & IORING_CQE_F_MORE)) connection->is_receiving = false;
  if (completion->flags & IORING_CQE_F_BUFFER) {
    int index = (int)(completion->flags >> IORING_CQE_BUFFER_SHIFT);
    if (completion->res > 0 && !connection->has_ended) {
      session_receive(
          &connection->session, server->protocol,
          server->buffers + (size_t)index * server->buffer_size, (size_t)completion->res,
          &connection->gathering);
      connection->has_ended = connection->session.is_over;
    }
    return_buffer(server, index);
  }
  // Without a buffer, and after a cancellation, it goes on: settle() arms it again.
  bool goes_on = completion->res > 0 || completion->res == -ENOBUFS ||
                 completion->res == -ECANCELED || completion->res == -EINTR;
  if (!goes_on) connection->has_ended = true;
  touch(server, connection);
}

static void on_send(
    struct server *server, struct connection *connection, const struct io_uring_cqe *completion) {
  connection->is_sending = false;
  if (completion->res >= 0) {
    bytes_take(&connection->flying, (size_t)completion->res);
  } else {
    connection->has_ended = connection->is_broken = true;
  }
  touch(server, connection);
}

static void drop(struct connection *connection) {
  close(connection->fd);
  session_free(&connection->session);
  bytes_free(&connection->gathering);
  bytes_free(&connection->flying);
  free(connection);
}

// Brings a connection to an end whose last answer is sent, or cannot be.
static void end(struct connection *connection) {
  // The receive under way then completes with the end of the stream.
  if (connection->is_receiving) {
    shutdown(connection->fd, SHUT_RDWR);
  } else if (!connection->is_cancelling) {
    drop(connection);
  }
}

// Starts what a connection needs next.
static void settle(struct server *server, struct connection *connection) {
  if (!connection->is_sending && !connection->is_broken) {
    if (bytes_count(&connection->flying) == 0) {
      struct bytes empty = connection->flying;
      connection->flying = connection->gathering;
      connection->gathering = empty;
    }
    if (bytes_count(&connection->flying) > 0) start_sending(server, connection);
  }
  bool is_behind = bytes_count(&connection->gathering) > MOST_UNSENT;
  if (connection->has_ended) {
    if (!connection->is_sending) end(connection);
  } else if (!connection->is_receiving && !is_behind) {
    start_receiving(server, connection);
  } else if (connection->is_receiving && is_behind && !connection->is_cancelling) {
    stop_receiving(server, connection);
  }
}

static void take(struct server *server, const struct io_uring_cqe *completion) {
  uint64_t data = completion->user_data;
  struct connection *connection =
      (struct connection *)(uintptr_t)(data & ~(uint64_t)OPERATION_MASK);
  switch ((enum operation)(data & OPERATION_MASK)) {
    case ACCEPT:
      on_accept(server, completion);
      break;
    case RECEIVE:
      on_receive(server, connection, completion);
      break;
    case SEND:
      on_send(server, connection, completion);
      break;
    default:
      connection->is_cancelling = false;
      touch(server, connection);
  }
}

static void turn(struct server *server) {
  int result = io_uring_submit_and_wait(&server->ring, 1);
  if (result < 0 && result != -EINTR && result != -EBUSY) {
    errno = -result;
    fail("io_uring_submit_and_wait");
  }
  struct io_uring_cqe *completion;
  unsigned head, count = 0;
  io_uring_for_each_cqe(&server->ring, head, completion) {
    take(server, completion);
    count++;
  }
  io_uring_cq_advance(&server->ring, count);
  io_uring_buf_ring_advance(server->buffer_ring, server->returned);
  server->returned = 0;
  while (server->touched != NULL) {
    struct connection *connection = server->touched;
    server->touched = connection->next_touched;
    connection->is_touched = false;
    settle(server, connection);
  }
}

static void provide_buffers(struct server *server) {
  server->buffer_count = MOST_BUFFERS;
  while (server->buffer_count > 1 &&
         (size_t)server->buffer_count * server->buffer_size > MOST_BUFFER_MEMORY) {
    server->buffer_count /= 2;
  }
  size_t entries = (size_t)server->buffer_count * sizeof(struct io_uring_buf);
  size_t memory = (size_t)server->buffer_count * server->buffer_size;
  char *pages = mmap(
      NULL, entries + memory, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) fail("mmap");
  server->buffer_ring = (struct io_uring_buf_ring *)(void *)pages;
  server->buffers = pages + entries;
  struct io_uring_buf_reg registration = {
      .ring_addr = (uint64_t)(uintptr_t)pages,
      .ring_entries = (unsigned)server->buffer_count,
      .bgid = BUFFER_GROUP,
  };
  int result = io_uring_register_buf_ring(&server->ring, &registration, 0);
  if (result != 0) {
    errno = -result;
    fail("io_uring_register_buf_ring");
  }
  io_uring_buf_ring_init(server->buffer_ring);
  for (int index = 0; index < server->buffer_count; index++) return_buffer(server, index);
}

int main(int count, char **words) {
  struct arguments arguments = arguments_from(count, words, DEFAULT_BUFFER_SIZE);
  struct server server = {.protocol = arguments.protocol, .buffer_size = arguments.buffer_size};
  struct io_uring_params parameters = {
      .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE,
      .cq_entries = COMPLETIONS,
  };
  int result = io_uring_queue_init_params(SUBMISSIONS, &server.ring, &parameters);
  if (result != 0) {
    errno = -result;
    fail("io_uring_queue_init_params");
  }
  provide_buffers(&server);
  server.listener = listening_socket(arguments.address, "uring", 0);
  start_accepting(&server);
  for (;;) turn(&server);
}
