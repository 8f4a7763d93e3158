import ArgumentParser
import Codes
import Foundation
import Hypotheses
import Panels
import Tables

/// Months in the place of an analysis' years: those of the store, or of a user's panel.
struct MonthOptions: ParsableArguments {
  @Option(
    help: "A monthly panel in place of an analysis: state, iso3c, year, month, value_usd.")
  var months: String?

  @Option(help: "Years, or the months of the store: year, month.")
  var period: PeriodLength = .year

  @Option(help: "The vintage of the store's months; the one in use unless said.")
  var vintage: String?

  @OptionGroup var store: StoreFolder

  /// Refuses options that go with another kind of panel.
  func requireUse(years: String?, reference: Int? = nil) throws {
    if months != nil, years != nil || reference != nil {
      throw DataError(
        .wrongUse, "--years and --reference are for analyses, and --months names a panel",
        hint: "leave them out; the reference of months is 13 to 15 months before the election")
    }
    if months != nil, period == .month || vintage != nil || store.store != nil {
      throw DataError(
        .wrongUse, "--months names a panel, and --period, --vintage and --store are for a store",
        hint: "leave --months or the others out")
    }
    if period == .month, reference != nil {
      throw DataError(
        .wrongUse, "--reference counts years, and --period month counts months",
        hint: "leave it out; the reference of months is 13 to 15 months before the election")
    }
    if period == .year, vintage != nil || store.store != nil {
      throw DataError(
        .wrongUse, "--vintage and --store are for the months of the store",
        hint: "add --period month, or leave them out")
    }
  }

  /// The monthly panel that is asked for; nil where years are.
  ///
  /// - Throws: `DataError` where it cannot be read or joined.
  func panel(of analysis: AnalysisPanel, data: BuiltInData) throws -> MonthlyPanel? {
    if let months {
      return try Self.read(months, swing: analysis.swing, ally: analysis.ally, data: data)
    }
    guard period == .month else { return nil }
    return try StoredMonths.panel(
      of: analysis.specification(), store: store, label: vintage,
      years: analysis.years.map(YearSpan.read), data: data)
  }

  /// The event studies of the months that are asked for, or else of the analysis by year.
  ///
  /// - Parameter reference: The years before the election that the others are compared with; 2 unless said.
  func eventStudy(
    of analysis: AnalysisPanel, reference: Int?, byCycle: Bool, data: BuiltInData
  ) throws -> [EventStudyResult] {
    try panel(of: analysis, data: data)?.eventStudy(MonthlyEventStudy(byCycle: byCycle))
      ?? analysis.specification().eventStudy(
        EventStudySpecification(reference: reference ?? 2, byCycle: byCycle), data: data)
  }

  /// The months as they are cited; nil where years are asked for.
  func citation(of analysis: AnalysisPanel) throws -> String? {
    if let months {
      return "a monthly panel of the user, \(URL(fileURLWithPath: months).lastPathComponent)"
    }
    guard period == .month else { return nil }
    let line = try analysis.specification().source.publisherLine(
      vintage: vintage ?? "in use in the store")
    return "by month: " + line.dropLast()
  }

  /// A user's monthly panel joined with swing states and allies.
  private static func read(
    _ path: String, swing: String?, ally: String?, data: BuiltInData
  ) throws -> MonthlyPanel {
    let bytes: [UInt8]
    do {
      bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw DataError(
        .missingTable, "the monthly panel '\(path)' cannot be read",
        hint: "check the name after --months and the file's permissions")
    }
    let file = URL(fileURLWithPath: path).lastPathComponent
    return try MonthlyPanel(
      table: DelimitedText(name: file).table(from: bytes), file: file,
      swing: data.swingRule(swing.map(UserTable.identifier) ?? "margin-5"),
      ally: data.allyRule(ally.map(UserTable.identifier) ?? "treaty"), context: data.context)
  }
}
