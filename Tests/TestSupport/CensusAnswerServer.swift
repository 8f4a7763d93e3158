/// Answers queries of the Census Data API as the Census Bureau does: a pure function of the query.
///
/// Serves `exports/statehs` and `exports/hs` with all the habits that a client must know: totals and
/// groups among the details, echoed and doubled columns, rows in no order, text in every cell, 204
/// for what is not out, 302 to a page without a key, 400 with a sentence, 500 where too much is
/// asked for. Years are the tables'; months and chapters are simulated parts of them that add up.
public struct CensusAnswerServer: Sendable {
  /// A reply.
  public struct Reply: Sendable, Equatable {
    /// The HTTP status.
    public var status: Int
    /// Header fields in order, alternately names and values.
    public var headers: [[String]]
    /// The body.
    public var body: [UInt8]

    /// Creates a reply.
    public init(status: Int, headers: [[String]], body: [UInt8]) {
      self.status = status
      self.headers = headers
      self.body = body
    }

    /// The value of a header field; nil where it is not there.
    public func header(_ name: String) -> String? {
      headers.first { $0[0].lowercased() == name.lowercased() }?[1]
    }
  }

  /// The figures.
  public var tables: CensusAnswerTables
  /// The key that is accepted.
  public var key: String
  /// The most rows that one query may ask for before the server fails.
  public var mostRows: Int
  /// The last month that is out, as `2025-12`.
  public var latest: String
  /// Whether `time=` is understood; if not it is answered with 204, as one account has it.
  public var understandsTime = true

  /// Creates a server.
  public init(
    tables: CensusAnswerTables, key: String, mostRows: Int = 300_000, latest: String = "2025-12"
  ) {
    self.tables = tables
    self.key = key
    self.mostRows = mostRows
    self.latest = latest
  }

  /// The path of exports by state.
  public static let statePath = "/data/timeseries/intltrade/exports/statehs"
  /// The path of national exports.
  public static let nationalPath = "/data/timeseries/intltrade/exports/hs"
  /// The share of each chapter in a thousandth of a flow; the rest is of chapter 84.
  public static let chapterShares = ["27": 180, "87": 120, "88": 90, "89": 5, "90": 80, "93": 3]

  /// Answers a query.
  ///
  /// - Parameters:
  ///   - path: The path without its query.
  ///   - query: Names and values, percent-decoded, in order; a repeated name means "or".
  public func reply(path: String, query: [(name: String, value: String)]) -> Reply {
    if path.hasSuffix("/missing_key.html") {
      return page(
        "Missing Key", "A valid <em>key</em> must be included with each data API request.")
    }
    if path.hasSuffix("/invalid_key.html") {
      return page("Invalid Key", "The <em>key</em> that was sent is not valid.")
    }
    guard path == Self.statePath || path == Self.nationalPath else {
      return Reply(
        status: 404, headers: [["Content-Type", "text/html"]], body: Array("<html>".utf8))
    }
    guard let sent = query.last(where: { $0.name == "key" })?.value else {
      return redirect("missing_key")
    }
    guard sent == key else { return redirect("invalid_key") }
    let byState = path == Self.statePath
    let asked = query.filter { $0.name == "get" }.flatMap {
      $0.value.split(separator: ",").map(String.init)
    }
    let predicates = query.filter { $0.name != "get" && $0.name != "key" }
    let known = CensusAnswerQuery.variables(byState: byState)
    for name in asked + predicates.map(\.name) where !known.contains(name) {
      return text(400, "error: unknown variable '\(name)'")
    }
    guard !asked.isEmpty else { return text(400, "error: missing 'get' argument") }
    guard predicates.contains(where: { ["time", "YEAR"].contains($0.name) }) else {
      return text(400, "error: missing required predicate: time")
    }
    if !understandsTime, predicates.contains(where: { $0.name == "time" }) { return nothing }
    let lookup = CensusAnswerQuery(asked: asked, predicates: predicates, byState: byState)
    guard let rows = lookup.rows(tables: tables, latest: latest, most: mostRows) else {
      return text(
        500,
        "There was an error while running your query.  We've logged the error and we'll correct it"
          + " ASAP.  Sorry for the inconvenience.")
    }
    if rows.count == 1 { return nothing }
    let lines = rows.map { row in "[" + row.map(Self.quoted).joined(separator: ",") + "]" }
    return Reply(
      status: 200,
      headers: [
        ["Content-Type", "application/json;charset=utf-8"],
        ["X-Swingport-Figures", "copies of 2019-03 and 2026-03; months and chapters simulated"],
      ],
      body: Array(("[" + lines.joined(separator: ",\n") + "]").utf8))
  }

  private var nothing: Reply { Reply(status: 204, headers: [], body: []) }

  private func text(_ status: Int, _ sentence: String) -> Reply {
    Reply(
      status: status, headers: [["Content-Type", "text/plain;charset=utf-8"]],
      body: Array(sentence.utf8))
  }

  private func redirect(_ page: String) -> Reply {
    Reply(
      status: 302,
      headers: [["Location", "/data/\(page).html"], ["X-DataWebAPI-KeyError", "1"]], body: [])
  }

  private func page(_ title: String, _ sentence: String) -> Reply {
    let html =
      "<html style=\"font-size: 14px;\">\n\n<head>\n    <title>\(title)</title>\n</head>\n<body>\n"
      + "    <p>\(sentence)</p>\n</body>\n</html>\n"
    return Reply(
      status: 200, headers: [["Content-Type", "text/html"]], body: Array(html.utf8))
  }

  private static func quoted(_ cell: String) -> String {
    var out = "\""
    for scalar in cell.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { out.unicodeScalars.append("\\") }
      out.unicodeScalars.append(scalar)
    }
    return out + "\""
  }
}
