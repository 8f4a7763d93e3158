import Alliances
import ArgumentParser
import Codes
import Elections
import Foundation
import Panels
import Tables

/// Builds a panel and writes it with its join report and its dictionary.
struct PanelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "panel",
    abstract: "Build a panel of exports and write it with a join report and a data dictionary.",
    discussion: """
      EXAMPLES
        swingport panel --source census --fill zero --swing margin-5 --ally treaty
        swingport panel --source census --fill drop --destinations JPN,DEU --years 2016-2024
        swingport panel --source bts --fill drop --dollars real:cpi@2017 --deflator cpi=cpi.csv
        swingport panel --source census --store DIR --period month --fill zero --lag 1
        swingport panel --source m.csv --period month --fill zero --window 6
        swingport panel --source census --store DIR --commodities 87,purchasable-goods --fill zero
        swingport panel --source mine.csv --fill zero --control gdp=gdp.csv --lag gdp:1
        swingport panel --source census --fill drop --ally treaty --reputation statements
        swingport panel --source census --fill drop --controls exchange_rate --store DIR
        swingport panel --source mine.csv --fill zero --json > join-report.json
        swingport panel --records DIR --engine spark --master 'local[2]' --fill drop
        swingport panel --source census --fill drop --out - | head

      Sources: \(ExportSource.allCases.map(\.rawValue).joined(separator: ", ")) (built in; from the
      store with --store, --stored or --vintage), or files with the columns
      state or state_fips, schedule_c, iso3c, iso2c or cown, year[, month][, commodity], exports_usd;
      a code holds in the year of its row, and several in one row must agree.
      Origins: \(OriginChoice.sets.map(\.id).joined(separator: ", ")), or postal codes.
      Commodities: all, Harmonized System codes (87,88 are two series, 87+88 is one),
      \(CommodityChoice.groups.map(\.id).joined(separator: ", ")).
      Swing rules: \(SwingRules.all.map(\.id).joined(separator: ", ")), list:FILE;
      measures: \(SwingMeasure.allCases.map(\.rawValue).joined(separator: ", "))
      Ally rules: treaty, nato, treaty-without-americas, atop-defense, list:FILE
      Measures of reputation: \(BuiltInData.scaledReputationMeasureIDs.joined(separator: ", ")),
      ordinal:SCALE, tariff-tolerance:FILE, list:FILE (columns incumbent, reputation, or year, iso3c,
      reputation); those of allies go by the first --ally

      Every choice and what it means is in join-report.md, those not given as well. An absent pair
      is no zero unless --fill says so, and never one of a country that did not exist; a lag never
      reaches across a gap, and does reach the source's periods outside of --years.
      """)

  @Option(
    help: ArgumentHelp(
      "The one source of exports; several files are parts of one.", valueName: "name or file"))
  var source: [String] = []

  @Option(help: "What becomes of pairs without a row in the source: zero or drop.")
  var fill: FillPolicy?

  @Option(help: "year or month.")
  var period: PeriodLength = .year

  @Option(help: "Years as FIRST-LAST or one year; all whole years of the source unless said.")
  var years: String?

  @Option(help: "A set of origins, or postal codes; those of the source unless said.")
  var origins: String?

  @Option(help: "Schedule C, ISO or Correlates of War codes with commas between, or all.")
  var destinations = "all"

  @Option(help: "All goods, codes, sums of codes or groups, each a series.")
  var commodities = "all"

  @Option(help: "nominal, or real:NAME[@YEAR] for prices of a year beside them.")
  var dollars = "nominal"

  @Option(help: ArgumentHelp("A table with columns year, deflator.", valueName: "name=file"))
  var deflator: [String] = []

  @Option(help: "A swing rule or measure; may be given again.")
  var swing: [String] = []

  @Option(help: "An ally rule; may be given again.")
  var ally: [String] = []

  @Option(help: "A measure of reputation, dated before the period; may be given again.")
  var reputation: [String] = []

  @Option(
    help: "Built-in controls by name, all or none; exchange_rate comes from the store.")
  var controls = "none"

  @Option(
    help: ArgumentHelp(
      "A table of one control: state, a code of a country, year and value.",
      valueName: "name=file"))
  var control: [String] = []

  @Option(help: "A lag of K periods, of exports_usd or of VARIABLE:K; may be given again.")
  var lag: [String] = []

  @Option(help: "A lead, as --lag.")
  var lead: [String] = []

  @Option(
    help: ArgumentHelp(
      "By month, how many months before election day are the pre-election window: 3, 6, 12 or 24; "
        + "12 unless said.", valueName: "months"))
  var window: String?

  @Option(help: "What becomes of territories: sovereign, drop or own.")
  var territories: TerritoryPolicy = .own

  @Option(help: "What becomes of codes that are not known: stop, list or drop.")
  var onUnmatched: UnmatchedPolicy = .stop

  @Option(
    help: ArgumentHelp(
      "Destinations that share an ISO code in a year: keep their rows, or sum them.",
      valueName: "keep or sum"))
  var sharedCodes: SharedCodePolicy = .keep

  @Option(
    help: ArgumentHelp(
      "Texts that mean not reported in amounts and controls, such as NA,.; only the empty cell unless "
        + "said.", valueName: "marks"))
  var missingMarks: String?

  @Flag(help: "Take the figures from the store.")
  var stored = false

  @Option(help: "The vintage of the store to use; the one in use unless said.")
  var vintage: String?

  @OptionGroup var store: StoreFolder

  @OptionGroup(title: "Records") var engine: EngineOptions

  @Option(help: "csv, sqlite or both.")
  var format: PanelFormat = .csv

  @Option(
    name: .shortAndLong, help: "The folder to write into, or - for the CSV on standard output.")
  var out: String?

  @Flag(help: "Print the join report as JSON; write files only where --out is given.")
  var json = false

  @Flag(help: "Print the data dictionary and do nothing else.")
  var dictionary = false

  /// The folder of a panel that names none.
  static let standardFolder = "out/panel"

  func run() throws {
    let folder = try DataFolder(
      environment: ProcessInfo.processInfo.environment, program: DataFolder.program)
    let data = try BuiltInData(
      elections: DataFolder.package(folder.elections),
      exports: DataFolder.package(folder.exports))
    let builtInControls = try PanelControls.builtIn(folder)
    let text = DataDictionary.markdown(
      swingRules: data.swingRules, allyRules: data.allyRules,
      reputations: try data.scaledReputationMeasures(), controls: builtInControls)
    if dictionary {
      try Terminal.print(bytes: Array(text.utf8))
      return
    }
    do {
      try build(data, builtInControls, dictionary: text)
    } catch let error as DataError where engine.engine != nil {
      throw error.ofJob
    }
  }

  private func build(
    _ data: BuiltInData, _ builtInControls: [any ControlVariable], dictionary: String
  ) throws {
    let reduction = try engine.reduction(for: self)
    try checkOutput(hasSource: reduction != nil || !source.isEmpty)
    let choices = PanelChoices(command: self, data: data, builtInControls: builtInControls)
    // What the choices can be refused for comes before the hours that a reduction may take.
    var inputs =
      try reduction.map {
        try PanelInputs(cells: nil, of: $0, marks: marks(), data: data)
      } ?? PanelInputs(command: self, data: data)
    var design = try choices.design(inputs: inputs)
    if let reduction, engine.dryRun {
      return try Terminal.print(bytes: Array(reduction.plan.utf8))
    }
    let folder = out ?? Self.standardFolder
    let output = OutputFolder(root: URL(fileURLWithPath: folder, isDirectory: true))
    var lock: OutputLock?
    defer { withExtendedLifetime(lock) {} }
    let writesFiles = out != "-" && !(json && out == nil)
    if writesFiles {
      let earlier = PanelFolder(output: output)
      try earlier.requireFree(of: inputFiles, withCells: reduction != nil)
      _ = try earlier.stale(beside: format)
      lock = try OutputLock(output.root)
      try output.requireWritable()
    }
    let cells = try reduction?.cells()
    if let reduction {
      inputs = try PanelInputs(cells: cells, of: reduction, marks: marks(), data: data)
      design = try choices.design(inputs: inputs)
    }
    let panel = try BuiltPanel(
      parts: inputs.parts, design: design, context: data.context, published: inputs.published)
    if out == "-" {
      try panel.table.writeCSV { try Terminal.print(bytes: $0) }
      return
    }
    if writesFiles {
      let removed = try PanelFiles(
        panel: panel, design: design, format: format, dictionary: dictionary,
        sources: design.citations + choices.ruleSources + design.controls.compactMap(\.source),
        licenses: choices.licenses, cells: cells
      ).write(to: output)
      for name in removed {
        Terminal.say("removed \(folder)/\(name), which was of an earlier panel")
      }
    }
    if json {
      try Terminal.print(bytes: panel.report.json())
    } else {
      try Terminal.print(bytes: Array(PanelFiles.summary(panel, folder: folder).utf8))
    }
  }

  /// The paths of the files that the command line names as inputs.
  private var inputFiles: [String] {
    let named = (deflator + control).compactMap {
      $0.split(separator: "=", maxSplits: 1).dropFirst().first.map(String.init)
    }
    let lists = (swing + ally + reputation).compactMap {
      $0.split(separator: ":", maxSplits: 1).dropFirst().first.map(String.init)
    }
    return source + named + lists
  }

  /// The lags and leads.
  ///
  /// - Throws: `DataError` of kind `unknownChoice`.
  func shifts() throws -> [PanelShift] {
    try lag.map { try PanelShift($0, isLead: false) }
      + lead.map { try PanelShift($0, isLead: true) }
  }

  /// The texts that mean that no figure is reported.
  ///
  /// - Throws: `DataError` of kind `wrongUse` for one that is a number or empty.
  func marks() throws -> [String] {
    try (missingMarks?.split(separator: ",", omittingEmptySubsequences: false) ?? []).map {
      let mark = String($0)
      guard !mark.isEmpty, Double(mark).map(\.isNaN) ?? true else {
        throw DataError(
          .wrongUse,
          mark.isEmpty
            ? "--missing-marks names an empty mark" : "the mark '\(mark)' is a number",
          hint: "name texts such as NA,. with commas between; the empty cell needs no name")
      }
      return mark
    }
  }

  /// Refuses combinations that make no sense, and names all that must be chosen and is not.
  private func checkOutput(hasSource: Bool) throws {
    if !hasSource || fill == nil {
      let missing =
        (hasSource ? [] : ["--source (which one source of exports)"])
        + (fill == nil
          ? [
            "--fill ("
              + FillPolicy.allCases.map { "\($0.rawValue): \($0.description)" }
              .joined(separator: "; ") + ")"
          ] : [])
      throw DataError(
        .wrongUse, "a panel needs a choice of \(missing.joined(separator: " and of "))",
        hint: "for instance swingport panel --source census --fill zero")
    }
    if out == "" {
      throw DataError(.wrongUse, "--out is empty", hint: "name a folder with --out, or - for CSV")
    }
    if out == "-", json || format != .csv {
      throw DataError(
        .wrongUse, "standard output takes the CSV alone",
        hint: "leave --json and --format out, or name a folder with --out")
    }
  }
}

/// The files that hold a panel.
enum PanelFormat: String, ExpressibleByArgument, CaseIterable {
  case csv, sqlite, both

  var hasCSV: Bool { self != .sqlite }
  var hasSQLite: Bool { self != .csv }
}

extension FillPolicy: ExpressibleByArgument {}
extension PeriodLength: ExpressibleByArgument {}
extension TerritoryPolicy: ExpressibleByArgument {}
extension UnmatchedPolicy: ExpressibleByArgument {}
extension SharedCodePolicy: ExpressibleByArgument {}
