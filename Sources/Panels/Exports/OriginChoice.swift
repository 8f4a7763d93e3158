import Codes

/// The origins of a panel: a named set, or states one by one.
public struct OriginChoice: Hashable, Sendable {
  /// The choice as it was written.
  public let text: String
  /// The origins in FIPS order.
  public let origins: [Origin]

  /// The 50 states and the District of Columbia.
  public static let electing = OriginChoice(
    text: "electing", origins: State.electing.map(Origin.state))
  /// The United States as a whole, for national tables.
  public static let national = OriginChoice(text: "US", origins: [.unitedStates])

  /// The states of which a user's tables have rows, so that no state is filled of which they do not
  /// speak; nil where they have none.
  ///
  /// - Parameter parts: The tables; a text that is no state is left to what becomes of unmatched codes.
  public init?(statesOf parts: [ExportPart]) {
    let found = Set(parts.flatMap(\.origins.texts).compactMap { State.usps($0).map(Origin.state) })
    guard !found.isEmpty else { return nil }
    origins = found.sorted()
    text = origins.map(\.code).joined(separator: ",")
  }

  private init(text: String, origins: [Origin]) {
    self.text = text
    self.origins = origins
  }

  /// The sets that have a name, and what they hold.
  public static let sets: [(id: String, meaning: String)] = [
    ("electing", "the 50 states and the District of Columbia"),
    ("states", "the 50 states"),
    ("all", "the states, the District, Puerto Rico and the Virgin Islands"),
    ("ten-states", "the ten states of the table of 2019"),
    ("US", "the country as a whole, for national tables"),
  ]

  /// Reads a set's name or postal codes with commas between them.
  ///
  /// - Throws: `DataError` of kind `unmatchedCode` that names the code and the nearest one.
  public init(_ text: String) throws {
    self.text = text
    switch text {
    case "electing": origins = Self.electing.origins
    case "states": origins = State.all.filter { $0.kind == .state }.map(Origin.state)
    case "all": origins = State.all.map(Origin.state)
    case "ten-states": origins = ExportSource.censusTenStates.origins.sorted()
    case "US": origins = [.unitedStates]
    default:
      var origins: [Origin] = []
      for code in text.split(separator: ",", omittingEmptySubsequences: false) {
        guard let state = State.usps(code) ?? State.fips(code) ?? State.named(code) else {
          let near = NearestName.to(
            String(code), among: State.all.map(\.usps) + State.all.map(\.name))
          throw DataError(
            .unknownChoice, "'\(code)' is no state" + (near.map { ", did you mean \($0)?" } ?? ""),
            hint: "give postal codes such as PA,OH, or one of "
              + Self.sets.map(\.id).joined(separator: ", "))
        }
        guard !origins.contains(.state(state)) else {
          throw DataError(.unknownChoice, "\(state) is named twice", hint: "name it once")
        }
        origins.append(.state(state))
      }
      self.origins = origins.sorted()
    }
  }
}

extension DataError.Kind {
  /// A choice that does not exist.
  public static let unknownChoice = Self(id: "panel.unknown_choice", exitCode: .usage)
}
