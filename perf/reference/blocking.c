// Blocking code as a C programmer writes it, and the peer that it and others talk to.
//
//   blocking peer echo|lines|bytes|sink COUNT     listens, says where, serves one connection, ends
//   blocking echo|lines|bytes|sink COUNT ADDRESS:PORT
//
// echo: COUNT round trips of 64 bytes. lines: COUNT lines of 64 bytes are read and found. bytes: COUNT
// buffers of 64 KiB are read. sink: COUNT lines of 64 bytes are written. The client says how many, how
// long, and its own CPU time for that, without what starting it took.
#define _GNU_SOURCE
#include "load.h"

#include <netinet/tcp.h>
#include <sys/resource.h>

enum { MESSAGE = 64, BUFFER = 64 * 1024 };

static char buffer[BUFFER];

static void send_all(int fd, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t sent = send(fd, bytes, count, MSG_NOSIGNAL);
    if (sent < 0) give_up("send: %s", strerror(errno));
    bytes += sent;
    count -= (size_t)sent;
  }
}

static void receive_all(int fd, char *bytes, size_t count) {
  while (count > 0) {
    ssize_t received = recv(fd, bytes, count, 0);
    if (received <= 0) give_up("recv: %s", received ? strerror(errno) : "the end came early");
    bytes += received;
    count -= (size_t)received;
  }
}

static void fill_with_lines(void) {
  for (size_t i = 0; i < BUFFER; i++) buffer[i] = i % MESSAGE == MESSAGE - 1 ? '\n' : 'a' + i % 26;
}

static void send_lines(int fd, uint64_t count) {
  fill_with_lines();
  for (uint64_t left = count * MESSAGE; left > 0;) {
    size_t part = left < BUFFER ? left : BUFFER;
    send_all(fd, buffer, part);
    left -= part;
  }
}

static void discard(int fd) {
  ssize_t received;
  while ((received = recv(fd, buffer, BUFFER, 0)) > 0) continue;
  if (received < 0) give_up("recv: %s", strerror(errno));
}

static int serve(const char *mode, uint64_t count) {
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 5) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
    give_up("listening: %s", strerror(errno));
  }
  printf("127.0.0.1:%u\n", ntohs(address.sin_port));
  fflush(stdout);
  int fd = accept(listener, NULL, NULL), one = 1;
  if (fd < 0) give_up("accept: %s", strerror(errno));
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (strcmp(mode, "echo") == 0) {
    ssize_t received;
    while ((received = recv(fd, buffer, BUFFER, 0)) > 0) send_all(fd, buffer, (size_t)received);
  } else if (strcmp(mode, "sink") == 0) {
    discard(fd);
  } else {
    send_lines(fd, strcmp(mode, "lines") == 0 ? count : count * (BUFFER / MESSAGE));
  }
  close(fd);
  return 0;
}

static void echo(int fd, uint64_t count) {
  char message[MESSAGE] = "0123456789";
  for (uint64_t i = 0; i < count; i++) {
    send_all(fd, message, MESSAGE);
    receive_all(fd, message, MESSAGE);
  }
}

static void read_lines(int fd, uint64_t count) {
  uint64_t lines = 0;
  size_t there = 0;
  while (lines < count) {
    ssize_t received = recv(fd, buffer + there, BUFFER - there, 0);
    if (received <= 0) give_up("recv: the end came early");
    const char *line = buffer, *end = buffer + there + received, *newline;
    while ((newline = memchr(line, '\n', (size_t)(end - line))) != NULL) {
      lines++;
      line = newline + 1;
    }
    there = (size_t)(end - line);
    memmove(buffer, line, there);
  }
}

static void write_lines(int fd, uint64_t count) {
  char line[MESSAGE];
  memset(line, 'x', MESSAGE);
  line[MESSAGE - 1] = '\n';
  size_t there = 0;
  for (uint64_t i = 0; i < count; i++) {
    if (there + MESSAGE > BUFFER) {
      send_all(fd, buffer, there);
      there = 0;
    }
    memcpy(buffer + there, line, MESSAGE);
    there += MESSAGE;
  }
  send_all(fd, buffer, there);
}

static double seconds(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec * 1e-6; }

int main(int count, char **words) {
  if (count == 4 && strcmp(words[1], "peer") == 0)
    return serve(words[2], strtoul(words[3], NULL, 10));
  struct sockaddr_in address;
  if (count != 4 || !read_address(words[3], &address))
    give_up("%s [peer] echo|lines|bytes|sink COUNT [ADDRESS:PORT]", words[0]);
  const char *mode = words[1];
  uint64_t number = strtoul(words[2], NULL, 10);
  int fd = connected_socket(&address, SOCK_STREAM, 1), one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct rusage before, used;
  getrusage(RUSAGE_SELF, &before);
  double start = now();
  if (strcmp(mode, "echo") == 0) echo(fd, number);
  else if (strcmp(mode, "lines") == 0) read_lines(fd, number);
  else if (strcmp(mode, "sink") == 0) write_lines(fd, number);
  else for (uint64_t i = 0; i < number; i++) receive_all(fd, buffer, BUFFER);
  double elapsed = now() - start;
  getrusage(RUSAGE_SELF, &used);
  printf("{\"count\": %lu, \"seconds\": %.6f, \"user\": %.6f, \"system\": %.6f}\n", number, elapsed,
      seconds(used.ru_utime) - seconds(before.ru_utime),
      seconds(used.ru_stime) - seconds(before.ru_stime));
  return 0;
}
