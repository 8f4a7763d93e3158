import ArgumentParser
import Codes
import Elections
import Foundation
import Hypotheses
import Maps
import Panels
import Reports
import Tables

/// The main job: panel, estimates, tables, map and report.
struct Analyze: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run registered analyses: panel, estimates, map and report.",
    discussion: """
      EXAMPLES
        swingport analyze                                  all analyses into out/
        swingport analyze swing-states --out headline
        swingport analyze swing-states --swing margin-3 --ally nato
        swingport analyze swing-states --years 2016-2024 --window 0
        swingport analyze bts-canada-mexico --json > estimates.json
        swingport analyze swing-states --vintage 2026-06-11
        swingport analyze national-concessions --reputation signals-visits
        swingport analyze swing-states --inference full --all-rules
        swingport analyze bts-canada-mexico --moderator legislative-constraint
        swingport analyze economic-demands --demands demands.csv
        swingport analyze government-purchases --source census    chapters of the store

      Hypotheses: \(RegisteredHypotheses.all.map(\.id).joined(separator: ", "))
      Analyses: \(Analyses.ids.joined(separator: ", "))
      (swing-states is the hypothesis and its main panel; ten-states-2012 and bts-canada-mexico are
      its other panels, national-concessions is that of economic-concessions)
      Swing rules: \(SwingRules.all.map(\.id).joined(separator: ", ")), list:FILE
      (columns year, state, swing)
      Ally rules: treaty, nato, treaty-without-americas, atop-defense, list:FILE
      (columns year, iso3c, ally)
      Measures of reputation: \(BuiltInData.reputationMeasureIDs.joined(separator: ", ")),
      ordinal:SCALE, tariff-tolerance:FILE (a WITS table of applied tariffs), list:FILE
      (columns incumbent, reputation, or year, iso3c, reputation)

      The built-in tables are read from the .resources folders beside the program, or from the folder
      named in SWINGPORT_DATA.
      """)

  @Argument(help: "A hypothesis, an analysis, or all.")
  var analysis = "all"

  @Option(name: .shortAndLong, help: "The folder to write into; out unless said.")
  var out: String?

  @Option(help: "A swing rule in place of the analysis' own.")
  var swing: String?

  @Option(help: "An ally rule in place of the analysis' own; may be given again.")
  var ally: [String] = []

  @Option(help: "A measure of reputation in place of the analysis' own.")
  var reputation: String?

  @Option(help: "Years as FIRST-LAST, in place of the analysis' own; needs one analysis.")
  var years: String?

  @Option(
    help: "Years before the election's own that belong to the window: 0, 1 or 2; 1 unless said.")
  var window: Int?

  @Option(
    help: ArgumentHelp(
      "The exports: builtin, or census for those of the store.",
      discussion: "Census also takes national months for economic-concessions and HS chapters for "
        + "government-purchases from the store."))
  var source: SourceChoice = .builtin

  @Option(
    help: "The vintage of the states' exports to use; the one in use unless said. Implies census.")
  var vintage: String?

  @OptionGroup var store: StoreFolder

  @Option(help: "A moderator of the bump: legislative-constraint.")
  var moderator: ModeratorChoice?

  @Option(
    help: ArgumentHelp(
      "Methods of inference: basic, or full.",
      discussion: "Full adds jackknives, bootstraps, tests over elections and by assigning anew."))
  var inference: InferenceChoice = .basic

  @Option(
    parsing: .unconditional,
    help: "The seed of the random numbers of --inference full and --all-rules. (default: 1)",
    transform: Seed.read)
  var seed: UInt64 = 1

  @Flag(
    help: ArgumentHelp(
      "Estimate every combination of rules on the panel of swing-states, and test them jointly.",
      discussion: "Writes specifications, descriptor and summary into the folder all-rules."))
  var allRules = false

  @Option(help: "A table of economic demands: iso3c, period, demands.")
  var demands: String?

  @Option(help: "A register of arms orders: iso3c, year, orders; or a SIPRI trade register.")
  var arms: String?

  @Option(help: "Exports by HS chapter: iso3c, year, chapter, value_usd.")
  var products: String?

  @Option(help: "National exports by month: iso3c, year, month, value_usd.")
  var months: String?

  @Option(help: "Partners' tariffs on the United States: iso3c, year, tariff.")
  var tariffs: String?

  /// How much inference is done.
  enum InferenceChoice: String, ExpressibleByArgument, CaseIterable { case basic, full }

  /// A moderator as it is named on the command line.
  enum ModeratorChoice: String, ExpressibleByArgument, CaseIterable {
    case legislativeConstraint = "legislative-constraint"

    /// The moderator.
    var moderator: Moderator {
      switch self {
      case .legislativeConstraint: .legislativeConstraint
      }
    }
  }

  /// Where the exports of states come from.
  enum SourceChoice: String, ExpressibleByArgument, CaseIterable { case builtin, census }

  @Flag(help: "Print estimates.json to standard output and write no files.")
  var json = false

  func run() throws {
    // A list is known by its file's own name from here on, as it is printed.
    let distinct = ally.map(UserTable.identifier)
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let choices = AnalysisChoices(
      swingRule: swing.map(UserTable.identifier), allyRules: distinct,
      years: try years.map(YearSpan.read),
      reputation: reputation.map(ReputationChoice.identifier), moderator: moderator?.moderator,
      window: try window.map(PreElectionWindow.chosen))
    // A hypothesis that is also the name of a panel means that panel.
    let hypothesis = RegisteredHypotheses.named(analysis)
    let ids =
      analysis == "all"
      ? Analyses.ids
      : Analyses.ids.contains(analysis) ? [analysis] : hypothesis?.analyses ?? [analysis]
    let hypotheses = analysis == "all" ? RegisteredHypotheses.all : hypothesis.map { [$0] } ?? []
    let tableFiles = try tableFiles(for: hypotheses)
    if choices.years != nil, analysis == "all" {
      throw DataError(
        .wrongUse, "--years was given without an analysis",
        hint: "name one of \(Analyses.ids.joined(separator: ", "))")
    }
    let specifications = try ids.map { try Analyses.named($0, choices: choices) }
    var chosenSwing: (any SwingRule)?
    if let swing {
      chosenSwing = try SwingRuleChoice.rule(swing)
      if let national = specifications.first, specifications.count == 1, national.swingRule == nil {
        throw DataError(
          .wrongUse, "\(national.id) is national, so that --swing \(swing) would change nothing",
          hint: "leave --swing out, or name an analysis of states")
      }
    }
    if out == "" || (json && out != nil) {
      throw DataError(
        .wrongUse,
        out == "" ? "--out is empty" : "--json writes no files, and --out names a folder",
        hint: "name a folder with --out, or use --json alone")
    }
    if json && inference == .full {
      throw DataError(
        .wrongUse, "--inference full writes files, and --json prints estimates alone",
        hint: "leave one of them out; the rows of inference are inference.json")
    }
    try requireUse(ofAllRules: ids)
    let folder = try DataFolder(
      environment: ProcessInfo.processInfo.environment, program: DataFolder.program)
    var data = try BuiltInData(
      elections: DataFolder.package(folder.elections),
      exports: DataFolder.package(folder.exports))
    if let chosenSwing, chosenSwing.id.hasPrefix("list:") { data.add(chosenSwing) }
    for list in ally where list.hasPrefix("list:") {
      data.add(try AllyListChoice.rule(list, codes: data.crosswalk))
    }
    if let reputation, let own = try ReputationChoice.userMeasure(reputation, data: data) {
      data.add(own)
    }
    let usesStore = source == .census || vintage != nil
    let readsStates = specifications.contains { $0.source == .censusOriginOfMovement }
    if vintage != nil && !readsStates {
      throw DataError(
        .wrongUse, "--vintage is of the exports of states, which \(analysis) does not use",
        hint: "leave it out; --source census takes the vintages in use")
    }
    let readsTables = hypotheses.contains { $0.tables.contains { $0.isStored } }
    if usesStore && !readsStates && !readsTables {
      throw DataError(
        .wrongUse, "--source census is of no use to \(analysis), which has a source of its own",
        hint: "leave it out, or name swing-states, economic-concessions or government-purchases")
    }
    if usesStore && readsStates {
      data.use(
        [try StoredExports.part(store.openIfAny(), label: vintage)],
        for: .censusOriginOfMovement)
    }
    let maps = try DataFolder.package(folder.maps)
    let out = out ?? "out"
    let output = OutputFolder(root: URL(fileURLWithPath: out, isDirectory: true))
    if !json { try output.requireWritable() }
    let results = try specifications.map {
      try result(of: $0, on: data, alone: ids.count == 1)
    }
    var tablesRead = try HypothesisTables.read(tableFiles, data: data)
    if usesStore {
      tablesRead += try StoredTables.read(
        for: hypotheses, given: Set(tableFiles.keys), store: store.openIfAny(),
        isRequired: hypotheses.count == 1, data: data)
    }
    let studies = try tablesRead.flatMap { table in
      try hypotheses.filter { $0.tables.contains(table.kind) }.map {
        try TableStudy(
          table, for: $0, rule: distinct.first, reputation: monthlyReputation,
          window: choices.window ?? .yearBeforeAndOf, data: data)
      }
    }
    let tables = try studies.map { try $0.result() }
    let untested = hypotheses.flatMap { $0.untested(given: Set(tablesRead.map(\.kind))) }
    let options = InferenceOptions(seed: seed)
    let suite = InferenceRun(
      inference == .full ? results : [], tables: inference == .full ? studies : [],
      facts: DataPackage.hash(
        of: Array(data.descriptors.flatMap { $0.resources.map(\.hash) }.joined().utf8)),
      options: options)
    let diagnostics = DiagnosticsRun(inference == .full ? results : [])
    let rules = try specifications.first { allRules && $0.id == Self.allRulesAnalysis }.map {
      AllRulesRun(try AllRules($0, options: .init(seed: seed), data: data))
    }
    let parts = try StepQueue(
      folder: json ? nil : output.root.appendingPathComponent("parts", isDirectory: true)
    ).run(suite.jobs + diagnostics.jobs + (rules?.jobs ?? []))
    let rows = try suite.rows(parts.prefix(suite.jobs.count))
    let rest = parts.dropFirst(suite.jobs.count)
    let form = try diagnostics.rows(rest.prefix(diagnostics.jobs.count))
    let everyRule = try rules?.result(rest.dropFirst(diagnostics.jobs.count))
    let packages = data.descriptors + [maps.descriptor]
    let record = RunRecord(
      command: commandLine,
      sourceCitation: results.first.map {
        $0.specification.source.citation(vintages: $0.panel.vintages)
      })
    let document = try EstimatesTable.json(
      results, packages: packages, version: Swingport.version, tables: tables,
      untested: untested, run: record)
    if json {
      try Terminal.print(bytes: document)
      return
    }
    let inferenceFiles =
      inference == .full
      ? [
        ("inference.csv", InferenceTable.csv(rows)),
        (
          "inference.json",
          try InferenceTable.json(
            rows, options: options, version: Swingport.version, run: record)
        ),
      ] : []
    var map: AnalysisMap.Drawn?
    var pieces = ReportPieces(analysis: specifications.first?.id ?? "")
    if let first = specifications.first {
      map = try AnalysisMap.draw(
        data: data, boundaries: maps, specification: first, allyRules: distinct)
      try pieces.addOwn(first, data: data, allyRules: distinct)
    }
    try pieces.add(inference: rows, allRules: everyRule)
    pieces.add(tables: tables)
    let report = HTMLReport(
      results: results, maps: map.map { [$0.map] } ?? [], packages: packages,
      version: Swingport.version, command: commandLine, parts: pieces.parts)
    var files: [(path: String, bytes: [UInt8])] = [
      ("estimates.csv", EstimatesTable.csv(results, tables: tables)),
      ("estimates.json", document),
      ("report.html", Array(report.html().utf8)),
    ]
    if !results.isEmpty {
      files.append(("join-report.json", try EstimatesTable.joinReportJSON(results)))
    }
    if let map {
      files += [
        ("maps/ally-share-\(map.year).svg", Array(map.svg.utf8)),
        ("maps/ally-share-\(map.year).csv", Array(map.csv.utf8)),
      ]
    }
    files += results.map { ("panel-\($0.specification.id).csv", $0.panel.csv()) }
    if inference == .full {
      files += inferenceFiles
      files += [
        ("diagnostics.csv", DiagnosticsTable.csv(form)),
        (
          "diagnostics.json",
          try DiagnosticsTable.json(form, version: Swingport.version, run: record)
        ),
      ]
    }
    if let everyRule {
      let table = AllRulesTable.csv(everyRule)
      files += [
        ("all-rules/specifications.csv", table),
        (
          "all-rules/specifications.json",
          try AllRulesTable.json(everyRule, version: Swingport.version, run: record)
        ),
        ("all-rules/summary.md", Array(AllRulesText.markdown(everyRule).utf8)),
        (
          "all-rules/\(DataPackage.descriptorName)",
          try AllRulesTable.descriptor(
            everyRule, path: "specifications.csv", bytes: table, packages: packages)
        ),
      ]
    }
    try output.write(files)
    for id in Analyses.ids
    where !ids.isEmpty && !ids.contains(id) && output.has("panel-\(id).csv") {
      Terminal.say("note: \(out)/panel-\(id).csv is of an earlier run and not part of this report")
    }
    let readings =
      results.map { PlainReading($0, inference: rows) }
      + tables.map { PlainReading($0, inference: rows) }
    let sections = [
      ResultText.summary(results), ResultText.further(results),
      pieces.impossible.map { "not possible: \($0)\n" }.joined(),
      ResultText.tables(tables, untested: untested),
      rows.isEmpty ? "" : InferenceTable.text(rows, options: options),
      form.isEmpty ? "" : DiagnosticsTable.text(form),
      everyRule.map(AllRulesText.text) ?? "",
      ResultText.readings(readings),
    ].filter { !$0.isEmpty }
    try Terminal.print(bytes: Array(sections.joined(separator: "\n").utf8))
    try Terminal.print(bytes: Array("report: \(out)/report.html\n".utf8))
  }

  /// Runs an analysis; one of several that cannot take the chosen reputation keeps its own, and says
  /// so in its limits and here.
  private func result(
    of specification: AnalysisSpecification, on data: BuiltInData, alone: Bool
  ) throws -> AnalysisResult {
    do {
      return try specification.run(
        on: data, further: true, moderator: moderator?.moderator)
    } catch let error as DataError where error.kind == .reputationNotTaken && !alone {
      Terminal.say("note: \(error.message); it keeps its own")
      return try specification.keepingOwnReputation(because: error).run(
        on: data, further: true, moderator: moderator?.moderator)
    }
  }

  /// The analysis whose panel the all-rules table is made on.
  private static let allRulesAnalysis = "swing-states"

  /// Refuses `--all-rules` where it has no panel or where a rule was chosen beside it.
  private func requireUse(ofAllRules ids: [String]) throws {
    guard allRules else { return }
    guard ids.contains(Self.allRulesAnalysis) else {
      throw DataError(
        .wrongUse,
        "--all-rules goes through the rules of swing-states, which \(analysis) does not run",
        hint: "name swing-states, or all")
    }
    guard swing == nil, ally.isEmpty, reputation == nil, window == nil else {
      throw DataError(
        .wrongUse, "--all-rules goes through all rules, and one was chosen beside it",
        hint: "leave --swing, --ally, --reputation and --window out")
    }
    if json {
      throw DataError(
        .wrongUse, "--all-rules writes files, and --json writes none",
        hint: "leave one of them out; the table is all-rules/specifications.json")
    }
  }

  /// The measure of reputation of tables by month: the one chosen, if any.
  private var monthlyReputation: String? { reputation.map(ReputationChoice.identifier) }

  /// The tables given, refused where no hypothesis of the run takes them.
  private func tableFiles(for hypotheses: [Hypothesis]) throws -> [TableKind: String] {
    let given: [TableKind: String] = [
      .demands: demands, .arms: arms, .products: products, .months: months,
      .tariffs: tariffs,
    ].compactMapValues { $0 }
    for kind in TableKind.allCases where given[kind] != nil {
      guard !hypotheses.contains(where: { $0.tables.contains(kind) }) else { continue }
      let taking = RegisteredHypotheses.all.filter { $0.tables.contains(kind) }.map(\.id)
      throw DataError(
        .wrongUse, "\(kind.option) is of no use to \(analysis)",
        hint: "name \(taking.joined(separator: " or ")), or all")
    }
    return given
  }

  /// The command as it can be given again, without the folder, which changes no figure.
  private var commandLine: String {
    var words = ["swingport", "analyze", analysis]
    if let swing { words += ["--swing", Invocation.quoted(swing)] }
    for rule in ally { words += ["--ally", Invocation.quoted(rule)] }
    if let reputation { words += ["--reputation", reputation] }
    if let years { words += ["--years", years] }
    if let window { words += ["--window", String(window)] }
    if let moderator { words += ["--moderator", moderator.rawValue] }
    if inference == .full { words += ["--inference", "full"] }
    if allRules { words.append("--all-rules") }
    if inference == .full || allRules { words += ["--seed", String(seed)] }
    for (kind, path) in [
      ("--demands", demands), ("--arms", arms), ("--products", products), ("--months", months),
      ("--tariffs", tariffs),
    ] {
      if let path { words += [kind, URL(fileURLWithPath: path).lastPathComponent] }
    }
    if let vintage {
      words += ["--vintage", vintage]
    } else if source == .census {
      words += ["--source", "census"]
    }
    return words.joined(separator: " ")
  }
}

extension DataError.Kind {
  /// A combination of arguments that makes no sense.
  static let wrongUse = Self(id: "command.usage", exitCode: .usage)
}
