import Foundation
import Store
import TestSupport
import Testing

/// The names of the files of `fetch/sources/`.
private let sources: [String] =
  ((try? FileManager.default.contentsOfDirectory(atPath: Checkout.root + "/fetch/sources")) ?? [])
  .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()

@Suite struct `A file fetched by hand` {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private var program: Program {
    var program = Program(folder: scratch.root)
    program.environment["SWINGPORT_STORE"] = store
    return program
  }

  private var store: String { scratch.root.appendingPathComponent("store").path }

  private func simulated(_ source: String) throws -> SourceCopy {
    try SimulatedCopies.of(source) { source in
      try program.run(["refresh", source, "--dry-run", "--since", "2024"]).text
    }
  }

  private func take(_ copy: SourceCopy, of source: String, file: String = "copy") throws
    -> Program.Run
  {
    try Data(copy.bytes).write(to: scratch.root.appendingPathComponent(file))
    return try program.run(
      ["refresh", source, "--file", file] + (copy.part.map { ["--part", $0] } ?? []))
  }

  /// Takes a copy in, accepts it where it is held, and looks at the vintage in use.
  private func takeIn(_ copy: SourceCopy, of source: String) throws -> (StoreReader, Vintage) {
    let run = try take(copy, of: source)
    if let held = copy.held {
      #expect(run.status == 65 && run.errors.contains(held), "\(run.errors)")
      let words = try #require(
        run.errors.split(separator: "'").first { $0.hasPrefix("swingport accept") })
      let accepted = try program.run(words.split(separator: " ").dropFirst().map(String.init))
      #expect(accepted.status == 0, "\(accepted.errors)")
    } else {
      #expect(run.status == 0 && run.errors == "\(source): 1 updated\n", "\(run.errors)")
    }
    let reader = try StoreReader.open(at: store)
    #expect(try reader.verify().isSound)
    let vintage = try #require(try reader.current(source))
    let snapshot = try #require(vintage.snapshots.first)
    if let part = copy.part { #expect(snapshot.partition == part) }
    #expect(try reader.object(try #require(snapshot.object)) == copy.bytes)
    #expect(snapshot.url == "file:copy")
    return (reader, vintage)
  }

  @Test(arguments: sources)
  func `in the publisher's layout is judged, kept and used, whatever its source`(source: String)
    throws
  {
    let copy = try simulated(source)
    let (reader, vintage) = try takeIn(copy, of: source)
    let exports = try reader.exports(of: vintage)
    let series = try reader.series(of: vintage)
    switch source {
    case "atop", "census-schedule-c", "medsl-2024", "mit-president", "us-atlas":
      #expect(exports.count == 0 && series.count == 0)
    case "bea-state-gdp": #expect(series.count == 51 * 22)
    case "census-state-population": #expect(series.count == 52 * 4)
    case "world-bank": #expect(series.count == 119 * 64)
    case "cepii-geodist":
      // Two distances a pair, but for the weighted ones that the publisher marks with a point.
      let points = String(decoding: copy.bytes, as: UTF8.self).split(separator: "\n").count {
        $0.hasSuffix(";.")
      }
      #expect(points > 2 && series.count == 2 * (vintage.snapshots[0].rows) - points)
    case "bts-transborder":
      // Six months once each, though a file repeats them and an archive inside holds a copy.
      #expect(exports.count == 6 * 52 && Set(exports.dollars) == [14_000])
    default: #expect(exports.count > 200 && series.count == 0)
    }
    // The same file again changes nothing.
    let again = try take(copy, of: source)
    #expect(again.status == 0 && again.errors.isEmpty, "\(again.errors)")
  }

  @Test(arguments: sources)
  func `that is cut off is refused and nothing of it is used`(source: String) throws {
    var copy = try simulated(source)
    copy.bytes = Array(copy.bytes.prefix(copy.bytes.count / 2))
    let run = try take(copy, of: source)
    #expect(run.status == 65 && run.errors.contains("1 rejected"), "\(run.errors)")
    let reader = try StoreReader.open(at: store)
    #expect(try reader.current(source) == nil)
    #expect(try reader.quarantined(source).count == 1)
  }

  @Test func `names the part that it is a copy of, where there are several`() throws {
    try Data("{}".utf8).write(to: scratch.root.appendingPathComponent("copy"))
    for (arguments, status, part) in [
      (["world-bank"], 64, "the parts are NY.GDP.MKTP.CD, SP.POP.TOTL, PA.NUS.FCRF"),
      (["world-bank", "--part", "SP.POP.TOT"], 64, "did you mean 'SP.POP.TOTL'?"),
      (["atop", "--part", "SP.POP.TOTL"], 64, "atop has no part 'SP.POP.TOTL'"),
      (["cepii"], 64, "there is no source 'cepii'"), (["atop", "world-bank"], 64, "one source"),
    ] as [([String], Int32, String)] {
      let run = try program.run(["refresh", "--file", "copy"] + arguments)
      #expect(run.status == status && run.errors.contains(part), "\(run.errors)")
    }
    let lost = try program.run(["refresh", "atop", "--part", "all"])
    #expect(lost.status == 64 && lost.errors.contains("--part goes with --file"))
    #expect(!FileManager.default.fileExists(atPath: store))
  }

