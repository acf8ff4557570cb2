// Both targets of the core in one program, as compiling the core takes longest: its name says which.

/// Does what the program of that name is to do.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCore(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  isDecoders ? unsafe fuzzDecoders(start, count) : unsafe fuzzFraming(start, count)
}

private let isDecoders: Bool = {
  let name = CommandLine.arguments.first?.split(separator: "/").last
  return name?.hasPrefix("decoders") ?? false
}()
