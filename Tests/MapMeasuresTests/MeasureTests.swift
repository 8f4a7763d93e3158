import Alliances
import Codes
import Elections
import Foundation
import MapMeasures
import Maps
import Panels
import Tables
import TestSupport
import Testing

/// The measures on the built-in data, against sums made in another way.
struct MeasureTests {
  static let data = Result { () throws -> BuiltInData in
    func package(_ name: String) throws -> DataPackage {
      try DataPackage { try Checkout.bytes("\(name)/\($0)") }
    }
    return try BuiltInData(
      elections: package("election-data"), exports: package("export-data"))
  }

  static func request(
    _ measure: MapMeasure, _ change: (inout MapRequest) -> Void = { _ in }
  ) throws -> MapRequest {
    let data = try data.get()
    var request = MapRequest(
      measure: measure, swingRule: try data.swingRule("margin-5"),
      allyRule: try data.allyRule("treaty"))
    change(&request)
    return request
  }

  static func single(
    _ measure: MapMeasure, _ change: (inout MapRequest) -> Void = { _ in }
  ) throws -> Choropleth {
    let figure = try MapMaker(data: data.get()).figure(request(measure, change))
    guard case .single(let single) = figure else {
      Issue.record("\(measure) is not one map")
      throw DataError(.mapRequest, "not one map", hint: "")
    }
    return single
  }

