// What Redis 7.0 answers about keys and how long they are there.

extension RedisExchange {
  static let keys: [RedisExchange] = [
    .init("DEL a\r\n", ":0\r\n"),
    .init("DEL\r\n", "-ERR wrong number of arguments for 'del' command\r\n"),
    .init("MSET a 1 b 2 c 3\r\nDEL a b x\r\nDBSIZE\r\nGET a\r\n", "+OK\r\n:2\r\n:1\r\n$-1\r\n"),
    .init("SET a 1\r\nDEL a a\r\n", "+OK\r\n:1\r\n"),
    .init("EXISTS a\r\n", ":0\r\n"),
    .init("EXISTS\r\n", "-ERR wrong number of arguments for 'exists' command\r\n"),
    .init("SET a 1\r\nEXISTS a a b\r\n", "+OK\r\n:2\r\n"),
    .init("DBSIZE\r\n", ":0\r\n"),
    .init("DBSIZE x\r\n", "-ERR wrong number of arguments for 'dbsize' command\r\n"),
    .init(
      "MSET a 1 b 2\r\nDBSIZE\r\nFLUSHALL\r\nDBSIZE\r\nGET a\r\n",
      "+OK\r\n:2\r\n+OK\r\n:0\r\n$-1\r\n"),
    .init("FLUSHALL ASYNC\r\n", "+OK\r\n"),
    .init("flushall sync\r\n", "+OK\r\n"),
    .init("FLUSHALL x\r\n", "-ERR syntax error\r\n"),
    .init("FLUSHALL SYNC x\r\n", "-ERR syntax error\r\n"),
    .init("TTL a\r\n", ":-2\r\n"),
    .init("PTTL a\r\n", ":-2\r\n"),
    .init("SET a 1\r\nTTL a\r\n", "+OK\r\n:-1\r\n"),
    .init("SET a 1\r\nPTTL a\r\n", "+OK\r\n:-1\r\n"),
    .init("TTL\r\n", "-ERR wrong number of arguments for 'ttl' command\r\n"),
    .init("TTL a b\r\n", "-ERR wrong number of arguments for 'ttl' command\r\n"),
    .init("SET a 1 EX 100\r\nTTL a\r\n", "+OK\r\n:100\r\n"),
    .init("SET a 1 PX 100400\r\nTTL a\r\n", "+OK\r\n:100\r\n"),
    .init("SET a 1 EX 100\r\nSET a 2\r\nTTL a\r\n", "+OK\r\n+OK\r\n:-1\r\n"),
    .init(
      "SET a 1 EX 100\r\nSET a 2 KEEPTTL\r\nTTL a\r\nGET a\r\n",
      "+OK\r\n+OK\r\n:100\r\n$1\r\n2\r\n"),
    .init("SET a 1 EX 100\r\nINCR a\r\nTTL a\r\n", "+OK\r\n:2\r\n:100\r\n"),
    .init("SET a 1 EX 100\r\nMSET a 2\r\nTTL a\r\n", "+OK\r\n+OK\r\n:-1\r\n"),
    .init("EXPIRE a 100\r\n", ":0\r\n"),
    .init("SET a 1\r\nEXPIRE a 100\r\nTTL a\r\n", "+OK\r\n:1\r\n:100\r\n"),
    .init("SET a 1\r\nPEXPIRE a 100400\r\nTTL a\r\n", "+OK\r\n:1\r\n:100\r\n"),
    .init("SET a 1\r\nEXPIRE a 0\r\nGET a\r\nDBSIZE\r\n", "+OK\r\n:1\r\n$-1\r\n:0\r\n"),
    .init("SET a 1\r\nEXPIRE a -1\r\nEXISTS a\r\n", "+OK\r\n:1\r\n:0\r\n"),
    .init("SET a 1\r\nPEXPIRE a -5\r\nEXISTS a\r\n", "+OK\r\n:1\r\n:0\r\n"),
    .init("EXPIRE a\r\n", "-ERR wrong number of arguments for 'expire' command\r\n"),
    .init("EXPIRE a x\r\n", "-ERR value is not an integer or out of range\r\n"),
    .init("EXPIRE a 1 FOO\r\n", "-ERR Unsupported option FOO\r\n"),
    .init("EXPIRE a x FOO\r\n", "-ERR Unsupported option FOO\r\n"),
    .init(
      "EXPIRE a 1 NX XX\r\n",
      "-ERR NX and XX, GT or LT options at the same time are not compatible\r\n"),
    .init(
      "EXPIRE a 1 NX GT\r\n",
      "-ERR NX and XX, GT or LT options at the same time are not compatible\r\n"),
    .init(
      "EXPIRE a 1 LT NX\r\n",
      "-ERR NX and XX, GT or LT options at the same time are not compatible\r\n"),
    .init(
      "EXPIRE a 1 GT LT\r\n",
      "-ERR GT and LT options at the same time are not compatible\r\n"),
    .init("EXPIRE a 9223372036854775807\r\n", "-ERR invalid expire time in 'expire' command\r\n"),
    .init("EXPIRE a -9223372036854775808\r\n", "-ERR invalid expire time in 'expire' command\r\n"),
    .init(
      "PEXPIRE a 9223372036854775807\r\n",
      "-ERR invalid expire time in 'pexpire' command\r\n"),
    .init("PEXPIRE a 1 nix\r\n", "-ERR Unsupported option nix\r\n"),
    .init("EXPIRE a 9223372036854775\r\n", "-ERR invalid expire time in 'expire' command\r\n"),
    .init(
      "SET a 1\r\nEXPIRE a 100 NX\r\nEXPIRE a 200 NX\r\nTTL a\r\n",
      "+OK\r\n:1\r\n:0\r\n:100\r\n"),
    .init(
      "SET a 1\r\nEXPIRE a 100 XX\r\nTTL a\r\nEXPIRE a 100\r\nEXPIRE a 200 XX\r\nTTL a\r\n",
      "+OK\r\n:0\r\n:-1\r\n:1\r\n:1\r\n:200\r\n"),
    .init(
      "SET a 1\r\nEXPIRE a 100 GT\r\nEXPIRE a 100\r\nEXPIRE a 50 GT\r\nEXPIRE a 200 GT\r\n"
        + "TTL a\r\n",
      "+OK\r\n:0\r\n:1\r\n:0\r\n:1\r\n:200\r\n"),
    .init(
      "SET a 1\r\nEXPIRE a 100 LT\r\nEXPIRE a 200 LT\r\nEXPIRE a 50 LT\r\nTTL a\r\n",
      "+OK\r\n:1\r\n:0\r\n:1\r\n:50\r\n"),
    .init("SET a 1\r\nEXPIRE a 100 XX GT\r\n", "+OK\r\n:0\r\n"),
  ]
}
