import Codes
import Tables
import TestSupport

/// The committed data package, and what several checks read from it.
enum CommittedPackage {
  static func open() throws -> DataPackage {
    try DataPackage { try Checkout.bytes("election-data/\($0)") }
  }

  static func table(_ name: String) throws -> Table { try open().table(name) }

  static func check(_ name: String) throws -> Table {
    try DelimitedText(name: name).table(from: Checkout.bytes("election-data/checks/\(name).csv"))
  }

  static let elections = Array(stride(from: 1976, through: 2024, by: 4))

  struct Votes {
    let year: Int
    let state: String
    let democratic: Int64
    let republican: Int64
    let other: Int64
    let total: Int64
  }

  static func returns() throws -> [Votes] {
    let table = try table("returns")
    let year = try table.column("election_year")
    let state = try table.column("state")
    let numbers = try ["democratic", "republican", "other", "total"].map(table.column)
    return try table.rows.map { row in
      let values = try numbers.map { try $0.requiredWholeNumber(row) }
      return Votes(
        year: try year.year(row).number, state: try state.state(row).usps, democratic: values[0],
        republican: values[1], other: values[2], total: values[3])
    }
  }

  /// The electors of each state in an election, by the census in force.
  static func electors(in election: Int) throws -> [String: Int64] {
    // An apportionment is used from the first election two or more years after its census.
    let census = (election - 2) / 10 * 10
    let table = try table("electoral-votes")
    let state = try table.column("state")
    let electors = try table.column("census_\(census)")
    return try Dictionary(
      uniqueKeysWithValues: table.rows.map { (state[$0], try electors.requiredWholeNumber($0)) })
  }
}
