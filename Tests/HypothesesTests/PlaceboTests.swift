import Codes
import FoundationEssentials
import Hypotheses
import Panels
import Testing

/// The placebos of two panels, estimated once.
private enum Placebos {
  static let headline = Result { () throws -> [PlaceboRow] in
    let data = try BuiltIn.data.get()
    return try Analyses.named("swing-states").placebos(
      on: data,
      imports: ExportLattice.Part(table: data.exportTable("state-imports"), vintage: "2026-03"))
  }
  static let national = Result { () throws -> [PlaceboRow] in
    try Analyses.named("national-concessions").placebos(on: BuiltIn.data.get(), imports: nil)
  }

  static func rows(
    _ id: String, _ estimator: Estimator = .ppml, clustering: String = "origin + destination"
  ) throws -> PlaceboRow {
    let rows = try headline.get()
    return try #require(
      rows.first {
        $0.id == id && $0.estimator == estimator
          && ($0.clustering == clustering || $0.clustering == nil)
      })
  }
}

@Suite struct `Placebo runs` {
  @Test func `stand beside the registered bump`() throws {
    for estimator in [Estimator.ppml, .logLeastSquares] {
      let row = try Placebos.rows("bump", estimator)
      let models = try BuiltIn.result("swing-states").models
      let model = try #require(
        models.first {
          $0.model == "pooled" && $0.estimator == estimator && $0.allyRule == "treaty"
        })
      let own = try #require(model.coefficient("swing:ally:window"))
      #expect(row.estimate == own.estimate && row.standardError == own.standardError)
    }
  }

  @Test func `midterms share out the years with the real window and turn the sign`() throws {
    let (bump, midterms) = try (Placebos.rows("bump"), Placebos.rows("bump:midterms"))
    #expect(abs((bump.estimate ?? 0) + (midterms.estimate ?? 1)) < 1e-9)
    #expect(midterms.note?.contains("its sign reversed") == true)
    #expect(Set(midterms.windowYears) == Set(bump.otherYears))
    let earlier = try Placebos.rows("bump:shifted-by--2-years")
    let later = try Placebos.rows("bump:shifted-by-+2-years")
    #expect(earlier.estimate == midterms.estimate && later.estimate == midterms.estimate)
  }

  @Test func `outside no year of the real window is left`() throws {
    let real = Set([2015, 2016, 2019, 2020, 2023, 2024])
    for row in try Placebos.headline.get() where row.placebo.isOutside {
      #expect(real.isDisjoint(with: row.windowYears + row.otherYears), "\(row.id)")
    }
    let years = try Placebos.rows("bump:midterm-year:outside")
    #expect(years.windowYears == [2014, 2018, 2022] && years.otherYears == [2017, 2021, 2025])
    let empty = try Placebos.rows("bump:shifted-by-+2-years:outside")
    #expect(empty.estimate == nil && empty.note == nil)
    #expect(empty.reason == "no year is left to compare this window with")
  }

  @Test func `imports are compared with exports in the same years`() throws {
    let (imports, exports) = try (Placebos.rows("imports"), Placebos.rows("bump-where-imports"))
    #expect(imports.windowYears == [2016, 2019, 2020, 2023, 2024])
    #expect(imports.windowYears == exports.windowYears && imports.otherYears == exports.otherYears)
    #expect(imports.estimate != exports.estimate && imports.term == exports.term)
  }

  @Test func `other destinations and states have terms and rows of their own`() throws {
    let (allies, others) = try (Placebos.rows("allies"), Placebos.rows("non-allies"))
    #expect(allies.term == "swing:window" && others.term == "swing:window")
    #expect(others.fixedEffects == "origin^destination + destination^year")
    let bump = try Placebos.rows("bump")
    let sum = (allies.observations ?? 0) + (others.observations ?? 0)
    // Destinations that change status may lose a year that stands alone.
    #expect(abs(sum - (bump.observations ?? 0)) < 200)
    let safe = try Placebos.rows("safe-states")
    #expect(safe.term == "safe:ally:window")
    #expect((safe.observations ?? 0) < (bump.observations ?? 0))
  }

  @Test func `a national panel has calendars alone`() throws {
    let rows = try Placebos.national.get()
    #expect(rows.allSatisfy { $0.placebo.subject == .bump && $0.term == "ally:window" })
    #expect(rows.contains { $0.placebo.calendar == .shifted(1) && $0.estimate != nil })
  }

  @Test func `are the same when written and read back`() throws {
    let rows = try Placebos.headline.get()
    let read = try JSONDecoder().decode([PlaceboRow].self, from: JSONEncoder().encode(rows))
    #expect(read == rows)
  }
}
