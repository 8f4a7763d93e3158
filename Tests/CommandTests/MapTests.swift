import Foundation
import Tables
import TestSupport
import Testing

@Suite struct `swingport map` {
  @Test func `a file comes with its table, the same bytes twice`() throws {
    let scratch = try Scratch()
    let program = Program(folder: scratch.root)
    let run = try program.run(["map", "ally-share", "--year", "2024", "--out", "a/map.svg"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors == "" && run.output.isEmpty)
    let files = try scratch.files()
    #expect(files.keys.sorted() == ["a/map.csv", "a/map.svg"])
    let again = try program.run(["map", "ally-share", "--year", "2024"])
    #expect(again.output == files["a/map.svg"])
    let table = try program.run(["map", "ally-share", "--year", "2024", "--table"])
    #expect(table.output == files["a/map.csv"])
    let rows = try DelimitedText(name: "map").table(from: table.output)
    #expect(rows.rowCount == 52)
  }

  @Test func `json gives the numbers of the table`() throws {
    let run = try Program().run(["map", "bump", "--json"])
    #expect(run.status == 0, "\(run.errors)")
    let document = try JSONSerialization.jsonObject(with: Data(run.output)) as? [String: Any]
    #expect(document?["form"] as? String == "swingport.map-values/1")
    let rows = try #require(document?["rows"] as? [[String: Any]])
    #expect(rows.count == 51)
    for row in rows where row["status"] as? String == "value" {
      let value = try #require(row["value"] as? Double)
      #expect(try #require(row["low"] as? Double) <= value)
      #expect(try #require(row["high"] as? Double) >= value)
      #expect((row["fips"] as? String)?.utf8.count == 2)
    }
  }

  /// The measure of the map is the share of the table: it adds up to the published total.
  @Test func `the table of exports adds up to what the states report`() throws {
    let run = try Program().run(["map", "exports", "--year", "2024", "--table"])
    let table = try DelimitedText(name: "map").table(from: run.output)
    let values = try table.column("value")
    let total = try table.rows.reduce(0.0) { try $0 + (Double(values.text($1)) ?? 0) }
    #expect(total > 1.9e12 && total < 2.1e12, "\(total)")
  }

  @Test func `the note names what is not on the map`() throws {
    let run = try Program().run(["map", "exports", "--year", "2024", "--width", "180"])
    // Lines of the note are texts of their own.
    let text = run.text.components(separatedBy: "<text ").dropFirst().compactMap { part in
      part.components(separatedBy: "</text>").first?.components(separatedBy: ">").last
    }.joined(separator: " ")
    #expect(text.contains("whose state is unknown") && text.contains("Virgin Islands"))
  }

  @Test func `on a journal's column every state has its label`() throws {
    let run = try Program().run(["map", "ally-share", "--theme", "print", "--width", "88"])
    #expect(run.status == 0, "\(run.errors)")
    let table = try DelimitedText(name: "map").table(
      from: Program().run(["map", "ally-share", "--table"]).output)
    let codes = try table.column("usps").texts
    #expect(codes.count == 52)
    for code in codes {
      #expect(run.text.contains(">\(code)<") || run.text.contains(">\(code) "), "\(code)")
    }
  }

  /// Point 18 of a reviewer: in grey the ends of a diverging palette are alike.
  @Test(arguments: ["bump", "change", "share-change"])
  func `on a journal's column a rise and a fall differ without colour`(measure: String) throws {
    let run = try Program().run(["map", measure, "--theme", "print", "--width", "88"])
    let table = try DelimitedText(name: "map").table(
      from: Program().run(["map", measure, "--table"]).output)
    let lines = run.text.components(separatedBy: "<text ").dropFirst().compactMap { part in
      part.components(separatedBy: "</text>").first?.components(separatedBy: ">").last
    }
    let codes = try table.column("usps").texts
    let classes = try table.column("class").texts
    let values = try table.column("value").texts
    #expect(classes.contains("3") && classes.contains("5"))
    for ((code, place), value) in zip(zip(codes, classes), values) where !["", "3"].contains(place)
    {
      let sign = value.hasPrefix("-") ? "\u{2212}" : "+"
      let isSigned = lines.contains { $0.hasPrefix(code) && $0.contains(sign) }
      let at = lines.firstIndex(of: code)
      #expect(isSigned || at.map { lines[$0 + 1].hasPrefix(sign) } ?? false, "\(code)")
    }
  }

  /// Point 17 of a reviewer on the largest maps there are.
  @Test func `the map with the most swing states stays under its size`() throws {
    for more in [[], ["--width", "88"], ["--width", "180"], ["--theme", "dark"]] {
      let run = try Program().run(["map", "bump", "--swing", "margin-10"] + more)
      #expect(run.status == 0 && run.output.count <= 220_000, "\(more): \(run.output.count)")
    }
    let panels = try Program().run([
      "map", "ally-share", "--elections", "2016-2024", "--swing", "margin-10",
    ])
    #expect(panels.status == 0 && panels.output.count <= 600_000)
  }

  static let converter = "/usr/bin/rsvg-convert"
  static let hasConverter = FileManager.default.isExecutableFile(atPath: converter)

  @Test(.enabled(if: hasConverter, "rsvg-convert is not installed"))
  func `a PDF has the width asked for and a PNG its pixels, the same twice`() throws {
    let scratch = try Scratch()
    let program = Program(folder: scratch.root)
    for (name, more) in [
      ("a.pdf", ["--width", "88"]), ("b.pdf", ["--width", "88"]), ("c.png", []),
    ] {
      let run = try program.run(["map", "swing", "--theme", "print", "--out", name] + more)
      #expect(run.status == 0, "\(run.errors)")
    }
    let files = try scratch.files()
    let pdf = String(decoding: files["a.pdf"] ?? [], as: UTF8.self)
    #expect(pdf.hasPrefix("%PDF-"))
    #expect(files["a.pdf"] == files["b.pdf"])
    let png = try #require(files["c.png"])
    #expect(png.prefix(4) == [0x89, 0x50, 0x4E, 0x47])
    // The width in the header, big-endian.
    #expect(png[16..<20].reduce(0) { $0 << 8 | Int($1) } == 2200)
  }

  @Test func `without librsvg the error says what to install`() throws {
    var program = Program()
    program.environment = ["PATH": "/nonexistent"]
    let run = try program.run(["map", "swing", "--format", "png"])
    #expect(run.status == 66)
    #expect(run.errors.contains("rsvg-convert") && run.errors.contains("librsvg2-bin"))
    #expect(run.output.isEmpty)
  }

  static let mistakes: [(arguments: [String], status: Int32, parts: [String])] = [
    (["nonsense"], 64, ["no measure is called 'nonsense'", "ally-share"]),
    (["ally-shar"], 64, ["did you mean ally-share?"]),
    (["ally-share", "--year", "1990"], 64, ["no figures for 1990", "2014 to 2025"]),
    (["ally-share", "--elections", "2000-2024"], 64, ["no figures for 2000"]),
    (["ally-share", "--elections", "2021-2023"], 64, ["no presidential election"]),
    (["ally-share", "--year", "2024", "--elections", "2016-2024"], 64, ["both given"]),
    (
      ["exports-per-head", "--year", "2016"], 66,
      ["no population for 2016", "use one of 2020, 2021"]
    ),
    (["exports-to-gdp", "--year", "2024"], 66, ["no GDP for 2024", "2018"]),
    (["ally-share", "--classes", "jenks:9"], 64, ["no rule for classes", "jenks:5"]),
    (["ally-share", "--classes", "jenks:7"], 65, ["no set of 7 colours", "cividis"]),
    (["change", "--classes", "pretty:5"], 65, ["both sides of zero", "symmetric"]),
    (["change", "--classes", "manual:10,20"], 65, ["both sides of zero"]),
    (["swing", "--view", "symbols"], 64, ["no values that circles"]),
    (["ally-share", "--classes", "symmetric:4"], 65, ["no middle"]),
    (
      ["ally-share", "--classes", "symmetric:5", "--palette", "Blues"], 65,
      ["sequential", "diverging"]
    ),
    (["change", "--classes", "log:5"], 65, ["logarithms", "above zero"]),
    (["change", "--view", "symbols"], 65, ["circle"]),
    (["ally-share", "--palette", "RdYlGn"], 64, ["no palette", "cividis"]),
    (["ally-share", "--elections", "2016-2024", "--view", "symbols"], 65, ["panels"]),
    (["ally-share", "--width", "20"], 64, ["width of 20.0 mm", "180"]),
    (["ally-share", "--width", "79"], 64, ["width of 79.0 mm", "80 to 600"]),
    (["ally-share", "--view", "flows"], 64, ["no flows", "ally-exports"]),
    (["change", "--view", "flows"], 64, ["change has no flows"]),
    (["bump", "--view", "flows"], 64, ["bump has no flows"]),
    (["swing", "--view", "flows"], 64, ["swing has no flows"]),
    (["reputation-era", "--view", "flows"], 64, ["no flows"]),
    (["revision", "--view", "flows"], 64, ["no flows"]),
    (["ally-share", "--from", "2014-2015"], 64, ["does not use --from", "change"]),
    (["ally-share", "--years", "2014-2015"], 64, ["does not use --years", "bump"]),
    (["ally-share", "--ranking", "pew-germany-last-year"], 64, ["does not use --ranking"]),
    (["exports", "--ally", "nato"], 64, ["does not use --ally"]),
    (["revision", "--swing", "margin-3"], 64, ["does not use --swing"]),
    (["swing", "--source", "bts"], 64, ["does not use --source"]),
    (["swing", "--classes", "jenks:3"], 64, ["swing has no classes"]),
    (["exports", "--classes", "jenks:3"], 64, ["circles have no classes", "--view map"]),
    (["exports", "--labels", "both"], 64, ["circles carry codes"]),
    (["ally-exports", "--view", "flows", "--labels", "code"], 64, ["labels of their own"]),
    (["ally-share", "--store", "nowhere"], 64, ["--store is given", "--vintage"]),
    (["ally-share", "--vintage", "x", "--store", "nowhere"], 66, ["no store"]),
    (["ally-share", "--out", "a.svg", "--format", "pdf"], 64, ["says svg", "says pdf"]),
    (["ally-share", "--out", "a.csv", "--format", "svg"], 64, ["table beside the picture"]),
    (["ally-exports", "--view", "flows", "--elections", "2016-2024"], 64, ["one year"]),
    (["change", "--from", "2023-2024", "--to", "2021-2022"], 64, ["does not end before"]),
    (["change", "--year", "2020"], 64, ["--from and --to"]),
    (["bump", "--elections", "2016-2024"], 64, ["no panel an election"]),
    (["bump", "--years", "2015-2016"], 64, ["2014-2025"]),
    (["ally-share", "--ally", "atop-defense"], 65, ["does not report", "treaty"]),
    (["swing", "--year", "1976"], 66, ["says nothing about 1976"]),
    (["revision", "--year", "2024"], 64, ["2012 to 2017"]),
    (["revision", "--vintage", "2026-05"], 64, ["two vintages"]),
    (["reputation-era", "--ranking", "nobody"], 66, ["pew-germany-first-year"]),
    (["ally-share", "--out", "map.jpg"], 64, [".svg, .png or .pdf"]),
    (["ally-share", "--out", ""], 64, ["--out is empty"]),
    (["ally-share", "--table", "--out", "x.svg"], 64, ["--table and --json"]),
    (["ally-share", "--out", "/dev/null/x.svg"], 73, ["cannot write into /dev/null"]),
    (["ally-share", "--title", String(repeating: "x", count: 2001)], 65, ["2001 characters"]),
    (["ally-share", "--title", " "], 65, ["the title is empty"]),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake gives one clear error and no file`(index: Int) throws {
    let mistake = Self.mistakes[index]
    let scratch = try Scratch()
    let run = try Program(folder: scratch.root).run(["map"] + mistake.arguments)
    #expect(run.status == mistake.status, "\(mistake.arguments): \(run.errors)")
    for part in mistake.parts { #expect(run.errors.contains(part), "\(run.errors)") }
    #expect(run.output.isEmpty)
    #expect(try scratch.files().isEmpty)
  }

  @Test func `a title of 300 characters is set, and one that breaks out is escaped`() throws {
    for title in [String(repeating: "long ", count: 60), "</title><script>alert(1)</script>"] {
      let run = try Program().run(["map", "swing", "--title", title])
      #expect(run.status == 0, "\(run.errors)")
      #expect(!run.text.contains("<script") && run.text.hasSuffix("</svg>\n"))
    }
  }
}

@Suite struct `The gallery` {
  struct Picture {
    let path: String
    let command: String
  }

  /// The pictures of `docs/gallery.md`, each with the command under it.
  static func pictures() throws -> [Picture] {
    let text = String(decoding: try Checkout.bytes("docs/gallery.md"), as: UTF8.self)
    return text.components(separatedBy: "](pictures/").dropFirst().compactMap { part in
      guard let end = part.firstIndex(of: ")"),
        let block = part.components(separatedBy: "```sh\n").dropFirst().first?
          .components(separatedBy: "\n```").first
      else { return nil }
      return Picture(path: String(part[..<end]), command: block)
    }
  }

