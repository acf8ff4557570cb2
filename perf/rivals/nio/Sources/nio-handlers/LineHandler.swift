// Lines by hand: split at LF, an optional CR stripped, each written with CRLF into one buffer that
// leaves in a single write when a burst has been read.
//
// Invariant: `scanned` bytes at the front of what has not been answered hold no LF.

import Glibc
import NIOCore

final class LineHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// The line that has not come whole yet.
  private var partial = ByteBuffer()
  private var scanned = 0
  private var answers = ByteBuffer()

  func handlerAdded(context: ChannelHandlerContext) {
    answers = context.channel.allocator.buffer(capacity: 8192)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var arrived = Self.unwrapInboundIn(data)
    if partial.readableBytes > 0 {
      partial.writeBuffer(&arrived)
      answerLines(in: &partial)
      partial.discardReadBytes()
    } else {
      // Taken apart where it was received; only the rest is copied.
      answerLines(in: &arrived)
      partial.clear()
      partial.writeBuffer(&arrived)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    guard answers.readableBytes > 0 else { return }
    context.writeAndFlush(Self.wrapOutboundOut(answers), promise: nil)
    // Keeps its memory if all of it could be written at once.
    answers.clear()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func answerLines(in buffer: inout ByteBuffer) {
    buffer.readWithUnsafeReadableBytes { bytes in
      guard let base = bytes.baseAddress else { return 0 }
      var taken = 0
      while case let from = taken + scanned, from < bytes.count,
        let found = memchr(base + from, Int32(UInt8(ascii: "\n")), bytes.count - from)
      {
        let end = UnsafeRawPointer(found) - base
        let isCRLF = end > taken && bytes[end - 1] == UInt8(ascii: "\r")
        append(base + taken, count: end - taken - (isCRLF ? 1 : 0))
        taken = end + 1
        scanned = 0
      }
      scanned = bytes.count - taken
      return taken
    }
  }

  private func append(_ line: UnsafeRawPointer, count: Int) {
    answers.writeWithUnsafeMutableBytes(minimumWritableBytes: count + 2) { room in
      memcpy(room.baseAddress!, line, count)
      room[count] = UInt8(ascii: "\r")
      room[count + 1] = UInt8(ascii: "\n")
      return count + 2
    }
  }
}
