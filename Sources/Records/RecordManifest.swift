import Codes
import JSONText

/// What a folder of records holds: its source, its files with their sizes and hashes, its commodities.
///
/// A job checks every file against it, so that a part that was cut, lost or changed is named instead of
/// missed; a seal over all that it says shows a manifest that was changed itself.
public struct RecordManifest: Sendable, Equatable {
  /// The layout of the manifest.
  public static let schema = "swingport.records/2"

  /// A file of records.
  public struct Part: Sendable, Equatable {
    /// Its path below the folder.
    public let path: String
    /// Its records.
    public let rows: Int
    /// The sum of the dollars of its detail.
    public let dollars: Int64
    /// Its bytes.
    public let bytes: Int
    /// The SHA-256 of its bytes in 64 hexadecimal digits.
    public let hash: String

    /// The year and the month that its folders name, month 0 for a whole year; nil for another path.
    public var period: (year: Int, month: Int)? {
      let words = path.split(separator: "/")
      guard words.count == 3, words[0].hasPrefix("year="), words[1].hasPrefix("month="),
        let year = Int(words[0].dropFirst("year=".count)),
        let month = Int(words[1].dropFirst("month=".count)), (0...12).contains(month)
      else { return nil }
      return (year, month)
    }

    /// States what is known of a file.
    public init(path: String, rows: Int, dollars: Int64, bytes: Int, hash: String) {
      self.path = path
      self.rows = rows
      self.dollars = dollars
      self.bytes = bytes
      self.hash = hash
    }
  }

  /// The source of the store, or what simulated the records.
  public let source: String
  /// The vintage.
  public let vintage: String
  /// The files in the order of their paths.
  public let parts: [Part]
  /// The commodity codes that occur among detail, ascending.
  public let commodities: [String]

  /// Puts a manifest together.
  public init(source: String, vintage: String, parts: [Part], commodities: [String]) {
    self.source = source
    self.vintage = vintage
    self.parts = parts
    self.commodities = commodities
  }

  /// All records.
  public var rows: Int { parts.reduce(0) { $0 &+ $1.rows } }

  /// The sum of the detail's dollars, which the writer of the parts has kept within 64 bits.
  public var dollars: Int64 { parts.reduce(0) { $0 &+ $1.dollars } }

  /// All that a manifest says, line by line: what its seal is the SHA-256 of.
  ///
  /// Layout, source, vintage, commodities with commas between, then every part's path, records, dollars,
  /// bytes and hash.
  public var statement: String {
    let lines =
      [Self.schema, source, vintage, commodities.joined(separator: ",")]
      + parts.map { "\($0.path) \($0.rows) \($0.dollars) \($0.bytes) \($0.hash)" }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The manifest as indented JSON.
  ///
  /// - Parameter hash: The SHA-256 of a text in hexadecimal digits.
  public func json(sealedBy hash: (String) -> String) -> String {
    func field(_ column: RecordLayout.Column) -> JSONValue {
      .members([
        "name": .text(column.name), "type": .text(column.type),
        "description": .text(column.meaning),
      ])
    }
    let fields = RecordLayout.columns + RecordLayout.partitions
    return JSONValue.members([
      "schema": .text(Self.schema), "source": .text(source), "vintage": .text(vintage),
      "rows": .whole(rows), "dollars": .whole(dollars),
      "fields": .list(fields.map(field)), "commodities": .list(commodities.map { .text($0) }),
      "parts": .list(
        parts.map {
          .members([
            "path": .text($0.path), "rows": .whole($0.rows), "dollars": .whole($0.dollars),
            "bytes": .whole($0.bytes), "sha256": .text($0.hash),
          ])
        }),
      "seal": .text(hash(statement)),
    ]).indented
  }

  /// Reads a manifest.
  ///
  /// - Parameter hash: The SHA-256 of a text in hexadecimal digits.
  /// - Throws: `DataError` of kind `badRecords` if it is none, or not as it was written.
  public init(
    reading bytes: [UInt8], named name: String, sealedBy hash: (String) -> String
  ) throws {
    guard case .object(let object) = try JSONReader(name: name).value(from: bytes),
      object["schema"] == .text(Self.schema), case .text(let source)? = object["source"],
      case .text(let vintage)? = object["vintage"], case .text(let seal)? = object["seal"],
      case .list(let parts)? = object["parts"], case .list(let commodities)? = object["commodities"]
    else { throw Self.bad(name) }
    self.source = source
    self.vintage = vintage
    self.commodities = try commodities.map {
      guard case .text(let code) = $0 else { throw Self.bad(name) }
      return code
    }
    self.parts = try parts.map {
      guard case .object(let part) = $0, case .text(let path)? = part["path"],
        let rows = part["rows"]?.wholeNumber, let dollars = part["dollars"]?.wholeNumber,
        let bytes = part["bytes"]?.wholeNumber, case .text(let hash)? = part["sha256"]
      else { throw Self.bad(name) }
      let read = Part(
        path: path, rows: Int(rows), dollars: dollars, bytes: Int(bytes), hash: hash)
      if read.period == nil || path.contains("..") { throw Self.bad(name) }
      return read
    }
    func ascends(_ texts: [String]) -> Bool {
      zip(texts, texts.dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
    if !ascends(self.parts.map(\.path)) || !ascends(self.commodities) {
      throw DataError(
        .badRecords, "\(name) lists a part or a commodity twice, or out of order",
        hint: "write the records again with swingport records")
    }
    guard hash(statement) == seal, object["rows"] == .whole(rows),
      object["dollars"] == .whole(dollars)
    else {
      throw DataError(
        .badRecords, "\(name) was changed since it was written",
        hint: "write the records again with swingport records")
    }
  }

  private static func bad(_ name: String) -> DataError {
    DataError(
      .badRecords, "\(name) is no manifest of records (\(Self.schema))",
      hint: "write the records again with swingport records")
  }
}

extension DataError.Kind {
  /// Records that are damaged, incomplete or of another layout.
  public static let badRecords = Self(id: "records.damaged", exitCode: .dataRejected)
}
