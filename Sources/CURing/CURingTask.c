// Two entry points of the Swift run time's binary interface, without the counting of references that
// `withUnsafeCurrentTask` does, four atomic operations a call.
#include "CURingTask.h"

#include <stddef.h>

extern __attribute__((swiftcall)) void *swift_task_getCurrent(void);
extern __attribute__((swiftcall)) bool swift_task_isCancelled(void *task);

const void *curing_current_task(void) { return swift_task_getCurrent(); }

bool curing_task_goes_on(const void *task) {
  // The task that runs is alive, so it may be asked.
  void *current = swift_task_getCurrent();
  return current != NULL && current == task && !swift_task_isCancelled(current);
}
