// Something that happens once, for tasks to wait for.

/// Closed until it is opened, by whatever thread, and open from then on.
package final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var callers: [Suspension<Void>] = []
  }

  private let state = Lock(State())

  /// A closed gate.
  package init() {}

  /// Returns once the gate is open.
  package func pass() async {
    await Suspension<Void>.wait { caller in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.callers.append(caller) }
        return state.isOpen
      }
      if isOpen { caller.resume() }
    }
  }

  /// Lets through all who wait, and who come later. Idempotent.
  package func open() {
    let callers = state.withLock { state in
      state.isOpen = true
      defer { state.callers = [] }
      return state.callers
    }
    for caller in callers { caller.resume() }
  }
}
