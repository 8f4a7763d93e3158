/// A variance as it is asked for in words: `iid`, `hetero`, `cluster:a+b`, `crv3:a` and so on.
///
/// The words are: `iid`; `hetero` (HC1), `hc2`, `hc3`; `cluster:a+b` (one to four dimensions, each a
/// column or columns joined by `^`); `crv3:a` (jackknife; `crv3:a,one-step` for Poisson without
/// estimating anew); `cr2:a`; `dyad:a,b` (one kind of node, the same value being the same node);
/// `bipartite:a,b` (two kinds); `dk:time[,lags]`; `nw:unit,time[,lags]`;
/// `conley:latitude,longitude,kilometres[,uniform|bartlett][,within=column]`.
public struct VarianceSpecification: Sendable, Hashable, CustomStringConvertible {
  /// The kinds by their words.
  enum Kind: String, CaseIterable, Sendable {
    case iid, hetero, hc2, hc3, cluster, crv3, cr2, dyad, bipartite, dk, nw, conley

    /// How it is written, for hints.
    var example: String {
      switch self {
      case .iid, .hetero, .hc2, .hc3: rawValue
      case .cluster: "cluster:state+year"
      case .crv3, .cr2: "\(rawValue):state"
      case .dyad, .bipartite: "\(rawValue):origin,destination"
      case .dk: "dk:year,2"
      case .nw: "nw:pair,year,2"
      case .conley: "conley:latitude,longitude,500"
      }
    }
  }

  /// How each kind is written.
  public static let examples = Kind.allCases.map(\.example)

  let kind: Kind
  /// Dimensions of clusters, nodes, unit and time, or coordinates.
  let columns: [CombinedColumns]
  /// Lags, or kilometres.
  let number: Double?
  /// A choice by its word, such as `one-step` or `bartlett`.
  let option: String?
  /// The column within which distances count.
  let within: CombinedColumns?

  /// Reads the words.
  ///
  /// Throws a `FormulaError` that marks the place of a mistake.
  public init(_ text: String) throws(FormulaError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let word = String(parts[0])
    guard let kind = Kind(rawValue: word) ?? Self.otherNames[word.lowercased()] else {
      // Who leaves out the colon means the name of a column and not a misspelt variance.
      let column = text.drop { $0 == "~" || $0 == " " }
      throw FormulaError(
        .unknownName, "there is no variance '\(word)'",
        hint: (parts.count == 2
          ? NearestName.hint(
            word, among: Kind.allCases.map(\.rawValue) + Array(Self.otherNames.keys).sorted(),
            what: "variances")
          : "to cluster by a column write cluster:\(column)")
          + "; variances are written \(Self.examples.joined(separator: ", "))",
        text: text, position: 0)
    }
    self.kind = kind
    var reader = VarianceReader(
      text: text, start: parts.count == 2 ? word.count + 1 : nil, example: kind.example)
    switch kind {
    case .iid, .hetero, .hc2, .hc3:
      if parts.count == 2 { throw reader.error("'\(word)' takes no columns", at: word.count) }
      (columns, number, option, within) = ([], nil, nil, nil)
    case .cluster:
      (columns, number, option, within) = (try reader.dimensions(), nil, nil, nil)
      try reader.end()
    case .crv3:
      columns = [try reader.column()]
      option = try reader.option(among: ["one-step", "mean"])
      (number, within) = (nil, nil)
      try reader.end()
    case .cr2:
      (columns, number, option, within) = ([try reader.column()], nil, nil, nil)
      try reader.end()
    case .dyad, .bipartite:
      (columns, number, option, within) = (try reader.columns(2), nil, nil, nil)
      try reader.end()
    case .dk, .nw:
      columns = try reader.columns(kind == .dk ? 1 : 2)
      number = try reader.number(isWhole: true)
      (option, within) = (nil, nil)
      try reader.end()
    case .conley:
      columns = try reader.columns(2)
      guard let kilometres = try reader.number(isWhole: false), kilometres > 0 else {
        throw reader.error("the distance in kilometres is missing", at: text.count)
      }
      number = kilometres
      option = try reader.option(among: ["uniform", "bartlett"])
      within = try reader.within()
      try reader.end()
    }
  }

  private static let otherNames: [String: Kind] = [
    "heteroskedastic": .hetero, "hc1": .hetero, "crv1": .cluster,
  ]

  /// The variance in words that read back the same.
  public var description: String {
    var words = columns.map(\.description)
    if let number { words.append(ColumnExpression.text(of: number)) }
    if let option { words.append(option) }
    if let within { words.append("within=\(within)") }
    return words.isEmpty
      ? kind.rawValue
      : "\(kind.rawValue):" + words.joined(separator: kind == .cluster ? "+" : ",")
  }

