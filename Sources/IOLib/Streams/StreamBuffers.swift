// What a stream is made with: the sizes of its buffers, and its external format.

import SluiceCore

/// `input-buffer-size`, `output-buffer-size` and `external-format`, checked.
struct StreamBuffers {
  /// Bytes of each buffer where nothing was said.
  static let defaultSize = 4096
  /// `(unsigned-byte 24)`, and no buffer of nothing.
  static let sizes = 1...0xff_ffff

  let inputSize: Int
  let outputSize: Int
  let format: ExternalFormat

  /// Nil: the default, which for the format is UTF-8 and LF.
  ///
  /// - Throws: `invalidArgument` for a size out of bounds.
  init(input: Int?, output: Int?, format: ExternalFormat?) throws(SocketError) {
    inputSize = try Self.check("inputBufferSize", input)
    outputSize = try Self.check("outputBufferSize", output)
    self.format = format ?? .default
  }

  private static func check(_ name: String, _ size: Int?) throws(SocketError) -> Int {
    guard let size else { return defaultSize }
    guard sizes.contains(size) else {
      throw .argument(name, "\(size) is not in \(sizes.lowerBound) to \(sizes.upperBound)")
    }
    return size
  }
}

extension ExternalFormat {
  /// `:default`: UTF-8, and lines that end with LF.
  public static var `default`: ExternalFormat {
    ExternalFormat(encoding: .utf8, lineEnding: .lf)
  }
}
