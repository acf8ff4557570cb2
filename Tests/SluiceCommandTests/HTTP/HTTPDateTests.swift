// Dates, compared with Foundation's calendar.

import Foundation
import TestSupport
import Testing

@testable import SluiceCommand

@Suite struct HTTPDateTests {
  @Test(arguments: [
    (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
    (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
    (951_827_696, "Tue, 29 Feb 2000 12:34:56 GMT"),
    (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
    (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
  ])
  func `A date is written and read`(second: Int, text: String) {
    #expect(HTTPDate(second: second).text == text)
    #expect(HTTPDate(parsing: text) == HTTPDate(second: second))
  }

  @Test func `The calendar is Foundation's`() {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    var generator = Seeds.generator()
    for _ in 0..<1000 {
      // From the year 1600 to the year 8000: before, Foundation's calendar is Caesar's.
      let second = Int.random(in: -11_600_000_000...190_000_000_000, using: &generator)
      let expected = formatter.string(from: Date(timeIntervalSince1970: Double(second)))
      #expect(HTTPDate(second: second).text == expected, "\(Seeds.note)")
      #expect(HTTPDate(parsing: expected)?.second == second, "\(Seeds.note)")
    }
  }

  @Test(arguments: [
    ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
    ("Sun Nov  6 08:49:37 1994", 784_111_777),
    ("Thursday, 06-Nov-31 00:00:00 GMT", 1_951_689_600),
  ])
  func `Old forms are read`(text: String, second: Int) {
    #expect(HTTPDate(parsing: text)?.second == second)
  }

  @Test(arguments: [
    "", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
    "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
    "Sun, 6x Nov 1994 08:49:37 GMT",
    "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Now 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT",
    "Sun, 06 Nov 99999 08:49:37 GMT", "Sun, 06 Nov 1994 +8:49:37 GMT",
  ])
  func `What is no date is none`(text: String) {
    #expect(HTTPDate(parsing: text) == nil)
  }
}
