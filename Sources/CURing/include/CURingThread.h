// Which loop the calling thread runs.
#pragma once

// The loop whose thread calls, or NULL. Out of line, never inlined: a task may suspend and resume
// on another thread, and a thread-local address must not be kept across that.
void *curing_current_loop(void);

// Says that the calling thread runs `loop` (NULL: none any more).
void curing_set_current_loop(void *loop);

// Names the calling thread for top, perf and gdb; the kernel keeps 15 bytes. prctl(2).
void curing_name_thread(const char *name);
