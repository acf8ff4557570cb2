// Latin-1 to UTF-8.
//
// The difficulty is what a processor cannot foresee: where the next character of two bytes is. So
// there is no branch on it. A step copies eight bytes and finds the first high one; what is copied
// beyond it is overwritten by the next step. As each step waits for the one before, long texts are
// widened from two places at once.

/// Widens Latin-1.
@safe
struct Latin1Widening {
  private var input: UnsafeRawPointer
  private let end: UnsafeRawPointer
  private var output: UnsafeMutableRawPointer

  /// From how many bytes on two places pay.
  private static var splitCount: Int { 128 }

  /// Below one high character in so many, a branch is foreseen often enough.
  private static var sparseness: Int { 32 }

  /// Writes `count` bytes of Latin-1, of which `others` are 0x80 or above, in UTF-8. The output has
  /// room for `count + others + 1` bytes: the last one may be written to, but means nothing.
  @unsafe
  static func widen(
    _ input: UnsafeRawPointer, count: Int, others: Int, to output: UnsafeMutableRawPointer
  ) {
    if others < count / sparseness {
      var all = unsafe Latin1Widening(input: input, end: input + count, output: output)
      return all.runs()
    }
    let split = count < splitCount ? 0 : count / 2
    // In bounds: each byte of the first part takes up one byte of output, the high ones two.
    let middle = unsafe output + split + ASCIIRuns.countOthers(input, count: split)
    var first = unsafe Latin1Widening(input: input, end: input + split, output: output)
    var second = unsafe Latin1Widening(input: input + split, end: input + count, output: middle)
    while first.hasStep, second.hasStep {
      first.step()
      second.step()
    }
    while first.hasStep { first.step() }
    while second.hasStep { second.step() }
    // The rest of the first part may write one byte too many, which is the second one's first.
    let kept = unsafe middle.load(as: UInt8.self)
    first.rest()
    unsafe middle.storeBytes(of: kept, as: UInt8.self)
    second.rest()
  }

  private init(
    input: UnsafeRawPointer, end: UnsafeRawPointer, output: UnsafeMutableRawPointer
  ) {
    unsafe (self.input, self.end, self.output) = (input, end, output)
  }

  /// Whether a step stays within its input and, as that has room for as much, within its output:
  /// eight bytes, and two at the last of them.
  private var hasStep: Bool {
    @inline(__always) get { unsafe end - input >= 10 }
  }

  /// The characters up to the first high one, and it; or eight.
  @inline(__always)
  private mutating func step() {
    // Ten bytes of input and of output are there: `hasStep`.
    let word = unsafe ASCIIRuns.word(input, 0)
    unsafe output.storeBytes(of: word.littleEndian, as: UInt64.self)
    let index = (word & ASCIIRuns.highBits | 1 &<< 63).trailingZeroBitCount &>> 3
    let form = unsafe forms[Int(input.load(fromByteOffset: index, as: UInt8.self))]
    unsafe output.storeBytes(
      of: UInt16(truncatingIfNeeded: form).littleEndian, toByteOffset: index, as: UInt16.self)
    unsafe output += index &+ Int(form &>> 16)
    unsafe input += index &+ 1
  }

  /// What is left, byte by byte. May write one byte too many.
  @inline(__always)
  private mutating func rest() {
    while unsafe input < end { single() }
  }

  /// Everything, eight bytes at once where none is high.
  @inline(__always)
  private mutating func runs() {
    // Eight bytes of input are there, so as many of output.
    while unsafe end - input >= 8 {
      let word = unsafe ASCIIRuns.word(input, 0)
      if word & ASCIIRuns.highBits == 0 {
        unsafe output.storeBytes(of: word.littleEndian, as: UInt64.self)
        unsafe input += 8
        unsafe output += 8
      } else {
        for _ in 0..<8 { single() }
      }
    }
    rest()
  }

  @inline(__always)
  private mutating func single() {
    // The caller has a byte left; the output has room for its form and one byte.
    let form = unsafe forms[Int(input.load(as: UInt8.self))]
    unsafe output.storeBytes(
      of: UInt16(truncatingIfNeeded: form).littleEndian, as: UInt16.self)
    unsafe output += Int(form &>> 16)
    unsafe input += 1
  }
}

