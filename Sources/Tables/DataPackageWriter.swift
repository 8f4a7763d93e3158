import FoundationEssentials

/// Puts together the files of a data package: tables, and the descriptor that states their bytes.
public struct DataPackageWriter: Sendable {
  private var descriptor: DataPackageDescriptor
  /// The files to write: path in the folder and content.
  public private(set) var files: [(path: String, bytes: [UInt8])] = []

  /// Starts a package.
  public init(name: String, title: String, description: String) {
    descriptor = DataPackageDescriptor(
      name: name, title: title, description: description, resources: [])
  }

  /// Adds a table; its path is `tables/NAME.csv`.
  ///
  /// - Parameters:
  ///   - name: The table's name.
  ///   - title: A title for people.
  ///   - description: What one row is.
  ///   - rows: The rows, each with a field for every column.
  ///   - schema: The columns, the key and the meaning of an empty cell.
  ///   - sources: Where the figures come from.
  ///   - licenses: Their licences or terms.
  public mutating func add(
    name: String, title: String, description: String, rows: [[String]],
    schema: DataPackageDescriptor.Schema, sources: [DataPackageDescriptor.Source],
    licenses: [DataPackageDescriptor.License]
  ) {
    var writer = DelimitedTextWriter(header: schema.fields.map(\.name))
    for row in rows { writer.append(row) }
    add(
      name: name, title: title, description: description, bytes: writer.bytes,
      rowCount: rows.count, schema: schema, sources: sources, licenses: licenses)
  }

  /// Adds a table that is text already; its path is `tables/NAME.csv`.
  ///
  /// - Parameters:
  ///   - name: The table's name.
  ///   - title: A title for people.
  ///   - description: What one row is.
  ///   - bytes: The text, whose header names the columns of the schema.
  ///   - rowCount: The rows below the header.
  ///   - schema: The columns, the key and the meaning of an empty cell.
  ///   - sources: Where the figures come from.
  ///   - licenses: Their licences or terms.
  public mutating func add(
    name: String, title: String, description: String, bytes: [UInt8], rowCount: Int,
    schema: DataPackageDescriptor.Schema, sources: [DataPackageDescriptor.Source],
    licenses: [DataPackageDescriptor.License]
  ) {
    let path = "tables/\(name).csv"
    files.append((path, bytes))
    descriptor.resources.append(
      .init(
        name: name, title: title, description: description, path: path, bytes: bytes.count,
        hash: DataPackage.hash(of: bytes), rows: rowCount, sources: sources,
        licenses: licenses, schema: schema))
  }

  /// All files of the package, the descriptor last.
  ///
  /// - Throws: What the JSON encoder throws, which it does for no content of these types.
  public func finished() throws -> [(path: String, bytes: [UInt8])] {
    var sorted = descriptor
    sorted.resources.sort { $0.name < $1.name }
    return files + [(DataPackage.descriptorName, try sorted.json())]
  }
}

extension DataPackageDescriptor {
  /// The text of `datapackage.json`, with sorted keys.
  ///
  /// - Throws: What the JSON encoder throws, which it does for no content of these types.
  public func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try Array(encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}