  /// Dollars by destination of a state and year, straight from the table.
  static func exports(_ state: String, _ year: Int) throws -> [String: Double] {
    let text = String(
      decoding: try Checkout.bytes("export-data/tables/census-exports-2026-03.csv"), as: UTF8.self)
    let lines = text.split(separator: "\n")
    let header = lines[0].split(separator: ",", omittingEmptySubsequences: false)
    let column = try #require(header.firstIndex { $0 == "\(year)" })
    var amounts: [String: Double] = [:]
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      if fields[1] == state { amounts[String(fields[2])] = Double(fields[column]) }
    }
    return amounts
  }

  private func value(_ figure: Choropleth, _ code: String) throws -> Double {
    let reading = try #require(figure.readings.first { $0.code == code })
    guard case .value(let value) = reading.value else {
      Issue.record("\(code) has no value")
      return .nan
    }
    return value
  }

  @Test func `exports are the sum over destinations`() throws {
    let figure = try Self.single(.exports)
    #expect(figure.view == .symbols)
    for state in ["PA", "TX", "DC", "PR"] {
      let sum = try Self.exports(state, 2024).values.reduce(0, +)
      #expect(try value(figure, state) == sum)
    }
    #expect(figure.readings.count == 52)
    #expect(figure.title.hasPrefix("Texas, California and "))
    #expect(figure.source.contains("2026-03") && figure.subtitle.contains("2024"))
  }

  @Test func `exports per head and in percent of GDP divide by the same year`() throws {
    let pennsylvania = try #require(State.usps("PA"))
    let table = Denominators(
      name: "population", source: "made up.",
      values: [pennsylvania: [CalendarYear(2023): 2, CalendarYear(2022): 0]])
    var maker = MapMaker(data: try Self.data.get())
    maker.population = table
    maker.product = table
    let sum = try Self.exports("PA", 2023).values.reduce(0, +)
    for (measure, factor) in [(MapMeasure.exportsPerHead, 1.0), (.exportsToGDP, 100)] {
      let figure = try maker.figure(Self.request(measure) { $0.years = [CalendarYear(2023)] })
      guard case .single(let single) = figure else {
        Issue.record("not one map")
        return
      }
      #expect(try value(single, "PA") == factor * sum / 2)
      let texas = single.readings.first { $0.code == "TX" }
      #expect(texas?.value == .notReported(reason: "no population for 2023"))
      #expect(single.source.hasSuffix("made up."))
    }
    let other = #expect(throws: DataError.self) {
      try maker.figure(Self.request(.exportsPerHead) { $0.years = [CalendarYear(2021)] })
    }
    #expect(other?.kind == .mapData && other?.message.contains("2021") == true)
    maker.population = nil
    let none = #expect(throws: DataError.self) { try maker.figure(Self.request(.exportsPerHead)) }
    #expect(none?.kind == .mapData)
  }

  @Test func `the share to allies is that of the panel, and its title says the totals`() throws {
    let figure = try Self.single(.allyShare)
    let data = try Self.data.get()
    let request = try Self.request(.allyShare)
    let amounts = try Self.exports("PA", 2024)
    let year = CalendarYear(2024)
    let allies = amounts.filter {
      request.allyRule.status(of: data.context.codes.partner(ScheduleC($0.key), in: year), in: year)
        == .ally
    }
    let share = 100 * allies.values.reduce(0, +) / amounts.values.reduce(0, +)
    #expect(abs(try value(figure, "PA") - share) < 1e-9)
    #expect(figure.title.contains("% of states\u{2019} exports in 2024"))
    #expect(figure.ruleIDs == ["margin-5", "treaty"])
    #expect(figure.note.contains("margin-5, version") && figure.note.contains("treaty, version"))
  }

  @Test func `a change compares yearly means of two windows`() throws {
    let figure = try Self.single(.change) {
      $0.from = CalendarYear(2021)...CalendarYear(2022)
      $0.to = CalendarYear(2024)...CalendarYear(2024)
    }
    let data = try Self.data.get()
    let rule = try data.allyRule("treaty")
    func toAllies(_ number: Int) throws -> Double {
      let year = CalendarYear(number)
      return try Self.exports("OH", number).filter {
        rule.status(of: data.context.codes.partner(ScheduleC($0.key), in: year), in: year) == .ally
      }.values.reduce(0, +)
    }
    let before = try (toAllies(2021) + toAllies(2022)) / 2
    let expected = 100 * (try toAllies(2024) / before - 1)
    #expect(abs(try value(figure, "OH") - expected) < 1e-9)
    #expect(figure.rule == .symmetricQuantiles(classes: 5))
    #expect(figure.palette.kind == .diverging && figure.format.isSigned)
    let backwards = #expect(throws: DataError.self) {
      try Self.single(.change) { $0.to = $0.from }
    }
    #expect(backwards?.kind == .mapRequest)
  }

  @Test func `bumps and intervals are pyfixest's`() throws {
    let figure = try Self.single(.bump)
    let lines = String(
      decoding: try Checkout.bytes("Tests/Reference/maps/bumps.csv"), as: UTF8.self
    ).split(separator: "\n").dropFirst()
    #expect(lines.count == 4)
    for line in lines {
      let fields = line.split(separator: ",")
      let wanted = fields.dropFirst().compactMap { Double($0) }
      let reading = try #require(figure.readings.first { $0.code == fields[0] })
      let interval = try #require(reading.interval)
      let found = [try value(figure, reading.code), interval.lowerBound, interval.upperBound]
      for (one, other) in zip(found, wanted) { #expect(abs(one - other) < 1e-6 * (1 + abs(other))) }
    }
    #expect(figure.readings.count == 51)
    #expect(figure.note.hasPrefix("Estimates, not data"))
  }

  @Test func `swing states are those of the rule, by election`() throws {
    let maker = MapMaker(data: try Self.data.get())
    let years = stride(from: 2000, through: 2024, by: 4).map { CalendarYear($0) }
    guard
      case .multiples(let multiples) = try maker.figure(Self.request(.swing) { $0.years = years })
    else {
      Issue.record("not panels")
      return
    }
    #expect(multiples.panels.map(\.title) == years.map { "\($0)" })
    #expect(multiples.panels.last?.swing == ["AZ", "FL", "GA", "MI", "NC", "NV", "PA", "WI"])
    for panel in multiples.panels {
      let named = panel.readings.filter { $0.value == .category("swing") }.map(\.code)
      #expect(Set(named) == panel.swing && panel.readings.count == 51)
    }
  }

  @Test func `eras stand in the order of reputation, each with its years`() throws {
    let maker = MapMaker(data: try Self.data.get())
    guard case .multiples(let multiples) = try maker.figure(Self.request(.reputationEra)) else {
      Issue.record("not panels")
      return
    }
    #expect(multiples.panels.map(\.id) == ["obama", "biden", "trump-1"])
    #expect(multiples.panels[1].subtitle == "rank 2, 2021\u{2013}24")
    #expect(multiples.figure.title.contains("Obama") && multiples.figure.title.contains("Trump"))
  }

  @Test func `a revision tells changed, unchanged and absent apart`() throws {
    func part(_ rows: String, _ vintage: String) throws -> ExportLattice.Part {
      let text = "state,schedule_c,2020\n" + rows
      return ExportLattice.Part(
        table: try DelimitedText(name: vintage).table(from: Array(text.utf8)), vintage: vintage)
    }
    var maker = MapMaker(data: try Self.data.get())
    maker.earlier = try part("PA,1220,100\nPA,2010,100\nOH,1220,50\nTX,1220,10\n", "2021-06")
    maker.later = try part("PA,1220,110\nPA,2010,100\nOH,1220,50\nCA,1220,5\n", "2022-06")
    let request = try Self.request(.revision) { $0.years = [CalendarYear(2020)] }
    guard case .single(let figure) = try maker.figure(request) else {
      Issue.record("not one map")
      return
    }
    #expect(abs(try value(figure, "PA") - 5) < 1e-12)
    let byCode = Dictionary(uniqueKeysWithValues: figure.readings.map { ($0.code, $0.value) })
    #expect(byCode["OH"] == .zero)
    #expect(byCode["TX"] == .notReported(reason: "not in the later vintage"))
    #expect(byCode["CA"] == .notReported(reason: "not in the earlier vintage"))
    #expect(
      figure.title
        == "The revision changed 1 of 2 states\u{2019} exports of 2020; Pennsylvania\u{2019}s most, by "
        + "+5.00%")
  }

  @Test func `flows go from swing states to allies and nowhere else`() throws {
    let maker = MapMaker(data: try Self.data.get())
    let request = try Self.request(.allyExports) { $0.drawsFlows = true }
    guard case .flows(let flows) = try maker.figure(request) else {
      Issue.record("not flows")
      return
    }
    #expect(Set(flows.links.map(\.origin)) == ["AZ", "FL", "GA", "MI", "NC", "NV", "PA", "WI"])
    #expect(!flows.links.contains { ["China", "Mexico", "Switzerland"].contains($0.destination) })
    let canada = try #require(
      flows.links.first { $0.origin == "PA" && $0.destination == "Canada" })
    #expect(try canada.value == Self.exports("PA", 2024)["1220"])
  }

  @Test func `a style changes looks and never values`() throws {
    var style = MapStyle()
    style.theme = .print
    style.rule = .quantiles(classes: 4)
    style.labels = .code
    style.title = "Mine"
    let plain = try Self.single(.allyShare)
    let styled = try Self.single(.allyShare) { $0.style = style }
    #expect(styled.readings == plain.readings)
    #expect(styled.palette == .greys && styled.rule == .quantiles(classes: 4))
    #expect(styled.title == "Mine" && styled.labels == .code && styled.theme == .print)
    style.rule = .symmetric(classes: 5)
    #expect(try Self.single(.allyShare) { $0.style = style }.palette.kind == .diverging)
  }

  @Test func `national exports have no map`() throws {
    let error = #expect(throws: DataError.self) {
      try Self.single(.allyShare) { $0.source = .censusCountryTotals }
    }
    #expect(error?.kind == .mapRequest)
  }
}
