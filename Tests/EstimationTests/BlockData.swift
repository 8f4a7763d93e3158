import Estimation

/// Simulated exports by origin, destination, commodity and year, as columns of a formula, whole or by
/// commodity.
struct BlockData {
  /// A row, with the names of levels as numbers.
  struct Row {
    var origin: Int
    var destination: Int
    var commodity: Int
    var year: Int
    var x: Double
    var z: Double
    var w: Double
    var y: Double
  }

  var rows: [Row] = []
  static let formula =
    "y ~ x + z | origin^destination^commodity + destination^year^commodity + origin^year^commodity"

  /// Unbalanced cells with zeros, singletons, missing values and weights, from a fixed sequence.
  init(commodities: Int, origins: Int = 7, destinations: Int = 9, years: Int = 6) {
    var random = Sequence()
    for commodity in 0..<commodities {
      for origin in 0..<origins {
        for destination in 0..<destinations {
          for year in 0..<years where random.next() < 0.85 {
            let x = random.next() - 0.5 + 0.1 * Double(commodity % 3)
            let z = random.next() < 0.3 ? 1.0 : 0.0
            let level =
              0.5 * x - 0.3 * z + Double(origin * destination % 4) * 0.4
              + Double((year * origin + commodity) % 5) * 0.3 + random.next()
            let isZero = random.next() < 0.25
            rows.append(
              Row(
                origin: origin, destination: destination, commodity: commodity, year: year,
                x: random.next() < 0.01 ? .nan : x, z: z, w: 0.5 + random.next(),
                y: isZero ? 0 : Double(Int(100 * abs(level) * (0.5 + random.next()))) / 10))
          }
        }
      }
    }
  }

  /// A sequence of numbers from 0 to 1 (Steele, Lea and Flood 2014, splitmix).
  struct Sequence {
    var state: UInt64 = 7

    mutating func next() -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
  }

  /// All rows, or those that a test keeps, as columns.
  func columns(where isKept: (Row) -> Bool = { _ in true }) throws -> DataColumns {
    let kept = rows.filter(isKept)
    func text(_ name: String, _ value: (Row) -> Int) -> DataColumns.Column {
      // Labels in an order of their own, as a reader of tables meets them.
      var labels: [String] = []
      var known: [Int: Int32] = [:]
      let codes = kept.map { row -> Int32 in
        let number = value(row)
        if let code = known[number] { return code }
        known[number] = Int32(labels.count)
        labels.append(number < 10 ? "0\(number)" : "\(number)")
        return Int32(labels.count - 1)
      }
      return .init(name: name, values: .text(codes: codes, labels: labels))
    }
    func numbers(_ name: String, _ value: (Row) -> Double) -> DataColumns.Column {
      .init(name: name, values: .numbers(kept.map(value)))
    }
    return try DataColumns(
      name: "simulated",
      columns: [
        text("origin") { $0.origin }, text("destination") { $0.destination },
        text("commodity") { $0.commodity }, numbers("year") { Double($0.year) },
        numbers("x") { $0.x }, numbers("z") { $0.z }, numbers("w") { $0.w },
        numbers("y") { $0.y },
      ])
  }

  var commodities: [Int] { Array(Set(rows.map(\.commodity))).sorted() }

  /// The rows of each commodity.
  func blocks() throws -> [DataColumns] {
    try commodities.map { commodity in try columns { $0.commodity == commodity } }
  }
}

/// What `swingport fit` is told, with every default of the tests.
func blockSpecification(
  _ family: Model.Family, _ variances: [String], formula: String = BlockData.formula,
  smallSample: SmallSampleName = .fixest, weights: String? = nil, restriction: String? = nil
) throws -> FitSpecification {
  try FitSpecification(
    formula: Formula(formula), family: family,
    variances: try variances.map { try VarianceSpecification($0) }, smallSample: smallSample,
    weights: weights, restriction: restriction)
}

/// Asks all blocks until the estimate is there.
func estimate(
  _ specification: FitSpecification, _ blocks: [DataColumns], threads: Int = 1
) throws -> BlockEstimate {
  var regression = try BlockRegression(
    of: specification.blockChoices(by: "commodity", missing: []),
    tolerance: specification.tolerance)
  while true {
    var total = BlockTotal(of: regression.choices)
    for data in blocks {
      let block = try specification.block(of: data, by: "commodity")
      try total.add(BlockStatistics(of: block, question: regression.question, threads: threads))
    }
    if case .estimated(let estimate) = try regression.take(total) { return estimate }
  }
}

/// The variances of blocks in the order of a specification.
func variances(
  _ estimate: BlockEstimate, _ specification: FitSpecification
) throws -> [VarianceEstimate] {
  var clustered = 0
  return try specification.variances.map { variance in
    let kind: BlockEstimate.Kind
    switch variance.description.prefix(3) {
    case "iid": kind = .iid
    case "het": kind = .heteroskedastic
    default:
      kind = .clustered(clustered)
      clustered += 1
    }
    return try estimate.variance(kind, smallSample: specification.smallSample.convention)
  }
}
