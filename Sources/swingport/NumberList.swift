import Codes

/// Numbers with commas between, as options take them.
enum NumberList {
  /// Reads a list; spaces around numbers are allowed.
  static func read(_ text: String, _ option: String) throws -> [Double] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let value = Double(part.trimmingPrefix { $0 == " " }), value.isFinite else {
        throw DataError(
          .wrongUse, "'\(part)' in \(option) is no number",
          hint: "give numbers with commas between, such as 0.02,0.05,0.1")
      }
      return value
    }
  }
}
