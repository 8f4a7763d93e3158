import Codes

/// Where random numbers start, as it is named on the command line.
enum Seed {
  /// Reads a seed.
  ///
  /// - Throws: `DataError` for anything but a whole number from 0 to 18446744073709551615.
  static func read(_ text: String) throws -> UInt64 {
    guard let seed = UInt64(text) else {
      throw DataError(
        .wrongUse, "seeds are whole numbers from 0, and '\(text)' is none", hint: "use --seed 1")
    }
    return seed
  }
}
