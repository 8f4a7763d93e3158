import Foundation
import TestSupport
import Testing

@Suite(
  .enabled(if: Checkout.hasShared, "the vintages lie in ../shared/data, which is not here")
) struct `Two published vintages of exports by state` {
  private static let key = "simulated-key"

  /// The figures of a published file.
  private static func tables(_ file: String) throws -> CensusAnswerTables {
    let lines = String(
      decoding: try Checkout.sharedBytes("data/state-exports/\(file)"), as: UTF8.self
    ).split(separator: "\n").map { cells($0) }
    let header = try #require(lines.first)
    let place = Dictionary(uniqueKeysWithValues: header.enumerated().map { ($1, $0) })
    let state = try #require(place["state"])
    let destination = try #require(place["cty_code"])
    let name = try #require(place["destination"])
    let year = try #require(place["year"])
    let dollars = try #require(place["value_usd"])
    var tables = CensusAnswerTables(dollars: [:], names: [:])
    for cells in lines.dropFirst() {
      let code = cells[destination]
      // Sums over states or destinations, which the server makes itself, and names without a code.
      if code.count != 4 || cells[state] == "ALL" { continue }
      tables.names[code] = cells[name].uppercased()
      let amount = try #require(Int64(cells[dollars]))
      tables.dollars[try #require(Int(cells[year])), default: [:]][
        cells[state], default: [:]][code] = amount
    }
    return tables
  }

  private static func cells(_ line: Substring) -> [String] {
    var cells: [String] = [""]
    var quoted = false
    for character in line {
      switch character {
      case "\"": quoted.toggle()
      case "," where !quoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
    }
    return cells
  }

  /// F58.
  @Test func `go in as two refreshes, the second is held and accepted, and the revision is seen`()
    throws
  {
    let scratch = try Scratch()
    var program = Program(folder: scratch.root)
    program.environment["CENSUS_API_KEY"] = Self.key
    program.environment["SWINGPORT_STORE"] = scratch.root.appendingPathComponent("store").path
    let refresh = [
      "refresh", "census-country-totals", "census-statehs-annual", "--since", "2014", "--force",
    ]

    let early = try #require(
      LoopbackCensus(
        CensusAnswerServer(
          tables: try Self.tables("census_om_states_2014-2018_vintage2019-03.csv"), key: Self.key,
          latest: "2018-12")))
    let first = try program.run(refresh + early.endpoints)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("census-statehs-annual: 5 updated, 7 not reported"))

    let late = try #require(
      LoopbackCensus(
        CensusAnswerServer(
          tables: try Self.tables("census_om_states_by_destination_2014-2025.csv"), key: Self.key)))
    let second = try program.run(refresh + late.endpoints)
    // More cells of closed years moved than a quiet month moves, so that somebody has to look.
    #expect(second.status == 65, "\(second.errors)")
    let line = try #require(
      second.errors.split(separator: "\n").first { $0.hasPrefix("census-statehs-annual: ") })
    #expect(line.contains("7 updated") && line.contains(" held"), "\(second.errors)")
    #expect(second.errors.contains("2018: "), "\(second.errors)")
    let label = try #require(line.split(separator: " ").last).filter { $0 != "'" }

    // What the revision would change can be seen before it is in use.
    let arguments = ["diff", "census-statehs-annual", "--years", "2018-2018", "--exit-code"]
    let diff = try program.run(arguments)
    #expect(diff.status == 10, "\(diff.errors)")
    for (state, percent) in [("ND", "+15."), ("NM", "+6.7 %"), ("NY", "+4.0 %")] {
      let line = diff.text.split(separator: "\n").first {
        $0.hasPrefix("\(state) ") && $0.contains(" 2018 ") && $0.hasSuffix(" %")
      }
      #expect(line?.contains(" \(percent)") == true, "\(state): \(line ?? "is not listed")")
    }

    let held = try program.run(["sources", "census-statehs-annual"])
    #expect(held.text.contains("held: \(label)") && !held.text.contains("in use: \(label),"))
    let accepted = try program.run(["accept", "census-statehs-annual", String(label)])
    #expect(accepted.status == 0, "\(accepted.errors)")
    let sources = try program.run(["sources", "census-statehs-annual"])
    #expect(sources.text.contains("in use: \(label), stored"), "\(sources.text)")
    #expect(try program.run(arguments).output == diff.output)
    #expect(try program.run(["verify"]).status == 0)
  }
}
