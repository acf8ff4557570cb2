// Counts the allocations of a process into which it is preloaded. SIGRTMIN+5 appends a line
// `ALLOCATIONS BYTES` to the file named by MALLOC_COUNT_FILE: the totals since the start.
//
// Counts malloc, calloc, realloc (each call, also one that grows in place) and the aligned ones.
// What a snapshot itself does allocates nothing, so two of them differ by the work between them.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

// glibc's own names of what is interposed here; dlsym() could not be used, for it allocates.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static atomic_ulong allocations, bytes;
static int file = -1;

static void note(size_t size) {
  atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&bytes, size, memory_order_relaxed);
}

void *malloc(size_t size) {
  note(size);
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  note(count * size);
  return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
  note(size);
  return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
  note(size);
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **memory, size_t alignment, size_t size) {
  void *result = memalign(alignment, size);
  if (result == NULL) return ENOMEM;
  *memory = result;
  return 0;
}

// Writes `value` and `end` backwards, so that they stop before `to`; only what a handler may do.
static char *digits(char *to, unsigned long value, char end) {
  *--to = end;
  do {
    *--to = (char)('0' + value % 10);
    value /= 10;
  } while (value > 0);
  return to;
}

static void snapshot(int number) {
  (void)number;
  int saved = errno;
  char line[64], *end = line + sizeof line;
  char *start = digits(end, atomic_load_explicit(&bytes, memory_order_relaxed), '\n');
  start = digits(start, atomic_load_explicit(&allocations, memory_order_relaxed), ' ');
  if (write(file, start, (size_t)(end - start)) < 0) _exit(1);
  errno = saved;
}

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("MALLOC_COUNT_FILE");
  if (path == NULL) return;
  file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return;
  struct sigaction action = {.sa_handler = snapshot, .sa_flags = SA_RESTART};
  sigaction(SIGRTMIN + 5, &action, NULL);
}
