import Panels

/// What a saved document says of the run that wrote it, beside its figures.
public struct RunRecord: Sendable, Codable, Equatable {
  /// The command that gives the same figures again, without the folder it wrote into; nil where it is
  /// not known.
  public var command: String?
  /// The exports as they are cited: publisher, series and vintage; nil where they are not known.
  public var sourceCitation: String?
  /// What a reader of the figures must know; nil for nothing.
  public var notes: [String]?

  /// Creates a record.
  public init(command: String? = nil, sourceCitation: String? = nil, notes: [String]? = nil) {
    self.command = command
    self.sourceCitation = sourceCitation
    self.notes = notes
  }
}

/// A document with the record of its run among its own keys.
struct Recorded<Document: Encodable>: Encodable {
  let document: Document
  let run: RunRecord

  func encode(to encoder: any Encoder) throws {
    // Both write into the one object that the encoder has at this place.
    try document.encode(to: encoder)
    try run.encode(to: encoder)
  }
}

/// What intervals from clustered errors do not cover.
public enum ClusteredErrors {
  /// The sentence that stands with every result that rests on them alone, small and without a full stop.
  public static let caution =
    "clustered errors do not cover shocks common to an election; see docs/monte-carlo.md for how often "
    + "they find a bump that is not there"

  /// The same as a sentence.
  static var sentence: String { caution.prefix(1).uppercased() + caution.dropFirst() + "." }
}

extension ExportSource {
  /// The publisher and the series, without a vintage.
  var series: String {
    let line = publisherLine(vintage: "")
    return line.firstRange(of: ", vintage").map { String(line[..<$0.lowerBound]) } ?? line
  }
}

/// Ways of clustering and fixed effects in words.
///
/// Files keep their identifiers, such as `origin^destination`; what people read has one name for one
/// thing: `origin + destination` is two-way, `origin × destination` goes by pairs.
enum DimensionWords {
  /// The words for prose and pages.
  static func text(_ name: String) -> String { name.replacing("^", with: " × ") }
  /// The words for terminals, in ASCII.
  static func plain(_ name: String) -> String { name.replacing("^", with: " x ") }
}