  /// Every column that it reads.
  public var columnNames: [String] {
    columns.flatMap(\.columns) + (within?.columns ?? [])
  }

  /// A random part for a bootstrap draws from the first dimension; nil without clusters.
  var clusterColumns: [CombinedColumns] {
    [.cluster, .crv3, .cr2].contains(kind) ? columns : []
  }
}

/// Reads what follows the colon of a variance: columns, numbers and options between commas.
private struct VarianceReader {
  let text: String
  let example: String
  private var parser: ExpressionParser?
  private var failure: FormulaError?

  init(text: String, start: Int?, example: String) {
    self.text = text
    self.example = example
    guard let start else { return }
    do throws(FormulaError) {
      // The word in front keeps its place as spaces, so that places in the text stay right.
      parser = try ExpressionParser(
        String(repeating: " ", count: start) + text.dropFirst(start))
    } catch {
      failure = FormulaError(
        .syntax, error.message, hint: "write \(example)", text: text, position: error.position)
    }
  }

  func error(_ message: String, at position: Int) -> FormulaError {
    FormulaError(.syntax, message, hint: "write \(example)", text: text, position: position)
  }

  private mutating func reading<Result>(
    _ read: (inout ExpressionParser) throws(FormulaError) -> Result
  ) throws(FormulaError) -> Result {
    if let failure { throw failure }
    guard var current = parser else { throw error("the columns are missing", at: text.count) }
    do throws(FormulaError) {
      let result = try read(&current)
      parser = current
      return result
    } catch {
      throw FormulaError(
        error.kind, error.message, hint: "write \(example)", text: text, position: error.position)
    }
  }

  mutating func column() throws(FormulaError) -> CombinedColumns {
    try reading { parser throws(FormulaError) in try parser.combinedColumns() }
  }

  mutating func columns(_ count: Int) throws(FormulaError) -> [CombinedColumns] {
    var columns = [try column()]
    while columns.count < count {
      try reading { parser throws(FormulaError) in
        try parser.expect(",", "name \(count) columns")
      }
      columns.append(try column())
    }
    return columns
  }

  mutating func dimensions() throws(FormulaError) -> [CombinedColumns] {
    var columns = [try column()]
    while try taken("+") { columns.append(try column()) }
    if columns.count > 4 { throw error("there are \(columns.count) dimensions", at: 0) }
    if Set(columns).count < columns.count {
      throw error("a dimension is named twice", at: 0)
    }
    return columns
  }

  private mutating func taken(_ sign: String) throws(FormulaError) -> Bool {
    try reading { parser throws(FormulaError) in parser.take(sign) }
  }

  /// A number behind a comma, or nil if there is none.
  mutating func number(isWhole: Bool) throws(FormulaError) -> Double? {
    try reading { parser throws(FormulaError) in
      guard parser.current.kind == .sign(","), case .number(let number) = parser.following.kind
      else { return nil }
      let place = parser.following.position
      parser.advance()
      parser.advance()
      if isWhole, number != number.rounded() || number > 1e6 {
        throw FormulaError(
          .syntax, "the number of lags is not a whole one", hint: "", position: place)
      }
      return number
    }
  }

  /// A word behind a comma that is one of some, or nil if there is none.
  mutating func option(among words: [String]) throws(FormulaError) -> String? {
    try reading { parser throws(FormulaError) in
      guard parser.current.kind == .sign(","),
        case .name(let first, quoted: false) = parser.following.kind, first != "within"
      else { return nil }
      let place = parser.following.position
      parser.advance()
      parser.advance()
      var word = first
      while parser.take("-") {
        guard case .name(let next, quoted: false) = parser.current.kind else { break }
        word += "-" + next
        parser.advance()
      }
      guard words.contains(word) else {
        throw FormulaError(
          .unknownName, "'\(word)' is none of \(words.joined(separator: ", "))", hint: "",
          position: place)
      }
      return word
    }
  }

  /// `within=column` behind a comma, or nil if it is not there.
  mutating func within() throws(FormulaError) -> CombinedColumns? {
    try reading { parser throws(FormulaError) in
      guard parser.current.kind == .sign(","),
        parser.following.kind == .name("within", quoted: false)
      else { return nil }
      parser.advance()
      parser.advance()
      try parser.expect("=", "")
      return try parser.combinedColumns()
    }
  }

  mutating func end() throws(FormulaError) {
    try reading { parser throws(FormulaError) in try parser.requireEnd() }
  }
}
