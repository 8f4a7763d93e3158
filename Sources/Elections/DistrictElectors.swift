import Codes
import Tables

/// The electors that a congressional district of Maine or Nebraska gave against its state.
///
/// Both states choose two electors statewide and one in each district (Maine since 1972, Nebraska
/// since 1992). Only districts that differ from their state are listed: elsewhere the statewide
/// winner took all electors.
public struct DistrictElectors: Sendable {
  /// One district's elector.
  public struct District: Hashable, Sendable {
    /// The district, such as `ME-02`.
    public let name: String
    /// Its state.
    public let state: State
    /// The margin among all votes in percentage points, positive for the Democratic candidate.
    public let margin: Double
  }

  private let districts: [CalendarYear: [District]]

  /// No district ever differed from its state.
  public static let none = DistrictElectors(districts: [:])

  private init(districts: [CalendarYear: [District]]) { self.districts = districts }

  /// Reads the table `district-electors` of `election-data/`.
  ///
  /// - Parameter table: Columns `election_year, district, margin_points`; the district is the postal
  ///   code, a hyphen and a number; a margin is positive for the Democratic candidate.
  /// - Throws: `DataError` naming the row: no election, a state other than Maine and Nebraska, a
  ///   margin that is zero or no number, or a repeated row.
  public init(table: Table) throws {
    let year = try table.column("election_year")
    let name = try table.column("district")
    let margin = try table.column("margin_points")
    var districts: [CalendarYear: [District]] = [:]
    for row in table.rows {
      let election = try year.year(row)
      let text = try name.text(row)
      guard election.isPresidentialElection else {
        throw year.error(
          row, "no presidential election was held in \(election)", hint: "give years divisible by 4"
        )
      }
      guard let state = State.usps(String(text.prefix(2))), ["ME", "NE"].contains(state.usps) else {
        throw name.error(
          row, "'\(text)' is no district of Maine or Nebraska", hint: "write it as ME-02")
      }
      guard let points = Double(margin[row]), points.isFinite, points != 0 else {
        throw margin.error(
          row, "'\(margin[row])' is no margin in points", hint: "write it as -10.29")
      }
      let district = District(name: text, state: state, margin: points)
      guard !districts[election, default: []].contains(where: { $0.name == text }) else {
        throw name.error(row, "\(text) \(election) stands in the table twice", hint: "keep one row")
      }
      districts[election, default: []].append(district)
    }
    self.districts = districts
  }

  /// The districts that differed from their state in an election, in the order of the table.
  public subscript(election: CalendarYear) -> [District] { districts[election] ?? [] }
}
