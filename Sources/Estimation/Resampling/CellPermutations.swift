/// Draws that exchange units between each other within strata, anew in each block of periods: swing
/// status among the states of a region, for all years of an election cycle together.
///
/// A draw is a function of the seed and its number alone, and the same for everything that is assigned to
/// the same cells: several rules are permuted jointly.
public struct CellPermutations: Sendable {
  private let members: [[Int]]
  private let blocks: [[Int]]
  private let periods: Int
  private let generator: CounterGenerator

  /// States what is exchanged.
  ///
  /// - Parameters:
  ///   - strata: The stratum of each unit; units are exchanged within theirs.
  ///   - blocks: The block of each period; all periods of a block are exchanged together.
  ///   - seed: Where the random numbers start.
  public init(strata: [Int], blocks: [Int], seed: UInt64) {
    func grouped(_ labels: [Int]) -> [[Int]] {
      var groups: [Int: [Int]] = [:]
      for (index, label) in labels.enumerated() { groups[label, default: []].append(index) }
      return groups.keys.sorted().map { groups[$0] ?? [] }
    }
    members = grouped(strata)
    self.blocks = grouped(blocks)
    periods = blocks.count
    generator = CounterGenerator(seed: seed)
  }

  /// The cell from which each cell takes its value in a draw, unit by unit and in it period by period.
  public func sources(_ draw: Int) -> [Int] {
    let stream = generator.stream(draw)
    var result = [Int](repeating: 0, count: members.reduce(0) { $0 + $1.count } * periods)
    var position: UInt64 = 0
    for block in blocks {
      for units in members {
        var donors = units
        for last in stride(from: donors.count - 1, to: 0, by: -1) {
          donors.swapAt(last, stream.index(below: last + 1, position))
          position += 1
        }
        for (unit, donor) in zip(units, donors) {
          for period in block { result[unit * periods + period] = donor * periods + period }
        }
      }
    }
    return result
  }
}
