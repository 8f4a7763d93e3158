import Codes
import Readers
import Tables

/// Makes the built-in tables of controls from publishers' files.
public enum ControlImport {
  /// What an import gives: all files of the package, and lines that say what was found.
  public struct Result: Sendable {
    /// Paths below the package's folder, and contents; the descriptor is the last.
    public let files: [(path: String, bytes: [UInt8])]
    /// What was measured on the way, one sentence a line.
    public let report: [String]
  }

  /// The first year of the tables.
  public static let firstYear = CalendarYear(1990)

  /// Reads all files, checks that they add up, and puts the package together.
  ///
  /// - Parameters:
  ///   - source: Gives the bytes of a publisher's file, nil where there is none.
  ///   - destinations: The table `destinations` of `export-data/`.
  /// - Returns: The package's files. The same inputs always give the same bytes.
  /// - Throws: `DataError` of the kinds of the readers, `missingSource` or `doesNotAddUp`, and what
  ///   the closure throws. Nothing is returned in part.
  public static func package(
    source: (ControlSource) throws -> [UInt8]?, destinations: Table
  ) throws -> Result {
    var bytes: [ControlSource: [UInt8]] = [:]
    for file in ControlSource.allCases {
      guard let content = try source(file) else {
        throw DataError(
          .missingSource, "there is no file \(file.rawValue)",
          hint: "give the folder that holds it")
      }
      bytes[file] = content
    }
    func content(_ file: ControlSource) -> [UInt8] { bytes[file] ?? [] }
    func citation(_ file: ControlSource) -> ControlSource.Source {
      file.citation(hash: DataPackage.hash(of: content(file)))
    }
    let places = try DestinationPlaces(destinations)
    var writer = DataPackageWriter(
      name: "swingport-controls", title: "Controls of trade panels",
      description: "GDP and population of states and destinations and distances from the United "
        + "States, written by import-control-data from copies of the publishers' files. Amounts are "
        + "whole current U.S. dollars. A blank is not reported and never zero; no figure is "
        + "estimated, interpolated or carried on.")
    var report: [String] = []

    let product = try BEAStateGDP.read(content(.stateGDP), name: ControlSource.stateGDP.fileName)
    report += try StateChecks.product(product)
    writer.addStates(
      "state-gdp", "Gross domestic product by state, 1997-2018",
      description: "One row a state or DC: all industries together. The publisher prints millions "
        + "with one decimal. The states sum to the publisher's regions; its U.S. figure is 0.5 to "
        + "0.8 % above them, since it counts activity abroad too.",
      grid: try ControlGrid(product.values) { try ControlGrid.dollars(millions: $0) },
      what: "GDP", unit: "current U.S. dollars", sources: [citation(.stateGDP)])

    let early = try CensusPopulationHistory.read(
      content(.populationTo2013), name: ControlSource.populationTo2013.fileName)
    let late = try CensusPopulation.read(
      content(.populationFrom2020), name: ControlSource.populationFrom2020.fileName)
    report += try StateChecks.population(early) + StateChecks.population(late)
    writer.addStates(
      "state-population", "Resident population by state, 1990-2013 and 2020-2023",
      description:
        "One row a state, DC or Puerto Rico, on 1 July. The years 2014-2019 are not in the "
        + "files and are blank. Estimates of different decades: the steps 1999-2000, 2009-2010 and "
        + "2013-2020 are the publisher's revisions too.",
      grid: try ControlGrid(early.values + late.values) { try ControlGrid.whole($0) },
      what: "population", unit: "persons",
      sources: [citation(.populationTo2013), citation(.populationFrom2020)])

    for (file, name, title, what, unit) in [
      (
        ControlSource.countryGDP, "destination-gdp", "GDP of destinations, 1990-2023", "GDP",
        "current U.S. dollars"
      ),
      (
        .countryPopulation, "destination-population", "Population of destinations, 1990-2024",
        "population", "persons"
      ),
    ] {
      let series = try WorldBankCountryYears.read(content(file), name: file.fileName)
      let grid = try ControlGrid(series.values) { try ControlGrid.nearest($0) }
      let matched = places.matched(grid, codes: places.worldBank)
      report.append(
        "\(file.fileName): \(matched.count) destinations have figures; set aside "
          + places.unmatched(grid, codes: places.worldBank).joined(separator: " "))
      writer.addDestinations(
        name, title,
        description:
          "One row a destination that is a country or territory today, by the code of the "
          + "World Bank; without a code the World Bank does not report it. Destinations that are "
          + "no more have no row. "
          + (unit == "persons"
            ? "Mid-year estimates." : "Rounded to whole dollars; the publisher prints fractions."),
        rows: places.rows(grid, codes: places.worldBank), years: grid.years, what: what, unit: unit,
        sources: [citation(file)], license: ControlSource.worldBank)
    }

    let pairs = try CEPIIDistances.read(
      content(.distances), name: ControlSource.distances.fileName)
    let distances = try places.distances(pairs)
    report.append(
      "\(ControlSource.distances.fileName): \(distances.matched) destinations have a distance; set "
        + "aside " + distances.setAside.joined(separator: " "))
    writer.addDistances(distances.rows, sources: [citation(.distances)])
    return Result(files: try writer.finished(), report: report)
  }
}

extension DataError.Kind {
  /// Figures that should add up and do not.
  public static let doesNotAddUp = Self(id: "import.does_not_add_up", exitCode: .dataRejected)
  /// A file that the import needs and that is not there.
  public static let missingSource = Self(id: "import.missing_source", exitCode: .inputMissing)
}
