import Codes

extension DataError.Kind {
  /// The server refused the query with a sentence.
  public static let censusBadQuery = Self(id: "census.bad_query", exitCode: .dataRejected)
  /// The server failed, perhaps because the query asks for too much.
  public static let censusServerTrouble = Self(
    id: "census.server_trouble", exitCode: .unavailable)
  /// A page for people where data should be.
  public static let htmlPosingAsData = Self(id: "content.html", exitCode: .dataRejected)
  /// Bytes that are not in the layout that the reader knows.
  public static let malformedAnswer = Self(id: "census.malformed", exitCode: .dataRejected)
  /// A cell that its column cannot hold.
  public static let badAnswerCell = Self(id: "census.bad_cell", exitCode: .dataRejected)
}
