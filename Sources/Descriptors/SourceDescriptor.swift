import Codes
import JSONText

/// All that is known of a source before its first byte: one file of `fetch/sources/`.
public struct SourceDescriptor: Sendable, Equatable {
  /// The form of descriptors that this program reads.
  public static let form = "swingport.source/1"

  /// The name by which the source is asked for, such as `census-statehs-annual`.
  public let id: String
  /// Who publishes it.
  public let publisher: String
  /// What it holds, in one line.
  public let title: String
  /// The terms of use.
  public let licence: SourceLicence
  /// How to cite it.
  public let citation: String
  /// Whether the program or a person fetches it, and with which key.
  public let access: SourceAccess
  /// The address; nil only where access is manual.
  public let address: AddressTemplate?
  /// Other queries to try, in order, when a part that is known to be out is answered with nothing.
  public let alternatives: [[AddressTemplate.Parameter]]
  /// The hosts that may be asked, redirects included; nothing else ever is.
  public let allowedHosts: [String]
  /// Into which parts it is divided.
  public let partitions: PartitionRule
  /// The reader and what it must be told.
  public let layout: SourceLayout
  /// The columns in the order in which they are expected.
  public let columns: [ExpectedColumn]
  /// The sizes between which an honest answer lies.
  public let bounds: SizeBounds
  /// When a next part is due.
  public let cadence: Cadence
  /// When published figures may change.
  public let revisions: RevisionPolicy
  /// What becomes of an answer with destinations that are not known; held unless said.
  public let newDestinations: NewDestinations
  /// How to divide a request on which the server fails, in order.
  public let split: [SplitStep]
  /// The id of the source whose figures the sums of this one must reach; nil where none does.
  public let reconcilesWith: String?
  /// The trusted version of a fixed source.
  public let pin: SourcePin?
  /// What is not certain about the source, and what a user should know.
  public let notes: [String]

  /// The names of the fields of the outermost object.
  public static let fields = [
    "$schema", "form", "id", "publisher", "title", "licence", "citation", "access", "address",
    "alternatives", "allowed_hosts", "partitions", "layout", "columns", "bounds", "cadence",
    "revisions", "new_destinations", "split", "reconciles_with", "pin", "notes",
  ]

  /// Reads a descriptor.
  ///
  /// - Parameters:
  ///   - bytes: The content of the file.
  ///   - file: The file's name, by which errors call it.
  /// - Throws: `DataError` of a kind `descriptor.…` that names file and field, or of a kind `json.…`.
  public init(_ bytes: some Collection<UInt8>, file: String) throws {
    let value = try JSONReader(name: file).value(from: bytes)
    let fields = try FieldReader(value, file: file, path: "", fields: Self.fields)
    let form = try fields.text("form")
    guard form == Self.form else {
      throw fields.bad("form", "is '\(form)'", "this program reads '\(Self.form)'")
    }
    id = try fields.text("id")
    guard Self.isIdentifier(id) else {
      throw fields.bad(
        "id", "is '\(id)'", "use lower-case letters, digits and single hyphens, at most 64")
    }
    publisher = try fields.text("publisher")
    title = try fields.text("title")
    licence = try SourceLicence(fields.object("licence", fields: SourceLicence.fields))
    citation = try fields.text("citation")
    access = try SourceAccess(fields.object("access", fields: SourceAccess.fields))
    address =
      fields.has("address")
      ? try AddressTemplate(fields.object("address", fields: AddressTemplate.fields)) : nil
    alternatives =
      fields.has("alternatives")
      ? try fields.list("alternatives").indices.map { index in
        try Self.alternative(fields, index)
      } : []
    allowedHosts = fields.has("allowed_hosts") ? try fields.texts("allowed_hosts") : []
    partitions = try PartitionRule(fields.object("partitions", fields: PartitionRule.fields))
    layout = try SourceLayout(fields.object("layout", fields: SourceLayout.fields))
    columns = try fields.objects("columns", fields: ExpectedColumn.fields).map(ExpectedColumn.init)
    bounds = try SizeBounds(fields.object("bounds", fields: SizeBounds.fields))
    cadence = try Cadence(fields.object("cadence", fields: Cadence.fields))
    revisions = try RevisionPolicy(fields.object("revisions", fields: RevisionPolicy.fields))
    newDestinations =
      fields.has("new_destinations")
      ? try fields.choice("new_destinations", of: NewDestinations.self) : .hold
    split =
      fields.has("split")
      ? try fields.objects("split", fields: SplitStep.fields).map(SplitStep.init) : []
    reconcilesWith = try fields.textIfAny("reconciles_with")
    pin = fields.has("pin") ? try SourcePin(fields.object("pin", fields: SourcePin.fields)) : nil
    notes = fields.has("notes") ? try fields.texts("notes") : []
    try check(fields)
  }

  private static func alternative(
    _ fields: FieldReader, _ index: Int
  ) throws -> [AddressTemplate.Parameter] {
    let item = JSONValue.object(
      JSONObject([.init(name: "query", value: try fields.list("alternatives")[index])]))
    return try AddressTemplate.parameters(
      FieldReader(
        item, file: fields.file, path: fields.place("alternatives[\(index)]"), fields: ["query"]),
      "query")
  }

  private static func isIdentifier(_ text: String) -> Bool {
    let words = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return text.utf8.count <= 64
      && words.allSatisfy { word in
        !word.isEmpty
          && word.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
      }
  }
}
