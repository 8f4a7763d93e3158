/// Decimal numbers as tables print them, read alike in every table.
public enum PrintedNumber {
  /// The finite decimal number that a cell holds, blanks around it left out; nil for anything else,
  /// such as `0x10`, `inf` or `1,000`.
  public static func finite(_ text: some StringProtocol) -> Double? {
    CellText.number(CellText.trimmed(Array(text.utf8))).flatMap { $0.isFinite ? $0 : nil }
  }
}
