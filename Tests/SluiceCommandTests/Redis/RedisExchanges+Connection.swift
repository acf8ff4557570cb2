// What Redis 7.0 answers about the connection and the server, and to unknown commands.

extension RedisExchange {
  static let connection: [RedisExchange] = [
    .init("PING\r\n", "+PONG\r\n"),
    .init("ping\r\n", "+PONG\r\n"),
    .init("PiNg hello\r\n", "$5\r\nhello\r\n"),
    .init("PING a b\r\n", "-ERR wrong number of arguments for 'ping' command\r\n"),
    .init("*2\r\n$4\r\nPING\r\n$0\r\n\r\n", "$0\r\n\r\n"),
    .init("ECHO hi\r\n", "$2\r\nhi\r\n"),
    .init("ECHO\r\n", "-ERR wrong number of arguments for 'echo' command\r\n"),
    .init("ECHO a b\r\n", "-ERR wrong number of arguments for 'echo' command\r\n"),
    .init("SELECT 0\r\n", "+OK\r\n"),
    .init("SELECT 1\r\n", "-ERR DB index is out of range\r\n"),
    .init("SELECT -1\r\n", "-ERR DB index is out of range\r\n"),
    .init("SELECT x\r\n", "-ERR value is not an integer or out of range\r\n"),
    .init(
      "SELECT 99999999999\r\n",
      "-ERR value is out of range, value must between -2147483648 and 2147483647\r\n"),
    .init("SELECT 9223372036854775808\r\n", "-ERR value is not an integer or out of range\r\n"),
    .init("SELECT\r\n", "-ERR wrong number of arguments for 'select' command\r\n"),
    .init("QUIT\r\nPING\r\n", "+OK\r\n"),
    .init("QUIT a b\r\n", "+OK\r\n"),
    .init("quit\r\n", "+OK\r\n"),
    .init("CLIENT\r\n", "-ERR wrong number of arguments for 'client' command\r\n"),
    .init("CLIENT nix\r\n", "-ERR unknown subcommand 'nix'. Try CLIENT HELP.\r\n"),
    .init("CLIENT ID x\r\n", "-ERR wrong number of arguments for 'client|id' command\r\n"),
    .init("CLIENT GETNAME\r\n", "$-1\r\n"),
    .init("CLIENT SETNAME me\r\nCLIENT GETNAME\r\n", "+OK\r\n$2\r\nme\r\n"),
    .init(
      "CLIENT SETNAME \"a b\"\r\nCLIENT GETNAME\r\n",
      "-ERR Client names cannot contain spaces, newlines or special characters.\r\n$-1\r\n"),
    .init(
      "CLIENT SETNAME me\r\nCLIENT SETNAME \"\"\r\nCLIENT GETNAME\r\n",
      "+OK\r\n+OK\r\n$-1\r\n"),
    .init("CLIENT SETNAME\r\n", "-ERR wrong number of arguments for 'client|setname' command\r\n"),
    .init(
      "CLIENT SETNAME a b\r\n",
      "-ERR wrong number of arguments for 'client|setname' command\r\n"),
    .init(
      "CLIENT GETNAME x\r\n",
      "-ERR wrong number of arguments for 'client|getname' command\r\n"),
    .init("client \"a\\nb\"\r\n", "-ERR unknown subcommand 'a b'. Try CLIENT HELP.\r\n"),
    .init("HELLO 4\r\n", "-NOPROTO unsupported protocol version\r\n"),
    .init("HELLO 1\r\n", "-NOPROTO unsupported protocol version\r\n"),
    .init("HELLO x\r\n", "-ERR Protocol version is not an integer or out of range\r\n"),
    .init("HELLO 3 nix\r\nGET a\r\n", "-ERR Syntax error in HELLO option 'nix'\r\n$-1\r\n"),
    .init("HELLO 3 SETNAME\r\n", "-ERR Syntax error in HELLO option 'SETNAME'\r\n"),
    .init(
      "HELLO 2 SETNAME \"a b\"\r\n",
      "-ERR Client names cannot contain spaces, newlines or special characters.\r\n"),
    .init("HELLO 3 AUTH default\r\n", "-ERR Syntax error in HELLO option 'AUTH'\r\n"),
    .init(
      "HELLO 2 AUTH nobody x\r\n",
      "-WRONGPASS invalid username-password pair or user is disabled.\r\n"),
    .init("CONFIG\r\n", "-ERR wrong number of arguments for 'config' command\r\n"),
    .init("CONFIG GET\r\n", "-ERR wrong number of arguments for 'config|get' command\r\n"),
    .init("CONFIG GET save\r\n", "*2\r\n$4\r\nsave\r\n$0\r\n\r\n"),
    .init("config get SAVE\r\n", "*2\r\n$4\r\nSAVE\r\n$0\r\n\r\n"),
    .init("CONFIG GET save save\r\n", "*2\r\n$4\r\nsave\r\n$0\r\n\r\n"),
    .init("CONFIG GET appendonly\r\n", "*2\r\n$10\r\nappendonly\r\n$2\r\nno\r\n"),
    .init("CONFIG GET maxmemory\r\n", "*2\r\n$9\r\nmaxmemory\r\n$1\r\n0\r\n"),
    .init("CONFIG GET databases\r\n", "*2\r\n$9\r\ndatabases\r\n$1\r\n1\r\n"),
    .init("CONFIG GET nix\r\n", "*0\r\n"),
    .init("CONFIG nix\r\n", "-ERR unknown subcommand 'nix'. Try CONFIG HELP.\r\n"),
    .init("COMMAND COUNT x\r\n", "-ERR wrong number of arguments for 'command|count' command\r\n"),
    .init("COMMAND DOCS nix\r\n", "*0\r\n"),
    .init("COMMAND INFO nix\r\n", "*1\r\n$-1\r\n"),
    .init("COMMAND INFO nix nix\r\n", "*2\r\n$-1\r\n$-1\r\n"),
    .init("COMMAND nix\r\n", "-ERR unknown subcommand 'nix'. Try COMMAND HELP.\r\n"),
    .init("nix\r\n", "-ERR unknown command 'nix', with args beginning with: \r\n"),
    .init("nix a b\r\n", "-ERR unknown command 'nix', with args beginning with: 'a' 'b' \r\n"),
    .init(
      "NIX \"a\\r\\nb\" c\r\n",
      "-ERR unknown command 'NIX', with args beginning with: 'a  b' 'c' \r\n"),
    .init("\"\" a\r\n", "-ERR unknown command '', with args beginning with: 'a' \r\n"),
    .init("get|a\r\n", "-ERR unknown command 'get|a', with args beginning with: \r\n"),
    .init(
      "nix \(run("a",200)) b\r\n",
      "-ERR unknown command 'nix', with args beginning with: '\(run("a",128))' \r\n"),
    .init(
      "nix \(run("a",100)) \(run("b",100)) c\r\n",
      "-ERR unknown command 'nix', with args beginning with: "
        + "'\(run("a",100))' '\(run("b",25))' \r\n"),
    .init(
      "\(run("n",200)) a\r\n",
      "-ERR unknown command '\(run("n",128))', with args beginning with: 'a' \r\n"),
    .init(
      "*2\r\n$3\r\nn\0x\r\n$3\r\na\0b\r\n",
      "-ERR unknown command 'n', with args beginning with: 'a' \r\n"),
    .init(
      "nix\r\nPING\r\n",
      "-ERR unknown command 'nix', with args beginning with: \r\n+PONG\r\n"),
  ]

  /// What follows HELLO 3.
  static let third: [RedisExchange] = [
    .init("GET a\r\n", "_\r\n"),
    .init("MGET a b\r\n", "*2\r\n_\r\n_\r\n"),
    .init("SET a 1 GET\r\n", "_\r\n"),
    .init("SET a 1 XX\r\n", "_\r\n"),
    .init("CONFIG GET save\r\n", "%1\r\n$4\r\nsave\r\n$0\r\n\r\n"),
    .init("CONFIG GET nix\r\n", "%0\r\n"),
    .init("COMMAND DOCS nix\r\n", "%0\r\n"),
    .init("COMMAND INFO nix\r\n", "*1\r\n_\r\n"),
    .init("CLIENT GETNAME\r\n", "_\r\n"),
    .init("nix\r\n", "-ERR unknown command 'nix', with args beginning with: \r\n"),
    .init("TTL a\r\n", ":-2\r\n"),
    .init("SET a 1\r\nGET a\r\nDEL a\r\n", "+OK\r\n$1\r\n1\r\n:1\r\n"),
  ]
}
