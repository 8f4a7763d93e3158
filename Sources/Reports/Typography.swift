/// Signs as they are set on a page.
enum Typography {
  /// A text with a minus in place of a hyphen before a figure or a sum of dollars, and with `×` in the
  /// names of dimensions that files write as `origin^destination`.
  ///
  /// A hyphen within a word, a year and month, or a power of ten stays.
  static func page(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "^") }) else {
      return text
    }
    let scalars = Array(text.unicodeScalars)
    var out = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      let before = index > 0 ? scalars[index - 1] : " "
      let after = index + 1 < scalars.count ? scalars[index + 1] : " "
      let next = index + 2 < scalars.count ? scalars[index + 2] : " "
      if scalar == "-", isOpening(before), isDigit(after) || (after == "$" && isDigit(next)) {
        out.append("\u{2212}")
      } else if scalar == "^", isLetter(before), isLetter(after) {
        out.append(contentsOf: " \u{D7} ".unicodeScalars)
      } else {
        out.append(scalar)
      }
    }
    return String(out)
  }

  private static func isOpening(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "(" || scalar == "[" || scalar == "\u{A0}"
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }
}
