/// Why a cell has no figure.
public enum NotReported: Hashable, Sendable, CustomStringConvertible {
  /// The publisher's answer has no row for the pair.
  case absentPair
  /// The year lies outside what the source speaks about.
  case outsideCoverage
  /// The publisher shows that a figure exists and keeps it back.
  case suppressed
  /// The unit has no code in the source, so the source cannot speak about it.
  case noCode(String)
  /// The source covers the year and did not code the unit in it.
  case notCoded
  /// The scale does not rank the incumbent.
  case notRanked
  /// The figure was measured in or after the year that it would explain.
  case notBefore
  /// The measure is one of allies, and the destination is none in the year.
  case notAnAlly
  /// The table has a mark in place of a figure, such as `NA`, that was said to mean this.
  case marked(String)
  /// The cell is empty in a table whose user did not say why.
  case emptyInTable
  /// The source does not speak of the pair, so that no row in it means nothing.
  case notCovered
  /// The destination began or ended in the year, and no table says in which month.
  case yearOfChange
  /// The destination did not exist in the period, so that there is no pair to report.
  case noSuchDestination
  /// No table of codes knows the destination, so that no source can be asked about it.
  case unknownCode

  /// The reason in a few lower-case words.
  public var description: String {
    switch self {
    case .absentPair: "no row in the publisher's answer"
    case .outsideCoverage: "outside the years that the source covers"
    case .suppressed: "suppressed by the publisher"
    case .noCode(let system): "no \(system) code"
    case .notCoded: "not coded by the source"
    case .notRanked: "not ranked by the scale"
    case .notBefore: "measured in or after the year that it would explain"
    case .notAnAlly: "no ally in the year, so that the measure does not apply"
    case .marked(let mark): "marked '\(mark)' in the table"
    case .emptyInTable: "empty in the table"
    case .notCovered: "not covered by the source"
    case .yearOfChange:
      "no row in a month of the year in which the destination's code begins or ends"
    case .noSuchDestination: "the destination did not exist"
    case .unknownCode: "not covered: no table of codes has the destination"
    }
  }
}

/// A figure, a zero that the publisher reported, or the reason why there is neither.
///
/// Nothing turns one of the three into another without a named policy.
public enum Cell<Value: Sendable>: Sendable {
  /// A figure other than zero.
  case value(Value)
  /// A zero that the publisher printed.
  case reportedZero
  /// No figure, and why.
  case notReported(NotReported)
}

extension Cell: Equatable where Value: Equatable {}
extension Cell: Hashable where Value: Hashable {}

extension Cell where Value == Dollars {
  /// Sorts a printed amount into a value or a reported zero.
  public init(printed amount: Dollars) {
    self = amount == .zero ? .reportedZero : .value(amount)
  }

  /// The amount where one was reported, zero included; nil where none was.
  public var reported: Dollars? {
    switch self {
    case .value(let amount): amount
    case .reportedZero: .zero
    case .notReported: nil
    }
  }
}
