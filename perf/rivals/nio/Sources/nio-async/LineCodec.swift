// Lines as strings, in the shape of SwiftNIO's own example of an asynchronous echo server: a decoder
// to the next LF, here without an optional CR, and an encoder, here with CRLF.
//
// Not `splitLines()`: that splits at CR, VT and FF as well, and its answers would be wrong.

import NIOCore

final class LineCodec: ByteToMessageDecoder, MessageToByteEncoder {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = String
  typealias OutboundIn = String

  func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
    let bytes = buffer.readableBytesView
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return .needMoreData }
    var line = bytes[..<end]
    if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
    buffer.moveReaderIndex(to: end + 1)
    context.fireChannelRead(Self.wrapInboundOut(String(buffer: ByteBuffer(line))))
    return .continue
  }

  func decodeLast(
    context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
  ) throws -> DecodingState {
    let state = try decode(context: context, buffer: &buffer)
    // What has no LF behind it is no line.
    if state == .needMoreData { buffer.clear() }
    return state
  }

  func encode(data: String, out: inout ByteBuffer) throws {
    out.writeString(data)
    out.writeStaticString("\r\n")
  }
}
