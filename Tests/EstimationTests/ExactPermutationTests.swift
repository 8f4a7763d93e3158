import Estimation
import Testing

struct ExactPermutationTests {
  @Test func `three distinct scores give one sixth at best`() throws {
    let test = try ExactPermutation(values: [0.1, 0.5, 0.9], scores: [1, 2, 3])
    #expect(test.pValue == 1.0 / 6)
    #expect(test.smallestAttainable == 1.0 / 6)
    #expect(test.assignments == 6)
    #expect(abs(test.slope - 0.4) < 1e-15)
    #expect(abs(test.statistic - 0.8) < 1e-15)
  }

  @Test func `the worst order has p-value one`() throws {
    #expect(try ExactPermutation(values: [3, 2, 1, 0], scores: [1, 2, 3, 4]).pValue == 1)
  }

  @Test func `ties in the scores raise the smallest attainable p-value`() throws {
    let test = try ExactPermutation(values: [1, 2, 3, 4], scores: [0, 0, 1, 1])
    // Six ways to choose which two values get the high score, one of them best.
    #expect(test.smallestAttainable == 1.0 / 6)
    #expect(test.pValue == 1.0 / 6)
    let third = try ExactPermutation(values: [1, 1, 2], scores: [5, 6, 7])
    #expect(third.smallestAttainable == 1.0 / 3)
  }

  @Test func `p-values do not depend on the order, the unit or the origin`() throws {
    let values = [0.3, -1.2, 0.7, 2.1, 0.2]
    let scores = [2.0, 1, 5, 4, 3]
    let test = try ExactPermutation(values: values, scores: scores)
    let same = try ExactPermutation(
      values: values.reversed().map { 1e3 * $0 + 7 }, scores: scores.reversed().map { $0 / 3 })
    #expect(test.pValue == same.pValue)
    // Every assignment has a mirror image: reversed scores count the other side.
    let mirrored = try ExactPermutation(values: values, scores: scores.map { -$0 })
    #expect(test.pValue + mirrored.pValue >= 1)
  }

  @Test func `what cannot be tested is refused`() {
    func id(_ values: [Double], _ scores: [Double]) -> String? {
      do throws(EstimationError) {
        _ = try ExactPermutation(values: values, scores: scores)
        return nil
      } catch { return error.id }
    }
    #expect(id([1, 2], [1]) == "estimate.length")
    #expect(id([1], [1]) == "estimate.permutation")
    #expect(id([1, 2, 3], [1, 1, 1]) == "estimate.permutation")
    #expect(id([1, .nan], [1, 2]) == "estimate.infinite")
    #expect(id((0..<11).map(Double.init), (0..<11).map(Double.init)) == "estimate.permutation")
  }
}
