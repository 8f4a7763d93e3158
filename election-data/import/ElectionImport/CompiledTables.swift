import Codes
import Tables

/// A table that is edited by hand and only sorted and described by the import.
struct CompiledTable {
  let name: String
  let title: String
  let description: String
  let schema: DataPackageDescriptor.Schema
  let sortedBy: [String]
  let sources: [DataPackageDescriptor.Source]
  let licenses: [DataPackageDescriptor.License]

  /// The hand-compiled tables in order of name.
  static let all = [
    congressMajorities, districtElectors, electoralVotes, eligibility, incumbency, presidents,
    rankings, corrections, treaties, exceptions,
  ]

  static let congressMajorities = CompiledTable(
    name: "congress-majorities", title: "Parties that led the chambers of Congress, 1977-2026",
    description: "One row a year: the party that organised each chamber on most days of the year, "
      + "and the party of the president of 31 December. The rule is in SOURCES.md.",
    schema: .init(
      fields: [
        PackageText.year("year", "calendar year"),
        PackageText.count("congress", "ordinal", "number of the Congress that began 3 January"),
        PackageText.text("president_party", "of the president of 31 December, D or R"),
        PackageText.text("house", "House of Representatives, D or R"),
        PackageText.text("senate", "Senate, D or R"),
        PackageText.text("note", "what a reader must know"), PackageText.source,
      ], primaryKey: ["year"], missingMeaning: "note: nothing to add"),
    sortedBy: ["year"],
    sources: [
      PackageText.compiled(
        "Party Divisions of the House of Representatives, 1789 to Present",
        "Office of the Historian, U.S. House of Representatives",
        "https://history.house.gov/Institution/Party-Divisions/Party-Divisions/"),
      PackageText.compiled(
        "Party Division", "U.S. Senate Historical Office",
        "https://www.senate.gov/history/partydiv.htm"),
    ], licenses: [PackageText.facts])

  static let electoralVotes = CompiledTable(
    name: "electoral-votes", title: "Electors by state and census",
    description: "Electors of a state by the apportionment after each census. The elections "
      + "1972-80, 1984-88, 1992-2000, 2004-08, 2012-20 and 2024-28 use the columns in order.",
    schema: .init(
      fields: [PackageText.state]
        + stride(from: 1970, through: 2020, by: 10).map {
          PackageText.count("census_\($0)", "electors", "by the census of \($0)")
        }, primaryKey: ["state"], missingMeaning: PackageText.noMissing),
    sortedBy: ["state"],
    sources: [
      PackageText.compiled(
        "Apportionment of Membership of the House of Representatives, 1910-2020",
        "U.S. Census Bureau",
        "https://www.census.gov/topics/public-sector/congressional-apportionment.html")
    ], licenses: [PackageText.facts])

  static let districtElectors = CompiledTable(
    name: "district-electors", title: "Electors of districts that voted against their state",
    description: "Districts of Maine and Nebraska whose elector went to the candidate who lost the "
      + "state, 1976-2024. Everywhere else the statewide winner took all electors.",
    schema: .init(
      fields: [
        PackageText.year("election_year", "year of the election"),
        PackageText.text("district", "postal code and number"),
        PackageText.text(
          "margin_points", "Democratic less Republican votes in percent of all votes there"),
        PackageText.source,
      ], primaryKey: ["election_year", "district"], missingMeaning: PackageText.noMissing),
    sortedBy: ["election_year", "district"],
    sources: [
      PackageText.compiled(
        "Canvasses of presidential elections by congressional district",
        "Secretaries of State of Maine and Nebraska", "https://www.maine.gov/sos/elections-voting")
    ], licenses: [PackageText.facts])

