import Codes
import Tables

/// Where exports started: a state, no known state, or all of them together.
public enum ExportOrigin: Hashable, Sendable, CustomStringConvertible {
  /// One of the 53 states of origin.
  case state(State)
  /// The publisher does not know the state: `XX`, or `DU` at BTS. An origin in totals, never a state.
  case unknown
  /// The sum over all states and the unknown origin. Never to be added to them.
  case all

  /// The state, where there is one.
  public var state: State? {
    if case .state(let state) = self { state } else { nil }
  }

  /// The postal code, `XX` for unknown or `ALL`.
  public var description: String {
    switch self {
    case .state(let state): state.usps
    case .unknown: "XX"
    case .all: "ALL"
    }
  }
}

extension Table.Column {
  /// The origin in a cell that holds a postal code, a code for unknown, or `ALL`.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - unknown: The publisher's code for an unknown state.
  /// - Throws: `DataError` of kind `badCell` for any other text.
  func origin(_ row: Int, unknown: String) throws -> ExportOrigin {
    switch self[row] {
    case unknown: .unknown
    case "ALL": .all
    default: .state(try state(row))
    }
  }
}
