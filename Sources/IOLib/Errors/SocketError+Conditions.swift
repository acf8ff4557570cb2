// Which condition an error of the rooms below is.

import Glibc
import SluiceCore
import SluiceLoop
import SystemPackage

extension SocketError {
  /// The condition of an error of the kernel.
  init(_ error: IOError) {
    self =
      switch error.errno {
      case .addressInUse: .addressInUse(error)
      case .addressNotAvailable: .addressNotAvailable(error)
      case .addressFamilyNotSupported: .addressFamilyNotSupported(error)
      case .networkDown: .networkDown(error)
      case .networkReset: .networkReset(error)
      case .networkUnreachable: .networkUnreachable(error)
      case Errno(rawValue: ENONET): .noNetwork(error)
      case .connectionAbort: .connectionAborted(error)
      case .connectionReset: .connectionReset(error)
      case .connectionRefused: .connectionRefused(error)
      case .timedOut: .connectionTimeout(error)
      case .nowInProgress: .connectionInProgress(error)
      case .socketShutdown: .endpointShutdown(error)
      case .noBufferSpace: .noBufferSpace(error)
      case .hostIsDown: .hostDown(error)
      case .noRouteToHost: .hostUnreachable(error)
      case .socketIsConnected: .alreadyConnected(error)
      case .socketNotConnected: .notConnected(error)
      case .protocolNotAvailable: .optionNotSupported(error)
      case .notSupportedOnSocket: .operationNotSupported(error)
      case .wouldBlock: .wouldBlock(error)
      default: .systemCall(error)
      }
  }

  /// The condition of a step that could not be done. (No line is too long here: there is no limit.)
  init(_ error: StepError) {
    self =
      switch error {
      case .text(let error): .text(error)
      case .endOfStream(let received): .endOfFile(received: received)
      case .nothingToUnread: .noCharactersToUnread
      case .lineTooLong(let limit): preconditionFailure("a line of more than \(limit) bytes")
      }
  }

  /// The condition of a failed lookup.
  init(_ error: ResolverError) {
    self =
      switch error.reason {
      case .noSuchName, .noData, .invalidName: .resolverNoName(error)
      case .tryAgain, .timedOut: .resolverAgain(error)
      case .failure: .resolverFail(error)
      case .noSuchService: .unknownService(error)
      case .noSuchProtocol: .unknownProtocol(error)
      case .system, .other, .cancelled, .closed: .resolverUnknown(error)
      }
  }

  /// An argument and what is wrong with it.
  static func argument(_ name: String, _ problem: String) -> SocketError {
    .invalidArgument(InvalidArgument(name: name, problem: problem))
  }
}
