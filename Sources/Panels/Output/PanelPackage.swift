import FoundationEssentials
import Tables

/// Describes the files of a panel in a `datapackage.json` after the Data Package standard.
public struct PanelPackage: Sendable {
  /// One file that holds the panel.
  public struct File: Sendable {
    /// The path in the folder.
    public let path: String
    /// The size in bytes.
    public let bytes: Int
    /// The SHA-256 as `sha256:` and 64 hexadecimal digits.
    public let hash: String

    /// States a file.
    public init(path: String, bytes: Int, hash: String) {
      self.path = path
      self.bytes = bytes
      self.hash = hash
    }
  }

  /// The name of every panel's description.
  public static let name = "swingport-panel"

  private let descriptor: DataPackageDescriptor

  /// Describes a panel.
  ///
  /// - Parameters:
  ///   - table: The panel.
  ///   - design: What it was made by.
  ///   - files: The files that hold it.
  ///   - sources: Where the figures of its columns come from.
  ///   - licenses: Their licences or terms.
  public init(
    table: PanelTable, design: PanelDesign, files: [File],
    sources: [DataPackageDescriptor.Source], licenses: [DataPackageDescriptor.License]
  ) {
    let choices = design.choices.map { "\($0.option)=\($0.value)" }.joined(separator: ", ")
    let schema = DataPackageDescriptor.Schema(
      fields: table.columns.map { Self.field($0.definition) }, primaryKey: table.key,
      missingMeaning:
        "no value: not reported, or no code; never zero. The field's description says "
        + "which")
    descriptor = DataPackageDescriptor(
      name: Self.name,
      title: "Exports by origin, destination and \(design.selection.length.rawValue)",
      description: "Written by swingport panel; the choices behind it: \(choices). The file "
        + "join-report.json accounts for every figure.",
      resources: files.map { file in
        DataPackageDescriptor.Resource(
          name: file.path.replacing(".", with: "-"),
          title: file.path.hasSuffix(".csv") ? "The panel" : "The panel as the SQLite table panel",
          description: "One row an origin, destination, commodity and "
            + "\(design.selection.length.rawValue).",
          path: file.path, bytes: file.bytes, hash: file.hash, rows: table.rowCount,
          sources: sources, licenses: licenses, schema: schema)
      })
  }

  private static func field(_ definition: ColumnDefinition) -> DataPackageDescriptor.Field {
    let type =
      switch definition.kind {
      case .code, .text: "string"
      case .flag, .wholeNumber: "integer"
      case .decimal: "number"
      }
    return DataPackageDescriptor.Field(
      name: definition.name, type: type, unit: definition.unit,
      description: definition.description
        + (definition.missing.isEmpty ? "" : "; empty: \(definition.missing)"))
  }

  /// The text of the descriptor.
  ///
  /// - Throws: What the encoder throws, which it does for no content of these types.
  public func json() throws -> [UInt8] {
    try descriptor.json()
  }
}
