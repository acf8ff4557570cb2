// What is answered to a request that has been understood.

import HTTPTypes

extension HTTPServer {
  func answer(to head: Head) async throws -> Answer {
    guard head.method == .get || head.method == .head else { return Self.notAllowed }
    let path = try Path(head.target)
    if path.bytes.span.isEqual(to: "plaintext") { return plaintext.answer }
    guard let files else { return Answer(.notFound) }
    do {
      let file = try await files.open(path, reading: head.method == .get)
      return answer(with: file, if: Conditions(head.conditions))
    } catch .directory {
      return Self.redirect(to: path.asDirectory)
    } catch {
      return Answer(error.status)
    }
  }

  private func answer(with file: File, if conditions: Conditions) -> Answer {
    var answer: Answer
    switch conditions.check(file) {
    case .met:
      answer = Answer(.ok, body: .file(file))
      answer.fields[.contentType] = file.contentType
    case .notModified: answer = Answer(.notModified, body: .none)
    case .failed: return Answer(.preconditionFailed)
    }
    answer.fields[.lastModified] = HTTPDate(second: file.modified).text
    answer.fields[.eTag] = file.tag
    return answer
  }

  private static let notAllowed = {
    var answer = Answer(.methodNotAllowed)
    answer.fields[.allow] = "GET, HEAD"
    return answer
  }()

  private static func redirect(to location: String) -> Answer {
    var answer = Answer(.movedPermanently)
    answer.fields[.location] = location
    return answer
  }
}
