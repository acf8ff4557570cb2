// What Redis 7.0 answers about values, SET and its options, MSET, counting.

extension RedisExchange {
  static let values: [RedisExchange] = [
    .init("GET a\r\n", "$-1\r\n"),
    .init("SET a 1\r\nGET a\r\n", "+OK\r\n$1\r\n1\r\n"),
    .init("set A 1\r\nGET a\r\nget A\r\n", "+OK\r\n$-1\r\n$1\r\n1\r\n"),
    .init(
      "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n",
      "+OK\r\n$0\r\n\r\n"),
    .init(
      "*3\r\n$3\r\nSET\r\n$0\r\n\r\n$5\r\nempty\r\n*2\r\n$3\r\nGET\r\n$0\r\n\r\n",
      "+OK\r\n$5\r\nempty\r\n"),
    .init(
      "*3\r\n$3\r\nSET\r\n$4\r\na\r\nb\r\n$4\r\n\0\r\n\u{1}\r\n*2\r\n$3\r\nGET\r\n$4\r\n"
        + "a\r\nb\r\n",
      "+OK\r\n$4\r\n\0\r\n\u{1}\r\n"),
    .init(
      "*3\r\n$3\r\nSET\r\n$23\r\n\(run("k",23))\r\n$23\r\n\(run("v",23))\r\n*2\r\n$3\r\n"
        + "GET\r\n$23\r\n\(run("k",23))\r\n",
      "+OK\r\n$23\r\n\(run("v",23))\r\n"),
    .init(
      "*3\r\n$3\r\nSET\r\n$24\r\n\(run("k",24))\r\n$24\r\n\(run("v",24))\r\n*2\r\n$3\r\n"
        + "GET\r\n$24\r\n\(run("k",24))\r\n*2\r\n$3\r\nGET\r\n$23\r\n\(run("k",23))\r\n",
      "+OK\r\n$24\r\n\(run("v",24))\r\n$-1\r\n"),
    .init("SET a 1\r\nSET a 2\r\nGET a\r\n", "+OK\r\n+OK\r\n$1\r\n2\r\n"),
    .init("GET\r\n", "-ERR wrong number of arguments for 'get' command\r\n"),
    .init("GET a b\r\n", "-ERR wrong number of arguments for 'get' command\r\n"),
    .init("SET\r\n", "-ERR wrong number of arguments for 'set' command\r\n"),
    .init("SET a\r\n", "-ERR wrong number of arguments for 'set' command\r\n"),
    .init("SET a 1 NX\r\nSET a 2 NX\r\nGET a\r\n", "+OK\r\n$-1\r\n$1\r\n1\r\n"),
    .init(
      "SET a 1 XX\r\nGET a\r\nSET a 2\r\nSET a 3 XX\r\nGET a\r\n",
      "$-1\r\n$-1\r\n+OK\r\n+OK\r\n$1\r\n3\r\n"),
    .init("SET a 1 nx xx\r\n", "-ERR syntax error\r\n"),
    .init("SET a 1 XX NX\r\n", "-ERR syntax error\r\n"),
    .init("SET a 1 NX NX\r\n", "+OK\r\n"),
    .init("SET a 1 GET\r\nSET a 2 GET\r\nGET a\r\n", "$-1\r\n$1\r\n1\r\n$1\r\n2\r\n"),
    .init("SET a 1\r\nSET a 2 NX GET\r\nGET a\r\n", "+OK\r\n$1\r\n1\r\n$1\r\n1\r\n"),
    .init("SET a 1 NX GET\r\nGET a\r\n", "$-1\r\n$1\r\n1\r\n"),
    .init("SET a 1 XX GET\r\nGET a\r\n", "$-1\r\n$-1\r\n"),
    .init("SET a 1 GET GET\r\n", "$-1\r\n"),
    .init("SET a 1 nix\r\n", "-ERR syntax error\r\n"),
    .init("SET a 1 EX\r\n", "-ERR syntax error\r\n"),
    .init("SET a 1 EX 0\r\n", "-ERR invalid expire time in 'set' command\r\n"),
    .init("SET a 1 EX -1\r\n", "-ERR invalid expire time in 'set' command\r\n"),
    .init("SET a 1 EX x\r\n", "-ERR value is not an integer or out of range\r\n"),
    .init("SET a 1 EX 1.5\r\n", "-ERR value is not an integer or out of range\r\n"),
    .init("SET a 1 EX 01\r\n", "-ERR value is not an integer or out of range\r\n"),
    .init("SET a 1 EX +1\r\n", "-ERR value is not an integer or out of range\r\n"),
    .init("SET a 1 EX 9223372036854775807\r\n", "-ERR invalid expire time in 'set' command\r\n"),
    .init(
      "SET a 1 EX 9223372036854775808\r\n",
      "-ERR value is not an integer or out of range\r\n"),
    .init("SET a 1 PX 9223372036854775807\r\n", "-ERR invalid expire time in 'set' command\r\n"),
    .init("SET a 1 EX 10 PX 10\r\n", "-ERR syntax error\r\n"),
    .init("SET a 1 EX 10 EX 10\r\n", "+OK\r\n"),
    .init("SET a 1 KEEPTTL EX 10\r\n", "-ERR syntax error\r\n"),
    .init("SET a 1 EX 10 KEEPTTL\r\n", "-ERR syntax error\r\n"),
    .init("SET a 1 EX x nix\r\n", "-ERR syntax error\r\n"),
    .init("SET a 1 EX NX\r\n", "-ERR value is not an integer or out of range\r\n"),
    .init("SET a 1 EXAT 1\r\nGET a\r\n", "+OK\r\n$-1\r\n"),
    .init("SET a 1 PXAT -1\r\n", "-ERR invalid expire time in 'set' command\r\n"),
    .init("SET a 1 EXAT 9223372036854775807\r\n", "-ERR invalid expire time in 'set' command\r\n"),
    .init("MGET a\r\n", "*1\r\n$-1\r\n"),
    .init("MGET\r\n", "-ERR wrong number of arguments for 'mget' command\r\n"),
    .init(
      "MSET a 1 b 2\r\nMGET a b c a\r\n",
      "+OK\r\n*4\r\n$1\r\n1\r\n$1\r\n2\r\n$-1\r\n$1\r\n1\r\n"),
    .init("MSET\r\n", "-ERR wrong number of arguments for 'mset' command\r\n"),
    .init("MSET a\r\n", "-ERR wrong number of arguments for 'mset' command\r\n"),
    .init("MSET a 1 b\r\n", "-ERR wrong number of arguments for 'mset' command\r\n"),
    .init("MSET a 1 a 2\r\nGET a\r\n", "+OK\r\n$1\r\n2\r\n"),
    .init("INCR n\r\nINCR n\r\nGET n\r\n", ":1\r\n:2\r\n$1\r\n2\r\n"),
    .init("DECR n\r\nDECR n\r\nGET n\r\n", ":-1\r\n:-2\r\n$2\r\n-2\r\n"),
    .init("INCRBY n 40\r\nINCRBY n -2\r\nGET n\r\n", ":40\r\n:38\r\n$2\r\n38\r\n"),
    .init("DECRBY n 40\r\nDECRBY n -2\r\n", ":-40\r\n:-38\r\n"),
    .init(
      "SET n 9223372036854775806\r\nINCR n\r\nINCR n\r\nGET n\r\n",
      "+OK\r\n:9223372036854775807\r\n-ERR increment or decrement would overflow\r\n$19\r\n"
        + "9223372036854775807\r\n"),
    .init(
      "SET n -9223372036854775808\r\nDECR n\r\nGET n\r\n",
      "+OK\r\n-ERR increment or decrement would overflow\r\n$20\r\n-9223372036854775808\r\n"),
    .init(
      "INCRBY n 9223372036854775807\r\nINCRBY n 1\r\n",
      ":9223372036854775807\r\n-ERR increment or decrement would overflow\r\n"),
    .init("INCRBY n 9223372036854775808\r\n", "-ERR value is not an integer or out of range\r\n"),
    .init("DECRBY n -9223372036854775808\r\n", "-ERR decrement would overflow\r\n"),
    .init("DECRBY n x\r\n", "-ERR value is not an integer or out of range\r\n"),
    .init("INCRBY n\r\n", "-ERR wrong number of arguments for 'incrby' command\r\n"),
    .init("INCR n 1\r\n", "-ERR wrong number of arguments for 'incr' command\r\n"),
    .init("SET n x\r\nINCR n\r\n", "+OK\r\n-ERR value is not an integer or out of range\r\n"),
    .init("SET n \" 1\"\r\nINCR n\r\n", "+OK\r\n-ERR value is not an integer or out of range\r\n"),
    .init("SET n 01\r\nINCR n\r\n", "+OK\r\n-ERR value is not an integer or out of range\r\n"),
    .init("SET n -0\r\nINCR n\r\n", "+OK\r\n-ERR value is not an integer or out of range\r\n"),
    .init("SET n \"\"\r\nINCR n\r\n", "+OK\r\n-ERR value is not an integer or out of range\r\n"),
    .init("SET n -\r\nDECR n\r\n", "+OK\r\n-ERR value is not an integer or out of range\r\n"),
    .init(
      "SET n 1.0\r\nINCRBY n 1\r\n",
      "+OK\r\n-ERR value is not an integer or out of range\r\n"),
    .init(
      "SET n 18446744073709551616\r\nINCR n\r\n",
      "+OK\r\n-ERR value is not an integer or out of range\r\n"),
    .init("SET n -5\r\nINCR n\r\n", "+OK\r\n:-4\r\n"),
  ]
}
