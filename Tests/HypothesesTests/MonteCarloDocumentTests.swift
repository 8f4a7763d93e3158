import Hypotheses
import Panels
import Tables
import TestSupport
import Testing

/// The figures of `docs/monte-carlo.md` against the files beside it, and those against the study.
@Suite struct `The Monte Carlo study in the documentation` {
  private static func table(_ name: String) throws -> Table {
    try DelimitedText(name: name).table(
      from: Checkout.bytes("docs/monte-carlo/simulated-\(name).csv"))
  }

  /// Rows of a file as dictionaries.
  private static func rows(_ name: String) throws -> [[String: String]] {
    let table = try table(name)
    return try table.rows.map { row in
      Dictionary(
        uniqueKeysWithValues: try table.header.map { ($0, try table.column($0)[row]) })
    }
  }

  private static func percent(_ text: String?) -> String {
    guard let value = text.flatMap({ Double($0) }) else { return "" }
    let tenths = Int((1_000 * value).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func words(_ verdict: String) -> String {
    switch verdict {
    case "too-large": "too large"
    case "cannot-reject": "zero: cannot reject"
    case "cautious": "below the level"
    case "too-few-panels": "too few panels to tell"
    default: verdict
    }
  }

  private static func line(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |"
  }

  /// Sizes of one study: method, unit, panels, size with its error, power at 0.1, smallest effect found.
  private static func sizes(_ name: String) throws -> [String] {
    let rows = try rows(name)
    return rows.filter { $0["effect"] == "0.0" || $0["effect"] == "" }.map { row in
      let power = rows.first {
        $0["method"] == row["method"] && $0["unit"] == row["unit"] && $0["effect"] == "0.1"
      }
      let detects = row["minimum_detectable_effect"].flatMap { Double($0) }
      return line([
        row["method"] ?? "", row["unit"] ?? "", row["draws"] ?? "",
        row["rate"] == "" ? "not applied" : percent(row["rate"]),
        row["rate"] == "" ? "" : percent(row["simulation_error"]), percent(power?["rate"]),
        detects.map { "\(Int((1_000 * $0).rounded()))" } ?? "",
        words(row["verdict"] ?? ""),
      ])
    }
  }

  /// Sizes of several studies beside each other.
  private static func scenarios(_ names: [String]) throws -> [String] {
    let all = try names.map(rows)
    return all[0].filter { $0["effect"] == "0.0" }.map { row in
      line(
        [row["method"] ?? "", row["unit"] ?? ""]
          + all.map { rows in
            let own = rows.first {
              $0["method"] == row["method"] && $0["unit"] == row["unit"] && $0["effect"] == "0.0"
            }
            return percent(own?["rate"])
          })
    }
  }

  private static func refits(_ names: [String]) throws -> [String] {
    func number(_ text: String?) -> String {
      let value = Int((10_000 * (text.flatMap { Double($0) } ?? 0)).rounded())
      let digits = String(abs(value) % 10_000)
      return (value < 0 ? "-" : "") + "\(abs(value) / 10_000)."
        + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return try names.flatMap { name in
      try rows("\(name)-refits").map { row in
        line([
          name, row["effect"] ?? "", row["draws"] ?? "", number(row["bias"]),
          number(row["bias_error"]), number(row["deviation"]), row["clustering"] ?? "",
          percent(row["coverage"]), percent(row["simulation_error"]),
        ])
      }
    }
  }

  private static func suites(_ names: [String]) throws -> [String] {
    try names.flatMap { name in
      try rows("\(name)-suites").map { row in
        line([
          name, row["method"] ?? "", row["unit"] ?? "", row["draws"] ?? "",
          row["exact_rejections"] ?? "", row["one_step_rejections"] ?? "",
          row["disagreements"] ?? "",
        ])
      }
    }
  }

  @Test func `every table is that of its files`() throws {
    let document = String(
      decoding: try Checkout.bytes("docs/monte-carlo.md"), as: UTF8.self)
    let lines = document.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var found = 0
    for (place, text) in lines.enumerated() where text.hasPrefix("<!-- ") {
      let words = text.dropFirst(5).dropLast(4).split(separator: " ").map(String.init)
      let names = Array(words.dropFirst())
      let expected =
        switch words[0] {
        case "sizes": try Self.sizes(names[0])
        case "scenarios": try Self.scenarios(names)
        case "refits": try Self.refits(names)
        default: try Self.suites(names)
        }
      // The heading and its rule stand between the comment and the rows.
      let rows = lines[(place + 3)...].prefix { $0.hasPrefix("|") }
      #expect(Array(rows) == expected, "\(text)\n\(expected.joined(separator: "\n"))")
      found += 1
    }
    #expect(found >= 6)
  }

  @Test func `no size is known worse than to one point at five percent`() throws {
    for name in ["swing-states", "bts", "ten-states"] {
      for row in try Self.rows(name) where row["effect"] == "0.0" {
        let draws = try #require(row["draws"].flatMap { Double($0) })
        #expect((0.05 * 0.95 / draws).squareRoot() <= 0.0101, "\(name) \(row["method"] ?? "")")
      }
    }
  }

  @Test func `the command's study gives the file again`() throws {
    let options = try PowerOptions(draws: 5_000, persistence: 0)
    let result = try PowerStudy(
      Analyses.named("bts-canada-mexico"), estimator: .ppml, data: BuiltIn.data.get(),
      options: options
    ).run()
    let rows = try Self.rows("bts-persistence-0")
    #expect(rows.count == result.methods.count * options.effects.count)
    for method in result.methods {
      for rate in method.rates {
        let row = try #require(
          rows.first {
            $0["method"] == method.method.rawValue && $0["unit"] == method.unit
              && $0["effect"] == rate.effect.description
          })
        // Rounding differs between processors: one draw in a thousand may fall on the other side.
        let saved = try #require(row["rate"].flatMap { Double($0) })
        #expect(abs(saved - rate.rate) <= 0.001)
      }
    }
  }

  @Test func `the t-test by election is the method to quote`() throws {
    for name in ["swing-states", "bts"] {
      let sizes = try Self.rows(name).filter { $0["effect"] == "0.0" }
      let usable = sizes.filter { $0["verdict"] == "right" || $0["verdict"] == "cautious" }
      #expect(usable.map { $0["method"] } == ["per-election-t"])
    }
  }
}