  @Test func `with another mark of what is missing than the source allows is refused`() throws {
    var copy = try simulated("cepii-geodist")
    copy.bytes = Array(
      String(decoding: copy.bytes, as: UTF8.self).replacing(";.;.", with: ";-;-").utf8)
    let run = try take(copy, of: "cepii-geodist")
    #expect(run.status == 65 && run.errors.contains("'-'"), "\(run.errors)")
  }

  /// A published file of the shared folder, in the publisher's own layout or put back into it.
  struct Published: Sendable, CustomTestStringConvertible {
    let source: String
    var part: String?
    let path: String
    var figures = 0
    var testDescription: String { "\(source) \(part ?? "")" }
  }

  @Test(
    .enabled(
      if: Checkout.hasShared, "the published files lie in ../shared/data, which is not here"),
    arguments: [
      Published(source: "mit-president", path: "elections/mit_president_1976-2020.csv"),
      Published(source: "medsl-2024", path: "elections/2024-president-state_medsl.csv"),
      Published(source: "atop", path: "alliances/atop_us_dyad_year.csv"),
      Published(
        source: "census-state-population", path: "controls/NST-EST2023-ALLDATA.csv",
        figures: 52 * 4),
      Published(source: "us-atlas", part: "states-10m", path: "boundaries/states-10m.json"),
      Published(
        source: "us-atlas", part: "states-albers-10m", path: "boundaries/states-albers-10m.json"),
      // 224 pairs, five without a weighted distance.
      Published(
        source: "cepii-geodist", path: "controls/dist_cepii_USA.csv", figures: 2 * 224 - 5),
      Published(
        source: "bts-transborder", part: "2015", path: "state-exports/bts_raw_dot1_2015-01.csv"),
      Published(
        source: "bea-state-gdp", path: "controls/BEA_SAGDP2N_ALL_AREAS_1997_2018.csv",
        figures: 51 * 22),
      Published(
        source: "world-bank", part: "NY.GDP.MKTP.CD", path: "controls/worldbank_gdp_current_usd.csv"
      ),
      Published(
        source: "world-bank", part: "SP.POP.TOTL", path: "controls/worldbank_population.csv"),
      Published(
        source: "census-schedule-c", path: "countries/census_schedule_c_crosswalk.csv"),
    ])
  func `as it was published is accepted`(file: Published) throws {
    var bytes = try Checkout.sharedBytes("data/\(file.path)")
    switch file.source {
    case "bts-transborder":
      bytes = ZipBuilder([.init("January 2015/dot1_0115.csv", bytes)]).bytes
    case "bea-state-gdp":
      bytes = ZipBuilder([.init("SAGDP2N__ALL_AREAS_1997_2018.csv", bytes)]).bytes
    case "world-bank": bytes = Self.worldBank(bytes, indicator: file.part ?? "")
    case "census-schedule-c": bytes = Self.scheduleC(bytes)
    default: break
    }
    let copy = SourceCopy(part: file.part, bytes: bytes)
    let (reader, vintage) = try takeIn(copy, of: file.source)
    if file.figures > 0 { #expect(try reader.series(of: vintage).count == file.figures) }
    if file.source == "bts-transborder" {
      let exports = try reader.exports(of: vintage)
      let row = try #require(
        (0..<exports.count).first {
          exports.states[$0] == "MI" && exports.destinations[$0] == "1220"
        })
      #expect(exports.dollars[row] == 2_065_331_542)
    }
  }

  /// The copy of the World Bank's figures, which has commas in quoted names, as its API has them.
  private static func worldBank(_ bytes: [UInt8], indicator: String) -> [UInt8] {
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .dropFirst()
    return SimulatedCopies.worldBank(
      indicator,
      lines.map { line in
        let cells = line.split(separator: ",", omittingEmptySubsequences: false).suffix(3)
          .map(String.init)
        return (cells[0], cells[1], cells[2].isEmpty ? "null" : cells[2])
      })
  }

  /// The countries of the crosswalk as the Census Bureau prints Schedule C.
  private static func scheduleC(_ bytes: [UInt8]) -> [UInt8] {
    let rows = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst()
      .compactMap { line -> String? in
        var cells: [String] = [""]
        var quoted = false
        for character in line {
          switch character {
          case "\"": quoted.toggle()
          case "," where !quoted: cells.append("")
          default: cells[cells.count - 1].append(character)
          }
        }
        return cells[4] == "country" ? "\(cells[0]) | \(cells[1])   | \(cells[2])" : nil
      }
    return Array(("Code | Name | ISO Code\n" + rows.joined(separator: "\n") + "\n").utf8)
  }
}
