import ArgumentParser
import Codes
import Elections
import Foundation
import Panels
import Reports
import Tables

/// The swing rules side by side.
struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare the swing rules, or explain one state in one year.",
    discussion: """
      EXAMPLES
        swingport rules                              every rule, elections 2000-2024
        swingport rules --swing margin-5 --swing kriner-reeves-each --years 2000-2020
        swingport rules --explain PA 2016
        swingport rules --explain Pennsylvania 2016
        swingport rules --csv > swing-states.csv
        swingport rules --swing margin-5 --swing list:mine.csv

      Swing rules: \(SwingRules.all.map(\.id).joined(separator: ", ")), and list:FILE
      for a table with columns year, state, swing. With --explain also the measures
      \(SwingMeasure.allCases.map(\.rawValue).joined(separator: ", ")).
      """)

  @Option(help: "A rule to compare; may be given again. All rules unless said.")
  var swing: [String] = []

  @Option(
    help: "The elections from FIRST to LAST, as FIRST-LAST, or of one year; 2000-2024 unless said.")
  var years = "2000-2024"

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Why a state is swing in a year or not.", valueName: "state> <year"))
  var explain: [String] = []

  @Flag(help: "Print one row a rule, state and election.")
  var csv = false

  /// The state, by its postal code, FIPS code or name, and the year behind it.
  private static func stateAndYear(_ words: [String]) throws -> (State, CalendarYear) {
    let name = words.dropLast().joined(separator: " ")
    guard words.count >= 2, let year = words.last.flatMap({ Int($0) }), (1900...2100).contains(year)
    else {
      throw DataError(
        .wrongUse, "--explain was given '\(words.joined(separator: " "))'",
        hint: "give a state and a year, as in --explain PA 2016")
    }
    guard
      let state = State.usps(name.uppercased()) ?? State.fips(printed: name) ?? State.named(name)
    else {
      let near = State.nearest(to: name)
      throw DataError(
        .wrongUse, "'\(name)' is no state" + (near.map { ", did you mean \($0.name)?" } ?? ""),
        hint: "give a postal code, a FIPS code or a name, as in --explain PA 2016")
    }
    guard state.kind != .territory else {
      throw DataError(
        .wrongUse, "\(state.name) has no electors", hint: "give a state or the District of Columbia"
      )
    }
    return (state, CalendarYear(year))
  }

  func run() throws {
    if let twice = swing.indices.first(where: { swing[..<$0].contains(swing[$0]) }) {
      throw DataError(
        .wrongUse, "--swing \(swing[twice]) is given twice",
        hint: "name each rule once; a rule never differs from itself")
    }
    let measures =
      swing.isEmpty ? SwingMeasure.allCases : swing.compactMap { SwingMeasure(rawValue: $0) }
    let names = explain.isEmpty ? swing : swing.filter { SwingMeasure(rawValue: $0) == nil }
    let rules = try swing.isEmpty ? SwingRules.all : names.map(SwingRuleChoice.rule)
    let folder = try DataFolder(
      environment: ProcessInfo.processInfo.environment, program: DataFolder.program)
    let data = try BuiltInData(
      elections: DataFolder.package(folder.elections), exports: DataFolder.package(folder.exports))
    let returns = data.context.returns
    if !explain.isEmpty {
      let (state, year) = try Self.stateAndYear(explain)
      if csv {
        throw DataError(
          .wrongUse, "--csv prints the rules side by side, and --explain speaks of one state",
          hint: "leave one of the two out")
      }
      let text = SwingComparisonText.explanation(
        of: state, in: year, rules: rules, measures: measures, returns: returns)
      try Terminal.print(bytes: Array(text.utf8))
      return
    }
    let span = try YearSpan.read(years)
    let elections = (span.lowerBound.number...span.upperBound.number).map { CalendarYear($0) }
      .filter(\.isPresidentialElection)
    guard !elections.isEmpty else {
      throw DataError(
        .wrongUse, "no presidential election was held in \(years)",
        hint: "give a span such as 2000-2024")
    }
    let comparison = SwingComparison(
      rules: rules, years: elections, states: State.electing, returns: returns)
    try Terminal.print(
      bytes: csv
        ? SwingComparisonText.csv(comparison) : Array(SwingComparisonText.text(comparison).utf8))
  }
}
