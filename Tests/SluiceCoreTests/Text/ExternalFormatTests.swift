import SluiceCore
import Testing

struct ExternalFormatTests {
  @Test(arguments: [
    ("utf-8", TextEncoding.utf8), ("UTF8", .utf8), ("utf_8", .utf8), ("Utf 8", .utf8),
    ("latin-1", .latin1), ("latin1", .latin1), ("Latin_1", .latin1), ("iso-8859-1", .latin1),
    ("ISO8859-1", .latin1), ("ISO_8859-1", .latin1), ("l1", .latin1), ("cp819", .latin1),
    ("ascii", .usASCII), ("us-ascii", .usASCII), ("US_ASCII", .usASCII), ("USASCII", .usASCII),
    ("ANSI_X3.4-1968", .usASCII), ("utf-16", .utf16), ("UTF16", .utf16),
    ("utf-16le", .utf16LittleEndian), ("UTF-16LE", .utf16LittleEndian),
    ("utf16-le", .utf16LittleEndian), ("utf-16-little-endian", .utf16LittleEndian),
    ("utf-16be", .utf16BigEndian), ("UTF16BE", .utf16BigEndian),
    ("utf-16-big-endian", .utf16BigEndian),
  ])
  func `an encoding has many names`(name: String, encoding: TextEncoding) throws {
    #expect(try TextEncoding(named: name) == encoding)
  }

  @Test func `no two encodings share a name`() {
    var seen: [String: TextEncoding] = [:]
    for encoding in TextEncoding.all {
      for name in [encoding.name] + encoding.codec.aliases {
        #expect((try? TextEncoding(named: name)) == encoding, "\(name)")
        #expect(seen.updateValue(encoding, forKey: name) == nil, "\(name)")
      }
    }
    #expect(Set(TextEncoding.all).count == TextEncoding.all.count)
  }

  @Test(arguments: [
    ("crlf", LineEnding.crlf), ("CRLF", .crlf), ("cr-lf", .crlf), ("crlf-strict", .crlfStrict),
    ("crlfStrict", .crlfStrict), ("lf", .lf), ("LF", .lf), ("cr", .cr),
  ])
  func `a line ending has a name`(name: String, ending: LineEnding) throws {
    #expect(try LineEnding(named: name) == ending)
    #expect(try LineEnding(named: ending.description) == ending)
  }

  @Test(arguments: [
    ("latin-1,crlf", ExternalFormat(encoding: .latin1), "latin-1,crlf"),
    (
      "utf-16le,lf,replace",
      ExternalFormat(encoding: .utf16LittleEndian, lineEnding: .lf, invalid: .replace),
      "utf-16le,lf,replace"
    ),
    ("UTF8", ExternalFormat(), "utf-8,crlf"), ("", ExternalFormat(), "utf-8,crlf"),
    (",cr", ExternalFormat(lineEnding: .cr), "utf-8,cr"),
    (
      "ascii,,replace", ExternalFormat(encoding: .usASCII, invalid: .replace),
      "us-ascii,crlf,replace"
    ),
    ("ascii,lf,FAIL", ExternalFormat(encoding: .usASCII, lineEnding: .lf), "us-ascii,lf"),
    (
      "l1,crlfStrict,replace=_",
      ExternalFormat(encoding: .latin1, lineEnding: .crlfStrict, invalid: .replace(writing: "_")),
      "latin-1,crlf-strict,replace=_"
    ),
    (
      "latin-1,lf,replace=,",
      ExternalFormat(encoding: .latin1, lineEnding: .lf, invalid: .replace(writing: ",")),
      "latin-1,lf,replace=,"
    ),
    (
      "latin-1,lf,replace==",
      ExternalFormat(encoding: .latin1, lineEnding: .lf, invalid: .replace(writing: "=")),
      "latin-1,lf,replace=="
    ),
  ])
  func `a format is read and written`(
    text: String, format: ExternalFormat, written: String
  ) throws {
    #expect(try ExternalFormat(named: text) == format)
    #expect(format.description == written)
    #expect(try ExternalFormat(named: written) == format)
  }

  @Test(arguments: [
    (
      "klingon,lf",
      "unknown encoding 'klingon': known are utf-8, latin-1, us-ascii, utf-16, utf-16le, utf-16be"
    ),
    ("utf-8,nl", "unknown line ending 'nl': known are crlf, crlf-strict, lf, cr"),
    (
      "utf-8,lf,ignore",
      "unknown policy for invalid text 'ignore': known are fail, replace, replace=CHARACTER"
    ),
    (
      "utf-8,lf,replace=ab",
      "unknown policy for invalid text 'replace=ab': known are fail, replace, replace=CHARACTER"
    ),
    (
      "utf-8,lf,fail,more",
      "unknown policy for invalid text 'fail,more': known are fail, replace, replace=CHARACTER"
    ),
    (
      "---",
      "unknown encoding '---': known are utf-8, latin-1, us-ascii, utf-16, utf-16le, utf-16be"
    ),
  ])
  func `what is unknown names the known`(text: String, description: String) {
    let error = #expect(throws: UnknownTextName.self) { try ExternalFormat(named: text) }
    #expect(error?.description == description)
  }
}
