import Fetching

/// What a server sends is read without a trap, and what was read means the same when it is written
/// and read again.
func addressesAndHeaders(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  if let address = try? Address(parsing: text) {
    guard let again = try? Address(parsing: address.redacted) else {
      preconditionFailure("an address that was read is refused when it is written")
    }
    precondition(again == address, "an address changed when it was written")
    precondition(address.scheme == .https || address.isLoopback, "plain http leaves this machine")
  }
  if let base = try? Address(parsing: "https://example.org/a/b?c=d"), let key = Secret("kEy+/=&") {
    let next = try? base.adding("key", secret: key).following(location: text)
    precondition(next.map { $0.scheme == .https || $0.isLoopback } ?? true)
  }
  if let retry = RetryAfter(text) {
    precondition(retry.wait(now: 1_790_000_000) >= 0, "a wait is never negative")
  }
  if let moment = HTTPDate.seconds(text) {
    precondition(moment >= 0, "no date before 1970 is read")
  }
  if let range = ContentRange(text) {
    precondition(range.first >= 0 && range.first <= range.last)
    precondition(range.total.map { range.last < $0 } ?? true)
  }
  let plain = ServerText.plain(text)
  precondition(
    plain.unicodeScalars.allSatisfy { $0.value >= 32 && !(0x7F...0x9F).contains($0.value) },
    "a control character is left")
  precondition(ServerText.plain(plain, limit: 501) == plain, "plain text is not plain")
  if let secret = Secret(text), (12...100).contains(text.utf8.count) {
    precondition(!Redactor([secret]).redact("<\(text)>").contains(text), "a secret is left")
  }
  for kind in ContentKind.allCases {
    _ = ContentCheck.finding(in: bytes, kind: kind, service: .censusData)
  }
  _ = try? ProxySettings(https: text, except: text)
}
