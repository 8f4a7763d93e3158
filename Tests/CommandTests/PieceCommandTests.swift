import Foundation
import Tables
import Testing

@Suite struct `swingport power honest and permute` {
  private func run(_ arguments: [String], in scratch: Scratch) throws -> Program.Run {
    try Program(folder: scratch.root).run(arguments)
  }

  @Test func `power prints a table and writes the same numbers as CSV and JSON`() throws {
    let scratch = try Scratch()
    let arguments = [
      "power", "bts-canada-mexico", "--draws", "40", "--effects", "0.1,0.2", "--refits", "4",
      "--suites", "2",
    ]
    let shown = try run(arguments + ["--out", "study"], in: scratch)
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(shown.errors.isEmpty)
    #expect(shown.text.contains("per-election-t") && shown.text.contains("quote:"))
    #expect(shown.text.utf8.allSatisfy { $0 < 128 })
    let files = try scratch.files()
    let table = try DelimitedText(name: "power.csv").table(from: files["study/power.csv"] ?? [])
    #expect(Set(try table.column("effect").texts) == ["0.0", "0.1", "0.2"])
    #expect(files["study/power-refits.csv"] != nil && files["study/power-suites.csv"] != nil)
    let again = try run(arguments + ["--csv"], in: scratch)
    #expect(again.output == files["study/power.csv"])
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(files["study/power.json"] ?? []))
        as? [String: Any])
    #expect(document["schema"] as? String == "swingport.power/1")
  }

  @Test func `power takes a monthly panel, and its table can be plotted`() throws {
    let scratch = try Scratch()
    var text = "state,iso3c,year,month,value_usd\n"
    for (index, state) in ["PA", "OH", "CA", "TX", "WI", "NC"].enumerated() {
      for (place, code) in ["CAN", "MEX"].enumerated() {
        for year in 2013...2020 {
          for month in 1...12 {
            let noise = (index * 31 + place * 17 + year * 7 + month * 13) % 23
            text += "\(state),\(code),\(year),\(month),\(1_000 + 40 * noise)\n"
          }
        }
      }
    }
    try Data(text.utf8).write(to: scratch.root.appendingPathComponent("months.csv"))
    let study = try run(
      ["power", "--months", "months.csv", "--draws", "40", "--out", "study"], in: scratch)
    #expect(study.status == 0, "\(study.errors)")
    #expect(study.text.contains("three months 0.") && study.text.contains("all 48 assignments"))
    let drawn = try run(
      ["plot", "power", "study/power.csv", "--out", "power.svg"], in: scratch)
    #expect(drawn.status == 0, "\(drawn.errors)")
    let both = try run(
      ["power", "bts-canada-mexico", "--months", "months.csv"], in: scratch)
    #expect(both.status == 64 && both.errors.contains("--months"))
    let slope = try run(
      ["power", "--months", "months.csv", "--reputation", "--draws", "40"], in: scratch)
    #expect(slope.status == 64 && slope.errors.contains("--reputation is for analyses of years"))
  }

  @Test func `honest takes a position and prints breakdown values`() throws {
    let scratch = try Scratch()
    let shown = try run(
      ["honest", "bts-canada-mexico", "--target", "-1", "--out", "robust"], in: scratch)
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(shown.text.contains("breakdown value of M-bar"))
    let table = try DelimitedText(name: "honest.csv").table(
      from: scratch.files()["robust/honest.csv"] ?? [])
    #expect(
      Set(try table.column("restriction").texts)
        == ["none", "smoothness", "relative-magnitudes"])
    #expect(Set(try table.column("target").texts) == ["-1"])
  }

  @Test func `permute writes its distribution with the observed assignment first`() throws {
    let scratch = try Scratch()
    let shown = try run(
      ["permute", "bts-canada-mexico", "--draws", "39", "--csv"], in: scratch)
    #expect(shown.status == 0, "\(shown.errors)")
    let table = try DelimitedText(name: "distribution").table(from: shown.output)
    #expect(table.rows.count == 40)
    #expect(try table.column("is_observed").texts.first == "true")
    #expect(try table.column("smallest_attainable_p").texts.first == "0.025")
  }

  @Test(arguments: [
    ["power", "--draws", "2"], ["power", "--effects", "a"], ["power", "--estimator", "ols"],
    ["power", "national-concessions"], ["power", "nowhere"], ["power", "--json", "--csv"],
    ["power", "--election-shock", "7"], ["power", "--election-correlation", "-1"],
    ["power", "--two-way-draws", "-1"], ["power", "--draws", "-5"], ["power", "--level", "2"],
    ["honest", "--smoothness", "-0.1,1"], ["honest", "--level", "-1"],
    ["honest", "--target", "soon"], ["permute", "--draws", "-9"], ["honest", "--reference", "-1"],
    ["honest", "--reference", "3"], ["honest", "--magnitudes", "-1"], ["honest", "--out", ""],
    ["honest", "--months", "m.csv", "--years", "2004-2024"], ["permute", "--component", "x"],
    ["permute", "--draws", "1"], ["permute", "--statistic", "x"],
    ["permute", "national-concessions"],
  ])
  func `what makes no sense ends with the status of wrong use and two lines`(
    arguments: [String]
  ) throws {
    let run = try run(arguments, in: Scratch())
    #expect(run.status == 64, "\(arguments) \(run.errors)")
    #expect(run.output.isEmpty)
    #expect(run.errors.split(separator: "\n").count == 2, "\(run.errors)")
  }
}
