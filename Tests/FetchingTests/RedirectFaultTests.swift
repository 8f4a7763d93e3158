import Codes
import Fetching
import TestSupport
import Testing

@Suite struct `Redirect faults` {
  private static func redirect(to location: String, status: Int = 302) -> FaultScript {
    .reply(status, [("Location", location)], text: "moved")
  }

  /// F15.
  @Test func `a redirect from https to http is refused`() throws {
    let target = try #require(FaultServer(.reply(text: "in the clear")))
    let reply = "HTTP/1.1 302 Found\r\nLocation: \(target.origin)/\r\nContent-Length: 0\r\n\r\n"
    let server = try LoopbackTLS(.good, replies: ["moved": Array(reply.utf8)])
    let harness = Harness()
    harness.settings.authoritiesFile = try TestCertificates.shared.get().authority
    var request = try TransferRequest.to("https://localhost:\(server.port)/moved")
    request.redirects = RedirectPolicy(hosts: ["127.0.0.1", "localhost"])
    let error = try #require(harness.fetch(request).error)
    #expect(error.id == "http.redirect_refused")
    #expect(error.message.contains("gives up encryption"))
    #expect(target.connections == 0)
  }

  /// F15.
  @Test func `a redirect to plain http on another machine is refused`() throws {
    let server = try #require(FaultServer(Self.redirect(to: "http://elsewhere.example/")))
    var request = try TransferRequest.to(server.origin + "/")
    request.redirects = RedirectPolicy(hosts: ["elsewhere.example"])
    let error = try #require(Harness().fetch(request).error)
    #expect(error.id == "http.redirect_refused")
    #expect(error.message.contains("gives up encryption"))
  }

  /// F16.
  @Test func `a redirect to another host never takes the key along`() throws {
    let other = try #require(FaultServer(.reply(text: "give me the key")))
    let server = try #require(
      FaultServer { request in
        // The server puts the key into the new address itself.
        Self.redirect(to: "http://localhost:\(other.port)" + request.target)
      })
    let key = try #require(Secret("0123456789abcdef0123456789abcdef01234567"))
    var request = try TransferRequest.to(server.origin + "/data?get=STATE")
    request.address = request.address.adding("key", secret: key)
    request.redirects = RedirectPolicy(hosts: ["localhost", "127.0.0.1"])
    let harness = Harness()
    let error = try #require(harness.fetch(request).error)
    #expect(error.id == "http.redirect_refused")
    #expect(error.message.contains("the key would go to another host"))
    #expect(server.received.first?.target.contains("key=0123456789abcdef") == true)
    #expect(other.connections == 0)
    #expect(!(error.description + harness.log).contains("0123456789abcdef"))
  }

  /// F16.
  @Test func `a redirect to a host that is not listed is refused, and to a listed one followed`()
    throws
  {
    let other = try #require(FaultServer(.reply(text: "here")))
    let place = "http://localhost:\(other.port)/x"
    let server = try #require(FaultServer(Self.redirect(to: place)))
    var request = try TransferRequest.to(server.origin + "/")
    request.redirects = RedirectPolicy(hosts: [])
    #expect(Harness().fetch(request).error?.id == "http.redirect_refused")
    #expect(other.connections == 0)
    request.redirects = RedirectPolicy(hosts: ["localhost"])
    let delivery = try #require(Harness().fetch(request).delivery)
    #expect(delivery.redactedAddress == place)
    #expect(delivery.attempts == 2)
    request.redirects = .never
    #expect(Harness().fetch(request).error?.message.contains("none is followed") == true)
  }

  /// F17.
  @Test func `three redirects are followed and the fourth is refused`() throws {
    let server = try #require(
      FaultServer { request in
        let step = Int(request.target.drop { !$0.isNumber }) ?? 0
        return step == 0 ? .reply(text: "end") : Self.redirect(to: "/\(step - 1)", status: 301)
      })
    var request = try TransferRequest.to(server.origin + "/3")
    request.redirects = RedirectPolicy(hosts: [])
    #expect(Harness().fetch(request).delivery?.body == Array("end".utf8))
    request.address = try Address(parsing: server.origin + "/4")
    let error = try #require(Harness().fetch(request).error)
    #expect(error.id == "http.redirect_refused")
    #expect(error.message.contains("too many"))
    #expect(server.received.count == 8)
  }

  /// F18.
  @Test func `a redirect that leads in a circle is refused`() throws {
    let server = try #require(
      FaultServer { Self.redirect(to: $0.target == "/a" ? "/b" : "/a", status: 307) })
    var request = try TransferRequest.to(server.origin + "/a")
    request.redirects = RedirectPolicy(hosts: [])
    let error = try #require(Harness().fetch(request).error)
    #expect(error.message.contains("leads in a circle"))
    #expect(server.received.map(\.target) == ["/a", "/b"])
  }
}
