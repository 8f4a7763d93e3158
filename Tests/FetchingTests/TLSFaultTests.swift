import Codes
import Fetching
import TestSupport
import Testing

@Suite(.serialized) struct `TLS and proxy faults` {
  private static let hello = Array("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".utf8)

  private static func fetch(
    _ server: LoopbackTLS, proxy: ProxySettings? = nil, trusting: Bool = true
  ) throws -> Fetched {
    let harness = Harness()
    harness.policy.retry.attempts = 1
    harness.settings.proxy = proxy
    if trusting { harness.settings.authoritiesFile = try TestCertificates.shared.get().authority }
    return harness.fetch(try .to("https://localhost:\(server.port)/hello"))
  }

  @Test func `a server whose authority is named is trusted`() throws {
    let server = try LoopbackTLS(.good, replies: ["hello": Self.hello])
    #expect(try Self.fetch(server).delivery?.body == Array("hello".utf8))
  }

  /// F26.
  @Test(arguments: [
    (TestCertificates.Kind.expired, "tls.expired"), (.selfSigned, "tls.self_signed"),
    (.wrongHost, "tls.wrong_host"), (.unknownAuthority, "tls.untrusted"),
  ])
  func `a bad certificate is refused for its own reason`(
    kind: TestCertificates.Kind, id: String
  ) throws {
    let server = try LoopbackTLS(kind, replies: ["hello": Self.hello])
    let error = try #require(try Self.fetch(server).error)
    #expect(error.id == id)
    #expect(error.kind.exitCode == .unavailable)
  }

  /// F26.
  @Test func `each bad certificate has a hint of its own`() {
    let faults: [TransferFault] = [
      .certificateExpired, .certificateSelfSigned, .certificateWrongHost, .certificateUntrusted,
      .tlsHandshake,
    ]
    #expect(Set(faults.map(\.kind.id)).count == faults.count)
    #expect(faults.allSatisfy { !$0.isTransient })
  }

  /// F26.
  @Test func `a good certificate of an authority that is not named is refused`() throws {
    let server = try LoopbackTLS(.good, replies: ["hello": Self.hello])
    #expect(try Self.fetch(server, trusting: false).error?.id == "tls.untrusted")
  }

  /// F26.
  @Test func `a server that speaks TLS 1 alone is refused`() throws {
    let server = try LoopbackTLS(
      .good, replies: ["hello": Self.hello], options: ["-tls1", "-cipher", "ALL:@SECLEVEL=0"])
    let error = try #require(try Self.fetch(server).error)
    #expect(error.id == "tls.handshake")
    #expect(error.hint.contains("TLS 1.2"))
  }

  /// F26.
  @Test func `a file of authorities that is not there is a matter of configuration`() throws {
    let server = try LoopbackTLS(.good, replies: ["hello": Self.hello])
    let harness = Harness()
    harness.settings.authoritiesFile = "/nowhere/authorities.pem"
    let error = harness.fetch(try .to("https://localhost:\(server.port)/hello")).error
    #expect(error?.id == "tls.authorities_file")
    #expect(error?.kind.exitCode == .configuration)
  }

  /// F27.
  @Test(arguments: [
    (407, "proxy.authentication", 1), (502, "proxy.connect", 2), (503, "proxy.connect", 2),
  ])
  func `what a proxy answers is told from what a server answers`(
    status: Int, id: String, connects: Int
  ) throws {
    let proxy = try #require(FaultServer(.reply(status, text: "no").then(.close)))
    let harness = Harness()
    harness.policy.retry.attempts = 2
    harness.settings.proxy = try ProxySettings(
      https: "http://someone:p%40ss-word@127.0.0.1:\(proxy.port)", except: nil)
    let error = try #require(harness.fetch(try .to("https://api.example.org/data")).error)
    #expect(error.id == id)
    #expect(proxy.received.count == connects)
    #expect(proxy.received.allSatisfy { $0.method == "CONNECT" })
    // someone:p@ss-word
    #expect(proxy.received[0].header("Proxy-Authorization") == "Basic c29tZW9uZTpwQHNzLXdvcmQ=")
    #expect(!(error.description + harness.log).contains("ss-word"))
    #expect(!"\(harness.settings)".contains("ss-word"))
  }

  /// F27.
  @Test func `a proxy that is not there is named as such`() throws {
    let reserved = try #require(ReservedPort())
    let harness = Harness()
    harness.settings.proxy = try ProxySettings(https: "127.0.0.1:\(reserved.port)", except: nil)
    let error = try #require(harness.fetch(try .to("https://api.example.org/")).error)
    #expect(error.id == "proxy.unreachable")
  }

  /// F27.
  @Test func `a host that no_proxy names is reached without the proxy`() throws {
    let server = try LoopbackTLS(.good, replies: ["hello": Self.hello])
    let proxy = try #require(FaultServer(.reply(502, text: "no")))
    let settings = try ProxySettings(https: proxy.origin, except: "example.org, localhost")
    #expect(try Self.fetch(server, proxy: settings).delivery?.body == Array("hello".utf8))
    #expect(proxy.connections == 0)
  }

  /// F27.
  @Test(arguments: [
    ("*", "https://a.example/", false), ("a.example", "https://a.example/", false),
    (".example", "https://a.example/", false), ("ample", "https://a.example/", true),
    ("", "https://a.example/", true), ("a.example:8443", "https://a.example/", true),
    ("a.example:8443", "https://a.example:8443/", false), ("", "http://127.0.0.1/", false),
  ])
  func `no_proxy names hosts and whole domains`(list: String, place: String, applies: Bool) throws {
    let settings = try #require(try ProxySettings(https: "proxy.example:3128", except: list))
    #expect(settings.applies(to: try Address(parsing: place)) == applies)
    #expect(settings.server == "http://proxy.example:3128")
  }

  @Test(arguments: ["socks5://x:1", "http://", "http://a b/", "http://u:p@", "http://x/path"])
  func `a proxy that cannot be read is refused without repeating it`(text: String) {
    let error = #expect(throws: DataError.self) { try ProxySettings(https: text, except: nil) }
    #expect(error?.kind == .proxyMalformed)
    #expect(error?.message.contains(text) == false)
  }
}
