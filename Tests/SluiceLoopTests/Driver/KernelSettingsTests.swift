// What is read from /proc.

import Glibc
import SystemPackage
import Testing

@testable import SluiceLoop

@Suite struct KernelSettingsTests {
  @Test func `limits are those of getrlimit`() throws {
    var limit = rlimit()
    // Writes the local.
    #expect(unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    let (soft, hard) = try #require(KernelSettings.limit("Max open files"))
    #expect(soft == text(limit.rlim_cur))
    #expect(hard == text(limit.rlim_max))
    #expect(KernelSettings.limit("Max of nothing") == nil)
  }

  @Test func `settings have no line end`() {
    #expect(KernelSettings.release.first?.isNumber == true)
    #expect(KernelSettings.release.contains { $0.isWhitespace } == false)
    #expect(KernelSettings.longestAcceptQueue.flatMap(Int.init) ?? 0 > 0)
    #expect(KernelSettings.text("/proc/self/no-such-file") == nil)
  }

  private func text(_ limit: rlim_t) -> String {
    limit == rlim_t.max ? "unlimited" : "\(limit)"
  }
}
