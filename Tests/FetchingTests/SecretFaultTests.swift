import Codes
import Fetching
import TestSupport
import Testing

@Suite struct `Secret faults` {
  /// A key with every character that is written differently somewhere.
  private static let text = "a+b/c=d%e&f g"

  /// The key raw, percent-encoded in capitals and small letters, with plus signs, in base64, and
  /// reversed.
  private static let forms = [
    text, "a%2Bb%2Fc%3Dd%25e%26f%20g", "a%2bb%2fc%3dd%25e%26f%20g", "a%2Bb%2Fc%3Dd%25e%26f+g",
    "YStiL2M9ZCVlJmYgZw==", "g f&e%d=c/b+a",
  ]

  private static func expectAbsent(_ artefact: String, _ name: String) {
    for form in forms {
      #expect(!artefact.contains(form), "\(name) holds the key as \(form)")
    }
  }

  /// F68.
  @Test(arguments: [200, 204, 302, 400, 403, 429, 500])
  func `the key is on the wire and in no artefact`(status: Int) throws {
    let echo = Self.forms.joined(separator: " | ")
    let server = try #require(
      FaultServer { request in
        status == 204
          ? .reply(204)
          : .reply(
            status,
            [
              ("Location", "http://localhost:9/x?echo=a%2Bb%2Fc%3Dd%25e%26f%20g&" + "raw=a+b/c=d"),
              ("ETag", "\"\(echo)\""), ("Content-Type", "text/plain; \(echo)"),
              ("Retry-After", "300"),
            ], text: "error: invalid key " + echo)
      })
    let key = try #require(Secret(Self.text))
    var request = try TransferRequest.to(server.origin + "/data?get=STATE", kind: .text)
    request.address = request.address.adding("key", secret: key)
    request.redirects = RedirectPolicy(hosts: ["localhost"])
    let harness = Harness()
    let fetched = harness.fetch(request)
    #expect(
      server.received.first?.target == "/data?get=STATE&key=a%2Bb%2Fc%3Dd%25e%26f%20g")
    #expect(server.received.allSatisfy { $0.headerLines.allSatisfy { !$0.contains("key") } })
    Self.expectAbsent(harness.log, "the log")
    #expect(harness.log.contains("key=REDACTED"))
    Self.expectAbsent("\(request.address)", "the address")
    Self.expectAbsent(String(reflecting: request), "the request")
    var dumped = ""
    dump(request, to: &dumped)
    Self.expectAbsent(dumped, "a dump of the request")
    if let error = fetched.error {
      Self.expectAbsent(error.description, "the error")
      Self.expectAbsent(String(reflecting: error), "the error")
    }
    if let delivery = fetched.delivery {
      Self.expectAbsent(delivery.redactedAddress, "the delivery")
      for field in delivery.headers.fields { Self.expectAbsent(field.value, field.name) }
    }
    Self.expectAbsent("\(key)" + String(reflecting: key), "the key's description")
  }

  /// F68.
  @Test func `a redactor finds the key in every form`() throws {
    let redactor = Redactor([try #require(Secret(Self.text))])
    for form in Self.forms + ["612b622f633d642565266620 67".replacing(" ", with: "")] {
      #expect(redactor.redact("<\(form)>") == "<REDACTED>")
    }
    #expect(redactor.redact("nothing here") == "nothing here")
    #expect(Redactor([]).redact(Self.text) == Self.text)
  }

  /// F68.
  @Test func `the description of a key shows two characters of a long one and none of a short`()
    throws
  {
    #expect("\(try #require(Secret("0123456789abcdef3f")))" == "‹key …3f›")
    #expect("\(try #require(Secret("0123456789")))" == "‹key›")
    #expect(Secret("") == nil && Secret("a\nb") == nil)
  }

  /// F69.
  @Test func `a key file that others may read is warned about, and refused when strict`() throws {
    let open = KeySource(place: .file, name: "/home/me/key", text: "secretkey\n", mode: 0o100_644)
    let choice = try KeySource.choose(from: [open], strict: false)
    #expect(choice.key == Secret("secretkey"))
    #expect(choice.warnings.count == 1)
    #expect(choice.warnings[0].contains("0644") && choice.warnings[0].contains("chmod 600"))
    let error = #expect(throws: DataError.self) {
      try KeySource.choose(from: [open], strict: true)
    }
    #expect(error?.kind == .keyFileOpen)
    #expect(error?.kind.exitCode == .keyRefused)
    #expect(error?.description.contains("secretkey") == false)
    let closed = KeySource(place: .file, name: "key", text: "secretkey", mode: 0o100_600)
    #expect(try KeySource.choose(from: [closed], strict: true).warnings == [])
  }

  @Test func `a key file goes before a credential, and that before the environment`() throws {
    let file = KeySource(place: .file, name: "f", text: " one \r\n", mode: 0o600)
    let empty = KeySource(place: .file, name: "f", text: "\n", mode: 0o644)
    let credential = KeySource(place: .credential, name: "c", text: "two\n")
    let environment = KeySource(place: .environment, name: "CENSUS_API_KEY", text: "three")
    #expect(
      try KeySource.choose(from: [environment, credential, file], strict: true).key
        == Secret("one"))
    #expect(
      try KeySource.choose(from: [environment, credential, empty], strict: true).key
        == Secret("two"))
    #expect(try KeySource.choose(from: [environment], strict: true).key == Secret("three"))
    #expect(try KeySource.choose(from: [], strict: true).key == nil)
    #expect(throws: DataError.self) {
      try KeySource.choose(
        from: [KeySource(place: .environment, name: "X", text: "a\nb")], strict: false)
    }
  }

  @Test(arguments: [
    ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{1B}]0;title\u{07}after", "after"),
    ("a\r\nb", "a b"), ("\u{9B}2Jx", "x"), ("\u{202E}evil", "evil"), ("tab\tend", "tab end"),
    ("\u{1B}Pdevice\u{1B}\\x", "x"), ("nul\u{0}", "nul"), ("Côte d’Ivoire", "Côte d’Ivoire"),
  ])
  func `what servers say cannot move a terminal`(text: String, plain: String) {
    #expect(ServerText.plain(text) == plain)
  }
}