  static let incumbency = CompiledTable(
    name: "incumbency", title: "Incumbents at presidential elections, 1952-2024",
    description: "One row an election: who was president on election day, whether he could be "
      + "elected again and whether he stood.",
    schema: .init(
      fields: [
        PackageText.year("election_year", "year of the election"),
        PackageText.date("election_day", "Tuesday after the first Monday of November"),
        PackageText.text("incumbent", "president on election day, as in `presidents`"),
        PackageText.text("incumbent_party", "D or R"),
        PackageText.flag("eligible", "may constitutionally be elected again"),
        PackageText.flag("stands", "is a candidate on election day"),
        PackageText.date("stands_until", "day on which an eligible incumbent withdrew"),
        PackageText.text("note", "what a reader must know"), PackageText.source,
      ], primaryKey: ["election_year"],
      missingMeaning: "stands_until: stood to the end or was never eligible; note: nothing to add"),
    sortedBy: ["election_year"],
    sources: [
      PackageText.compiled(
        "Constitution, Amendment XXII; 3 U.S.C. 1; presidential documents",
        "U.S. Government; American Presidency Project, UC Santa Barbara",
        "https://www.presidency.ucsb.edu")
    ], licenses: [PackageText.facts])

  static let presidents = CompiledTable(
    name: "presidents", title: "Presidents since 1945",
    description: "One row an unbroken tenure, in order of office. Truman's begins in 1945.",
    schema: .init(
      fields: [
        PackageText.text("president", "identifier, such as bush-43"),
        PackageText.count("number", "ordinal", "customary number"),
        PackageText.text("party", "D or R"),
        PackageText.date("term_from", "first day of the tenure"),
        PackageText.date("term_to", "first day of the successor"),
        PackageText.text("name", "name in English"), PackageText.source,
      ], primaryKey: ["president"],
      missingMeaning: "term_to: in office when the table was compiled"),
    sortedBy: ["term_from"],
    sources: [
      PackageText.compiled(
        "Lists of presidents; Constitution, Amendment XX", "White House and National Archives",
        "https://www.archives.gov")
    ], licenses: [PackageText.facts])

  static let rankings = CompiledTable(
    name: "reputation-rankings", title: "Rankings of incumbents by confidence abroad",
    description: "Public confidence in the president among allies' publics, a proxy for "
      + "reputation and no count of what he said or did. Rank 1 is the most confidence.",
    schema: .init(
      fields: [
        PackageText.text("scale", "name of the ranking; the rules are in SOURCES.md"),
        PackageText.text("incumbent", "president, as in `presidents`"),
        PackageText.count("rank", "rank", "1 is the highest value of the scale"),
        PackageText.count("value", "percent", "share with confidence, as value_unit says"),
        PackageText.text("value_unit", "whose share it is"), PackageText.source,
        PackageText.text("note", "what a reader must know"),
        PackageText.year("measured_year", "year of the survey"),
      ], primaryKey: ["scale", "incumbent"], missingMeaning: PackageText.noMissing),
    sortedBy: ["scale", "incumbent"],
    sources: [
      PackageText.compiled(
        "Global Attitudes surveys, reports named in each row", "Pew Research Center",
        "https://www.pewresearch.org")
    ], licenses: [PackageText.attribution])

  static let corrections = CompiledTable(
    name: "returns-corrections", title: "Misprints corrected in `returns`",
    description: "Votes that the publisher misprints, with the figure used instead. The import "
      + "refuses a row whose published figure is no longer in the publisher's file.",
    schema: .init(
      fields: [
        PackageText.year("election_year", "year of the election"), PackageText.state,
        PackageText.text("candidate", "as the publisher prints the name"),
        PackageText.count("published", "votes", "as the publisher prints them"),
        PackageText.count("corrected", "votes", "as used"),
        PackageText.text("reason", "why the published figure is a misprint"), PackageText.source,
      ], primaryKey: ["election_year", "state", "candidate"],
      missingMeaning: PackageText.noMissing),
    sortedBy: ["election_year", "state", "candidate"],
    sources: [
      PackageText.compiled(
        "Federal Elections", "Federal Election Commission", "https://www.fec.gov")
    ], licenses: [PackageText.facts])

