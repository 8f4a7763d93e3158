import Codes
import Foundation
import Store
import Tables
import TestSupport
import Testing

/// Simulated months and chapters in a store, with known bumps.
private struct SimulatedStore {
  let folder: String
  private let writer: StoreWriter

  /// Partners by Schedule C code; the first two are allies.
  static let partners = ["1220", "4280", "4419", "5330"]
  static let states = ["PA", "OH", "CA", "TX", "WI", "NC"]

  /// A figure; of a year where there is no month.
  struct Row {
    let year: Int
    var month: Int?
    let state: String
    let partner: String
    var good = ""
    let dollars: Int64
  }

  init(_ scratch: Scratch) throws {
    folder = scratch.root.appendingPathComponent("store").path
    writer = try StoreWriter.open(
      at: folder, holder: LockHolder(process: 1, host: "test", since: Stamp(seconds: 0)))
  }

  func commit(
    _ source: String,
    _ rows: [Row]
  ) throws {
    let bytes = Array("answer of \(source)".utf8)
    let exports = try ExportColumns(
      periods: rows.compactMap { row in
        row.month.map { Period(year: row.year, month: $0) } ?? Period(year: row.year)
      }, states: CodeColumn(rows.map(\.state)),
      destinations: CodeColumn(rows.map(\.partner)), commodities: CodeColumn(rows.map(\.good)),
      dollars: rows.map(\.dollars))
    _ = try writer.commit(
      [
        Arrival(
          Snapshot(
            partition: "all", retrievedAt: Stamp(seconds: 0), url: "https://localhost/",
            object: try writer.stage(bytes), bytes: bytes.count, rows: rows.count),
          exports: exports)
      ], source: source, label: "2026-03", at: Stamp(seconds: 0))
  }

  func close() throws { try writer.close() }

  static func isAlly(_ partner: String) -> Bool { partner == "1220" || partner == "4280" }

  /// Whether the month is one of the twelve before an election, that of the election not among them.
  static func isInWindow(_ year: Int, _ month: Int) -> Bool {
    year % 4 == 3 ? month >= 11 : year % 4 == 0 && month <= 10
  }

  /// National months in which exports to allies are a quarter higher in the window.
  func commitNationalMonths() throws {
    try commit(
      "census-country-totals-monthly",
      Self.partners.enumerated().flatMap { place, partner in
        (2013...2022).flatMap { year in
          (1...12).map { month -> Row in
            let common = Int64(1_000 * (place + 1) * (100 + (year + month) % 9))
            let isHigher = Self.isAlly(partner) && Self.isInWindow(year, month)
            return Row(
              year: year, month: month, state: "-", partner: partner,
              dollars: common * (isHigher ? 5 : 4))
          }
        }
      })
  }

  /// Purchasable goods that allies buy half as much again of in the window's years, and others.
  func commitChapters() throws {
    func purchasable(_ partner: String, _ year: Int) -> Int64 {
      Self.isAlly(partner) && (year % 4 == 0 || year % 4 == 3) ? 1_800 : 1_200
    }
    try commit(
      "census-statehs-hs2",
      Self.partners.flatMap { partner in
        (2013...2020).flatMap { year in
          (1...12).flatMap { month -> [Row] in
            [
              Row(
                year: year, month: month, state: "PA", partner: partner, good: "88",
                dollars: purchasable(partner, year) / 12),
              Row(
                year: year, month: month, state: "XX", partner: partner, good: "87", dollars: 70),
            ]
          }
        }
      } + [Row(year: 2021, month: 1, state: "PA", partner: "1220", good: "88", dollars: 5)])
    try commit(
      "census-country-totals",
      Self.partners.flatMap { partner in
        (2013...2020).map { year in
          Row(
            year: year, state: "-", partner: partner,
            dollars: purchasable(partner, year) + 5_000 + Int64(year % 4) * 100)
        }
      } + [Row(year: 2013, state: "-", partner: "0003", dollars: 999_999)])
  }

  /// Months of states to an ally and another partner, in which exports of swing states to the ally are a
  /// quarter higher in the window.
  func commitStateMonths(
    swing: Set<String>, to source: String = "census-statehs-monthly", other: String = "5330"
  ) throws {
    try commit(
      source,
      Self.states.enumerated().flatMap { place, state in
        ["1220", other].enumerated().flatMap { target, partner in
          (2013...2020).flatMap { year in
            (1...12).map { month -> Row in
              let common = Int64(400 * (place + 1) * (target + 2) * (100 + (year + month) % 9))
              let isHigher =
                swing.contains(state) && Self.isAlly(partner) && Self.isInWindow(year, month)
              // Without noise there would be no error to estimate.
              let cell = UInt64((place * 2 + target) * 1_000 + (year - 2013) * 12 + month)
              let noise = Int64((cell &* 0x9E37_79B9_7F4A_7C15) >> 33 % 97)
              return Row(
                year: year, month: month, state: state, partner: partner,
                dollars: (isHigher ? common / 4 * 5 : common) + noise)
            }
          }
        }
      } + [Row(year: 2016, month: 1, state: "PR", partner: "1220", dollars: 7)])
  }
}

