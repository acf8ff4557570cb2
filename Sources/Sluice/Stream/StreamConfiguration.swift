// How a stream is to behave: plain data.

public import SluiceCore

/// Sizes, limits, external format and time-outs of a stream.
public struct StreamConfiguration: Sendable, Hashable {
  /// Bytes of the input buffer, 1 to 1 GiB. Honoured as given; allocated when first needed.
  public var inputBufferSize: Int { didSet { check() } }
  /// Bytes of each of the two output buffers (one gathers while the other is sent), 1 to 1 GiB.
  public var outputBufferSize: Int { didSet { check() } }
  /// The longest line that is read, in bytes and without its ending. Nil: the larger of the input
  /// buffer and 64 KiB.
  public var maximumLineLength: Int? { didSet { check() } }
  /// How text is encoded, what ends a line, and what becomes of bad text. The default is UTF-8 that
  /// reads CRLF or LF, writes CRLF, and throws. A stream can be given another one later.
  public var externalFormat: ExternalFormat
  /// Whether output is sent by itself at the end of the loop's turn. Otherwise it is sent when the
  /// buffer is full, by `flush()`, `finishWriting()` and `close()`.
  public var autoFlush: Bool
  /// Bounds each reading call from entry to return. Nil: no bound.
  public var readTimeout: Duration? { didSet { check() } }
  /// Bounds each send of at most 1 MiB, so that a slow peer that still reads lives on. Nil: none.
  public var writeTimeout: Duration? { didSet { check() } }
  /// Bounds the time from the stream's beginning to the first byte of its input: past it, whoever
  /// reads gets `.timedOut`, now and ever after; one who only writes hears nothing. Nil: no bound.
  public var firstByteTimeout: Duration? { didSet { check() } }
  /// Bounds the time that a read waits with a part of what it reads whole in the buffer, a line above
  /// all: from its first bytes to its last. Past it whoever reads gets `.timedOut`, now and ever after;
  /// what came can be read raw. It does not run between lines, nor while nobody reads. Nil: no bound.
  public var lineTimeout: Duration? { didSet { check() } }
  /// The stream fails with `.timedOut` when no byte moved either way for so long. Nil: never.
  public var idleTimeout: Duration? { didSet { check() } }
  /// How long `close()` tries to deliver the output that is left.
  public var closeTimeout: Duration
  /// TCP_NODELAY, on TCP connections. Streams gather output themselves, so it is on by default.
  public var noDelay: Bool

  /// The default size of both buffers, in bytes. Only what is really used of it becomes resident.
  public static let defaultBufferSize = 64 * 1024

  /// The largest buffer, in bytes, and the most that one receive asks for.
  public static let maximumBufferSize = 1 << 30

  /// A configuration; every argument has its documented default.
  public init(
    inputBufferSize: Int = defaultBufferSize, outputBufferSize: Int = defaultBufferSize,
    maximumLineLength: Int? = nil, externalFormat: ExternalFormat = ExternalFormat(),
    autoFlush: Bool = true,
    readTimeout: Duration? = nil, writeTimeout: Duration? = nil,
    firstByteTimeout: Duration? = nil, lineTimeout: Duration? = nil, idleTimeout: Duration? = nil,
    closeTimeout: Duration = .seconds(5), noDelay: Bool = true
  ) {
    self.inputBufferSize = inputBufferSize
    self.outputBufferSize = outputBufferSize
    self.maximumLineLength = maximumLineLength
    self.externalFormat = externalFormat
    self.autoFlush = autoFlush
    self.readTimeout = readTimeout
    self.writeTimeout = writeTimeout
    self.firstByteTimeout = firstByteTimeout
    self.lineTimeout = lineTimeout
    self.idleTimeout = idleTimeout
    self.closeTimeout = closeTimeout
    self.noDelay = noDelay
    check()
  }

  /// What the streams of a server have unless it is told otherwise: a minute for the first byte, for
  /// a line from its first byte to its last, and for a peer to take some of what is sent to it. A
  /// connection that is idle between lines may stay. Everything else is as `init()` has it.
  public static let serving = StreamConfiguration(
    writeTimeout: .seconds(60), firstByteTimeout: .seconds(60), lineTimeout: .seconds(60))

  /// Traps where a value makes no sense, at the line that sets it.
  private func check() {
    let sizes = 1...Self.maximumBufferSize
    precondition(sizes.contains(inputBufferSize), "inputBufferSize must be 1 byte to 1 GiB")
    precondition(sizes.contains(outputBufferSize), "outputBufferSize must be 1 byte to 1 GiB")
    precondition(maximumLineLength ?? 0 >= 0, "maximumLineLength must not be negative")
    precondition(readTimeout ?? .seconds(1) > .zero, "readTimeout must be more than zero")
    precondition(writeTimeout ?? .seconds(1) > .zero, "writeTimeout must be more than zero")
    precondition(firstByteTimeout ?? .seconds(1) > .zero, "firstByteTimeout must be more than zero")
    precondition(lineTimeout ?? .seconds(1) > .zero, "lineTimeout must be more than zero")
    precondition(idleTimeout ?? .seconds(1) > .zero, "idleTimeout must be more than zero")
  }

  /// The limit that is in force.
  var effectiveLineLimit: Int { maximumLineLength ?? max(inputBufferSize, 64 * 1024) }
}
