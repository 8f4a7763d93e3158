import Codes
import Readers

/// An unbroken run of years in which ATOP has a defence obligation with a partner.
package struct DefenseSpell: Hashable, Sendable {
  /// The partner's Correlates of War number.
  package let partner: COWCode
  /// The first year.
  package let from: CalendarYear
  /// The last year.
  package let to: CalendarYear

  /// The years that the table speaks about.
  package static let coverage = CalendarYear(1949)...CalendarYear(2018)

  /// Finds the spells inside the coverage.
  ///
  /// - Parameter rows: The dyad-years in any order.
  /// - Returns: The spells by number of the partner and first year.
  package static func spells(_ rows: [ATOPDyadYear]) -> [DefenseSpell] {
    let defended = rows.filter { $0.defense && coverage.contains($0.year) }
    let byPartner = Dictionary(grouping: defended, by: \.partner)
    var spells: [DefenseSpell] = []
    for (partner, rows) in byPartner {
      let years = rows.map(\.year).sorted()
      guard var from = years.first else { continue }
      for (index, year) in years.enumerated() {
        let next = index + 1 < years.count ? years[index + 1] : nil
        if next != year.advanced(by: 1) {
          spells.append(DefenseSpell(partner: partner, from: from, to: year))
          if let next { from = next }
        }
      }
    }
    return spells.sorted { left, right in
      (number(left.partner), left.from) < (number(right.partner), right.from)
    }
  }

  /// A code as a number, for sorting; codes were checked to be numbers when they were read.
  package static func number(_ code: COWCode) -> Int { Int(code.text) ?? 0 }
}
