// redis-py, which `.ci/prepare tests` puts into a virtual environment, at our server and at redis-server.

import Foundation
import Sluice
import TestSupport
import Testing

@Suite struct RedisPythonTests {
  @Test(arguments: [2, 3])
  func `redis-py sees no difference`(version: Int) async throws {
    let python = try python()
    let redis = try await RedisProgram()
    let server = try await CommandServer(["resp"], at: "unix:\(redis.pathBeside)")
    let theirs = try ChildProcess.run(python, ["-c", Self.calls, redis.path, "\(version)"])
    let ours = try ChildProcess.run(
      python, ["-c", Self.calls, redis.pathBeside, "\(version)"])
    let (lines, expected) = (lines(of: ours), lines(of: theirs))
    #expect(expected.count > 60, "\(theirs.errors)")
    #expect(lines.count == expected.count, "\(ours.errors)")
    for (line, other) in zip(lines, expected) { #expect(line == other) }
    _ = try await server.stop(by: SIGTERM)
  }

  private func lines(of run: ChildProcess) -> [Substring] { run.output.split(separator: "\n") }

  /// The interpreter that knows redis-py.
  private func python() throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let own = root.appendingPathComponent(".build/redis-py/bin/python3").path
    for python in [own, "python3"] {
      let check = try? ChildProcess.run(python, ["-c", "import redis; redis.Redis(protocol=3)"])
      if check?.wait() == .exited(0) { return python }
    }
    try Test.cancel("there is no redis-py: `.ci/prepare tests` installs it where it can")
  }

  /// Each call on a line, with its result or its error.
  private static let calls = #"""
    import datetime, sys
    import redis
    r = redis.Redis(unix_socket_path=sys.argv[1], protocol=int(sys.argv[2]))
    number = 0
    def call(text):
        global number
        number += 1
        try:
            print(number, text, repr(eval(text)), flush=True)
        except Exception as error:
            print(number, text, type(error).__name__, error, flush=True)
    raw = lambda *words: r.execute_command(*words)
    for text in '''
    r.ping()
    r.echo("hello")
    r.flushall()
    r.set("a", "1")
    r.get("a")
    r.get("nix")
    r.set("a", 2, nx=True)
    r.set("a", 3, xx=True)
    r.set("b", 3, xx=True)
    r.set("a", 4, get=True)
    r.set("b", 4, get=True)
    r.set("a", b"\x00\xff\r\n")
    r.get("a")
    r.set("a", "x" * 100000)
    len(r.get("a"))
    r.set("a", "gr\u00fc\u00dfe")
    r.get("a").decode()
    r.set("t", 1, ex=100)
    r.ttl("t")
    r.set("t", 1, px=100400)
    r.ttl("t")
    r.set("t", 2, keepttl=True)
    r.ttl("t")
    r.set("t", 2)
    r.ttl("t")
    r.pttl("t")
    r.ttl("nix")
    r.set("t", 1, ex=0)
    r.set("t", 1, px=-5)
    r.set("t", 1, ex=datetime.timedelta(seconds=100))
    r.ttl("t")
    r.expire("t", 50)
    r.ttl("t")
    r.expire("t", 60, nx=True)
    r.expire("t", 60, gt=True)
    r.expire("t", 70, lt=True)
    r.expire("t", 80, xx=True)
    r.expire("nix", 50)
    r.pexpire("t", 100400)
    r.ttl("t")
    r.expire("t", -1)
    r.exists("t")
    r.mset({"a": 1, "b": 2, "c": 3})
    r.mget("a", "b", "nix", "c")
    r.mget([])
    r.delete("a", "nix")
    r.delete("a")
    r.exists("b", "b", "c", "nix")
    r.dbsize()
    r.incr("n")
    r.incr("n", 41)
    r.decr("n")
    r.decr("n", 10)
    r.incrby("n", -5)
    r.decrby("n", 3)
    r.set("n", "x")
    r.incr("n")
    r.set("n", 2 ** 63 - 1)
    r.incr("n")
    r.incrby("n", 2 ** 63)
    r.config_get("save")
    r.config_get("appendonly")
    r.config_get("nix")
    r.client_getname()
    r.client_setname("me")
    r.client_getname()
    r.client_setname("a b")
    isinstance(r.client_id(), int)
    r.select(0)
    r.select(1)
    raw("nix")
    raw("nix", "a", "b")
    raw("GET")
    raw("GET", "a", "b")
    raw("SET", "a")
    raw("SET", "a", "1", "EX", "x")
    raw("SET", "a", "1", "EX", "1", "PX", "1")
    raw("MSET", "a")
    raw("CONFIG", "nix")
    raw("CLIENT", "nix")
    raw("HELLO", "4")
    raw("EXPIRE", "a", "1", "nix")
    raw("FLUSHALL", "nix")
    raw("", "a")
    r.pipeline(transaction=False).set("p", 1).incr("p").get("p").get("nix").execute()
    [type(e).__name__ for e in r.pipeline(False).set("p", "x").incr("p").get("p").execute(False)]
    r.flushall(asynchronous=True)
    r.dbsize()
    '''.strip().splitlines():
        call(text.strip())
    """#
}
