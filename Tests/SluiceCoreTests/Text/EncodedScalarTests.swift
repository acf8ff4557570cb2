import SluiceCore
import Testing

struct EncodedScalarTests {
  @Test func `bytes past the count do not exist`() {
    let two = EncodedScalar(word: 0xFFFF_0A0D, count: 2)
    #expect(two == EncodedScalar(word: 0x0A0D, count: 2))
    #expect(two[0] == 0x0D && two[1] == 0x0A)
    let bytes = two.bytes
    #expect(bytes[0] == 0x0D && bytes[1] == 0x0A && bytes[2] == 0 && bytes[3] == 0)
    #expect(EncodedScalar.none == EncodedScalar(word: 7, count: 0))
    #expect(EncodedScalar(word: 0xFFFF_FFFF, count: 4)[3] == 0xFF)
  }

  @Test func `only the bytes that count are stored`() {
    var memory: [UInt8] = [9, 9, 9, 9]
    var span = memory.mutableSpan
    EncodedScalar(word: 0x0A0D, count: 2).store(to: LentBytes(lending: &span).dropping(1))
    #expect(memory == [9, 0x0D, 0x0A, 9])
  }
}
