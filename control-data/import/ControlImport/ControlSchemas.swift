import Codes
import Tables

/// The columns of the tables.
extension DataPackageWriter {
  private typealias Field = DataPackageDescriptor.Field
  private typealias Schema = DataPackageDescriptor.Schema

  private static let notReported = "not reported by the publisher, or not in the file; never zero"

  private static let destination = Field(
    name: "schedule_c", type: "string", description: "the destination, Schedule C code")

  private static func yearly(
    _ years: [CalendarYear], _ what: String, _ unit: String
  ) -> [Field] {
    years.map {
      Field(name: $0.description, type: "integer", unit: unit, description: "\(what) in \($0)")
    }
  }

  /// Adds a table with a row a state, in order of FIPS code.
  mutating func addStates(
    _ name: String, _ title: String, description: String, grid: ControlGrid, what: String,
    unit: String, sources: [DataPackageDescriptor.Source]
  ) {
    let state = Field(name: "state", type: "string", description: "the state, postal code")
    add(
      name: name, title: title, description: description,
      rows: State.all.sorted { $0.fips < $1.fips }.filter { grid.cells[$0.usps] != nil }.map {
        [$0.usps] + grid.texts($0.usps)
      },
      schema: Schema(
        fields: [state] + Self.yearly(grid.years, what, unit), primaryKey: ["state"],
        missingMeaning: Self.notReported),
      sources: sources, licenses: [ControlSource.federal])
  }

  /// Adds a table with a row a destination and a column a year.
  mutating func addDestinations(
    _ name: String, _ title: String, description: String, rows: [[String]], years: [CalendarYear],
    what: String, unit: String, sources: [DataPackageDescriptor.Source],
    license: DataPackageDescriptor.License
  ) {
    let code = Field(
      name: "world_bank", type: "string",
      description: "the code of the World Bank; blank where it reports nothing in these years")
    add(
      name: name, title: title, description: description, rows: rows,
      schema: Schema(
        fields: [Self.destination, code] + Self.yearly(years, what, unit),
        primaryKey: ["schedule_c"], missingMeaning: Self.notReported),
      sources: sources, licenses: [license])
  }

  /// Adds the table of distances.
  mutating func addDistances(_ rows: [[String]], sources: [DataPackageDescriptor.Source]) {
    add(
      name: "destination-distance", title: "Distances from the United States",
      description:
        "One row a destination that is a country or territory today, and the Netherlands "
        + "Antilles and Serbia and Montenegro, which CEPII still has; their successors have no "
        + "distance of their own and are blank. Kilometres as printed: between the largest cities, "
        + "and weighted by the population of cities.",
      rows: rows,
      schema: Schema(
        fields: [
          Self.destination,
          Field(
            name: "cepii", type: "string",
            description: "CEPII's code, which may be older than ISO 3166 of today; blank for none"),
          Field(
            name: "kilometres", type: "number", unit: "km",
            description: "distance between the most important cities (dist)"),
          Field(
            name: "weighted_kilometres", type: "number", unit: "km",
            description: "distance weighted by the population of cities (distw)"),
        ], primaryKey: ["schedule_c"], missingMeaning: Self.notReported),
      sources: sources, licenses: [ControlSource.openLicence])
  }
}
