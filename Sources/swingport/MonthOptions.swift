import ArgumentParser
import Codes
import Hypotheses
import Panels

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
    try PieceChoices.requireUse(ofMonths: months, years: years, reference: reference)
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
      return try PieceChoices.monthly(
        months, swing: analysis.swing, ally: analysis.ally, data: data)
    }
    guard period == .month else { return nil }
    return try StoredMonths.panel(
      of: analysis.specification(), store: store, label: vintage,
      years: analysis.years.map(YearSpan.read), data: data)
  }
}
