import Codes
import Tables

extension Dollars {
  /// Reads whole dollars with or without commas between thousands, such as `484,844,595`.
  ///
  /// nil for any other text: a sign, a fraction, groups that are not of three digits, an overflow.
  init?(thousands text: String) {
    let groups = text.split(separator: ",", omittingEmptySubsequences: false)
    guard let first = groups.first, !first.isEmpty,
      groups.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
      groups.count == 1 || first.utf8.count <= 3,
      groups.dropFirst().allSatisfy({ $0.utf8.count == 3 }),
      let count = Int64(groups.joined())
    else { return nil }
    self.init(count)
  }

  /// Reads dollars that a program printed as a binary fraction, such as `42852695.0`.
  ///
  /// nil for any other text, cents included.
  init?(fractionOfZero text: String) {
    let digits = text.hasSuffix(".0") ? text.dropLast(2) : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let count = Int64(digits)
    else { return nil }
    self.init(count)
  }
}

extension Table.Column {
  /// The amount in a cell of plain digits.
  ///
  /// - Throws: `DataError` of kind `badCell` where the cell is empty, negative or no whole number.
  func dollars(_ row: Int) throws -> Dollars {
    let count = try requiredWholeNumber(row)
    guard count >= 0 else {
      throw error(
        row, "'\(self[row])' is a negative amount",
        hint: "trade has no negative values; compare the cell with the publisher's file")
    }
    return Dollars(count)
  }

  /// The Schedule C code of a country in a cell.
  ///
  /// - Throws: `DataError` of kind `badCell` for a group, a total, a blank or any other text.
  func countryCode(_ row: Int) throws -> ScheduleC {
    let code = ScheduleC(self[row])
    guard code.isCountry else {
      throw error(
        row, "'\(self[row])' is not the Schedule C code of a country",
        hint: "four digits are wanted, the first of them not 0; set groups and totals aside")
    }
    return code
  }
}
