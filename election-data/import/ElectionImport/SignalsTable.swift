import Codes
import Readers
import Tables

extension MadeTables {
  static func signals(
    _ read: ElectionPackage.FileReader, countries: CountryNames, summary: inout [String]
  ) throws -> MadeTable {
    let bytes = try read(ElectionSources.signals)
    let rows = try McManusNiemanSignals(bytes, name: ElectionSources.signals).rows
      .sorted { left, right in
        (left.year, DefenseSpell.number(left.partner))
          < (right.year, DefenseSpell.number(right.partner))
      }
    let words = rows.reduce(0) { $0 + ($1.words ?? 0) }
    let visits = rows.reduce(0) { $0 + $1.visits }
    // The file states no totals; these are those of the release that was read and checked.
    guard rows.count == 9_266, rows.first?.year == CalendarYear(1950),
      rows.last?.year == CalendarYear(2012), words == 93_856, visits == 508
    else {
      throw DataError.contradiction(
        "\(ElectionSources.signals) has \(rows.count) rows with \(words) words and \(visits) visits, "
          + "not 9266 of 1950 to 2012 with 93856 and 508",
        hint: "use the article's replication file whole")
    }
    summary.append(
      "support-signals: \(rows.count) country-years with \(words) words to 2010 and \(visits) visits"
    )
    return MadeTable(
      name: "support-signals", title: "Signals of support by the United States, 1950-2012",
      description:
        "One row a country and year: supportive statements in words, and whether a leader "
        + "visited. Words were coded to 2010; the publisher prints 0 for 2011 and 2012, here blank. "
        + "The Federal Republic of Germany is 260 to 1990 and 255 from 1990.",
      rows: try rows.map {
        [
          "\($0.partner)", try countries.name(of: $0.partner), "\($0.year)",
          $0.words.map(String.init) ?? "", "\($0.visits)",
        ]
      },
      schema: .init(
        fields: [
          PackageText.cown,
          PackageText.text("partner", "the partner's name in the Correlates of War state system"),
          PackageText.year("year", "year of the signals"),
          PackageText.count("words", "statements", "supportive statements; 0 is a count"),
          PackageText.count("visits", "0 or 1", "1 if a leader visited in the year"),
        ], primaryKey: ["partner_cown", "year"],
        missingMeaning: "words: not coded, 2011 and 2012"),
      sources: [
        .init(
          title: "Identifying the level of major power support signaled for protégés: A latent "
            + "measure approach, replication data (us_words, us_vis)",
          publisher: "Roseanne McManus and Mark Nieman, Journal of Peace Research",
          vintage: "2019", path: "https://journals.sagepub.com/home/jpr",
          retrieved: PackageText.retrieved, hash: DataPackage.hash(of: bytes))
      ], licenses: [PackageText.citation])
  }
}
