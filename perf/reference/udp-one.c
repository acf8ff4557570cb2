// The datagram server as it is written first: a blocking socket, one recvfrom(2) and one sendto(2) for
// each datagram.
#define _GNU_SOURCE
#include "udp.h"

int main(int count, char **words) {
  struct arguments arguments = udp_arguments_from(count, words);
  char *bytes = malloc(arguments.buffer_size);
  if (bytes == NULL) fail("malloc");
  int fd = datagram_socket(arguments.address, "one", 0);
  for (;;) {
    struct sockaddr_in sender;
    socklen_t length = sizeof sender;
    ssize_t received = recvfrom(
        fd, bytes, arguments.buffer_size, 0, (struct sockaddr *)&sender, &length);
    if (received < 0 && errno != EINTR) fail("recvfrom");
    if (received < 0) continue;
    // One that cannot be answered is passed over.
    sendto(fd, bytes, (size_t)received, MSG_NOSIGNAL, (struct sockaddr *)&sender, length);
  }
}