/// The UTF-8 of each byte, the first one lowest, and above it how many bytes it has.
private let forms: InlineArray<256, UInt32> = [
  0x10000, 0x10001, 0x10002, 0x10003, 0x10004, 0x10005, 0x10006, 0x10007,
  0x10008, 0x10009, 0x1000A, 0x1000B, 0x1000C, 0x1000D, 0x1000E, 0x1000F,
  0x10010, 0x10011, 0x10012, 0x10013, 0x10014, 0x10015, 0x10016, 0x10017,
  0x10018, 0x10019, 0x1001A, 0x1001B, 0x1001C, 0x1001D, 0x1001E, 0x1001F,
  0x10020, 0x10021, 0x10022, 0x10023, 0x10024, 0x10025, 0x10026, 0x10027,
  0x10028, 0x10029, 0x1002A, 0x1002B, 0x1002C, 0x1002D, 0x1002E, 0x1002F,
  0x10030, 0x10031, 0x10032, 0x10033, 0x10034, 0x10035, 0x10036, 0x10037,
  0x10038, 0x10039, 0x1003A, 0x1003B, 0x1003C, 0x1003D, 0x1003E, 0x1003F,
  0x10040, 0x10041, 0x10042, 0x10043, 0x10044, 0x10045, 0x10046, 0x10047,
  0x10048, 0x10049, 0x1004A, 0x1004B, 0x1004C, 0x1004D, 0x1004E, 0x1004F,
  0x10050, 0x10051, 0x10052, 0x10053, 0x10054, 0x10055, 0x10056, 0x10057,
  0x10058, 0x10059, 0x1005A, 0x1005B, 0x1005C, 0x1005D, 0x1005E, 0x1005F,
  0x10060, 0x10061, 0x10062, 0x10063, 0x10064, 0x10065, 0x10066, 0x10067,
  0x10068, 0x10069, 0x1006A, 0x1006B, 0x1006C, 0x1006D, 0x1006E, 0x1006F,
  0x10070, 0x10071, 0x10072, 0x10073, 0x10074, 0x10075, 0x10076, 0x10077,
  0x10078, 0x10079, 0x1007A, 0x1007B, 0x1007C, 0x1007D, 0x1007E, 0x1007F,
  0x280C2, 0x281C2, 0x282C2, 0x283C2, 0x284C2, 0x285C2, 0x286C2, 0x287C2,
  0x288C2, 0x289C2, 0x28AC2, 0x28BC2, 0x28CC2, 0x28DC2, 0x28EC2, 0x28FC2,
  0x290C2, 0x291C2, 0x292C2, 0x293C2, 0x294C2, 0x295C2, 0x296C2, 0x297C2,
  0x298C2, 0x299C2, 0x29AC2, 0x29BC2, 0x29CC2, 0x29DC2, 0x29EC2, 0x29FC2,
  0x2A0C2, 0x2A1C2, 0x2A2C2, 0x2A3C2, 0x2A4C2, 0x2A5C2, 0x2A6C2, 0x2A7C2,
  0x2A8C2, 0x2A9C2, 0x2AAC2, 0x2ABC2, 0x2ACC2, 0x2ADC2, 0x2AEC2, 0x2AFC2,
  0x2B0C2, 0x2B1C2, 0x2B2C2, 0x2B3C2, 0x2B4C2, 0x2B5C2, 0x2B6C2, 0x2B7C2,
  0x2B8C2, 0x2B9C2, 0x2BAC2, 0x2BBC2, 0x2BCC2, 0x2BDC2, 0x2BEC2, 0x2BFC2,
  0x280C3, 0x281C3, 0x282C3, 0x283C3, 0x284C3, 0x285C3, 0x286C3, 0x287C3,
  0x288C3, 0x289C3, 0x28AC3, 0x28BC3, 0x28CC3, 0x28DC3, 0x28EC3, 0x28FC3,
  0x290C3, 0x291C3, 0x292C3, 0x293C3, 0x294C3, 0x295C3, 0x296C3, 0x297C3,
  0x298C3, 0x299C3, 0x29AC3, 0x29BC3, 0x29CC3, 0x29DC3, 0x29EC3, 0x29FC3,
  0x2A0C3, 0x2A1C3, 0x2A2C3, 0x2A3C3, 0x2A4C3, 0x2A5C3, 0x2A6C3, 0x2A7C3,
  0x2A8C3, 0x2A9C3, 0x2AAC3, 0x2ABC3, 0x2ACC3, 0x2ADC3, 0x2AEC3, 0x2AFC3,
  0x2B0C3, 0x2B1C3, 0x2B2C3, 0x2B3C3, 0x2B4C3, 0x2B5C3, 0x2B6C3, 0x2B7C3,
  0x2B8C3, 0x2B9C3, 0x2BAC3, 0x2BBC3, 0x2BCC3, 0x2BDC3, 0x2BEC3, 0x2BFC3,
]
