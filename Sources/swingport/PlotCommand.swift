import ArgumentParser
import Charts
import Codes
import Drawing
import Foundation
import Hypotheses
import Panels
import Reports
import Tables

/// Charts of saved results.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw a chart of saved results as SVG, PNG or PDF, with its table.",
    discussion: """
      EXAMPLES
        swingport plot event-study study/event-study.json --out event-study.svg
        swingport event-study --json | swingport plot event-study - > event-study.svg
        swingport plot coefficients out/estimates.json --analysis swing-states --out bumps.svg
        swingport plot reputation out/estimates.json --ally nato --out reputation.pdf
        swingport plot series --theme dark --out series.svg
        swingport plot specifications out/all-rules/specifications.json --width 180 --out curve.pdf
        swingport plot specifications specifications.csv --term reputation --out slopes.svg
        swingport plot permutation permutation.json --theme print --out chance.svg
        swingport plot power power.csv --table > power-curves.csv

      Charts:
      \(SavedChart.allCases.map { "  \($0.rawValue): \($0.summary)" }.joined(separator: "\n"))

      The file - is standard input. PNG and PDF are made by rsvg-convert (librsvg). With --out FILE the
      values go into a .csv file beside it.
      """)

  @Argument(help: "What to show; see below.")
  var chart: String

  @Argument(
    help: "The file that a command saved; - for standard input. Only series is drawn without one.")
  var file: String?

  @Option(help: "The analysis, where the file has several; the first unless said.")
  var analysis: String?

  @Option(help: "The model; the first, or all, unless said.")
  var model: String?

  @Option(help: "The estimator, such as ppml; the first, or all, unless said.")
  var estimator: String?

  @Option(help: "The ally rule; the first, or all, unless said.")
  var ally: String?

  @Option(help: "The term, estimand or method; the first, or all, unless said.")
  var term: String?

  @Option(help: "A title in place of the finding.")
  var title: String?

  @Option(help: "The source line.")
  var source: String?

  @Option(help: "light, dark or print.")
  var theme: MapTheme = .light

  @Option(help: "The width on paper in millimetres; text is then never under 6 points.")
  var width: Double?

  @Option(help: "svg, png or pdf; by the name of --out unless said.")
  var format: MapFormat?

  @Option(name: .shortAndLong, help: "The file to write; standard output unless said.")
  var out: String?

  @Flag(help: "Print the values as CSV in place of the chart.")
  var table = false

  func run() throws {
    guard let kind = SavedChart(rawValue: chart) else {
      let names = SavedChart.allCases.map(\.rawValue)
      let near = NearestName.to(chart, among: names)
      throw DataError(
        .wrongUse, "no chart is called '\(chart)'",
        hint: (near.map { "did you mean \($0)? " } ?? "")
          + "use one of \(names.joined(separator: ", "))")
    }
    if table, out != nil || format != nil {
      throw DataError(
        .wrongUse, "--table prints values and no picture",
        hint: "leave --out and --format away, or leave --table away")
    }
    let form = try PictureFile.format(format, out: out)
    let page = try PictureFile.page(width: width, form: form)
    var drawn = try file.map { try saved(kind, file: $0) } ?? fromData(kind)
    drawn.frame.theme = theme.theme
    drawn.frame.page = page
    if let title { drawn.frame.title = title }
    if let source { drawn.frame.source = source }
    let svg: String
    do {
      svg = try drawn.svg()
    } catch {
      throw DataError(
        .chartRefused, "the chart cannot be drawn: \(error.message)", hint: error.hint)
    }
    if table {
      try Terminal.print(bytes: Array(drawn.csv().utf8))
      return
    }
    try PictureFile.write(
      PictureFile.bytes(svg, form: form, page: page), table: drawn.csv(), out: out)
  }

  /// A chart of the built-in data, which only series are.
  private func fromData(_ kind: SavedChart) throws -> any Chart {
    guard kind == .series else {
      throw DataError(
        .wrongUse, "\(kind.rawValue) is drawn from a file, and none is named",
        hint: "name a file, or - for standard input; it shows \(kind.summary)")
    }
    let folder = try DataFolder(
      environment: ProcessInfo.processInfo.environment, program: DataFolder.program)
    let data = try BuiltInData(
      elections: DataFolder.package(folder.elections), exports: DataFolder.package(folder.exports))
    let specification = try Analyses.named(
      analysis ?? "swing-states",
      choices: AnalysisChoices(allyRules: ally.map { [$0] } ?? []))
    let panel = try specification.panel(from: data).panel
    guard let rule = specification.allyRules.first,
      let chart = ResultCharts.series(
        panel, allyRule: rule,
        source: specification.source.citation(vintages: panel.vintages) + ".")
    else {
      throw DataError(
        .wrongUse, "\(specification.id) has no swing states to set against others",
        hint: "use --analysis swing-states")
    }
    return chart
  }

  /// The chart of a saved file.
  private func saved(_ kind: SavedChart, file: String) throws -> any Chart {
    let bytes: [UInt8]
    do {
      bytes = Array(
        file == "-"
          ? try FileHandle.standardInput.readToEnd() ?? Data()
          : try Data(contentsOf: URL(fileURLWithPath: file)))
    } catch {
      throw DataError(
        .missingTable, "the file '\(file)' cannot be read",
        hint: "check its name and permissions; \(kind.rawValue) shows \(kind.summary)")
    }
    let name = file == "-" ? "standard input" : URL(fileURLWithPath: file).lastPathComponent
    guard !bytes.isEmpty else {
      throw DataError(
        .missingTable, "\(name) is empty", hint: "\(kind.rawValue) shows \(kind.summary)")
    }
    var choice = SavedChart.Choice()
    choice.analysis = analysis
    choice.model = model
    choice.estimator = estimator
    choice.allyRule = ally
    choice.term = term
    return try kind.chart(from: bytes, name: name, choice: choice)
  }
}
