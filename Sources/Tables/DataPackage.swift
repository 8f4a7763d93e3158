import Codes
import Crypto
import FoundationEssentials

/// A folder of tables with the descriptor that says what they are and what their bytes must be.
///
/// The folder is read through a closure, so that disk stays at the edge of the program.
public struct DataPackage: Sendable {
  /// Reads a file of the package's folder by its path in it.
  public typealias FileReader = @Sendable (String) throws -> [UInt8]

  /// What the package holds.
  public let descriptor: DataPackageDescriptor
  private let read: FileReader

  /// The name of a package's descriptor file.
  public static let descriptorName = "datapackage.json"

  /// Opens a package by reading its descriptor.
  ///
  /// - Parameter read: Gives the bytes of a file in the folder; throws what it likes.
  /// - Throws: `DataError` of kind `damagedTable` when the descriptor is not valid, and whatever
  ///   `read` throws.
  public init(read: @escaping FileReader) throws {
    let bytes = try read(Self.descriptorName)
    do {
      descriptor = try JSONDecoder().decode(DataPackageDescriptor.self, from: Data(bytes))
    } catch {
      throw DataError(
        .damagedTable, "\(Self.descriptorName) is not a valid descriptor",
        hint: "restore the data folder from a fresh clone")
    }
    self.read = read
  }

  /// The description of a table.
  ///
  /// - Throws: `DataError` of kind `missingTable` that lists the tables there are.
  public func resource(_ name: String) throws -> DataPackageDescriptor.Resource {
    guard let resource = descriptor.resources.first(where: { $0.name == name }) else {
      let names = descriptor.resources.map(\.name).joined(separator: ", ")
      throw DataError(
        .missingTable, "the data package '\(descriptor.name)' has no table '\(name)'",
        hint: "use one of \(names)")
    }
    return resource
  }

  /// The bytes of a table, after their size and SHA-256 were found to be the stated ones.
  ///
  /// - Throws: `DataError` of kind `damagedTable` or `missingTable`, and whatever reading throws.
  public func verifiedBytes(of name: String) throws -> [UInt8] {
    let resource = try resource(name)
    let bytes = try read(resource.path)
    let hash = Self.hash(of: bytes)
    guard bytes.count == resource.bytes, hash == resource.hash else {
      throw DataError(
        .damagedTable,
        "the table \(descriptor.name)/\(resource.path) is damaged: \(bytes.count) bytes with "
          + "\(hash.prefix(15))… where \(resource.bytes) bytes with \(resource.hash.prefix(15))… "
          + "are stated",
        hint: "restore the file from a fresh clone, or run its import program again")
    }
    return bytes
  }

  /// Reads a table after checking it against its description.
  ///
  /// - Parameter name: The table's name in the descriptor.
  /// - Returns: The table; its header, number of rows and key are those that the descriptor states.
  /// - Throws: `DataError` of kind `damagedTable`, `missingTable`, `malformedTable` or
  ///   `duplicateKey`, and whatever reading throws.
  public func table(_ name: String) throws -> Table {
    let resource = try resource(name)
    let table = try DelimitedText(name: "\(descriptor.name)/\(resource.path)")
      .table(from: verifiedBytes(of: name))
    let hint = "run the import program again, so that table and descriptor are written together"
    let stated = resource.schema.fields.map(\.name)
    guard table.header == stated else {
      throw DataError(
        .damagedTable,
        "the table \(table.name) has the columns \(table.header.joined(separator: ", ")), and its "
          + "descriptor states \(stated.joined(separator: ", "))", hint: hint)
    }
    // A row too many is most often one that stands twice, which this names.
    try table.requireUnique(resource.schema.primaryKey)
    guard table.rowCount == resource.rows else {
      throw DataError(
        .damagedTable,
        "the table \(table.name) has \(table.rowCount) rows, and its descriptor states "
          + "\(resource.rows)", hint: hint)
    }
    return table
  }

  /// The SHA-256 of bytes as `sha256:` and 64 hexadecimal digits.
  public static func hash(of bytes: [UInt8]) -> String { text(of: SHA256.hash(data: bytes)) }

  static func text(of digest: SHA256Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text = Array("sha256:".utf8)
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
