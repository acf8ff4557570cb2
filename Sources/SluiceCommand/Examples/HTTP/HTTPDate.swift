// Dates as HTTP has them, RFC 9110, section 5.6.7: written in one form, read in three.

/// A second of the calendar, in Greenwich.
struct HTTPDate: Equatable {
  /// Since 1970.
  let second: Int

  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  init(second: Int) { self.second = second }

  /// `Sun, 06 Nov 1994 08:49:37 GMT`
  var text: String {
    let day = second.flooredQuotient(86_400)
    let time = second - day * 86_400
    let date = Self.calendar(day)
    let name = Self.days[day - day.flooredQuotient(7) * 7]
    let clock = [time / 3600, time / 60 % 60, time % 60].map(Self.twoDigits)
    return "\(name), \(Self.twoDigits(date.day)) \(Self.months[date.month - 1]) \(date.year) "
      + clock.joined(separator: ":") + " GMT"
  }

  /// That form, and the two that old clients send: `Sunday, 06-Nov-94 08:49:37 GMT` and
  /// `Sun Nov  6 08:49:37 1994`. Nil where it is none of them. The day's name is not checked.
  init?(parsing text: String) {
    let words = text.split { " ,-".contains($0) }
    switch words.count {
    case 6 where words[5] == "GMT":
      self.init(day: words[1], month: words[2], year: words[3], time: words[4])
    case 5: self.init(day: words[2], month: words[1], year: words[4], time: words[3])
    default: return nil
    }
  }

  private init?(day: Substring, month: Substring, year: Substring, time: Substring) {
    let clock = time.split(separator: ":").map(Self.number)
    guard let day = Self.number(day), (1...31).contains(day),
      let month = Self.months.firstIndex(of: String(month)),
      let year = Self.number(year), clock.count == 3,
      let hour = clock[0], let minute = clock[1], let second = clock[2],
      hour < 24, minute < 60, second <= 60
    else { return nil }
    // Two digits: of this century's first seventy years, or of the last.
    let whole = year >= 100 ? year : year < 70 ? year + 2000 : year + 1900
    let days = Self.day(year: whole, month: month + 1, day: day)
    self.second = days * 86_400 + hour * 3600 + minute * 60 + second
  }

  /// Digits alone, and few.
  private static func number(_ text: Substring) -> Int? {
    guard text.utf8.count <= 4, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int(text)
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  // MARK: The calendar
  //
  // Years are counted from March on, so that the day that is sometimes missing is the last. An era
  // has 400 years, which are 146,097 days; the first day of 1970 is the 719,468th.

  private static func day(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = year.flooredQuotient(400)
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func calendar(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let days = days + 719_468
    let era = days.flooredQuotient(146_097)
    let dayOfEra = days - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let fromMarch = (5 * dayOfYear + 2) / 153
    let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
  }
}

extension Int {
  /// Rounded down, also below zero.
  fileprivate func flooredQuotient(_ divisor: Int) -> Int {
    (self >= 0 ? self : self - divisor + 1) / divisor
  }
}
