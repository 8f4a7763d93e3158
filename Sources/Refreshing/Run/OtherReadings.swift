import Archives
import Codes
import Descriptors
import Readers
import Store
import Tables

/// Answers that are not of the Census Data API, each with its reader.
///
/// What is a figure by area and year becomes a series of the store; tables of elections and
/// alliances, code lists and boundaries are kept as published once their reader has understood
/// them, and the import programs make the built-in tables of them.
enum OtherReadings {
  static func read(
    _ body: [UInt8], descriptor: SourceDescriptor, partition: String, name: String
  ) throws -> PartReading {
    var reading = PartReading()
    switch descriptor.layout.reader {
    case .censusAPI: break
    case .btsRawZip:
      let rows = try FreightArchive.read(body, name: name)
      reading.rows = rows.count
      reading.flows = try BTSRawFreight.exports(rows)
    case .worldBank:
      let series = try WorldBankIndicator.read(body, name: name, indicator: partition)
      return try controls(series, variable: partition)
    case .beaStateGDP:
      let table = try member(of: body, named: descriptor.layout.member ?? "", name: name)
      return try controls(BEAStateGDP.read(table, name: name), variable: "state-gdp-current")
    case .censusPopulation:
      reading = try table(body, descriptor, name)
      let series = try CensusPopulation.read(body, name: name)
      reading.series = try columns(series, variable: "state-population")
    case .cepiiDistances:
      reading = try table(body, descriptor, name, separator: UInt8(ascii: ";"))
      reading.series = try distances(CEPIIDistances.read(body, name: name))
    case .scheduleC: reading.rows = try ScheduleCList.read(body, name: name).count
    case .usAtlas: reading.rows = try USAtlasStates.read(body, name: name).count
    case .mitPresident:
      reading = try table(body, descriptor, name)
      _ = try MITPresidentReturns.read(body, name: name)
    case .medslPresident:
      reading = try table(body, descriptor, name)
      _ = try MEDSLStateReturns.read(body, name: name)
    case .atopDyadYears:
      reading = try table(body, descriptor, name)
      _ = try ATOPDyadYears.read(body, name: name)
    }
    return reading
  }

  /// The header and the cells against those that the source expects.
  private static func table(
    _ body: [UInt8], _ descriptor: SourceDescriptor, _ name: String,
    separator: UInt8 = UInt8(ascii: ",")
  ) throws -> PartReading {
    var reading = PartReading()
    let table = try DelimitedText(name: name, separator: separator).table(from: body)
    reading.rows = table.rowCount
    reading.drift = HeaderDrift.between(
      expected: descriptor.columns.map(\.name), found: table.header)
    reading.misfits = ColumnMisfit.of(table, expected: descriptor.columns)
    return reading
  }

  private static func controls(_ series: ControlSeries, variable: String) throws -> PartReading {
    var reading = PartReading()
    reading.rows = series.values.count + series.setAside.count
    reading.series = try columns(series, variable: variable)
    return reading
  }

  /// What is not reported has no row.
  private static func columns(_ series: ControlSeries, variable: String) throws -> SeriesColumns {
    let reported = series.values.filter { $0.number != nil }
    return try SeriesColumns(
      variables: CodeColumn(repeating: variable, count: reported.count),
      periods: reported.map { Period(year: $0.year.number) ?? .none },
      entities: CodeColumn(reported.map(\.area)), values: reported.compactMap(\.number?.number))
  }

  private static func distances(_ pairs: [CEPIIDistances.Pair]) throws -> SeriesColumns {
    var variables: [String] = []
    var origins: [String] = []
    var destinations: [String] = []
    var values: [Double] = []
    for pair in pairs {
      for (variable, number) in [("dist", pair.kilometres), ("distw", pair.weightedKilometres)] {
        guard let number else { continue }
        variables.append(variable)
        origins.append(pair.origin)
        destinations.append(pair.destination)
        values.append(number.number)
      }
    }
    return try SeriesColumns(
      variables: CodeColumn(variables),
      periods: [Period](repeating: .none, count: values.count), entities: CodeColumn(origins),
      partners: CodeColumn(destinations), values: values)
  }

  private static func member(
    of body: [UInt8], named stem: String, name: String
  ) throws -> [UInt8] {
    let archive = try ZipArchive(body, name: name)
    let index = archive.entries.firstIndex { entry in
      let file = entry.name.split(separator: "/").last ?? ""
      return file.hasPrefix(stem) && file.hasSuffix(".csv") && file.contains("ALL_AREAS")
    }
    guard let index else {
      throw DataError(
        .missingMember, "\(name): the archive has no table \(stem) of all areas",
        hint: "compare 'layout.member' of the source with the publisher's page")
    }
    return try archive.contents(of: index)
  }
}
