import Codes
import Readers
import Tables

/// A table made from publishers' files, ready to be written.
struct MadeTable {
  let name: String
  let title: String
  let description: String
  let rows: [[String]]
  let schema: DataPackageDescriptor.Schema
  let sources: [DataPackageDescriptor.Source]
  let licenses: [DataPackageDescriptor.License]

  func add(to writer: inout DataPackageWriter) {
    writer.add(
      name: name, title: title, description: description, rows: rows, schema: schema,
      sources: sources, licenses: licenses)
  }
}

/// The tables made from publishers' files.
enum MadeTables {
  static func returns(
    _ read: ElectionPackage.FileReader, corrections: Table, summary: inout [String]
  ) throws -> MadeTable {
    let mitBytes = try read(ElectionSources.mit)
    let medslBytes = try read(ElectionSources.medsl)
    let mit = try MITPresidentReturns.read(mitBytes, name: ElectionSources.mit)
    let medsl = try MEDSLStateReturns.read(medslBytes, name: ElectionSources.medsl)
    let published = mit.lines + medsl.lines
    try ReturnsTally.requirePublishedTotals(published)
    try TwoPartyCheck.require(
      read(ElectionSources.twoParty), name: ElectionSources.twoParty, lines: published)
    let returns = try ReturnsTally.returns(
      ReturnsCorrections.apply(corrections, to: published))
    let expected = stride(from: 1976, through: 2024, by: 4).flatMap { year in
      State.electing.map { "\(year) \($0)" }
    }
    guard returns.map({ "\($0.election) \($0.state)" }) == expected else {
      throw DataError.contradiction(
        "the returns are not of 51 states in each of the 13 elections 1976 to 2024",
        hint: "give both files of returns whole")
    }
    let withoutVote = returns.reduce(0) { $0 + $1.withoutVote }
    summary.append(
      "returns: \(mit.lines.count) + \(medsl.lines.count) lines, \(returns.count) rows, "
        + "\(corrections.rowCount) votes corrected, \(withoutVote) ballots without a vote set aside"
    )
    return MadeTable(
      name: "returns", title: "Presidential returns by state, 1976-2024",
      description: "One row a state and election. A nominee's votes are those on all ballot lines, "
        + "New York's fusion lines included. Ballots that are a vote for nobody (blank, void, "
        + "over- and undervoted) are in no column, so that total can be below the publisher's; "
        + "Maine and Nebraska are statewide. Misprints are corrected as `returns-corrections` says.",
      rows: returns.map {
        [
          "\($0.election)", $0.state.usps, "\($0.democratic)", "\($0.republican)", "\($0.other)",
          "\($0.total)",
        ]
      },
      schema: .init(
        fields: [
          PackageText.year("election_year", "year of the election"), PackageText.state,
          PackageText.count("democratic", "votes", "for the Democratic nominee"),
          PackageText.count("republican", "votes", "for the Republican nominee"),
          PackageText.count(
            "other", "votes", "for anybody else, scattered and 'none of these' included"),
          PackageText.count("total", "votes", "democratic + republican + other"),
        ], primaryKey: ["election_year", "state"], missingMeaning: PackageText.noMissing),
      sources: [
        .init(
          title: "U.S. President 1976-2020", publisher: "MIT Election Data and Science Lab",
          vintage: mit.version, path: "https://doi.org/10.7910/DVN/42MVDX",
          retrieved: PackageText.retrieved, hash: DataPackage.hash(of: mitBytes)),
        .init(
          title: "2024 presidential returns by state",
          publisher: "MIT Election Data and Science Lab", vintage: medsl.version,
          path: "https://github.com/MEDSL/2024-elections-official",
          retrieved: PackageText.retrieved, hash: DataPackage.hash(of: medslBytes)),
      ], licenses: [PackageText.cc0])
  }

