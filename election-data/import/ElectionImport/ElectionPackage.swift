import Codes
import Readers
import Tables

/// Makes the data package of elections, alliances and presidents from the publishers' files and the
/// hand-compiled tables.
package struct ElectionPackage {
  /// Reads a file by its path in a folder; throws what it likes.
  package typealias FileReader = (String) throws -> [UInt8]

  /// The files to write, descriptor last: path in the package's folder and content.
  package let files: [(path: String, bytes: [UInt8])]
  /// What was read and made, a line each, for the person who runs the import.
  package let summary: [String]

  /// Reads, checks and puts together; nothing is made unless everything holds.
  ///
  /// - Parameters:
  ///   - publishers: Reads the publishers' files by the paths of ``ElectionSources``.
  ///   - compiled: Reads the hand-compiled tables by paths such as `tables/treaties.csv`.
  /// - Throws: `DataError` for the first thing that does not hold, and what the readers throw.
  package init(publishers: FileReader, compiled: FileReader) throws {
    var summary: [String] = []
    var hand: [String: Table] = [:]
    var handRows: [String: [[String]]] = [:]
    for table in CompiledTable.all {
      let path = "tables/\(table.name).csv"
      let content = try DelimitedText(name: path).table(from: compiled(path))
      handRows[table.name] = try table.rows(of: content)
      hand[table.name] = content
    }
    func handTable(_ table: CompiledTable) throws -> Table {
      guard let content = hand[table.name] else {
        throw DataError(.missingTable, "no table \(table.name)", hint: "restore it")
      }
      return content
    }
    let presidents = try PresidentialTerms(handTable(.presidents))
    try CompiledTableChecks.treaties(handTable(.treaties))
    try CompiledTableChecks.incumbency(handTable(.incumbency), presidents: presidents)
    try CompiledTableChecks.eligibility(
      handTable(.eligibility), incumbency: handTable(.incumbency), presidents: presidents)
    try CompiledTableChecks.congressMajorities(
      handTable(.congressMajorities), presidents: presidents)
    try CompiledTableChecks.electoralVotes(handTable(.electoralVotes))
    try CompiledTableChecks.districtElectors(handTable(.districtElectors))
    try CompiledTableChecks.rankings(handTable(.rankings), presidents: presidents)

    let returns = try MadeTables.returns(
      publishers, corrections: handTable(.corrections), summary: &summary)
    let countries = try CountryNames(
      publishers(ElectionSources.countries), name: ElectionSources.countries)
    let (defense, spells) = try MadeTables.defense(
      publishers, countries: countries, summary: &summary)
    let residual = try TreatyAgreement.residual(
      treaties: handTable(.treaties), exceptions: handTable(.exceptions), spells: spells)
    if let first = residual.first {
      throw DataError.contradiction(
        "treaties and ATOP differ otherwise than listed in \(residual.count) partner-years, the "
          + "first \(first)",
        hint: "correct treaties.csv, or list the difference with its reason in "
          + "treaty-atop-exceptions.csv")
    }
    summary.append("treaties and ATOP: every difference is listed")
    let statements = try MadeTables.statements(
      publishers, countries: countries, presidents: presidents, summary: &summary)
    let signals = try MadeTables.signals(publishers, countries: countries, summary: &summary)

    var writer = DataPackageWriter(
      name: "swingport-election-data",
      title: "Elections, alliances and presidents for Swingport",
      description: "Presidential returns by state 1976-2024, electors, presidents and incumbents, "
        + "mutual-defence treaties of the United States and measures of reassurance. Figures are "
        + "read from publishers' files by the import program; treaties, presidents, incumbents, "
        + "majorities in Congress, electors, rankings and corrections are compiled by hand "
        + "(SOURCES.md).")
    for made in [returns, defense, statements, signals] { made.add(to: &writer) }
    for table in CompiledTable.all {
      writer.add(
        name: table.name, title: table.title, description: table.description,
        rows: handRows[table.name] ?? [], schema: table.schema, sources: table.sources,
        licenses: table.licenses)
    }
    files = try writer.finished()
    self.summary = summary
  }
}
