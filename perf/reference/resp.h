// The ping protocol: the requests of RESP 2, as arrays or inline, and the answers of
// `sluice serve ping`. No socket is touched here.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <strings.h>

#include "bytes.h"

enum { RESP_MOST_WORDS = 1024, RESP_MOST_BYTES = 1 << 20 };

struct resp_word {
  const char *at;
  size_t count;
};

struct resp_request {
  struct resp_word words[RESP_MOST_WORDS];
  size_t count;
};

enum resp_outcome { RESP_COMPLETE, RESP_INCOMPLETE, RESP_ERROR };

static inline bool resp_is(struct resp_word word, const char *name) {
  return word.count == strlen(name) && strncasecmp(word.at, name, word.count) == 0;
}

// The decimal number behind the first byte of a line, which may be negative.
static inline bool resp_number(struct resp_word line, long *number) {
  size_t at = 1;
  bool is_negative = line.count > 1 && line.at[1] == '-';
  if (is_negative) at = 2;
  if (line.count <= at || line.count - at > 9) return false;
  long value = 0;
  for (; at < line.count; at++) {
    if (line.at[at] < '0' || line.at[at] > '9') return false;
    value = value * 10 + (line.at[at] - '0');
  }
  *number = is_negative ? -value : value;
  return true;
}

// The line at `*at` without its LF and an optional CR before it; moves `*at` behind it.
static inline bool resp_line(const char *in, size_t count, size_t *at, struct resp_word *line) {
  if (*at == count) return false;
  const char *first = in + *at;
  const char *end = memchr(first, '\n', count - *at);
  if (end == NULL) return false;
  line->at = first;
  line->count = (size_t)(end - first);
  if (line->count > 0 && end[-1] == '\r') line->count--;
  *at = (size_t)(end - in) + 1;
  return true;
}

static inline enum resp_outcome resp_split(struct resp_word line, struct resp_request *request) {
  size_t start = 0;
  for (size_t at = 0; at <= line.count; at++) {
    if (at < line.count && (unsigned char)line.at[at] > ' ') continue;
    if (at > start) {
      if (request->count == RESP_MOST_WORDS) return RESP_ERROR;
      request->words[request->count++] = (struct resp_word){line.at + start, at - start};
    }
    start = at + 1;
  }
  return RESP_COMPLETE;
}

// Reads one request; `*used` is how many bytes it took, `*problem` what is wrong with it.
static inline enum resp_outcome resp_read(
    const char *in, size_t count, struct resp_request *request, size_t *used,
    const char **problem) {
  size_t at = 0;
  struct resp_word line;
  long words = 0, length = 0;
  request->count = 0;
  if (!resp_line(in, count, &at, &line)) return RESP_INCOMPLETE;
  if (line.count == 0 || line.at[0] != '*') {
    *used = at;
    *problem = "too big inline request";
    return resp_split(line, request);
  }
  *problem = "invalid multibulk length";
  if (!resp_number(line, &words) || words > RESP_MOST_WORDS) return RESP_ERROR;
  for (long left = RESP_MOST_BYTES; words > 0; words--, left -= length) {
    if (!resp_line(in, count, &at, &line)) return RESP_INCOMPLETE;
    *problem = "expected '$'";
    if (line.count == 0 || line.at[0] != '$') return RESP_ERROR;
    *problem = "invalid bulk length";
    if (!resp_number(line, &length) || length < 0 || length > left) return RESP_ERROR;
    if (count - at < (size_t)length + 2) return RESP_INCOMPLETE;
    request->words[request->count++] = (struct resp_word){in + at, (size_t)length};
    at += (size_t)length + 2;
  }
  *used = at;
  return RESP_COMPLETE;
}

static inline void resp_bulk(struct bytes *out, struct resp_word word) {
  char head[32];
  int length = snprintf(head, sizeof head, "$%zu\r\n", word.count);
  bytes_append(out, head, (size_t)length);
  bytes_append(out, word.at, word.count);
  bytes_append_text(out, "\r\n");
}

static inline void resp_unknown(struct bytes *out, const struct resp_request *request) {
  bytes_append_text(out, "-ERR unknown command '");
  for (size_t i = 0; i < request->count && i < 8; i++) {
    struct resp_word word = request->words[i];
    if (i == 1) bytes_append_text(out, "', with args beginning with: ");
    if (i > 0) bytes_append_text(out, "'");
    for (size_t j = 0; j < word.count && j < 128; j++) {
      bytes_append(out, (unsigned char)word.at[j] < ' ' ? " " : word.at + j, 1);
    }
    if (i > 0) bytes_append_text(out, "' ");
  }
  if (request->count == 1) bytes_append_text(out, "', with args beginning with: ");
  bytes_append_text(out, "\r\n");
}

// Answers one request; false if it was the last of its connection.
static inline bool resp_answer(const struct resp_request *request, struct bytes *out) {
  const struct resp_word *words = request->words;
  if (resp_is(words[0], "PING")) {
    if (request->count == 1) bytes_append_text(out, "+PONG\r\n");
    if (request->count == 2) resp_bulk(out, words[1]);
    if (request->count > 2) {
      bytes_append_text(out, "-ERR wrong number of arguments for 'ping' command\r\n");
    }
  } else if (resp_is(words[0], "CONFIG") && request->count > 2 && resp_is(words[1], "GET")) {
    bool is_save = resp_is(words[2], "save"), is_known = is_save || resp_is(words[2], "appendonly");
    bytes_append_text(out, is_known ? "*2\r\n" : "*0\r\n");
    if (is_known) {
      resp_bulk(out, words[2]);
      bytes_append_text(out, is_save ? "$0\r\n\r\n" : "$2\r\nno\r\n");
    }
  } else if (resp_is(words[0], "COMMAND")) {
    bytes_append_text(out, "*0\r\n");
  } else if (resp_is(words[0], "QUIT")) {
    bytes_append_text(out, "+OK\r\n");
    return false;
  } else {
    resp_unknown(out, request);
  }
  return true;
}
