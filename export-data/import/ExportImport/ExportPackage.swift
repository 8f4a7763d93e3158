import Codes
import Tables

/// Writes the grids and facts as tables with their descriptions.
struct ExportPackage {
  let grids: ExportGrids
  let facts: DestinationFacts
  let codes: CountryCodeTable
  let citations: ExportCitations

  private typealias Schemas = ExportSchemas

  /// All files of the package, the descriptor last.
  func files() throws -> [(path: String, bytes: [UInt8])] {
    var writer = DataPackageWriter(
      name: "swingport-exports", title: "Exports by state and destination",
      description: """
        U.S. exports of goods by state of origin of movement and destination, national totals, and \
        the facts that join them, written by import-export-data from copies of the publishers' \
        files. Retrieval: the ten-state table was taken from the publisher on 2019-06-13; of all \
        other files the publisher's vintage is stated and 2026-11-21 is the day on which the copies \
        were read. Amounts are whole current U.S. dollars. A blank is a pair that is not in the \
        publisher's answer, 0 a zero that the publisher reported.
        """)
    addStates(&writer)
    addTotals(&writer)
    addTenStates(&writer)
    addOtherSeries(&writer)
    try addFacts(&writer)
    return try writer.finished()
  }

  private func addStates(_ writer: inout DataPackageWriter) {
    let pair = [Schemas.vintage, Schemas.state, Schemas.destination]
    writer.add(
      name: "census-exports-2019-03", title: "Exports by state and destination, 2014-2015",
      description: "One row a pair of the 53 origins (50 states, DC, Puerto Rico, U.S. Virgin "
        + "Islands) and a destination; domestic and foreign goods. Exports whose state is unknown "
        + "are in census-state-unknown, those whose destination is in "
        + "census-unidentified-destinations.",
      rows: grids.exports201903.rows(ExportGrids.early, prefix: ["2019-03"], print: postalKey),
      schema: Schemas.yearly(pair, ExportGrids.early), sources: [citations.states201903],
      licenses: [ExportCitations.federal])
    writer.add(
      name: "census-exports-2026-03", title: "Exports by state and destination, 2016-2025",
      description:
        "One row a pair of the 53 origins and a destination; domestic and foreign goods. "
        + "A later vintage than that of 2014-2015: the splice between 2015 and 2016 is ours.",
      rows: grids.exports202603.rows(ExportGrids.late, prefix: ["2026-03"], print: postalKey),
      schema: Schemas.yearly(pair, ExportGrids.late), sources: [citations.namedExports],
      licenses: [ExportCitations.federal])
    writer.add(
      name: "state-imports", title: "Imports by state and country, 2016-2025",
      description: "One row a pair of a state of destination and a country of origin.",
      rows: grids.imports.rows(ExportGrids.late, print: postalKey),
      schema: Schemas.yearly(
        [Schemas.importState, Schemas.source], ExportGrids.late, "customs value of imports"),
      sources: [citations.namedImports], licenses: [ExportCitations.federal])
  }