@Suite struct `Hypotheses from the store` {
  private func run(_ arguments: [String], in scratch: Scratch) throws -> Program.Run {
    try Program(folder: scratch.root).run(arguments)
  }

  /// The percent of a term in the table of estimates.
  private func percent(
    _ term: String, _ analysis: String, model: String, in scratch: Scratch
  ) throws -> Double {
    let table = try DelimitedText(name: "estimates.csv").table(
      from: scratch.files()["out/estimates.csv"] ?? [])
    let row = try #require(
      try table.rows.first {
        try table.column("term")[$0] == term && table.column("analysis")[$0] == analysis
          && table.column("model")[$0] == model
      })
    return 100 * (exp(try #require(Double(try table.column("estimate")[row]))) - 1)
  }

  @Test func `economic concessions take national months and find their bump`() throws {
    let scratch = try Scratch()
    let store = try SimulatedStore(scratch)
    try store.commitNationalMonths()
    try store.close()
    let run = try run(
      ["analyze", "economic-concessions", "--source", "census", "--store", store.folder],
      in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    let found = try percent(
      "ally:window", "economic-concessions:months", model: "pooled", in: scratch)
    #expect(abs(found - 25) < 1e-6)
    #expect(run.text.contains("census-country-totals-monthly 2026-03"))
    // The counts of reassurance end in 2010, so that no month of an ally here has one, and the registered
    // rule for allies ends in 2018.
    let words = run.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      words.contains("not identified: the model reassurance:"), "\(words)")
    #expect(words.contains("dropped (pooled): 192 ally not reported"), "\(words)")
    // Tariffs are still missing, and months are not.
    #expect(run.text.contains("no table of partners' tariffs"))
    #expect(!run.text.contains("by year. Needed"))
  }

  @Test func `national months can be a user's own table`() throws {
    let scratch = try Scratch()
    var text = "iso3c,year,month,value_usd\n"
    for (place, code) in ["CAN", "DEU", "CHE", "IND"].enumerated() {
      for year in 2001...2008 {
        for month in 1...12 {
          let isHigher = place < 2 && SimulatedStore.isInWindow(year, month)
          text += "\(code),\(year),\(month),\((place + 1) * (100 + month) * (isHigher ? 6 : 4))\n"
        }
      }
    }
    try Data(text.utf8).write(to: scratch.root.appendingPathComponent("months.csv"))
    let run = try run(
      ["analyze", "economic-concessions", "--months", "months.csv", "--ally", "treaty"],
      in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    let found = try percent(
      "ally:window", "economic-concessions:months", model: "pooled", in: scratch)
    #expect(abs(found - 50) < 1e-6)
    // These months lie within the counts of reassurance, which differ between the allies.
    #expect(run.text.contains("ally:reassurance:window"), "\(run.text)")
  }

  @Test func `government purchases take chapters and totals and find their further difference`()
    throws
  {
    let scratch = try Scratch()
    let store = try SimulatedStore(scratch)
    try store.commitChapters()
    try store.close()
    let run = try run(
      ["analyze", "government-purchases", "--source", "census", "--store", store.folder],
      in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    let found = try percent(
      "ally:window:purchasable", "government-purchases:products", model: "further-difference",
      in: scratch)
    #expect(abs(found - 50) < 1e-6)
    #expect(run.text.contains("set aside: 1 figures of years without twelve months"))
    #expect(run.text.contains("no register of orders of arms"))
  }

  @Test(arguments: [
    ("swing-states", "census-statehs-monthly", "5330"),
    // Freight goes to Canada, an ally, and to Mexico, which left the Rio Treaty.
    ("bts-canada-mexico", "bts-transborder", "2010"),
  ])
  func `an event study goes by the months of the store`(
    analysis: String, source: String, other: String
  ) throws {
    let scratch = try Scratch()
    var list = "year,state,swing\n"
    for year in 2013...2020 {
      for state in SimulatedStore.states {
        list += "\(year),\(state),\(["OH", "PA", "NC"].contains(state) ? 1 : 0)\n"
      }
    }
    try Data(list.utf8).write(to: scratch.root.appendingPathComponent("swing.csv"))
    let store = try SimulatedStore(scratch)
    try store.commitStateMonths(swing: ["OH", "PA", "NC"], to: source, other: other)
    try store.commitNationalMonths()
    try store.close()
    let run = try run(
      [
        "event-study", analysis, "--period", "month", "--store", store.folder, "--swing",
        "list:swing.csv", "--csv",
      ], in: scratch)
    #expect(run.status == 0, "\(run.errors)")
    let table = try DelimitedText(name: "study").table(from: run.output)
    let clusterings = Set(try table.column("clustering").texts)
    #expect(clusterings == ["origin"])
    for row in table.rows {
      let position = try #require(Int(try table.column("position")[row]))
      let estimate = try #require(Double(try table.column("estimate")[row]))
      let expected = position >= -12 ? log(1.25) : 0
      #expect(abs(estimate - expected) < 1e-3, "\(position) \(estimate)")
    }
    // What may differ in trends is asked of the same months.
    let honest = try self.run(
      [
        "honest", analysis, "--period", "month", "--store", store.folder, "--swing",
        "list:swing.csv", "--target", "-3", "--magnitudes", "0,1", "--csv",
      ], in: scratch)
    #expect(honest.status == 0, "\(honest.errors)")
    // Estimates without errors allow no robust interval, which is said beside the table.
    #expect(honest.errors.contains("note: there are no robust intervals: "))
    let bounds = try DelimitedText(name: "honest").table(from: honest.output)
    let plain = try #require(
      try bounds.column("restriction").texts.firstIndex { $0 == "none" })
    for name in ["conf.low", "estimate", "conf.high"] {
      let value = try #require(Double(try bounds.column(name)[plain]))
      #expect(abs(value - log(1.25)) < 1e-3, "\(name) \(value)")
    }
    // The same months with the calendar shifted: the bump itself, and nothing outside of it.
    let placebos = try self.run(
      [
        "placebo", analysis, "--period", "month", "--store", store.folder, "--swing",
        "list:swing.csv", "--csv",
      ], in: scratch)
    #expect(placebos.status == 0, "\(placebos.errors)")
    let shifts = try DelimitedText(name: "placebos").table(from: placebos.output)
    let calendars = Set(try shifts.column("calendar").texts)
    #expect(calendars.count == 17)
    #expect(calendars.isSuperset(of: ["own", "shifted-by--24-months", "shifted-by-+3-months"]))
    for row in shifts.rows {
      guard let estimate = Double(try shifts.column("estimate")[row]) else {
        Issue.record("\(try shifts.column("placebo")[row]): \(try shifts.column("reason")[row])")
        continue
      }
      let calendar = try shifts.column("calendar")[row]
      let isOutside = try shifts.column("outside")[row] == "true"
      if calendar == "own" {
        #expect(abs(estimate - log(1.25)) < 1e-3)
      } else if isOutside {
        #expect(abs(estimate) < 1e-3, "\(calendar)")
      } else {
        #expect(estimate < log(1.25) - 0.01, "\(calendar)")
      }
    }
    // Of the country as a whole the study is of allies.
    let national = try self.run(
      [
        "event-study", "national-concessions", "--period", "month", "--store", store.folder,
        "--ally", "treaty",
      ], in: scratch)
    #expect(national.status == 0, "\(national.errors)")
    #expect(national.text.contains("months to the election"))
  }

  @Test func `what the store lacks is named with the refresh that brings it`() throws {
    let scratch = try Scratch()
    let store = try SimulatedStore(scratch)
    try store.commitStateMonths(swing: [])
    try store.close()
    let mistakes: [(arguments: [String], status: Int32, part: String)] = [
      (["analyze", "economic-concessions"], 66, "refresh census-country-totals-monthly"),
      (["analyze", "government-purchases"], 66, "refresh census-statehs-hs2"),
      (["analyze", "bts-canada-mexico"], 64, "is of no use to bts-canada-mexico"),
      (["analyze", "economic-concessions", "--vintage", "x"], 64, "which economic-concessions"),
    ]
    for mistake in mistakes {
      let run = try run(
        mistake.arguments + ["--source", "census", "--store", store.folder], in: scratch)
      #expect(run.status == mistake.status, "\(run.errors)")
      #expect(run.errors.contains(mistake.part), "\(run.errors)")
    }
    let studies: [(arguments: [String], status: Int32, part: String)] = [
      (["--period", "month", "--store", "nowhere"], 66, "there is no store"),
      (["--period", "month", "--store", store.folder, "--vintage", "1999"], 66, "1999"),
      (["--period", "month", "--years", "1999-2000", "--store", store.folder], 64, "no figure"),
      (["ten-states-2012", "--period", "month"], 64, "years and no months"),
      (["--period", "month", "--reference", "2"], 64, "--reference counts years"),
      (["--vintage", "2026-03"], 64, "add --period month"),
    ]
    for mistake in studies {
      let run = try run(["event-study"] + mistake.arguments, in: scratch)
      #expect(run.status == mistake.status, "\(mistake.arguments) \(run.errors)")
      #expect(run.errors.contains(mistake.part), "\(mistake.arguments) \(run.errors)")
    }
  }
}
