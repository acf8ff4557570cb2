import SluiceCore
import Testing

struct InstantTests {
  @Test
  func `adding saturates at both ends`() {
    #expect(Instant(nanoseconds: .max) + .nanoseconds(1) == Instant(nanoseconds: .max))
    #expect(Instant(nanoseconds: .min) + .nanoseconds(-1) == Instant(nanoseconds: .min))
    #expect(Instant(nanoseconds: 5) + .seconds(1 << 62) == Instant(nanoseconds: .max))
    #expect(Instant(nanoseconds: 5) + .nanoseconds(7) == Instant(nanoseconds: 12))
  }

  @Test
  func `a duration is rounded up`() {
    #expect(Duration(attoseconds: 1).wholeNanoseconds == 1)
    #expect(Duration(attoseconds: 1_000_000_000).wholeNanoseconds == 1)
    #expect(Duration.milliseconds(2).wholeNanoseconds == 2_000_000)
    #expect(Duration.seconds(-1).wholeNanoseconds == -1_000_000_000)
  }

  @Test
  func `the difference of two instants is a duration`() {
    #expect(Instant(nanoseconds: 12) - Instant(nanoseconds: 5) == .nanoseconds(7))
    #expect(Instant.distantPast < Instant(nanoseconds: 0))
  }
}