  private func addTotals(_ writer: inout DataPackageWriter) {
    let years = ExportGrids.early + ExportGrids.national
    let missing =
      Schemas.absentPair + "; or a year of the other vintage (2019-03 has 2014 and 2015, 2026-03 "
      + "has 2020 to 2025)"
    writer.add(
      name: "census-national-totals", title: "National exports by destination",
      description:
        "One row a vintage and destination: exports of all states and of the unknown one. "
        + "The world is in census-world-totals.",
      rows: grids.national201903.rows(ExportGrids.early, prefix: ["2019-03"]).map {
        $0 + ExportGrids.national.map { _ in "" }
      }
        + grids.national202603.rows(ExportGrids.national).map {
          ["2026-03"] + $0.prefix(1) + ExportGrids.early.map { _ in "" } + $0.dropFirst()
        },
      schema: Schemas.yearly([Schemas.vintage, Schemas.destination], years, missing: missing),
      sources: [citations.states201903, citations.national202603],
      licenses: [ExportCitations.federal])
    writer.add(
      name: "census-world-totals", title: "Exports to all destinations together",
      description: "One row a vintage and origin, as the publisher prints the World Total. Apart "
        + "from the destinations, so that it is never summed with them; the row ALL holds the other "
        + "rows of its vintage.",
      rows: grids.world201903.rows(ExportGrids.early, prefix: ["2019-03"], print: postalKey).map {
        $0 + ExportGrids.national.map { _ in "" }
      }
        + grids.world202603.rows(ExportGrids.national).map {
          ["2026-03"] + $0.prefix(1) + ExportGrids.early.map { _ in "" } + $0.dropFirst()
        },
      schema: Schemas.yearly([Schemas.vintage, Schemas.origin], years, missing: missing),
      sources: [citations.states201903, citations.national202603],
      licenses: [ExportCitations.federal])
    writer.add(
      name: "census-state-unknown", title: "Exports whose state of origin is unknown",
      description: "One row a destination (XX in the publisher's answer). An origin of its own in "
        + "totals, never a state.",
      rows: grids.stateUnknown.rows(ExportGrids.early, prefix: ["2019-03"]),
      schema: Schemas.yearly([Schemas.vintage, Schemas.destination], ExportGrids.early),
      sources: [citations.states201903], licenses: [ExportCitations.federal])
    writer.add(
      name: "census-unidentified-destinations", title: "Exports whose destination is unknown",
      description:
        "One row an origin: the publisher's Unidentified Countries, which the World Total "
        + "includes. The row ALL holds the others.",
      rows: grids.unidentified.rows(ExportGrids.early, prefix: ["2019-03"], print: postalKey),
      schema: Schemas.yearly([Schemas.vintage, Schemas.origin], ExportGrids.early),
      sources: [citations.states201903], licenses: [ExportCitations.federal])
  }

  private func addTenStates(_ writer: inout DataPackageWriter) {
    let licenses = [ExportCitations.federal, ExportCitations.viaMIT]
    let zeros = "nothing is missing: the source prints no trade as 0"
    writer.add(
      name: "ten-states-2012-2017", title: "Exports of ten states by destination, 2012-2017",
      description: "One row a pair of CT, DE, MD, NJ, NY, NC, OH, PA, VA, WV and one of 225 "
        + "destinations; the copyist left out a few tiny places. Not fifty states.",
      rows: grids.tenStates.rows(ExportGrids.ten, print: postalKey),
      schema: Schemas.yearly(
        [Schemas.state, Schemas.destination], ExportGrids.ten, missing: zeros),
      sources: [citations.tenStates], licenses: licenses)
    writer.add(
      name: "ten-states-all-origins", title: "Exports of all states by destination, 2012-2017",
      description:
        "One row a destination: every state, DC, Puerto Rico, the U.S. Virgin Islands and "
        + "the unknown state together, of the same answer as the ten states. Minus the ten it is the "
        + "rest of the U.S.",
      rows: grids.tenStatesAll.rows(ExportGrids.ten),
      schema: Schemas.yearly([Schemas.destination], ExportGrids.ten, missing: zeros),
      sources: [citations.tenStates], licenses: licenses)
  }

