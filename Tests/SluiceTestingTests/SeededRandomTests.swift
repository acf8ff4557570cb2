// What is drawn from a seed.

import SluiceTesting
import Testing

@Suite struct SeededRandomTests {
  @Test func `It is SplitMix64`() {
    var random = SeededRandom(seed: 0)
    let numbers = [random.next(), random.next()]
    #expect(numbers == [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4])
  }

  @Test func `Streams of one seed differ`() {
    var first = SeededRandom(seed: 5, stream: 1)
    var second = SeededRandom(seed: 5, stream: 2)
    let numbers = [first.next(), second.next()]
    #expect(numbers[0] != numbers[1])
  }

  @Test func `Numbers lie in their range, and reach both ends`() {
    var random = SeededRandom(seed: 3)
    let numbers = Set((0..<200).map { _ in random.number(in: -2...2) })
    #expect(numbers == [-2, -1, 0, 1, 2])
    let only = random.number(in: 7...7)
    #expect(only == 7)
  }

  @Test func `Never and always are meant`() {
    var random = SeededRandom(seed: 4)
    for _ in 0..<100 {
      let (never, always) = (random.chance(0), random.chance(1))
      #expect(!never && always)
    }
  }
}
