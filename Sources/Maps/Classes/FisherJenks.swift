/// Exact natural breaks.
///
/// Source: Fisher (1958, *JASA* 53: 789–798): the partition of sorted values into *k* runs with the
/// least within-class sum of squared deviations, found by dynamic programming, so the result is the
/// best there is and the same every time. Jenks (1977) brought the method to maps.
public enum FisherJenks {
  /// Gives the largest value of every class but the last, ascending.
  ///
  /// Equal values are never separated. Of equally good partitions the one whose last class starts
  /// lowest is taken, and so on downwards. Values are centred and scaled before they are squared,
  /// so dollars of 10¹¹ lose nothing.
  ///
  /// - Parameters:
  ///   - values: Finite values in any order.
  ///   - classes: How many classes, at least 1; no more are made than there are distinct values.
  /// - Returns: `classes − 1` breaks, or fewer when there are fewer distinct values.
  /// - Complexity: O(*k n*²) in the number *n* of distinct values.
  public static func breaks(_ values: [Double], classes: Int) -> [Double] {
    let sorted = values.sorted()
    guard let lowest = sorted.first, let highest = sorted.last, classes > 1, lowest < highest else {
      return []
    }
    var distinct: [Double] = []
    var weights: [Double] = []
    for value in sorted {
      if distinct.last == value {
        weights[weights.count - 1] += 1
      } else {
        distinct.append(value)
        weights.append(1)
      }
    }
    let count = distinct.count
    let k = min(classes, count)
    let middle = lowest / 2 + highest / 2
    let spread = highest / 2 - lowest / 2
    var sumW = [0.0]
    var sumX = [0.0]
    var sumXX = [0.0]
    for (value, weight) in zip(distinct, weights) {
      let x = (value - middle) / spread
      sumW.append(sumW[sumW.count - 1] + weight)
      sumX.append(sumX[sumX.count - 1] + weight * x)
      sumXX.append(sumXX[sumXX.count - 1] + weight * x * x)
    }
    // The cost of one class that holds distinct values from..<to.
    func cost(_ from: Int, _ to: Int) -> Double {
      let w = sumW[to] - sumW[from]
      let x = sumX[to] - sumX[from]
      return max(0, sumXX[to] - sumXX[from] - x * x / w)
    }
    var best = (0...count).map { $0 == 0 ? 0 : cost(0, $0) }
    var starts: [[Int]] = [[Int](repeating: 0, count: count + 1)]
    for classIndex in 1..<k {
      var next = [Double](repeating: .infinity, count: count + 1)
      var start = [Int](repeating: 0, count: count + 1)
      for to in (classIndex + 1)...count {
        for from in classIndex..<to {
          let total = best[from] + cost(from, to)
          if total < next[to] {
            next[to] = total
            start[to] = from
          }
        }
      }
      best = next
      starts.append(start)
    }
    var breaks: [Double] = []
    var end = count
    for classIndex in stride(from: k - 1, to: 0, by: -1) {
      end = starts[classIndex][end]
      breaks.append(distinct[end - 1])
    }
    return breaks.reversed()
  }
}