  static func defense(
    _ read: ElectionPackage.FileReader, countries: CountryNames, summary: inout [String]
  ) throws -> (MadeTable, [DefenseSpell]) {
    let bytes = try read(ElectionSources.atop)
    let rows = try ATOPDyadYears.read(bytes, name: ElectionSources.atop)
    guard let last = rows.map(\.year).max(), last == DefenseSpell.coverage.upperBound else {
      throw DataError.contradiction(
        "\(ElectionSources.atop) does not end in \(DefenseSpell.coverage.upperBound)",
        hint: "use ATOP 5.1, or state another coverage")
    }
    let compared = CalendarYear(1976)...last
    let derived = try ATOPDyadYears.read(
      read(ElectionSources.atopAllies), name: ElectionSources.atopAllies)
    let differences = Set(rows.filter { $0.defense && compared.contains($0.year) })
      .symmetricDifference(derived)
    guard differences.isEmpty else {
      throw DataError.contradiction(
        "\(ElectionSources.atop) and \(ElectionSources.atopAllies) differ in "
          + "\(differences.count) partner-years",
        hint: "take both from one release")
    }
    let spells = DefenseSpell.spells(rows)
    let years = spells.reduce(0) { $0 + $1.from.distance(to: $1.to) + 1 }
    summary.append(
      "atop-defense: \(rows.count) dyad-years, \(spells.count) spells of \(years) years")
    let table = MadeTable(
      name: "atop-defense", title: "Defence obligations in ATOP 5.1, 1949-2018",
      description: "One row an unbroken run of years with an obligation to defend between the "
        + "United States and the partner on any day of the year. Covers 1949-2018: a spell that "
        + "ends in 2018 is cut off there, and other years are not reported, not zero. The Federal "
        + "Republic of Germany is 260 to 1990 and 255 from 1990.",
      rows: try spells.map {
        ["\($0.partner)", try countries.name(of: $0.partner), "\($0.from)", "\($0.to)"]
      },
      schema: .init(
        fields: [
          PackageText.cown,
          PackageText.text("partner", "the partner's name in the Correlates of War state system"),
          PackageText.year("year_from", "first year; 1949 also for earlier beginnings"),
          PackageText.year("year_to", "last year; 2018 also for later ends"),
        ], primaryKey: ["partner_cown", "year_from"], missingMeaning: PackageText.noMissing),
      sources: [
        .init(
          title: "Alliance Treaty Obligations and Provisions, directed dyad-years "
            + "(Leeds, Ritter, Mitchell & Long 2002)",
          publisher: "ATOP Project", vintage: "5.1", path: "http://www.atopdata.org",
          retrieved: PackageText.retrieved, hash: DataPackage.hash(of: bytes))
      ], licenses: [PackageText.citation])
    return (table, spells)
  }

  static func statements(
    _ read: ElectionPackage.FileReader, countries: CountryNames, presidents: PresidentialTerms,
    summary: inout [String]
  ) throws -> MadeTable {
    let bytes = try read(ElectionSources.statements)
    let file = try BlankenshipStatements(bytes, name: ElectionSources.statements)
    let counted = file.rows.filter { $0.statements != nil }.sorted { left, right in
      (left.year, DefenseSpell.number(left.partner))
        < (right.year, DefenseSpell.number(right.partner))
    }
    guard counted.count == 3_054, counted.first?.year == CalendarYear(1950),
      counted.last?.year == CalendarYear(2010)
    else {
      throw DataError.contradiction(
        "\(ElectionSources.statements) has \(counted.count) counts, not 3054 from 1950 to 2010",
        hint: "use the article's replication file whole")
    }
    let sum = counted.reduce(0) { $0 + ($1.statements ?? 0) }
    summary.append(
      "reassurance-statements: \(counted.count) ally-years with \(sum) statements, "
        + "\(file.setAside) rows without a country set aside")
    return MadeTable(
      name: "reassurance-statements", title: "Presidential statements of reassurance, 1950-2010",
      description: "One row an ally and year: how many statements of reassurance the president "
        + "made to it, allies in the Americas included. The president is the one in office on 31 "
        + "December, also where another served most of the year. Germany is 255 in every year. "
        + "Other years and countries were not coded.",
      rows: try counted.map { count in
        [
          try presidents.term(on: count.year.lastDay).president, "\(count.partner)",
          try countries.name(of: count.partner), "\(count.year)", "\(count.statements ?? 0)",
        ]
      },
      schema: .init(
        fields: [
          PackageText.text("president", "in office on 31 December, as in `presidents`"),
          PackageText.cown,
          PackageText.text("partner", "the partner's name in the Correlates of War state system"),
          PackageText.year("year", "year of the statements"),
          PackageText.count("statements", "statements", "number in the year; 0 is a count"),
        ], primaryKey: ["partner_cown", "year"], missingMeaning: PackageText.noMissing),
      sources: [
        .init(
          title: "Promises under Pressure: Statements of Reassurance in US Alliances, "
            + "replication data (statements_americas)",
          publisher: "Brian Blankenship, International Studies Quarterly", vintage: "2020",
          path: "https://academic.oup.com/isq", retrieved: PackageText.retrieved,
          hash: DataPackage.hash(of: bytes))
      ], licenses: [PackageText.citation])
  }
}
