import Codes

/// The part of a source that a file fetched by hand is a copy of.
public struct PartOfFile: Sendable, Equatable {
  /// The part's name.
  public let name: String
  /// The months that it covers; nil where the part has none.
  public let months: ClosedRange<CalendarMonth>?
}

extension SourceDescriptor {
  /// Finds the part that a file is a copy of.
  ///
  /// - Parameters:
  ///   - name: The part's name; nil where the source has one part alone.
  ///   - today: The date in UTC, on which later parts are not out yet.
  /// - Throws: `DataError` of kind `unknownPart` for a name that the source does not have, and where
  ///   it has several parts and none was named.
  public func partOfFile(named name: String?, on today: CalendarDate) throws(DataError)
    -> PartOfFile
  {
    let parts = parts(on: today)
    if let name {
      if let part = parts.first(where: { $0.name == name }) {
        return PartOfFile(name: name, months: part.span.months)
      }
      throw DataError(
        .unknownPart, "\(id) has no part '\(name)'",
        hint: NearestName.to(name, among: parts.map(\.name)).map { "did you mean '\($0)'?" }
          ?? "its parts are \(Self.some(parts.map(\.name)))")
    }
    if parts.count == 1, let part = parts.first {
      return PartOfFile(name: part.name, months: part.span.months)
    }
    throw DataError(
      .unknownPart, "\(id) has \(parts.count) parts, and a file is a copy of one",
      hint: "name it with --part; the parts are \(Self.some(parts.map(\.name)))")
  }

  /// All names, or the first and last of many.
  private static func some(_ names: [String]) -> String {
    guard names.count > 20, let last = names.last else { return names.joined(separator: ", ") }
    return names.prefix(3).joined(separator: ", ") + " to " + last
  }
}

extension DataError.Kind {
  /// A part that its source does not have, or that is to be named.
  public static let unknownPart = Self(id: "source.unknown_part", exitCode: .usage)
}
