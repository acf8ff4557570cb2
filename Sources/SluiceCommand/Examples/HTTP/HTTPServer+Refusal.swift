// Why a request is answered by an error that ends its connection.

import HTTPTypes
import Sluice

extension HTTPServer {
  /// Behind it nothing can be trusted to be the beginning of a request.
  struct Refusal: Error, Equatable {
    let status: HTTPResponse.Status

    static let malformed = Refusal(status: .badRequest)
    static let tooSlow = Refusal(status: .requestTimeout)
    static let tooLarge = Refusal(status: .contentTooLarge)
    static let tooManyFields = Refusal(status: .requestHeaderFieldsTooLarge)
    static let unknownExpectation = Refusal(status: .expectationFailed)
    static let notImplemented = Refusal(status: .notImplemented)
    static let unknownVersion = Refusal(status: .httpVersionNotSupported)
  }
}

extension HTTPServer.Refusal {
  /// What an error of reading comes to; nil where the client could not be told.
  init?(_ error: StreamError, in head: HTTPServer.Head) {
    switch error {
    case .lineTooLong where !head.hasBegun: status = .uriTooLong
    case .lineTooLong where !head.isWhole: status = .requestHeaderFieldsTooLarge
    // A chunk's size, then.
    case .lineTooLong: status = .badRequest
    case .text: status = .badRequest
    case .timedOut: status = .requestTimeout
    default: return nil
    }
  }
}
