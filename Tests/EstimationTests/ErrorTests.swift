import Estimation
import Testing

/// Every refusal, by its stable name and what it says.
struct ErrorTests {
  private func failure(
    _ outcome: [Double], _ terms: [[Double]], _ effects: [[Int]] = [],
    family: Model.Family = .gaussian, variances: [Variance] = [.iid], tolerance: Double = 1e-8
  ) -> EstimationError? {
    do throws(EstimationError) {
      let model = Model(
        outcomeName: "exports", outcome: outcome,
        terms: terms.enumerated().map { Term(name: "x\($0 + 1)", values: $1) },
        fixedEffects: effects.enumerated().map { Factor(name: "f\($0 + 1)", values: $1) },
        family: family)
      _ = try fit(model, variances: variances, smallSample: .fixest, tolerance: tolerance)
      return nil
    } catch { return error }
  }

  private let y: [Double] = [1, 3, 2, 5, 4, 6]
  private let x: [Double] = [1, 2, 4, 3, 5, 7]
  private let f = [0, 0, 0, 1, 1, 1]

  private func expect(
    _ error: EstimationError?, _ id: String, _ words: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(error?.id == id, sourceLocation: sourceLocation)
    #expect(error?.message.contains(words) == true, sourceLocation: sourceLocation)
    #expect(error?.hint.isEmpty == false, sourceLocation: sourceLocation)
    let first = error?.message.first
    #expect(first?.isUppercase == false, sourceLocation: sourceLocation)
  }

  @Test func `a sound model is not refused`() { #expect(failure(y, [x], [f]) == nil) }

  @Test func `columns of different length are named`() {
    expect(failure(y, [[1, 2]]), "estimate.length", "'x1' has 2 rows")
    expect(failure(y, [x], [[0, 1]]), "estimate.length", "'f1' has 2 rows")
    let short = Factor(name: "state", values: [1, 2])
    expect(failure(y, [x], variances: [.clustered([short])]), "estimate.length", "'state'")
  }

  @Test func `infinite values are named by row and column`() {
    expect(failure([1, .infinity, 2, 3, 4, 5], [x]), "estimate.infinite", "row 2 of 'exports'")
    expect(failure(y, [[1, 2, 3, -.infinity, 5, 6]]), "estimate.infinite", "row 4 of 'x1'")
  }

  @Test func `weights that are negative are refused, and rows of weight zero are left out`() throws
  {
    func model(_ weights: [Double]) -> Model {
      Model(
        outcomeName: "exports", outcome: y, terms: [Term(name: "x1", values: x)],
        fixedEffects: [], family: .gaussian, weights: weights)
    }
    #expect {
      try Estimation.fit(
        model([1, 1, -2, 1, 1, 1]), variances: [], smallSample: .fixest, tolerance: 1e-8)
    } throws: { ($0 as? EstimationError)?.message.contains("weight of row 3 is -2.0") == true }
    let fit = try Estimation.fit(
      model([1, 0, 2, 1, .nan, 1]), variances: [], smallSample: .fixest, tolerance: 1e-8)
    #expect(fit.dropped.zeroWeight == 1)
    #expect(fit.dropped.missing == 1)
    #expect(fit.keptRows == [0, 2, 3, 5])
  }

  @Test func `a negative Poisson outcome is named by row`() {
    expect(
      failure([1, 2, -3, 4, 5, 6], [x], family: .poisson), "estimate.negative",
      "row 3 of 'exports' is -3.0")
    #expect(failure([1, 2, -3, 4, 5, 6], [x]) == nil)
  }

  @Test func `no rows and no usable rows are told apart`() {
    expect(failure([], [[]]), "estimate.no_rows", "no rows")
    expect(failure(y.map { _ in .nan }, [x]), "estimate.all_dropped", "6 missing")
    expect(failure(y, [x], [[0, 1, 2, 3, 4, 5]]), "estimate.all_dropped", "6 singletons")
    expect(
      failure(y.map { _ in 0 }, [x], [f], family: .poisson), "estimate.all_dropped",
      "6 separated by fixed effects")
  }

  @Test func `fewer than two clusters are refused, and more than four dimensions`() {
    let one = Factor(name: "state", values: y.map { _ in 1 })
    expect(
      failure(y, [x], [f], variances: [.clustered([one])]), "estimate.few_clusters", "'state'")
    let two = Factor(name: "half", values: f)
    expect(
      failure(y, [x], [f], variances: [.clustered([])]), "estimate.cluster_dimensions", "0")
    expect(
      failure(y, [x], [f], variances: [.clustered([two, two, two, two, two])]),
      "estimate.cluster_dimensions", "5")
  }

  @Test func `more parameters than rows are refused`() {
    let terms: [[Double]] = (1...6).map { k in
      x.indices.map { row in
        Double((row * row * k + row * k * k) % 7) + Double(row == k - 1 ? 9 : 0)
      }
    }
    expect(failure(y, terms), "estimate.too_many_terms", "6 rows")
    expect(
      failure(y, [x], [f, [0, 1, 2, 0, 1, 2], [0, 1, 1, 1, 1, 0]]), "estimate.too_many_terms",
      "rows")
  }

  @Test func `a model whose terms are all absorbed is refused with the reasons`() {
    expect(
      failure(y, [f.map(Double.init), x.map { _ in 0 }], [f]), "estimate.all_terms_absorbed",
      "'x1' is absorbed by f1, 'x2' is zero")
  }

  @Test func `an outcome without variation is refused`() {
    expect(failure(f.map(Double.init), [x], [f]), "estimate.constant_outcome", "'exports'")
    expect(failure(y.map { _ in 0 }, [x]), "estimate.constant_outcome", "'exports'")
  }

  @Test func `names must be distinct and tolerances possible`() {
    let model = Model(
      outcomeName: "y", outcome: y,
      terms: [Term(name: "x", values: x), Term(name: "x", values: y)],
      fixedEffects: [], family: .gaussian)
    #expect {
      try fit(model, variances: [], smallSample: .fixest, tolerance: 1e-8)
    } throws: { ($0 as? EstimationError)?.id == "estimate.duplicate_name" }
    expect(failure(y, [x], tolerance: 0), "estimate.tolerance", "0.0")
  }

  @Test func `codes outside the levels and empty interactions are refused`() {
    #expect {
      try Factor(name: "f", codes: [0, 2], levels: 2)
    } throws: {
      ($0 as? EstimationError)?.message == "row 2 of factor 'f' has code 2, outside 0..<2"
    }
    #expect {
      try Factor.interaction("f", [])
    } throws: { ($0 as? EstimationError)?.id == "estimate.no_factor" }
  }
}
