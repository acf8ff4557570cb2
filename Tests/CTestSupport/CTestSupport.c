// What has to see more of the headers than Swift does.
#define _GNU_SOURCE
#include "CTestSupport.h"

#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>

int test_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

void test_reserve_heap(void) {
  enum { COUNT = 512, SIZE = 64000 };
  void *blocks[COUNT];
  // No thread gets a heap of its own, and what is freed stays ours.
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  for (int i = 0; i < COUNT; i++) blocks[i] = malloc(SIZE);
  for (int i = 0; i < COUNT; i++) free(blocks[i]);
}

int test_spawn(const char *path, char *const arguments[], char *const variables[],
    const int files[3], const char *directory) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (int target = 0; target < 3; target++)
    posix_spawn_file_actions_adddup2(&actions, files[target], target);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  posix_spawn_file_actions_addchdir_np(&actions, directory);

  // The threads that tests run on block most signals.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  pid_t process = 0;
  int status = posix_spawnp(&process, path, &actions, &attributes, arguments, variables);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return status ? -status : process;
}