  @Test func `every picture is what its command draws`() throws {
    let pictures = try Self.pictures()
    #expect(pictures.count >= 22)
    let scratch = try Scratch()
    // Charts are drawn from saved results.
    try FileManager.default.copyItem(
      atPath: Checkout.root + "/docs/results",
      toPath: scratch.root.appendingPathComponent("results").path)
    var bytes = 0
    for picture in pictures {
      let run = try Program(
        file: URL(fileURLWithPath: "/bin/sh"),
        environment: ["PATH": "\(Program.folder.path):/usr/bin:/bin"], folder: scratch.root
      ).run(["-c", "set -e; \(picture.command)"])
      #expect(run.status == 0 && run.errors == "", "\(picture.command): \(run.errors)")
      let drawn = try #require(try scratch.files()[picture.path], "\(picture.command)")
      let committed = try? Checkout.bytes("docs/pictures/\(picture.path)")
      bytes += drawn.count
      guard drawn != committed else { continue }
      let kept = "/tmp/swingport-snapshots"
      try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
      try Data(drawn).write(to: URL(fileURLWithPath: "\(kept)/\(picture.path)"))
      Issue.record(
        """
        docs/pictures/\(picture.path) is not what '\(picture.command)' draws. Look at the new one, \
        and if the change is meant: cp \(kept)/\(picture.path) docs/pictures/
        """)
    }
    #expect(bytes <= 2_800_000, "\(bytes)")
  }

