import Codes

/// What a reply of the Census Data API is, before its rows are read.
public enum CensusReply: Sendable, Equatable {
  /// A table to be read.
  case table
  /// The query is valid and there are no rows: the period is not out yet, or nothing was traded.
  case notReported
  /// No data, and why.
  case failure(DataError)

  /// Tells what a reply is.
  ///
  /// - Parameters:
  ///   - status: The HTTP status of this very reply, redirects not followed.
  ///   - headers: The header fields; their names in any case.
  ///   - body: The decoded body.
  /// - Returns: `table` only where the body begins as a JSON array.
  public static func of(
    status: Int, headers: [(name: String, value: String)], body: [UInt8]
  ) -> CensusReply {
    func value(_ name: String) -> String? {
      headers.first { $0.name.lowercased() == name }?.value
    }
    let start = String(decoding: body.prefix(400), as: UTF8.self)
    let text = start.drop { " \t\r\n\u{FEFF}".contains($0) }
    let isPage = text.first == "<"
    let location = value("location")?.lowercased() ?? ""
    if location.contains("missing_key") || (isPage && text.contains("<title>Missing Key</title>")) {
      return .failure(missingKey)
    }
    if location.contains("invalid_key") || value("x-datawebapi-keyerror") != nil
      || (isPage && text.contains("<title>Invalid Key</title>"))
    {
      return .failure(
        DataError(
          .censusKeyRejected, "the Census Bureau does not accept the key",
          hint: "check that it was copied whole and activated from the e-mail it came with"))
    }
    switch status {
    case 204: return .notReported
    case 200 where body.isEmpty:
      return .failure(
        DataError(
          .censusEmpty, "the server answered 200 with nothing behind it",
          hint: "try again later; a period that is not out is answered with 204"))
    case 200 where isPage:
      return .failure(
        DataError(
          .htmlPosingAsData, "a web page came where data should be, titled '\(title(of: text))'",
          hint: "try again later; if it lasts, open the address in a browser"))
    case 200 where text.first == "[": return .table
    case 200:
      return .failure(
        DataError(
          .malformedAnswer, "the answer is neither data nor a page: '\(printable(text))'",
          hint: "try again later"))
    case 400:
      return .failure(
        DataError(
          .censusBadQuery, "the server does not understand the query: '\(printable(text))'",
          hint: "correct the source's address or columns"))
    case 500...599:
      return .failure(
        DataError(
          .censusServerTrouble, "the server failed with status \(status)",
          hint: "ask for less at once, or try again later"))
    default:
      return .failure(
        DataError(
          .malformedAnswer, "the server answered with status \(status)",
          hint: "see what the transport says of it"))
    }
  }

  private static var missingKey: DataError {
    DataError(
      .censusKeyMissing, "the Census Bureau wants a key with every request for data",
      hint: "get one at api.census.gov/data/key_signup.html and put it into CENSUS_API_KEY")
  }

  private static func title(of page: Substring) -> String {
    guard let start = page.firstRange(of: "<title>")?.upperBound else { return "" }
    return printable(page[start...].prefix { $0 != "<" })
  }

  /// At most 120 characters of a server's text, without those that a terminal obeys.
  private static func printable(_ text: Substring) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.prefix(120).map { scalar in
          scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar
        }))
  }
}
