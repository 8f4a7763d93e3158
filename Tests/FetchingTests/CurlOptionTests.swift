import Fetching
import TestSupport
import Testing

@Suite struct `Options of libcurl` {
  private static func options(
    _ address: String, compression: Bool = true, settings: CurlSettings? = nil
  ) throws -> [String: CurlOption.Value] {
    let exchange = Exchange(
      address: try Address(parsing: address), acceptsCompression: compression, decodedBound: 1_234)
    let list = CurlOption.options(
      for: exchange, settings: settings ?? CurlSettings(userAgent: "swingport/0.0"))
    #expect(Set(list.map(\.name)).count == list.count)
    let unknown = list.filter { !$0.isKnownToLibrary }.map(\.name)
    #expect(unknown == [])
    return Dictionary(uniqueKeysWithValues: list.map { ($0.name, $0.value) })
  }

  @Test func `are these and no others`() throws {
    let options = try Self.options("https://api.census.gov/data")
    #expect(
      options == [
        "PROTOCOLS_STR": .text("https"), "REDIR_PROTOCOLS_STR": .text("https"),
        "FOLLOWLOCATION": .number(0), "MAXREDIRS": .number(0), "AUTOREFERER": .number(0),
        "UNRESTRICTED_AUTH": .number(0), "SSL_VERIFYPEER": .number(1),
        "SSL_VERIFYHOST": .number(2), "SSLVERSION": .number(6),
        "PROXY_SSL_VERIFYPEER": .number(1), "PROXY_SSL_VERIFYHOST": .number(2),
        "PROXY_SSLVERSION": .number(6), "CAINFO": .none, "USERAGENT": .text("swingport/0.0"),
        "NETRC": .number(0), "COOKIEFILE": .none, "PROXY": .text(""), "NOPROXY": .text(""),
        "PROXYAUTH": .number(1), "HEADEROPT": .number(1), "SUPPRESS_CONNECT_HEADERS": .number(1),
        "HTTPGET": .number(1), "HTTP_VERSION": .number(4), "HTTP09_ALLOWED": .number(0),
        "ACCEPT_ENCODING": .text("gzip"), "TRANSFER_ENCODING": .number(0),
        "HAPPY_EYEBALLS_TIMEOUT_MS": .number(200), "TCP_KEEPALIVE": .number(1),
        "MAXFILESIZE_LARGE": .size(1_234), "BUFFERSIZE": .number(65_536),
        "CONNECTTIMEOUT_MS": .number(10_000), "TIMEOUT_MS": .number(900_000),
        "NOSIGNAL": .number(1), "QUICK_EXIT": .number(1), "NOPROGRESS": .number(1),
        "VERBOSE": .number(0),
      ])
  }

  @Test func `verify certificates whatever the settings are`() throws {
    let proxy = try ProxySettings(https: "proxy.example:3128", except: nil)
    let settings = CurlSettings(userAgent: "x", authoritiesFile: "/own.pem", proxy: proxy)
    for address in ["https://a.example/", "https://localhost:1/", "http://127.0.0.1/"] {
      let options = try Self.options(address, compression: false, settings: settings)
      #expect(options["SSL_VERIFYPEER"] == .number(1))
      #expect(options["SSL_VERIFYHOST"] == .number(2))
      #expect(options["CAINFO"] == .text("/own.pem"))
      #expect(options["ACCEPT_ENCODING"] == CurlOption.Value.none)
      let isPlain = address.hasPrefix("http:")
      #expect(options["PROTOCOLS_STR"] == .text(isPlain ? "http" : "https"))
      #expect(options["PROXY"] == .text(isPlain ? "" : "http://proxy.example:3128"))
    }
  }

  @Test func `send no cookie, no referrer and one user agent`() throws {
    let server = try #require(
      FaultServer(.reply(200, [("Set-Cookie", "a=b; Path=/")], text: "one"), .reply(text: "two")))
    let harness = Harness()
    _ = harness.fetch(try .to(server.origin + "/1", kind: .json))
    _ = harness.fetch(try .to(server.origin + "/2", kind: .bytes))
    #expect(server.received.count == 2)
    for request in server.received {
      let names = Set(request.headerLines.compactMap { $0.split(separator: ":").first })
      #expect(names == ["Host", "User-Agent", "Accept", "Accept-Encoding"])
      #expect(request.header("User-Agent") == "swingport/0.0 (+https://example.org/)")
    }
    #expect(server.received[0].header("Accept") == "application/json")
  }

  @Test func `never have more than four connections`() throws {
    let server = try #require(FaultServer { _ in FaultScript.reply(text: "x") })
    let harness = Harness()
    harness.policy.jobs = 64
    var ended = 0
    harness.fetch(try (0..<40).map { try .to(server.origin + "/\($0)") }) { _ in
      ended += 1
      return []
    }
    #expect(ended == 40)
    #expect((1...4).contains(server.connections))
  }

  @Test func `come from a library of at least the version that they need`() {
    let numbers = CurlTransport.libraryVersion.split(separator: ".").compactMap { Int($0) }
    #expect(numbers.count >= 2)
    let isOlder = numbers.lexicographicallyPrecedes([7, 87])
    #expect(!isOlder)
  }
}
