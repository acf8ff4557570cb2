// A growable queue of bytes: appended at the end, taken from the start.
//
// Invariant: start <= end <= capacity; start == end only with both zero, so that an empty queue
// always offers its whole memory.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bytes {
  char *memory;
  size_t capacity, start, end;
};

static inline size_t bytes_count(const struct bytes *queue) { return queue->end - queue->start; }

static inline const char *bytes_first(const struct bytes *queue) {
  return queue->memory + queue->start;
}

static inline void bytes_clear(struct bytes *queue) { queue->start = queue->end = 0; }

static inline void bytes_free(struct bytes *queue) {
  free(queue->memory);
  *queue = (struct bytes){0};
}

// Kept out of line: it runs a few times in the life of a connection.
__attribute__((noinline)) static void bytes_make_room(struct bytes *queue, size_t count) {
  size_t used = bytes_count(queue);
  if (queue->start > 0) memmove(queue->memory, bytes_first(queue), used);
  queue->start = 0;
  queue->end = used;
  if (queue->capacity - used >= count) return;
  size_t capacity = queue->capacity > 0 ? queue->capacity : 4096;
  while (capacity - used < count) capacity *= 2;
  char *memory = realloc(queue->memory, capacity);
  if (memory == NULL) {
    perror("realloc");
    exit(1);
  }
  queue->memory = memory;
  queue->capacity = capacity;
}

// Where `count` bytes may be written; bytes_wrote() then appends them.
static inline char *bytes_room(struct bytes *queue, size_t count) {
  if (queue->capacity - queue->end < count) bytes_make_room(queue, count);
  return queue->memory + queue->end;
}

static inline void bytes_wrote(struct bytes *queue, size_t count) { queue->end += count; }

static inline void bytes_append(struct bytes *queue, const void *from, size_t count) {
  if (count == 0) return;
  memcpy(bytes_room(queue, count), from, count);
  bytes_wrote(queue, count);
}

static inline void bytes_append_text(struct bytes *queue, const char *text) {
  bytes_append(queue, text, strlen(text));
}

static inline void bytes_take(struct bytes *queue, size_t count) {
  queue->start += count;
  if (queue->start == queue->end) bytes_clear(queue);
}