  static let treaties = CompiledTable(
    name: "treaties", title: "Mutual-defence treaties of the United States, 1949-2025",
    description: "One row a spell of one treaty with one partner. A partner is an ally in a year "
      + "if any row holds on 31 December. The rule of inclusion is in SOURCES.md.",
    schema: .init(
      fields: [
        PackageText.text("partner_iso3", "the partner's ISO 3166-1 code"),
        PackageText.text(
          "partner_cown", "the partner's Correlates of War number; 255 for either Germany"),
        PackageText.text("partner", "the partner's name"),
        PackageText.text("treaty", "short name of the treaty"),
        PackageText.date("in_force_from", "first day in force"),
        PackageText.date("in_force_to", "first day no longer in force"),
        PackageText.text("status_note", "what a reader must know"), PackageText.source,
      ], primaryKey: ["partner_iso3", "treaty", "in_force_from"],
      missingMeaning: "in_force_to: in force at the end of 2025; status_note: nothing to add"),
    sortedBy: ["partner_iso3", "treaty", "in_force_from"],
    sources: [
      PackageText.compiled(
        "Statutes at Large, UST and TIAS; U.S. Collective Defense Arrangements",
        "U.S. Government", "https://www.state.gov"),
      PackageText.compiled(
        "B-29, Inter-American Treaty of Reciprocal Assistance: status",
        "Organization of American States", "https://www.oas.org/juridico/english/sigs/b-29.html"),
      PackageText.compiled("Member countries", "NATO", "https://www.nato.int"),
    ], licenses: [PackageText.facts])

  static let exceptions = CompiledTable(
    name: "treaty-atop-exceptions", title: "Where the treaty table and ATOP 5.1 differ",
    description: "Runs of years 1949-2018 in which the status on 31 December by `treaties` is not "
      + "ATOP's. `treaties` with these rows gives `atop-defense` exactly.",
    schema: .init(
      fields: [
        PackageText.cown, PackageText.text("partner", "the partner's name"),
        PackageText.year("year_from", "first year"), PackageText.year("year_to", "last year"),
        PackageText.count("treaty_table", "0 or 1", "1 if `treaties` has an ally"),
        PackageText.count("atop", "0 or 1", "1 if ATOP has a defence obligation"),
        PackageText.text("reason", "why they differ"),
      ], primaryKey: ["partner_cown", "year_from"], missingMeaning: PackageText.noMissing),
    sortedBy: ["partner_cown", "year_from"],
    sources: [
      PackageText.compiled(
        "Alliance Treaty Obligations and Provisions 5.1 (Leeds, Ritter, Mitchell & Long 2002)",
        "ATOP Project", "http://www.atopdata.org")
    ], licenses: [PackageText.citation])

  /// The rows sorted by the table's keys, numbers as numbers.
  ///
  /// - Throws: `DataError` where the file's columns are not those described, or a cell that may not
  ///   be empty is.
  func rows(of table: Table) throws -> [[String]] {
    let names = schema.fields.map(\.name)
    guard Set(table.header) == Set(names) else {
      throw DataError.contradiction(
        "\(table.name) has the columns \(table.header.joined(separator: ", ")) where "
          + "\(names.joined(separator: ", ")) are described",
        hint: "rename the columns of the file or describe the new ones")
    }
    try table.requireUnique(schema.primaryKey)
    let columns = try names.map(table.column)
    if schema.missingMeaning == PackageText.noMissing {
      for column in columns {
        for row in table.rows { _ = try column.text(row) }
      }
    }
    let keys = try sortedBy.map(table.column)
    let order = table.rows.map { row in (keys.map { Self.sortable($0[row]) }, row) }
      .sorted { $0.0.lexicographicallyPrecedes($1.0) }
    return order.map { _, row in columns.map { $0[row] } }
  }

  /// Digits with leading zeros, so that numbers sort as numbers; other text as it is.
  private static func sortable(_ text: String) -> String {
    guard Int(text) != nil else { return text }
    return String(repeating: "0", count: max(0, 8 - text.utf8.count)) + text
  }
}
