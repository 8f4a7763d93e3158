/// How the rows of a sample are arranged so that fixed effects can be eliminated block by block.
///
/// Two fixed effects that fall apart into many components without a common level, such as
/// state × destination and destination × time with one component a destination, are eliminated
/// exactly inside each component: a *block*. Rows are sorted by the *major* effect of the pair, whose
/// levels are numbered block by block, and within its levels by the *minor* one. The other effects
/// are left to conjugate gradients. Where no pair falls apart, the fixed effect with the most levels
/// is major, there is no minor one, and a block is a run of its levels.
final class Layout: Sendable {
  /// A run of rows, and of levels of the major effect, that is eliminated on its own.
  struct Block {
    var rows: Range<Int>
    var majors: Range<Int>
    /// The number of levels of the minor effect.
    var minors: Int
    /// Where the block's factor begins among all factors.
    var factor: Int
    /// Where its levels of the minor effect begin among all of them.
    var firstMinor: Int
    /// Whether every level of the one effect meets every level of the other exactly once.
    var isComplete: Bool
  }

  let rowCount: Int
  /// The index of the major effect in the model, if there are fixed effects.
  let major: Int?
  /// The index of the minor effect, if a pair is eliminated.
  let minor: Int?
  /// The indices of the effects left to conjugate gradients.
  let rest: [Int]
  /// The first row of each level of the major effect, and the end.
  let majorStart: Storage<Int32>
  /// The level of the minor effect within the block, row by row; empty without one.
  let minorCodes: Storage<Int32>
  /// The levels of the rest, row by row, each effect's shifted past the one before.
  let restCodes: Storage<Int32>
  /// The number of levels of the rest.
  let restSize: Int
  let blocks: [Block]
  /// For each block, the first block of the run of complete blocks with the same levels of the rest.
  let alike: [Int]
  /// Blocks in runs of about equal work; what a run adds up is added in the order of the runs.
  let runs: [Range<Int>]
  let factorSize: Int
  let minorSize: Int
  let longestBlock: Int
  let widestBlock: Int
  /// The most rows of a level of the major effect, or of a block without one.
  let longestMajor: Int

  var hasEffects: Bool { major != nil }

  init(
    rowCount: Int, major: Int?, minor: Int?, rest: [Int], majorStart: Storage<Int32>,
    minorCodes: Storage<Int32>, restCodes: Storage<Int32>, restSize: Int, blocks: [Block],
    threads: Int
  ) {
    self.rowCount = rowCount
    self.major = major
    self.minor = minor
    self.rest = rest
    self.majorStart = majorStart
    self.minorCodes = minorCodes
    self.restCodes = restCodes
    self.restSize = restSize
    var placed = blocks
    var (factor, minors) = (0, 0)
    for index in placed.indices {
      placed[index].factor = factor
      placed[index].firstMinor = minors
      factor += placed[index].minors * (placed[index].minors + 1) / 2
      minors += placed[index].minors
    }
    self.blocks = placed
    factorSize = factor
    minorSize = minors
    longestBlock = placed.reduce(0) { max($0, $1.rows.count) }
    widestBlock = placed.reduce(0) { max($0, $1.minors) }
    var longest = major == nil ? longestBlock : 0
    for level in 0..<(majorStart.count - 1) {
      longest = max(longest, Int(majorStart[level + 1] - majorStart[level]))
    }
    longestMajor = longest
    alike = Layout.runsOfAlike(placed, codes: restCodes, width: rest.count, threads: threads)
    // Enough runs for several threads, but not so many that their sums outweigh the work.
    let most = max(4, min(16, (32 << 20) / (64 * max(restSize, 1))))
    let share = max(4096, (rowCount + most - 1) / most)
    var runs: [Range<Int>] = []
    var first = 0
    for index in placed.indices
    where placed[index].rows.upperBound - placed[first].rows.lowerBound >= share
      || index == placed.count - 1
    {
      runs.append(first..<(index + 1))
      first = min(index + 1, placed.count - 1)
    }
    self.runs = runs
  }

  /// Cuts a block between levels of the major effect into pieces of at most so many rows.
  @inline(__always)
  func forEachPiece(of index: Int, atMost length: Int, _ body: (Range<Int>, Range<Int>) -> Void) {
    let block = blocks[index]
    if major == nil { return body(block.rows, block.majors) }
    var first = block.majors.lowerBound
    for level in block.majors {
      let isLast = level == block.majors.upperBound - 1
      if isLast || Int(majorStart[level + 2] - majorStart[first]) > length {
        body(Int(majorStart[first])..<Int(majorStart[level + 1]), first..<(level + 1))
        first = level + 1
      }
    }
  }

  /// Marks complete blocks that meet the same levels of the rest, in the same order, as the one
  /// before them.
  private static func runsOfAlike(
    _ blocks: [Block], codes: Storage<Int32>, width: Int, threads: Int
  ) -> [Int] {
    let same = Storage<Bool>(repeating: false, count: blocks.count)
    inParallel(blocks.count, threads: threads) { index in
      if index == 0 { return }
      let (block, last) = (blocks[index], blocks[index - 1])
      if !block.isComplete || !last.isComplete || block.minors != last.minors
        || block.majors.count != last.majors.count
      {
        return
      }
      let (first, before) = (block.rows.lowerBound * width, last.rows.lowerBound * width)
      for offset in 0..<(block.rows.count * width)
      where codes.base[first + offset] != codes.base[before + offset] { return }
      same[index] = true
    }
    var alike = Array(blocks.indices)
    for index in blocks.indices where same[index] { alike[index] = alike[index - 1] }
    return alike
  }
}