  @Test func `the saved results of the gallery are what their commands print`() throws {
    let study = try Program().run(["event-study", "--json"])
    #expect(study.output == (try Checkout.bytes("docs/results/event-study.json")))
    let estimates = try Program().run(["analyze", "swing-states", "--json"])
    #expect(estimates.output == (try Checkout.bytes("docs/results/estimates.json")))
  }

  /// What takes minutes is not run again; the part of it that takes seconds is.
  @Test func `the saved tables of long runs agree with what can be run here`() throws {
    func table(_ bytes: [UInt8]) throws -> Table {
      try DelimitedText(name: "saved").table(from: bytes)
    }
    let draws = try table(Program().run(["permute", "--draws", "19", "--csv"]).output)
    let saved = try table(Checkout.bytes("docs/results/permutation.csv"))
    #expect(saved.rowCount == 500 && draws.rowCount == 20)
    #expect(try saved.column("value").texts.prefix(20) == draws.column("value").texts.prefix(20))
    let study = try JSONSerialization.jsonObject(
      with: Data(Checkout.bytes("docs/results/estimates.json")))
    let analyses = (study as? [String: Any])?["analyses"] as? [[String: Any]]
    let models = try #require(analyses?.first?["models"] as? [[String: Any]])
    let rules = try table(Checkout.bytes("docs/results/all-rules.csv"))
    let columns = try ["swing_rule", "ally_rule", "window", "estimator", "sample", "fixed_effects"]
      .map { try rules.column($0).texts }
    for (estimator, ally) in [("ppml", "treaty"), ("log-ols", "treaty"), ("ppml", "nato")] {
      let model = try #require(
        models.first {
          $0["model"] as? String == "pooled" && $0["estimator"] as? String == estimator
            && $0["ally_rule"] as? String == ally
        })
      let variances = try #require(model["variances"] as? [[String: Any]])
      let rows = try #require(variances.first?["coefficients"] as? [[String: Any]])
      let estimate = try #require(
        rows.first { $0["term"] as? String == "swing:ally:window" }?["estimate"] as? Double)
      let choices = ["margin-5", ally, "year-before-and-of", estimator, "all", "pair"]
      let row = try #require(
        rules.rows.first { row in zip(columns, choices).allSatisfy { $0[row] == $1 } })
      let drawn = try #require(Double(rules.column("estimate")[row]))
      #expect(abs(drawn - estimate) < 1e-9, "\(choices)")
    }
  }

  /// What programs for text and drawing leave out, or draw in another way.
  @Test func `no picture needs style sheets, references or embedded pages`() throws {
    for picture in try Self.pictures() {
      let text = String(
        decoding: try Checkout.bytes("docs/pictures/\(picture.path)"), as: UTF8.self)
      for element in [
        "<style", "<use", "<symbol", "<clipPath", "<filter", "<mask", "<foreignObject",
        "<script", "<image", "style=\"",
      ] { #expect(!text.contains(element), "\(picture.path): \(element)") }
    }
  }

  @Test func `no picture lies about without a command`() throws {
    let listed = Set(try Self.pictures().map(\.path))
    let there = try FileManager.default.contentsOfDirectory(
      atPath: Checkout.root + "/docs/pictures")
    #expect(Set(there) == listed)
  }
}
