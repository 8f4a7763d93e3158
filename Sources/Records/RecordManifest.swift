import Codes
import JSONText

/// What a folder of records holds: its source, its files with their sizes and hashes, its commodities.
///
/// A job checks the sizes before it starts and can check the hashes, so that a part that was cut or lost
/// is named instead of missed.
public struct RecordManifest: Sendable, Equatable {
  /// The layout of the manifest.
  public static let schema = "swingport.records/1"

  /// A file of records.
  public struct Part: Sendable, Equatable {
    /// Its path below the folder.
    public let path: String
    /// Its records.
    public let rows: Int
    /// Its bytes.
    public let bytes: Int
    /// The SHA-256 of its bytes in hexadecimal digits, empty where nobody took it.
    public let hash: String

    /// States what is known of a file.
    public init(path: String, rows: Int, bytes: Int, hash: String) {
      self.path = path
      self.rows = rows
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
  /// The sum of the detail's dollars.
  public let dollars: Int64

  /// Puts a manifest together.
  public init(
    source: String, vintage: String, parts: [Part], commodities: [String], dollars: Int64
  ) {
    self.source = source
    self.vintage = vintage
    self.parts = parts
    self.commodities = commodities
    self.dollars = dollars
  }

  /// All records.
  public var rows: Int { parts.reduce(0) { $0 + $1.rows } }

  /// The manifest as indented JSON.
  public var json: String {
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
            "path": .text($0.path), "rows": .whole($0.rows), "bytes": .whole($0.bytes),
            "sha256": .text($0.hash),
          ])
        }),
    ]).indented
  }

  /// Reads a manifest.
  ///
  /// - Throws: `DataError` of kind `badRecords` if it is none.
  public init(reading bytes: [UInt8], named name: String) throws {
    guard case .object(let object) = try JSONReader(name: name).value(from: bytes),
      object["schema"] == .text(Self.schema), case .text(let source)? = object["source"],
      case .text(let vintage)? = object["vintage"], let dollars = object["dollars"]?.wholeNumber,
      case .list(let parts)? = object["parts"], case .list(let commodities)? = object["commodities"]
    else { throw Self.bad(name) }
    self.source = source
    self.vintage = vintage
    self.dollars = dollars
    self.commodities = try commodities.map {
      guard case .text(let code) = $0 else { throw Self.bad(name) }
      return code
    }
    self.parts = try parts.map {
      guard case .object(let part) = $0, case .text(let path)? = part["path"],
        let rows = part["rows"]?.wholeNumber, let bytes = part["bytes"]?.wholeNumber,
        case .text(let hash)? = part["sha256"], !path.hasPrefix("/"), !path.contains("..")
      else { throw Self.bad(name) }
      return Part(path: path, rows: Int(rows), bytes: Int(bytes), hash: hash)
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
