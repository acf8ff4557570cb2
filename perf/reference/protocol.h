// What the servers speak: bytes in, bytes out, the same for both. No socket is touched here.
//
// Lines are taken apart one by one and put together again, as a server must that does something
// with them: split at LF, an optional CR stripped, written with CRLF behind.
#pragma once

#include "bytes.h"
#include "resp.h"

enum protocol { PROTOCOL_ECHO, PROTOCOL_LINE, PROTOCOL_PING };

static inline bool protocol_named(const char *name, enum protocol *protocol) {
  static const char *const names[] = {"echo", "line", "ping"};
  for (int i = 0; i < 3; i++) {
    if (strcmp(name, names[i]) != 0) continue;
    *protocol = (enum protocol)i;
    return true;
  }
  return false;
}

// What a connection remembers between two receives.
struct session {
  struct bytes partial;  // the request that has not come whole yet
  size_t scanned;        // how much of it is known to hold no LF
  bool is_over;          // the last request has been answered
};

static inline void session_free(struct session *session) { bytes_free(&session->partial); }

static inline size_t answer_lines(
    struct session *session, const char *in, size_t count, struct bytes *out) {
  size_t taken = 0;
  while (taken + session->scanned < count) {
    const char *line = in + taken;
    const char *from = line + session->scanned;
    const char *end = memchr(from, '\n', (size_t)(in + count - from));
    if (end == NULL) break;
    size_t length = (size_t)(end - line);
    if (length > 0 && end[-1] == '\r') length--;
    char *room = bytes_room(out, length + 2);
    memcpy(room, line, length);
    room[length] = '\r';
    room[length + 1] = '\n';
    bytes_wrote(out, length + 2);
    taken = (size_t)(end - in) + 1;
    session->scanned = 0;
  }
  session->scanned = count - taken;
  return taken;
}

static inline size_t answer_pings(
    struct session *session, const char *in, size_t count, struct bytes *out) {
  struct resp_request request;
  size_t taken = 0;
  while (taken < count && !session->is_over) {
    size_t used = 0;
    const char *problem = NULL;
    enum resp_outcome outcome = resp_read(in + taken, count - taken, &request, &used, &problem);
    if (outcome == RESP_INCOMPLETE) break;
    if (outcome == RESP_ERROR) {
      bytes_append_text(out, "-ERR Protocol error: ");
      bytes_append_text(out, problem);
      bytes_append_text(out, "\r\n");
      session->is_over = true;
      return count;
    }
    taken += used;
    // An empty request is not answered.
    if (request.count > 0) session->is_over = !resp_answer(&request, out);
  }
  return session->is_over ? count : taken;
}

// Answers the whole requests among `count` received bytes into `out`. Parses them where they are;
// only what is left of a request that has not come whole is copied.
static inline void session_receive(
    struct session *session, enum protocol protocol, const char *in, size_t count,
    struct bytes *out) {
  if (protocol == PROTOCOL_ECHO) {
    bytes_append(out, in, count);
    return;
  }
  struct bytes *partial = &session->partial;
  bool is_partial = bytes_count(partial) > 0;
  if (is_partial) {
    bytes_append(partial, in, count);
    in = bytes_first(partial);
    count = bytes_count(partial);
  }
  size_t taken = protocol == PROTOCOL_LINE ? answer_lines(session, in, count, out)
                                           : answer_pings(session, in, count, out);
  if (is_partial) {
    bytes_take(partial, taken);
  } else {
    bytes_append(partial, in + taken, count - taken);
  }
}
