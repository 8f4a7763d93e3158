/// Many fixed columns whose products with drawn responses are summed by cluster, eight draws at once.
///
/// A Monte Carlo study of a fixed design takes the same linear functionals of each draw: the columns
/// stay, the responses change. Columns are kept in single precision, which errs by less than 1e-6 of
/// a sum; sums over the rows of a group are added up in double precision.
package struct GroupedColumns: Sendable {
  /// Eight draws.
  package typealias Lanes = SIMD8<Float>

  /// The number of columns.
  package private(set) var count = 0
  /// Where each group of rows begins, and the number of rows at the end.
  private let starts: [Int]
  private var values: [Float] = []

  /// Prepares for columns over groups of rows that follow each other, such as the years of a pair.
  ///
  /// `starts` holds the first row of each group and, at the end, the number of rows.
  package init(starts: [Int]) { self.starts = starts }

  /// The number of rows of each column.
  package var rows: Int { starts.last ?? 0 }

  /// Adds a column; its length is that of all rows.
  package mutating func append(_ column: [Double]) {
    precondition(column.count == rows)
    values.reserveCapacity(values.count + rows)
    for value in column { values.append(Float(value)) }
    count += 1
  }

  /// For each column and each level, column first, the sum of column times response over the rows of
  /// the level's groups.
  ///
  /// Costs one reading of all columns. `levels` counts the levels of `levelOfGroup`, which has one
  /// entry a group.
  package func sums(
    of responses: [Lanes], by levelOfGroup: [Int32], levels: Int
  ) -> [SIMD8<Double>] {
    precondition(responses.count == rows && levelOfGroup.count == starts.count - 1)
    var result = [SIMD8<Double>](repeating: .zero, count: count * levels)
    let (rows, count) = (self.rows, self.count)
    result.withUnsafeMutableBufferPointer { result in
      values.withUnsafeBufferPointer { values in
        responses.withUnsafeBufferPointer { responses in
          starts.withUnsafeBufferPointer { starts in
            for column in 0..<count {
              let (first, place) = (column * rows, column * levels)
              for group in levelOfGroup.indices {
                var sum = Lanes.zero
                for row in starts[group]..<starts[group + 1] {
                  sum += responses[row] * values[first + row]
                }
                result[place + Int(levelOfGroup[group])] += SIMD8<Double>(sum)
              }
            }
          }
        }
      }
    }
    return result
  }
}
