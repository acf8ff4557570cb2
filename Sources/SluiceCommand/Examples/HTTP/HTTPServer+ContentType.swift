// What a file is, by the end of its name.

extension HTTPServer {
  enum ContentType {
    private static let types: [String: String] = [
      "avif": "image/avif",
      "css": "text/css; charset=utf-8",
      "gif": "image/gif",
      "gz": "application/gzip",
      "htm": "text/html; charset=utf-8",
      "html": "text/html; charset=utf-8",
      "ico": "image/x-icon",
      "jpeg": "image/jpeg",
      "jpg": "image/jpeg",
      "js": "text/javascript; charset=utf-8",
      "json": "application/json",
      "md": "text/markdown; charset=utf-8",
      "mjs": "text/javascript; charset=utf-8",
      "mp3": "audio/mpeg",
      "mp4": "video/mp4",
      "pdf": "application/pdf",
      "png": "image/png",
      "svg": "image/svg+xml",
      "txt": "text/plain; charset=utf-8",
      "wasm": "application/wasm",
      "webm": "video/webm",
      "webp": "image/webp",
      "woff": "font/woff",
      "woff2": "font/woff2",
      "xml": "text/xml; charset=utf-8",
      "zip": "application/zip",
    ]

    /// Bytes, where nothing is known.
    static func ofFile(named name: [UInt8]) -> String {
      let last = name.split(separator: .slash).last ?? []
      guard let dot = last.lastIndex(of: UInt8(ascii: ".")) else { return unknown }
      let ending = String(decoding: last[(dot + 1)...], as: UTF8.self).lowercased()
      return types[ending] ?? unknown
    }

    private static let unknown = "application/octet-stream"
  }
}
