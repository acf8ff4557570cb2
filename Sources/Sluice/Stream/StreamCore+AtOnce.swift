// Large transfers: a system call that does not wait, before the driver is asked to wait.
//
// A large send usually finds room, and after a receive that filled all its room there is usually
// more. Asking at once saves the suspension of the task and keeps the bytes in the processor's cache
// between the two copies. Small transfers go through the driver, which makes one call for many.

import SluiceCore
import SluiceLoop
import SystemPackage

extension StreamCore {
  /// What a receive has brought that did not wait.
  enum ReceiveAttempt {
    /// Bytes, the end, or an error: the step can go on.
    case something
    /// Nothing is there.
    case nothing
    /// The end of the stream, or what is left of a reset: a receive by way of the driver will tell, at
    /// once. The send in flight may have been told already that the connection was reset, which is told
    /// once, and has not said so; the driver's receive ends behind it.
    case doubtfulEnd
  }

  /// Receives without waiting. No receive may be in flight. One system call.
  func receiveAtOnce<S: StreamStep>(for step: inout S) -> ReceiveAttempt {
    if let room = directRoom(of: step) {
      let result = kernel.tryReceive(from: descriptor, into: room)
      takeDirectly(max(0, Int(result)), for: &step)
      return noteAttempt(result, room: room.count)
    }
    let room = state.input.lend()
    let result = kernel.tryReceive(from: descriptor, into: room)
    state.input.commit(max(0, Int(result)))
    // Charged here too: a step may gather much before it consumes any.
    budget.left.fuel &-= max(0, Int(result))
    return noteAttempt(result, room: room.count)
  }

  /// The caller's own memory, if the next receive may go there: the buffer is empty, and the room at
  /// least as large.
  func directRoom<S: StreamStep>(of step: S) -> LentBytes? {
    guard let room = step.direct, room.count >= state.input.capacity, state.input.isEmpty else {
      return nil
    }
    return room.prefix(StreamConfiguration.maximumBufferSize)
  }

  /// The kernel has put so many bytes into the reader's own memory.
  func takeDirectly<S: StreamStep>(_ count: Int, for step: inout S) {
    guard count > 0 else { return }
    step.movedDirectly(count)
    state.input.receivedDirectly(count)
    budget.left.fuel &-= count
  }

  private func noteAttempt(_ result: Int32, room: Int) -> ReceiveAttempt {
    guard result != -Errno.wouldBlock.rawValue else {
      (lastReceiveFilled, expectation) = (false, .nothing)
      return .nothing
    }
    guard !isDoubtfulEnd(result) else { return .doubtfulEnd }
    noteReceive(result: result, filled: Int(result) == room)
    return .something
  }

  /// Whether a receive that the driver did not make has found an end that may be none.
  func isDoubtfulEnd(_ result: Int32) -> Bool {
    guard result == 0, sending != nil else { return false }
    (lastReceiveFilled, expectation) = (false, .data)
    return true
  }

  /// Sends from the writer's own memory without waiting; false where the kernel has no room now. One
  /// system call.
  func sendAtOnce<S: StreamStep>(_ bytes: LentBytes, of step: inout S) -> Bool {
    let result = kernel.trySend(to: descriptor, from: bytes)
    guard result != -Errno.wouldBlock.rawValue else { return false }
    noteSend(result: result)
    sentDirectly(max(0, Int(result)), of: &step)
    return true
  }

  /// Sends `bytes`, from where they are, without waiting; what the kernel has no room for stays in the
  /// buffer. False where nothing was done: the output is in use or has failed, the kernel has no room,
  /// or the buffer could not hold the rest. One system call.
  func writeLargeAtOnce(_ bytes: LentBytes) -> Bool {
    guard canStepAtOnce(.output), sending == nil, state.output.isEmpty,
      bytes.count <= min(state.output.capacity, OutputBuffer.maximumSend)
    else { return false }
    var step = WriteBytes(bytes: bytes)
    guard sendAtOnce(bytes, of: &step), writeFailure == nil else { return false }
    guard case .produced = advanceOutput(&step) else {
      preconditionFailure("an empty buffer has no room for what it can hold")
    }
    if !state.output.isEmpty { wrote() }
    return true
  }

  /// The kernel has taken so many bytes from the writer's own memory.
  func sentDirectly<S: StreamStep>(_ count: Int, of step: inout S) {
    guard count > 0 else { return }
    step.movedDirectly(count)
    sentBytes += count
    budget.left.fuel &-= count
  }
}
