import Estimation
import Foundation

/// The committed simulated panel, and columns drawn from a fixed sequence.
struct SimulatedPanel {
  var outcome: [Double]
  var terms: [Term]
  let state: [String]
  let dest: [String]
  let time: [Int]

  init() throws {
    let table = try CSVTable(
      contentsOf: CommittedReference.root.appendingPathComponent(
        "three-way-panel/panel_simulated.csv"))
    outcome = table.numbers("y")
    terms = ["x1", "x2", "x3"].map(table.term)
    state = table.text("state")
    dest = table.text("dest")
    time = table.integers("time")
  }

  static func expected() throws -> [String: Any] {
    let url = CommittedReference.root.appendingPathComponent(
      "three-way-panel/expected_simulated.json")
    return try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any] ?? [:]
  }

  var states: Factor { Factor(name: "state", values: state) }
  var destinations: Factor { Factor(name: "dest", values: dest) }
  var times: Factor { Factor(name: "time", values: time) }

  func effects() throws -> [Factor] {
    [
      try .interaction("sd", [states, destinations]),
      try .interaction("dt", [destinations, times]),
      try .interaction("st", [states, times]),
    ]
  }

  func model(_ family: Model.Family) throws -> Model {
    Model(
      outcomeName: "y",
      outcome: family == .gaussian ? outcome.map { $0 > 0 ? log($0) : .nan } : outcome,
      terms: terms, fixedEffects: try effects(), family: family)
  }

  /// The rows in another order.
  func permuted(_ order: [Int]) throws -> SimulatedPanel {
    var copy = self
    copy.outcome = order.map { outcome[$0] }
    copy.terms = terms.map { term in
      Term(name: term.name, values: order.map { term.values[$0] })
    }
    return SimulatedPanel(
      copy, state: order.map { state[$0] }, dest: order.map { dest[$0] },
      time: order.map { time[$0] })
  }

  private init(_ other: SimulatedPanel, state: [String], dest: [String], time: [Int]) {
    outcome = other.outcome
    terms = other.terms
    self.state = state
    self.dest = dest
    self.time = time
  }
}

/// A fixed sequence of numbers (SplitMix64), so that tests draw the same data every time.
struct FixedSequence: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform() -> Double { Double.random(in: 0..<1, using: &self) }
}
