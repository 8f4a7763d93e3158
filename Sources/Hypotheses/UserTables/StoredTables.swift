import Codes
import Panels

extension HypothesisTable {
  /// National exports by month from a vintage of the store.
  ///
  /// - Parameters:
  ///   - part: The figures, by month, all goods.
  ///   - codes: The destinations' codes.
  /// - Throws: `DataError` where no figure is of a country and a month.
  public init(months part: ExportPart, codes: DestinationCodes) throws {
    var sums: [Key: Double] = [:]
    var setAside: [String: Int] = [:]
    let partners = Self.partners(of: part, codes: codes)
    for row in part.dollars.indices where part.length == .month {
      guard let partner = partners[Int(part.destinations.indices[row])], part.dollars[row] >= 0
      else {
        setAside[Self.noPartner, default: 0] += 1
        continue
      }
      let period = Int(part.periods[row])
      let key = Key(partner: partner, year: period / 12, month: period % 12 + 1, good: "")
      sums[key, default: 0] += Double(part.dollars[row])
    }
    try self.init(kind: .months, file: part.name, sums: sums, setAside: setAside)
  }

  /// Purchasable and other goods by destination and year, from chapters by month and published totals of
  /// all goods.
  ///
  /// Purchasable goods are the sum of ``PurchasableGoods`` over all origins, the unknown one with them;
  /// other goods are what the published total has beside them. Years without figures for all twelve months
  /// are set aside, and so is a destination's year without a total, or with one that is smaller than its
  /// chapters. A destination with a total and without a row of chapters bought none of them.
  ///
  /// - Parameters:
  ///   - chapters: The figures by month, state and chapter.
  ///   - totals: The published figures by year, all goods.
  ///   - codes: The destinations' codes.
  /// - Throws: `DataError` where no year has both.
  public init(chapters: ExportPart, totals: ExportPart, codes: DestinationCodes) throws {
    struct Place: Hashable {
      let partner: String
      let year: Int
    }
    var setAside: [String: Int] = [:]
    var months: [Int: Set<Int>] = [:]
    for period in chapters.periods {
      months[Int(period) / 12, default: []].insert(Int(period) % 12)
    }
    let whole = Set(
      months.filter { chapters.length == .month && $0.value.count == 12 }.keys)
    let goods = chapters.commodities
    let partners = Self.partners(of: chapters, codes: codes)
    let isOrigin = chapters.origins.texts.map { $0 != "-" }
    var purchasable: [Place: Double] = [:]
    for row in chapters.dollars.indices {
      let year = Int(chapters.periods[row]) / 12
      guard whole.contains(year) else {
        setAside["figures of years without twelve months", default: 0] += 1
        continue
      }
      guard let partner = partners[Int(chapters.destinations.indices[row])],
        chapters.dollars[row] >= 0, isOrigin[Int(chapters.origins.indices[row])]
      else {
        setAside[Self.noPartner, default: 0] += 1
        continue
      }
      let good = goods.map { $0.texts[Int($0.indices[row])] } ?? ""
      guard PurchasableGoods.contain(good) else { continue }
      purchasable[Place(partner: partner, year: year), default: 0] += Double(chapters.dollars[row])
    }
    let known = Self.partners(of: totals, codes: codes)
    var all: [Place: Double] = [:]
    for row in totals.dollars.indices where totals.length == .year {
      let year = Int(totals.periods[row])
      guard whole.contains(year), totals.dollars[row] >= 0,
        let partner = known[Int(totals.destinations.indices[row])]
      else { continue }
      all[Place(partner: partner, year: year), default: 0] += Double(totals.dollars[row])
    }
    let without = purchasable.keys.filter { all[$0] == nil }.count
    if without > 0 { setAside["years of a destination without a published total"] = without }
    var sums: [Key: Double] = [:]
    for (place, total) in all {
      let bought = purchasable[place] ?? 0
      guard bought <= total else {
        setAside["years of a destination whose chapters exceed its published total", default: 0] +=
          1
        continue
      }
      sums[Key(partner: place.partner, year: place.year, good: "purchasable")] = bought
      sums[Key(partner: place.partner, year: place.year, good: "other")] = total - bought
    }
    try self.init(
      kind: .products, file: "\(chapters.name) and \(totals.name)", sums: sums,
      setAside: setAside)
  }

  /// Why a figure has no place in a table by partner.
  private static let noPartner =
    "figures of groups, totals and destinations without an ISO code, or kept back"

  /// The ISO code of each destination's text; nil for groups, totals and what is not known.
  private static func partners(of part: ExportPart, codes: DestinationCodes) -> [String?] {
    part.destinations.texts.map { codes[ScheduleC($0)]?.iso3?.text }
  }
}
