#define _GNU_SOURCE
#include "CReference.h"

#include <iconv.h>
#include <string.h>

size_t c_reference_lines(const uint8_t *bytes, size_t count) {
  const uint8_t *next = bytes, *end = bytes + count;
  size_t sum = 0;
  const uint8_t *hit;
  while (next < end && (hit = memchr(next, '\n', (size_t)(end - next)))) {
    size_t length = (size_t)(hit - next);
    if (length > 0 && hit[-1] == '\r') length--;
    sum += length;
    next = hit + 1;
  }
  return sum;
}

size_t c_reference_widen(const uint8_t *bytes, size_t count, uint8_t *room) {
  uint8_t *out = room;
  for (size_t i = 0; i < count; i++) {
    uint8_t byte = bytes[i];
    if (byte < 0x80) {
      *out++ = byte;
    } else {
      *out++ = (uint8_t)(0xC0 | byte >> 6);
      *out++ = (uint8_t)(0x80 | (byte & 0x3F));
    }
  }
  return (size_t)(out - room);
}

size_t c_reference_iconv(
  const char *from, const char *to, const uint8_t *bytes, size_t count, uint8_t *room,
  size_t room_count) {
  iconv_t converter = iconv_open(to, from);
  if (converter == (iconv_t)-1) return 0;
  char *in = (char *)bytes, *out = (char *)room;
  size_t left = count, free_count = room_count;
  size_t failed = iconv(converter, &in, &left, &out, &free_count);
  iconv_close(converter);
  return failed == (size_t)-1 ? 0 : room_count - free_count;
}
