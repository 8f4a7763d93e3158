/// Writes percentages and points with two decimals, without a locale.
enum Points {
  /// Two decimals, rounded half to even; a number that rounds to zero has no sign.
  static func text(_ value: Double) -> String {
    let hundredths = Int64((abs(value) * 100).rounded(.toNearestOrEven))
    let sign = value < 0 && hundredths != 0 ? "-" : ""
    let fraction = hundredths % 100
    return "\(sign)\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }

  /// A lead in words, such as `D by 5.46 points`.
  static func lead(_ margin: Double) -> String {
    margin == 0 ? "a tie" : "\(margin > 0 ? "D" : "R") by \(text(abs(margin))) points"
  }
}
