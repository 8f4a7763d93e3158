import Codes
import Readers
import Tables

/// All publishers' files as typed rows, with the SHA-256 of each.
struct ExportSourceRows {
  let states201903: [CensusStateExports.Row]
  let namedExports: [CensusNamedStateTrade.Row]
  let namedImports: [CensusNamedStateTrade.Row]
  let national202603: [CensusNationalExports.Row]
  let tenStates: [CensusTenStates.Row]
  let tenStatesWide: [CensusTenStatesWide.Row]
  let transBorder: [BTSStateExports.Row]
  let countryTotals: CensusCountryTotals.Reading
  let crosswalk: ScheduleCCrosswalk.Reading
  let usaTradeNames: [USATradeNames.Row]
  let stateSystem: Table
  /// nil where the file is not there.
  let tidyStates: [CensusStateExports.Row]?
  let hashes: [ExportSource: String]

  init(read: (ExportSource) throws -> [UInt8]?) throws {
    var contents: [ExportSource: [UInt8]] = [:]
    for source in ExportSource.allCases {
      guard let bytes = try read(source) else {
        if source.isOptional { continue }
        throw DataError(
          .missingSource, "there is no file \(source.rawValue)",
          hint: "give --from the folder that holds state-exports, countries and alliances")
      }
      contents[source] = bytes
    }
    func bytes(_ source: ExportSource) -> [UInt8] { contents[source] ?? [] }
    func name(_ source: ExportSource) -> String { source.fileName }
    states201903 = try CensusStateExports.read(bytes(.states201903), name: name(.states201903))
    namedExports = try CensusNamedStateTrade.read(
      bytes(.namedExports), name: name(.namedExports), flow: .exports)
    namedImports = try CensusNamedStateTrade.read(
      bytes(.namedImports), name: name(.namedImports), flow: .imports)
    national202603 = try CensusNationalExports.read(
      bytes(.national202603), name: name(.national202603))
    tenStates = try CensusTenStates.read(bytes(.tenStates), name: name(.tenStates))
    tenStatesWide = try CensusTenStatesWide.read(bytes(.tenStatesWide), name: name(.tenStatesWide))
    transBorder = try BTSStateExports.read(bytes(.transBorder), name: name(.transBorder))
    countryTotals = try CensusCountryTotals.read(bytes(.countryTotals), name: name(.countryTotals))
    crosswalk = try ScheduleCCrosswalk.read(bytes(.crosswalk), name: name(.crosswalk))
    usaTradeNames = try USATradeNames.read(bytes(.usaTradeNames), name: name(.usaTradeNames))
    stateSystem = try DelimitedText(name: name(.stateSystem)).table(from: bytes(.stateSystem))
    tidyStates = try contents[.tidyStates].map {
      try CensusStateExports.read($0, name: name(.tidyStates))
    }
    hashes = contents.mapValues { DataPackage.hash(of: $0) }
  }
}
