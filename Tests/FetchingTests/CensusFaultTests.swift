import Codes
import Fetching
import TestSupport
import Testing

@Suite struct `Census faults` {
  private static let missingPage = """
    <html style="font-size: 14px;">

    <head>
        <title>Missing Key</title>
    </head>
    <body>A valid key must be included with each data API request.</body>
    </html>
    """

  private static func request(_ server: FaultServer, key: String? = nil) throws -> TransferRequest {
    var request = try TransferRequest.to(
      server.origin + "/data/timeseries/intltrade/exports/statehs?get=STATE&time=2016-12",
      kind: .json, service: .censusData)
    if let key = key.flatMap({ Secret($0) }) {
      request.address = request.address.adding("key", secret: key)
    }
    return request
  }

  /// F19.
  @Test func `the redirect to the page about a missing key is a missing key after one request`()
    throws
  {
    let server = try #require(
      FaultServer { request in
        request.target.contains("missing_key")
          ? .reply(200, [("Content-Type", "text/html")], text: Self.missingPage)
          : .reply(
            302, [("Location", "/data/missing_key.html"), ("X-DataWebAPI-KeyError", "1")],
            text: "")
      })
    let harness = Harness()
    let error = try #require(harness.fetch(try Self.request(server)).error)
    #expect(error.id == "census.key_missing")
    #expect(error.kind.exitCode == .keyRefused)
    #expect(server.received.count == 1)
    // Fifteen other years would get the same answer and are not asked for.
    #expect(harness.fetch(try Self.request(server)).error?.id == "census.key_missing")
    #expect(server.received.count == 1)
  }

  /// F19.
  @Test func `the page itself is a missing key too, though it says 200`() throws {
    let server = try #require(
      FaultServer(.reply(200, [("Content-Type", "text/html")], text: Self.missingPage)))
    #expect(
      Harness().fetch(try Self.request(server)).error?.id == "census.key_missing")
  }

  /// F20.
  @Test func `a page with the header about keys is a refused key`() throws {
    let server = try #require(
      FaultServer(
        .reply(200, [("X-DataWebAPI-KeyError", "1")], text: "<html><body>no</body></html>")))
    let error = try #require(
      Harness().fetch(try Self.request(server, key: "feedfacefeedfacefeedface")).error)
    #expect(error.id == "census.key_rejected")
    #expect(error.kind.exitCode == .keyRefused)
    #expect(server.received.count == 1)
    let redirecting = try #require(
      FaultServer(.reply(302, [("Location", "https://api.census.gov/data/invalid_key.html")])))
    #expect(
      Harness().fetch(try Self.request(redirecting, key: "x")).error?.id == "census.key_rejected")
  }

  /// F21.
  @Test func `status 204 is nothing reported and is not repeated`() throws {
    let server = try #require(FaultServer(.reply(204)))
    guard case .noContent = Harness().fetch(try Self.request(server)).result else {
      Issue.record("204 is not an answer without rows")
      return
    }
    #expect(server.received.count == 1)
  }

  /// F22.
  @Test(arguments: [
    ("", "census.empty"), ("\n", "census.empty"), ("[]", "schema.drift"), ("{}", "schema.drift"),
    (#"[["STATE","ALL_VAL_YR"]]"#, "census.empty"),
    (#"[["ST]ATE","[\"x"]]"#, "census.empty"),
  ])
  func `an answer without rows is told from one without a header`(body: String, id: String) throws {
    let server = try #require(FaultServer(.reply(text: body)))
    let error = try #require(Harness().fetch(try Self.request(server)).error)
    #expect(error.id == id)
    #expect(error.kind.exitCode == .dataRejected)
    #expect(server.received.count == 1)
  }

  @Test(arguments: [
    ("<!DOCTYPE html><title>Down</title>", "content.page"), ("error: no", "content.kind"),
    (#"[["A"],["1"]"#, "content.truncated"), ("[", "content.truncated"),
  ])
  func `what is no whole JSON is not delivered`(body: String, id: String) throws {
    let server = try #require(FaultServer(.reply(text: body)))
    #expect(Harness().fetch(try Self.request(server)).error?.id == id)
  }

  /// F23.
  @Test func `a question that the server thinks about for too long is split too`() throws {
    let server = try #require(FaultServer(FaultScript([.fallSilent])))
    let harness = Harness()
    let watch = FakeClock()
    harness.watchdogClock = {
      watch.wait(10_000)
      return watch.milliseconds
    }
    var request = try Self.request(server)
    request.maySplit = true
    guard case .splitRequested = harness.fetch(request).result else {
      Issue.record("no split was asked for")
      return
    }
    #expect(server.received.count == 1)
  }

  /// F23.
  @Test func `a year that is too large is split until the server can answer`() throws {
    @Sendable func months(_ target: String) -> [Int] {
      target.split(separator: "&").filter { $0.contains("MONTH=") }
        .compactMap { Int($0.split(separator: "=").last ?? "") }
    }
    let server = try #require(
      FaultServer { request in
        let months = months(request.target)
        guard months.count <= 3 else { return .reply(500, text: "There was an error") }
        let rows = months.map { #",["\#($0)","\#($0 * 100)"]"# }.joined()
        return .reply(text: #"[["MONTH","ALL_VAL_MO"]"# + rows + "]")
      })
    func ask(_ months: [Int]) throws -> TransferRequest {
      var request = try TransferRequest.to(
        server.origin + "/data?get=MONTH,ALL_VAL_MO&YEAR=2016", kind: .json, service: .censusData)
      for month in months { request.address = request.address.adding("MONTH", "\(month)") }
      request.maySplit = months.count > 1
      return request
    }
    let harness = Harness()
    var rows: [String] = []
    var answered = 0
    harness.fetch([try ask(Array(1...12))]) { fetched in
      let asked = months(fetched.request.address.redacted)
      switch fetched.result {
      case .splitRequested:
        // A quarter of the question each, as the partitions of a descriptor say.
        return stride(from: 0, to: asked.count, by: 3).compactMap {
          try? ask(Array(asked[$0..<min($0 + 3, asked.count)]))
        }
      case .delivered(let delivery):
        answered += 1
        rows += String(decoding: delivery.body, as: UTF8.self).split(separator: "]").dropFirst()
          .map(String.init)
      default: Issue.record("\(fetched.result)")
      }
      return []
    }
    #expect(answered == 4)
    #expect(server.received.count == 5)
    let oracle = (1...12).map { #",["\#($0)","\#($0 * 100)""# }
    #expect(rows.sorted() == oracle.sorted())
  }
}
