import Codes
import Readers
import Tables
import TestSupport
import Testing

private let built: CensusAnswerServer? = (try? CensusAnswerTables.builtIn()).map {
  CensusAnswerServer(tables: $0, key: "simulated-key")
}

private let columns = ["STATE", "CTY_CODE", "CTY_NAME", "SUMMARY_LVL", "ALL_VAL_YR", "time"]
private let reader = CensusAnswerReader(name: "answer", value: "ALL_VAL_YR", expected: columns)

private func reply(
  _ query: [(name: String, value: String)], national: Bool = false
) throws -> CensusAnswerServer.Reply {
  let path = national ? CensusAnswerServer.nationalPath : CensusAnswerServer.statePath
  return try #require(built).reply(path: path, query: query + [("key", "simulated-key")])
}

private let getYear = (name: "get", value: "STATE,CTY_CODE,CTY_NAME,SUMMARY_LVL,ALL_VAL_YR")

@Suite struct `Answers of the Census Data API` {
  /// F55.
  @Test func `totals groups and unknown states are told by their codes and sums agree`() throws {
    let answer = try reader.read(reply([getYear, ("time", "2024-12")]).body)
    #expect(answer.drift.isEmpty)
    #expect(answer.flows.origins.contains(.unidentified))
    #expect(!answer.flows.origins.contains(.total))
    #expect(answer.flows.destinations.allSatisfy { $0.isCountry })
    #expect(Set(answer.reasons) == [.allOrigins, .allDestinations, .countryGroup])
    let world = try #require(
      answer.setAside.rows.first {
        answer.setAside.origins[$0] == .total && answer.setAside.destinations[$0] == .total
      })
    #expect(answer.flows.sum { _ in true } == answer.setAside.dollars[world])
    let everything = try #require(answer.setAside.sum { _ in true })
    #expect(everything > 2 * answer.setAside.dollars[world], "what is set aside counts again")
  }

  @Test func `flows are the figures of the built-in tables`() throws {
    let tables = try CensusAnswerTables.builtIn()
    for year in [2014, 2019, 2025] {
      let answer = try reader.read(reply([getYear, ("time", "\(year)-12")]).body)
      var cells = 0
      for row in answer.flows.rows {
        let origin = answer.flows.origins[row].text
        let code = answer.flows.destinations[row].text
        #expect(tables.dollars[year]?[origin]?[code] == answer.flows.dollars[row])
        cells += 1
      }
      #expect(cells == tables.dollars[year]?.values.reduce(0) { $0 + $1.count })
      #expect(answer.flows.periods.allSatisfy { $0.description == "\(year)-12" })
    }
  }

  @Test func `time and YEAR with MONTH give the same flows and December is the year`() throws {
    let byTime = try reader.read(reply([getYear, ("time", "2018-12")]).body)
    let byYear = try reader.read(reply([getYear, ("YEAR", "2018"), ("MONTH", "12")]).body)
    func sorted(_ answer: CensusAnswer) -> [String] {
      answer.flows.rows.map {
        "\(answer.flows.origins[$0]) \(answer.flows.destinations[$0]) \(answer.flows.periods[$0]) "
          + "\(answer.flows.dollars[$0])"
      }.sorted()
    }
    #expect(sorted(byTime) == sorted(byYear))
    #expect(byYear.header.suffix(2) == ["YEAR", "MONTH"])
    let monthly = CensusAnswerReader(name: "answer", value: "ALL_VAL_MO")
    let months = try monthly.read(
      reply([
        ("get", "STATE,CTY_CODE,ALL_VAL_MO"), ("time", "from 2018-01 to 2018-12"),
        ("STATE", "OH"), ("STATE", "XX"),
      ]).body)
    #expect(Set(months.flows.periods).count == 12)
    let ohio = try #require(byTime.flows.sum { byTime.flows.origins[$0] == "OH" })
    #expect(months.flows.sum { months.flows.origins[$0] == "OH" } == ohio)
  }

  @Test func `predicates that are echoed twice are read once`() throws {
    let answer = try reader.read(
      reply([getYear, ("time", "2016-12"), ("STATE", "PA"), ("CTY_CODE", "1220")]).body)
    #expect(answer.header.filter { $0 == "STATE" }.count == 2)
    #expect(answer.flows.count == 1 && answer.flows.origins == ["PA"])
    #expect(answer.drift.isEmpty)
  }

  @Test func `national figures need no column of states`() throws {
    let national = CensusAnswerReader(name: "answer", value: "ALL_VAL_YR", hasStates: false)
    let answer = try national.read(
      reply(
        [("get", "CTY_CODE,CTY_NAME,SUMMARY_LVL,ALL_VAL_YR"), ("time", "2023-12")], national: true
      ).body)
    #expect(answer.flows.count > 200)
    #expect(Set(answer.reasons) == [.allDestinations, .countryGroup])
  }

  @Test func `chapters are read with their codes and their total is set aside`() throws {
    let chapters = CensusAnswerReader(
      name: "answer", value: "ALL_VAL_YR", commodity: "E_COMMODITY")
    let answer = try chapters.read(
      reply([
        ("get", "STATE,CTY_CODE,E_COMMODITY,ALL_VAL_YR"), ("time", "2024-12"), ("STATE", "WA"),
      ]).body)
    #expect(answer.flows.commodities.contains("88"))
    #expect(!answer.flows.commodities.contains(.total))
    let sum = try #require(answer.flows.sum { answer.flows.destinations[$0] == "5700" })
    let total = try #require(
      answer.setAside.rows.first {
        answer.setAside.destinations[$0] == "5700" && answer.setAside.commodities[$0] == .total
      })
    #expect(sum == answer.setAside.dollars[total])
  }

  @Test(.enabled(if: Checkout.hasShared, "needs the shared data folder beside the checkout"))
  func `real rows of an answer are read`() throws {
    let table = try DelimitedText(name: "excerpt").table(
      from: Checkout.sharedBytes("data/api-samples/statehs_HS271019_2024-12_excerpt.csv"))
    let lines =
      try [table.header]
      + table.rows.map { row in
        try table.header.map { try table.column($0)[row] }
      }
    let json =
      "["
      + lines.map { "[" + $0.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
      .joined(separator: ",\n") + "]"
    let real = CensusAnswerReader(name: "excerpt", value: "ALL_VAL_YR", commodity: "E_COMMODITY")
    let answer = try real.read(Array(json.utf8))
    #expect(answer.rowCount == 46)
    let first = try #require(answer.flows.rows.first { answer.flows.origins[$0] == "FL" })
    #expect(answer.flows.dollars[first] == 571_765)
    #expect(answer.reasons.contains(.countryGroup) && answer.reasons.contains(.allOrigins))
  }
}
