import Estimation
import Foundation
import Testing

/// Known values: closed forms of t with 1, 2 and 4 degrees of freedom, and published tables.
struct DistributionTests {
  @Test func `the normal tail has full precision far out`() {
    #expect(abs(NormalDistribution.upperTail(1.959963984540054) / 0.025 - 1) < 1e-13)
    // Mills' ratio by its continued fraction, at 10: 7.619853024160526e-24.
    #expect(abs(NormalDistribution.upperTail(10) / 7.619853024160526e-24 - 1) < 1e-12)
    #expect(NormalDistribution.twoSided(0) == 1)
    #expect(abs(NormalDistribution.upperTail(-1) - 0.841344746068542949) < 1e-15)
  }

  @Test(arguments: [0.01, 0.5, 1, 2.5, 12, 400, 1e6])
  func `t agrees with its closed forms`(t: Double) {
    // arctan(1/t), not 1/2 - arctan(t): the difference would lose the tail's digits.
    let cauchy = atan2(1, t) / .pi
    #expect(abs(StudentDistribution.upperTail(t, degreesOfFreedom: 1) / cauchy - 1) < 1e-12)
    let root = (2 + t * t).squareRoot()
    let two = 1 / (root * (root + t))
    #expect(abs(StudentDistribution.upperTail(t, degreesOfFreedom: 2) / two - 1) < 1e-12)
  }

  @Test func `t approaches the normal with many degrees of freedom`() {
    for z in [0.5, 1.96, 4, 8] {
      let t = StudentDistribution.twoSided(z, degreesOfFreedom: 1e12)
      #expect(abs(t / NormalDistribution.twoSided(z) - 1) < 1e-8)
    }
  }

  @Test func `quantiles are those of the tables and invert the tail`() {
    #expect(abs(NormalDistribution.quantile(upperTail: 0.025) - 1.959963984540054) < 1e-14)
    #expect(
      abs(StudentDistribution.quantile(upperTail: 0.025, degreesOfFreedom: 11) - 2.200985160091639)
        < 1e-12)
    #expect(
      abs(StudentDistribution.quantile(upperTail: 0.025, degreesOfFreedom: 1) - 12.706204736174694)
        < 1e-10)
    for freedom in [1.0, 3, 7.5, 49, 1282] {
      for probability in [1e-8, 0.005, 0.1, 0.5, 0.8] {
        let t = StudentDistribution.quantile(
          upperTail: probability, degreesOfFreedom: freedom)
        let back = StudentDistribution.upperTail(t, degreesOfFreedom: freedom)
        #expect(abs(back / probability - 1) < 1e-11)
      }
    }
    #expect(NormalDistribution.quantile(upperTail: 0) == .infinity)
  }
}
