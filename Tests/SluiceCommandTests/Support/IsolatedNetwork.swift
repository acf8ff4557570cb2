// A network of its own for a test: namespaces in which names and routes are what the test needs.
//
// Nothing outside is touched, and whatever runs inside ends with it.

import Foundation
import TestSupport
import Testing

/// Commands inside namespaces for mounts, processes and the network.
///
/// There: an interface `hole0` at 192.0.2.254 and 2001:db8::fe, on whose network nobody answers; a
/// dnsmasq that knows names under `test`; and hosts(5), resolv.conf(5) and nsswitch.conf(5) that lead
/// to it.
enum IsolatedNetwork {
  /// What a command said.
  struct Answer {
    let status: Int32
    let output: String

    /// The only JSON object that it printed.
    func object() throws -> [String: Any] {
      let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
      return try #require(value as? [String: Any])
    }
  }

  /// Runs each command with a shell, one after the other; `$sluice` is the command under test. Where
  /// namespaces or dnsmasq are not to be had the test is cancelled, with the reason.
  static func run(_ commands: [String]) throws -> [Answer] {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("sluice-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try script(commands).write(
      to: directory.appendingPathComponent("script"), atomically: true, encoding: .utf8)
    let ending = try shell(in: directory)
    if let reason = try? String(
      contentsOf: directory.appendingPathComponent("skip"), encoding: .utf8)
    {
      try Test.cancel("there is no network of our own: \(reason)")
    }
    let log = try? String(contentsOf: directory.appendingPathComponent("log"), encoding: .utf8)
    try #require(ending == .exited(0), "the network ended with \(ending): \(log ?? "")")
    return try commands.indices.map { index in
      func text(_ name: String) throws -> String {
        try String(
          contentsOf: directory.appendingPathComponent("\(index).\(name)"), encoding: .utf8)
      }
      return Answer(
        status: Int32(try text("status").dropLast()) ?? -1, output: try text("output"))
    }
  }

  private static func shell(in directory: URL) throws -> ChildProcess.Ending {
    // Killed with all that it started, should anything hang. With a /proc of its own: libdispatch looks
    // its threads up there, and traps where it finds none.
    let commands = """
      unshare --mount --net --pid --fork --mount-proc true 2> err || {
        echo "namespaces are not permitted: $(cat err)" > skip; exit 0; }
      exec timeout 240 unshare --mount --net --pid --fork --kill-child --mount-proc \
        sh script > log 2>&1
      """
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return try ChildProcess.run(
      "/bin/sh", ["-c", commands],
      environment: ["sluice": builtProgram("sluice"), "PATH": path + ":/usr/sbin:/sbin"],
      directory: directory.path
    ).wait()
  }

  private static func script(_ commands: [String]) -> String {
    let steps = commands.enumerated().map { index, command in
      "(\(command)\n) > \(index).output 2> \(index).errors < /dev/null; echo $? > \(index).status"
    }
    return ([network, names] + steps + ["exit 0"]).joined(separator: "\n")
  }

  /// An interface into the void: neighbours are known, and none of them is there.
  private static let network = """
    skip() { echo "$1" > skip; exit 0; }
    ip link set lo up || skip "there is no ip"
    ip link add dev hole0 type veth peer name hole1 || skip "there is no veth"
    ip link set dev hole0 up; ip link set dev hole1 up
    ip address add 192.0.2.254/24 dev hole0
    ip -6 address add 2001:db8::fe/64 dev hole0 nodad || skip "there is no IPv6"
    ip neighbor add 192.0.2.1 lladdr 02:00:00:00:00:01 dev hole0
    ip -6 neighbor add 2001:db8::1 lladdr 02:00:00:00:00:01 dev hole0
    """

  /// Under `bogus.test` nothing is signed that ought to be, which makes SERVFAIL of it; what asks for
  /// `silent.test` goes into the void.
  private static let names = """
    command -v dnsmasq > /dev/null || skip "there is no dnsmasq"
    anchor=20326,8,2,E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
    printf 'nameserver 127.0.0.1\\noptions timeout:5 attempts:1\\n' > resolv.conf
    printf '127.0.0.1 localhost\\n198.51.100.7 here.test alias.test\\n' > hosts
    printf 'hosts: files dns\\n' > nsswitch.conf
    for file in resolv.conf hosts nsswitch.conf; do
      mount --bind $file /etc/$file || skip "/etc/$file is not to be had"
    done
    server="dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --pid-file= \
      --bind-interfaces --user=root --log-queries --log-facility=-"
    $server --listen-address=127.0.0.2 --local=/bogus.test/ --address=/bogus.test/192.0.2.9 &
    $server --listen-address=127.0.0.1 --local=/test/ --local=/2.0.192.in-addr.arpa/ \
      --host-record=four.test,192.0.2.4 --host-record=six.test,2001:db8::6 \
      --host-record=both.test,192.0.2.5,2001:db8::5 --cname=also.test,both.test \
      --host-record=dead6.test,192.0.2.254,2001:db8::1 --host-record=void.test,192.0.2.1 \
      --host-record=far.test,203.0.113.1 --ptr-record=4.2.0.192.in-addr.arpa,four.test \
      --server=/silent.test/192.0.2.1 --server=/bogus.test/127.0.0.2 \
      --dnssec --trust-anchor=.,$anchor --trust-anchor=bogus.test,$anchor &
    tries=0
    until getent ahosts four.test > /dev/null; do
      tries=$((tries + 1)); [ $tries -lt 100 ] || skip "dnsmasq does not answer"
      sleep 0.05
    done
    """
}