  private func addOtherSeries(_ writer: inout DataPackageWriter) {
    writer.add(
      name: "bts-exports", title: "Exports by state to Canada and Mexico, 2004-2025",
      description:
        "One row a pair of the 50 states or DC and Canada (1220) or Mexico (2010), summed "
        + "over modes. Another series than Census's: never splice the two. Earlier years, which "
        + "count surface modes alone, are left out.",
      rows: grids.bts.rows(ExportGrids.transBorder, print: postalKey),
      schema: Schemas.yearly(
        [Schemas.state, Schemas.destination], ExportGrids.transBorder, "value of exports"),
      sources: [citations.transBorder], licenses: [ExportCitations.federal])
    writer.add(
      name: "bts-state-unknown", title: "Exports to Canada and Mexico whose state is unknown",
      description: "One row a destination (DU in the publisher's files).",
      rows: grids.btsUnknown.rows(ExportGrids.transBorder),
      schema: Schemas.yearly([Schemas.destination], ExportGrids.transBorder, "value of exports"),
      sources: [citations.transBorder], licenses: [ExportCitations.federal])
    writer.add(
      name: "census-country-totals", title: "National exports by destination, 1985-2011",
      description: "One row a destination; not seasonally adjusted. Printed in millions, with one "
        + "decimal to 2002 and six from 2003, here in dollars. Before 1992 many destinations have no "
        + "row: from 1987 on the sum is 6.9 to 9.5 billion below the world.",
      rows: grids.countryTotals.rows(ExportGrids.countryTotals),
      schema: Schemas.yearly([Schemas.destination], ExportGrids.countryTotals),
      sources: [citations.countryTotals], licenses: [ExportCitations.federal])
    let group = DataPackageDescriptor.Field(
      name: "group", type: "string", description: "0015, the world not seasonally adjusted")
    writer.add(
      name: "census-country-world-totals", title: "National exports to the world, 1987-2011",
      description:
        "The world as the publisher prints it. In 2011 it is 13,445,865 dollars below the "
        + "sum over destinations.",
      rows: grids.countryWorld.rows(ExportGrids.countryTotals),
      schema: Schemas.yearly([group], ExportGrids.countryTotals),
      sources: [citations.countryTotals], licenses: [ExportCitations.federal])
  }

  private func addFacts(_ writer: inout DataPackageWriter) throws {
    writer.add(
      name: "destinations", title: "Destinations",
      description: "One row a Schedule C code that any table of this package has.",
      rows: try rows(of: facts.destinations, sortedBy: ["schedule_c"]),
      schema: Schemas.destinations, sources: [citations.crosswalk, citations.countryTotals],
      licenses: [ExportCitations.federal, ExportCitations.facts])
    writer.add(
      name: "destination-cow-codes", title: "Correlates of War numbers of destinations",
      description: "One row a destination and spell of years: the number of the state that was a "
        + "member of the state system on 31 December. The list of members ends in 2016; numbers that "
        + "held then are taken to hold on.",
      rows: try rows(of: facts.cowCodes, sortedBy: ["schedule_c", "year_from"]),
      schema: Schemas.cowCodes, sources: [citations.crosswalk, citations.stateSystem],
      licenses: [ExportCitations.facts])
    writer.add(
      name: "destination-names", title: "Names of destinations without codes",
      description: "One row a name that the Census Bureau prints in tables without codes.",
      rows: try rows(of: facts.names, sortedBy: ["name"]), schema: Schemas.names,
      sources: [citations.states201903, citations.namedExports],
      licenses: [ExportCitations.federal])
    writer.add(
      name: "country-codes", title: "Codes of destinations in other systems, with their years",
      description:
        "One row a code of a system and run of years: the destination that it means on 31 "
        + "December, or none, and then why. Systems: schedule-c, iso2, iso3, world-bank, cepii, "
        + "un-m49, and those numbers of cow that mean no destination; the others are in "
        + "destination-cow-codes.",
      rows: codes.rows, schema: Schemas.countryCodes, sources: [citations.crosswalk],
      licenses: [ExportCitations.facts])
    writer.add(
      name: "territory-sovereigns", title: "Territories and their sovereigns",
      description: "One row a dependent territory and run of years, by 31 December. Destinations "
        + "without a row are nobody's territory.",
      rows: try rows(of: facts.sovereigns, sortedBy: ["schedule_c", "year_from"]),
      schema: Schemas.sovereigns, sources: [citations.crosswalk],
      licenses: [ExportCitations.facts])
  }

  private func rows(of table: Table, sortedBy keys: [String]) throws -> [[String]] {
    let columns = try table.header.map(table.column)
    let keyColumns = try keys.map(table.column)
    return table.rows
      .sorted { left, right in
        keyColumns.map { $0[left] }.lexicographicallyPrecedes(keyColumns.map { $0[right] })
      }
      .map { row in columns.map { $0[row] } }
  }
}
