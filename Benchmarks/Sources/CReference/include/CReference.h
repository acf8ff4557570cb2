// What the core is compared with, in C, and the count of allocations.

#ifndef C_REFERENCE_H
#define C_REFERENCE_H

#include <stddef.h>
#include <stdint.h>

/// Finds every LF by memchr and strips a CR before it; returns the sum of the lines' lengths.
size_t c_reference_lines(const uint8_t *bytes, size_t count);

/// Widens Latin-1 to UTF-8, byte by byte; returns how many bytes were written.
size_t c_reference_widen(const uint8_t *bytes, size_t count, uint8_t *room);

/// Converts by the C library's iconv, opened and closed; returns how many bytes were written.
size_t c_reference_iconv(
  const char *from, const char *to, const uint8_t *bytes, size_t count, uint8_t *room,
  size_t room_count);

/// How often the program has allocated memory: malloc, calloc, realloc and the aligned ones.
uint64_t c_reference_allocations(void);

#endif
