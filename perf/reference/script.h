// What the load sends, and what must come back: the same messages over and over.
//
// The requests of `messages` messages lie behind each other, so do their replies; the byte that
// follows the last is the first again.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct script {
  char *requests, *replies;
  size_t request_size, reply_size;
  size_t messages;
};

// xorshift64, Marsaglia 2003: the same bytes in every run.
static inline uint64_t script_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static inline void script_message(
    const struct script *script, bool is_text, size_t index, uint64_t *state) {
  char *message = script->requests + index * script->request_size;
  for (size_t at = 0; at < script->request_size; at++) {
    uint64_t value = script_random(state) >> 32;
    message[at] = is_text ? (char)(' ' + value % 95) : (char)value;
  }
  if (!is_text) return;
  message[script->request_size - 2] = '\r';
  message[script->request_size - 1] = '\n';
}

// False if there is no such protocol, or no message of that size in it.
static inline bool script_make(
    struct script *script, const char *protocol, size_t size, size_t pipeline) {
  bool is_line = strcmp(protocol, "line") == 0, is_echo = strcmp(protocol, "echo") == 0;
  bool is_ping = strcmp(protocol, "ping") == 0;
  if (!(is_line || is_echo || is_ping) || size < (is_line ? 2 : 1)) return false;
  const char *request = "PING\r\n", *reply = "+PONG\r\n";
  script->request_size = is_ping ? strlen(request) : size;
  script->reply_size = is_ping ? strlen(reply) : size;
  // Long enough that what is wrong by a message or a buffer does not look right by chance.
  script->messages = (1 << 20) / script->request_size + 2 * pipeline + 1;
  script->requests = malloc(script->messages * script->request_size);
  script->replies = malloc(script->messages * script->reply_size);
  if (script->requests == NULL || script->replies == NULL) {
    perror("malloc");
    exit(1);
  }
  uint64_t state = 0x2545f4914f6cdd1d;
  for (size_t index = 0; index < script->messages; index++) {
    if (is_ping) {
      memcpy(script->requests + index * script->request_size, request, script->request_size);
      memcpy(script->replies + index * script->reply_size, reply, script->reply_size);
    } else {
      script_message(script, is_line, index, &state);
    }
  }
  if (!is_ping) memcpy(script->replies, script->requests, script->messages * size);
  return true;
}
