import ArgumentParser
import Codes
import Drawing
import Elections
import Foundation
import JSONText
import MapMeasures
import Maps
import Panels
import Tables

/// Maps of the states.
struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Draw a map of the states as SVG, PNG or PDF, with its table.",
    discussion: """
      EXAMPLES
        swingport map ally-share --year 2024 --out ally-share.svg
        swingport map ally-share --elections 2016-2024 > elections.svg
        swingport map swing --swing kriner-reeves-mean --elections 2000-2024 > swing.svg
        swingport map change --from 2021-2022 --to 2023-2024 --out change.svg
        swingport map bump --out bump.svg
        swingport map ally-exports --view flows --out flows.svg
        swingport map ally-share --theme print --width 88 --format pdf --out column.pdf
        swingport map ally-share --table > ally-share.csv

      Measures:
      \(MapMeasure.allCases.map { "  \($0.rawValue): \($0.summary)" }.joined(separator: "\n"))

      --classes takes jenks, quantile, equal, pretty, log, symmetric,
      symmetric-jenks or symmetric-quantile with a number of classes, as in
      jenks:5, or manual:10,20,30. Rises and falls are classed by their distance
      from zero. Palettes go to 5 classes, cividis to 7, and PuOr to 7 of a
      symmetric rule. PNG and PDF are made by rsvg-convert (librsvg). With --out
      FILE the values go into a .csv file beside it.
      """)

  @Argument(help: "What to show; see below.")
  var measure: String

  @Option(help: "The year; unless said 2024, or the last that population or GDP has.")
  var year: Int?

  @Option(help: "One panel an election from FIRST to LAST, as FIRST-LAST.")
  var elections: String?

  @Option(help: "All years that a bump or eras are taken from, as FIRST-LAST.")
  var years: String?

  @Option(help: "The earlier window of a change, as FIRST-LAST; 2021-2022 unless said.")
  var from: String?

  @Option(help: "The later window of a change, as FIRST-LAST; 2023-2024 unless said.")
  var to: String?

  @Option(help: "census, all destinations, unless said; or bts, Canada and Mexico since 2004.")
  var source: MapSourceChoice?

  @Option(help: "The swing rule; \(AnalysisMap.swingRule) unless said.")
  var swing: String?

  @Option(help: "The ally rule; treaty unless said.")
  var ally: String?

  @Option(help: "The ranking of incumbents, for reputation-era.")
  var ranking: String?

  @Option(
    help: ArgumentHelp(
      "A vintage of the store; given twice for a revision, the earlier one first.",
      valueName: "label"))
  var vintage: [String] = []

  @Option(help: "map, tiles, symbols or flows; the measure's own unless said.")
  var view: MapView?

  @Option(help: "How classes are made; see below.")
  var classes: String?

  @Option(help: "YlGnBu, Blues, Greys, viridis, cividis, PuOr, BrBG or Okabe-Ito.")
  var palette: String?

  @Option(help: "none, code, value or both.")
  var labels: MapLabels?

  @Option(help: "How swing states are marked: hatch unless said, or outline for print engines.")
  var hatch: MapHatch?

  @Option(help: "light, dark or print.")
  var theme: MapTheme = .light

  @Option(help: "The width on paper in millimetres, from 80; text is then never under 6 points.")
  var width: Double?

  @Option(help: "A title in place of the finding.")
  var title: String?

  @Option(help: "svg, png or pdf; by the name of --out unless said.")
  var format: MapFormat?

  @Option(name: .shortAndLong, help: "The file to write; standard output unless said.")
  var out: String?

  @Flag(help: "Print the values as CSV in place of the map.")
  var table = false

  @Flag(help: "Print the values as one JSON object in place of the map.")
  var json = false

  @OptionGroup var store: StoreFolder

  func run() throws {
    let form = try chosenFormat()
    let folder = try DataFolder(
      environment: ProcessInfo.processInfo.environment, program: DataFolder.program)
    var data = try BuiltInData(
      elections: DataFolder.package(folder.elections), exports: DataFolder.package(folder.exports))
    var request = try request(&data, form: form)
    var maker = MapMaker(data: data)
    if request.measure == .exportsPerHead || request.measure == .exportsToGDP {
      try useDenominators(folder, &maker, &request)
    }
    if request.measure == .revision, !vintage.isEmpty {
      guard vintage.count == 2 else {
        throw DataError(
          .wrongUse, "a revision compares two vintages, and \(vintage.count) is given",
          hint: "give --vintage twice, the earlier one first")
      }
      let reader = try store.openIfAny()
      maker.earlier = try StoredExports.part(reader, label: vintage[0])
      maker.later = try StoredExports.part(reader, label: vintage[1])
    }
    let figure = try maker.figure(request)
    let boundaries = try AnalysisMap.boundaries(DataFolder.package(folder.maps))
    if table || json {
      let csv = try figure.companionCSV(on: boundaries)
      try Terminal.print(bytes: Array((json ? Self.json(csv, request, figure) : csv).utf8))
      return
    }
    let bytes = try PictureFile.bytes(
      figure.svg(on: boundaries), form: form, page: request.style.page)
    try PictureFile.write(bytes, table: figure.companionCSV(on: boundaries), out: out)
  }

  /// Reads population and GDP; without a year the last one that both tables have is shown.
  private func useDenominators(
    _ folder: DataFolder, _ maker: inout MapMaker, _ request: inout MapRequest
  ) throws {
    let package = try DataFolder.package(folder.controls)
    let tables = try ControlTables(package: package)
    func line(_ name: String) throws -> String {
      try package.resource(name).sources
        .map { "\($0.publisher), \($0.title) (\($0.vintage))." }.joined(separator: " ")
    }
    func sources(_ name: String) throws -> [MapSource] {
      let table = try package.resource(name)
      return [
        MapSource(id: name, vintage: table.sources.first?.vintage ?? "", sha256: table.digits)
      ]
    }
    let isPopulation = request.measure == .exportsPerHead
    let denominators =
      isPopulation
      ? Denominators(
        name: "population", source: try line("state-population"),
        control: tables.statePopulation, sources: try sources("state-population"))
      : Denominators(
        name: "GDP", source: try line("state-gdp"), control: tables.stateGDP,
        sources: try sources("state-gdp"))
    maker.population = isPopulation ? denominators : nil
    maker.product = isPopulation ? nil : denominators
    if year == nil, elections == nil,
      let last = denominators.years.last(where: request.span.contains)
    {
      request.years = [last]
    }
  }

  private func chosenFormat() throws -> MapFormat {
    if out != "", table || json, out != nil || format != nil {
      throw DataError(
        .wrongUse, "--table and --json print values and no picture",
        hint: "name a file with --out, or leave --out and --format away")
    }
    return try PictureFile.format(format, out: out)
  }

  private func request(_ data: inout BuiltInData, form: MapFormat) throws -> MapRequest {
    let names = MapMeasure.allCases.map(\.rawValue)
    guard let measure = MapMeasure(rawValue: measure) else {
      let near = NearestName.to(self.measure, among: names)
      throw DataError(
        .wrongUse, "no measure is called '\(self.measure)'",
        hint: (near.map { "did you mean \($0)? " } ?? "")
          + "use one of \(names.joined(separator: ", "))")
    }
    try MapChecks(command: self, measure: measure).requireUsed()
    let swingRule = try SwingRuleChoice.rule(swing ?? AnalysisMap.swingRule)
    let ally = ally ?? "treaty"
    let allyRule =
      ally.hasPrefix("list:")
      ? try AllyListChoice.rule(ally, codes: data.crosswalk) : try data.allyRule(ally)
    var request = MapRequest(measure: measure, swingRule: swingRule, allyRule: allyRule)
    request.source = (source ?? .census).source
    if source == .bts { request.span = CalendarYear(2004)...CalendarYear(2025) }
    if let years { request.span = try YearSpan.read(years) }
    if let from { request.from = try YearSpan.read(from) }
    if let to { request.to = try YearSpan.read(to) }
    if let ranking { request.ranking = ranking }
    request.years = try chosenYears(measure)
    request.drawsFlows = view == .flows
    request.style = try style(form)
    if measure != .revision, !vintage.isEmpty {
      guard vintage.count == 1, source ?? .census == .census else {
        throw DataError(
          .wrongUse, "one vintage of the census's exports can be mapped",
          hint: "give --vintage once, or map a revision")
      }
      data.use(
        [try StoredExports.part(store.openIfAny(), label: vintage[0])],
        for: .censusOriginOfMovement)
    }
    return request
  }

  private func chosenYears(_ measure: MapMeasure) throws -> [CalendarYear] {
    if let elections {
      guard measure.isYearly, year == nil else {
        throw DataError(
          .wrongUse,
          year == nil
            ? "\(measure.rawValue) is not of one year, so that it has no panel an election"
            : "--year and --elections are both given",
          hint: "use --elections alone, with a measure of one year such as ally-share")
      }
      let span = try YearSpan.read(elections)
      let found = span.filter(\.isPresidentialElection)
      guard !found.isEmpty else {
        throw DataError(
          .wrongUse, "no presidential election was held in \(elections)",
          hint: "give a span such as 2016-2024")
      }
      return found
    }
    guard let year else { return [CalendarYear(measure == .revision ? 2017 : 2024)] }
    guard measure.isYearly || measure == .revision else {
      throw DataError(
        .wrongUse, "\(measure.rawValue) is not of one year",
        hint: "give --from and --to for changes, --years for a bump or eras")
    }
    guard (1789...2100).contains(year) else {
      throw DataError(.wrongUse, "'\(year)' is no year", hint: "give a year such as 2024")
    }
    return [CalendarYear(year)]
  }

  private func style(_ form: MapFormat) throws -> MapStyle {
    var style = MapStyle()
    style.view = view?.view
    style.rule = try classes.map(MapStyle.classRule)
    style.labels = labels?.labels
    style.swingMark = hatch ?? .hatch == .hatch ? .hatchAndOutline : .outline
    style.theme = theme.theme
    style.title = title
    do {
      if let palette { style.palette = try Palette.named(palette) }
    } catch {
      throw DataError(.wrongUse, error.message, hint: error.hint)
    }
    style.page = try PictureFile.page(width: width, form: form, least: 80)
    return style
  }

  private static func json(
    _ csv: String, _ request: MapRequest, _ figure: MeasuredFigure
  ) throws -> String {
    let table = try DelimitedText(name: "map").table(from: Array(csv.utf8))
    let numbers: Set = ["value", "low", "high", "class", "class_above", "class_to"]
    let rows = try table.rows.map { row -> JSONValue in
      let members = try table.header.map { name in
        let text = try table.column(name)[row]
        let value: JSONValue
        if name == "swing" {
          value = .flag(text == "true")
        } else if numbers.contains(name), text.isEmpty || Double(text) != nil {
          value = text.isEmpty ? .null : .number(text)
        } else {
          value = .text(text)
        }
        return JSONObject.Member(name: name, value: value)
      }
      return .object(JSONObject(members))
    }
    let document = JSONValue.members([
      "form": .text("swingport.map-values/1"), "measure": .text(request.measure.rawValue),
      "title": .text(figure.title), "rows": .list(rows),
    ])
    return document.indented + "\n"
  }
}
