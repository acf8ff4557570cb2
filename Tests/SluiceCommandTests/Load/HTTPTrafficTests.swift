// The requests of `sluice load http`, byte by byte.

import Testing

@testable import SluiceCommand

@Suite struct HTTPTrafficTests {
  private func request(_ settings: HTTPSettings) -> String {
    String(
      decoding: HTTPTraffic.request(for: settings.paths[0], settings, host: "a:1"), as: UTF8.self)
  }

  @Test func `A request has what it needs`() {
    #expect(
      request(HTTPSettings(paths: ["/x"]))
        == "GET /x HTTP/1.1\r\nHost: a:1\r\nUser-Agent: sluice\r\nAccept: */*\r\n\r\n")
  }

  @Test func `Headers of the user's come on top, or take the place of ours`() {
    let settings = HTTPSettings(headers: ["X-A: 1", "hOST: b"], keepsAlive: false)
    #expect(
      request(settings)
        == "GET / HTTP/1.1\r\nUser-Agent: sluice\r\nAccept: */*\r\nConnection: close\r\n"
        + "X-A: 1\r\nhOST: b\r\n\r\n")
  }

  @Test(arguments: [1, 2, 5, 64]) func `Paths are asked for in turn`(pipeline: Int) {
    let settings = HTTPSettings(paths: ["/a", "/bb", "/ccc"])
    let traffic = HTTPTraffic(settings, host: "h", pipeline: pipeline, verifies: true)
    var requests = traffic.requests(of: 1, generation: 0)
    var text = ""
    for count in [1, pipeline, 2, pipeline, 7] {
      requests.add(count)
      while let piece = requests.next() {
        text += String(decoding: piece.bytes[piece.range], as: UTF8.self)
      }
    }
    let paths = text.split(separator: "\r\n").filter { $0.hasPrefix("GET") }.map {
      $0.split(separator: " ")[1]
    }
    #expect(paths == (1..<11 + 2 * pipeline).map { ["/a", "/bb", "/ccc"][$0 % 3] })
  }
}
