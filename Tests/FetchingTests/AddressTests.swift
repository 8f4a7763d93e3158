import Codes
import Fetching
import Testing

@Suite struct `Addresses` {
  @Test(arguments: [
    "https://api.census.gov/data/timeseries/intltrade/exports/statehs?get=STATE,CTY_CODE&time=2016-12",
    "https://example.org/", "http://127.0.0.1:8080/a/b?x", "http://[::1]:81/?q=a%26b",
    "https://host.example:8443/a%2Fb?name=a%20b&name=c",
  ])
  func `are printed as they were read`(text: String) throws {
    #expect(try Address(parsing: text).redacted == text)
  }

  @Test(arguments: [
    "ftp://example.org/", "http://example.org/", "http://127.0.0.1.example.org/",
    "https://user:pass@example.org/", "https://example.org/#part", "https://example.org/a b",
    "https:///path", "https://example.org:0/", "https://example.org:70000/", "https://ex..org/",
    "https://example.org/../etc", "https://example.org/%2e%2e/etc", "https://example.org/%zz",
    "https://example.org/\u{1B}[31m", "https://[::1/", "https://münchen.example/", "", "://",
    "http://2130706433/", "http://127.1/",
  ])
  func `that may not be fetched are refused`(text: String) {
    let error = #expect(throws: DataError.self) { try Address(parsing: text) }
    #expect(error?.kind == .addressRefused)
  }

  @Test func `leave the port of their scheme out and fold the host`() throws {
    #expect(try Address(parsing: "https://EXAMPLE.org:443").redacted == "https://example.org/")
    #expect(
      try Address(parsing: "https://example.org:80/").redacted == "https://example.org:80/")
  }

  @Test func `show no secret`() throws {
    let key = try #require(Secret("0123456789abcdef0123456789abcdef0123453f"))
    let address = try Address(parsing: "https://api.census.gov/data?get=STATE")
      .adding("time", "from 2015-01 to 2016-12").adding("key", secret: key)
    #expect(
      address.redacted
        == "https://api.census.gov/data?get=STATE&time=from%202015-01%20to%202016-12&key=REDACTED")
    #expect("\(key)" == "‹key …3f›")
    #expect(address.carriesSecret)
    var dumped = ""
    dump(address, to: &dumped)
    dump(key, to: &dumped)
    #expect(!dumped.contains("0123456789abcdef"))
    #expect(!String(reflecting: address).contains("0123456789abcdef"))
  }

  @Test(arguments: [
    ("https://other.example/x?y=1", "https://other.example/x?y=1"),
    ("//other.example/x", "https://other.example/x"), ("/root", "https://example.org/root"),
    ("next?page=2", "https://example.org/data/next?page=2"),
    ("/x#fragment", "https://example.org/x"),
  ])
  func `follow a location as a browser would`(location: String, expected: String) throws {
    let here = try Address(parsing: "https://example.org/data/first?q=1")
    #expect(try here.following(location: location).redacted == expected)
  }

  @Test func `keep a key secret that a location repeats`() throws {
    let key = try #require(Secret("a+b/c=d%e&f g"))
    let here = try Address(parsing: "https://example.org/data").adding("key", secret: key)
    let next = try here.following(location: "/other?key=a%2Bb%2Fc%3Dd%25e%26f+g&z=1")
    #expect(next.redacted == "https://example.org/other?key=REDACTED&z=1")
    let error = #expect(throws: DataError.self) {
      try here.following(location: "http://evil.example/a%2Bb%2Fc%3Dd%25e%26f%20g")
    }
    #expect(error?.message.contains("c%3Dd") == false)
  }
}
