/// Widths of text, so that a layout needs no font.
///
/// The widths are, letter by letter, the larger of Liberation Sans (which has those of Helvetica
/// and Arial) and DejaVu Sans, read from the fonts' `hmtx` tables: text that fits by this table
/// fits in every family that the map's `font-family` names. Letters outside ASCII are given the
/// width of the widest common one, so accents never run over.
public enum TextMetrics {
  /// The width of a line in canvas units.
  ///
  /// - Parameters:
  ///   - text: One line.
  ///   - size: The font size in canvas units.
  ///   - isBold: Whether the bold face is meant.
  public static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
    let table = isBold ? bold : regular
    var thousandths = 0
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 32...126: thousandths += table[Int(scalar.value) - 32]
      case 0x2018, 0x2019, 0xB7: thousandths += 380
      case 0x201C, 0x201D, 0x2013: thousandths += 658
      case 0x2212: thousandths += 838
      case 0xA0...0x17F: thousandths += isBold ? 850 : 800
      default: thousandths += 1070
      }
    }
    return Double(thousandths) * size / 1000
  }

  /// Breaks a text into lines that fit; a word wider than a line is cut.
  ///
  /// - Returns: At least one line for a text with a letter in it, none for an empty one.
  public static func wrap(
    _ text: String, size: Double, isBold: Bool = false, width limit: Double
  ) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if width(longer, size: size, isBold: isBold) <= limit {
        line = longer
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = ""
      for character in word {
        if !line.isEmpty, width(line + String(character), size: size, isBold: isBold) > limit {
          lines.append(line)
          line = ""
        }
        line.append(character)
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  /// Breaks a text into as few lines as fit, of about equal length, so that no word is left alone.
  ///
  /// - Returns: As many lines as ``wrap(_:size:isBold:width:)`` makes.
  public static func balanced(
    _ text: String, size: Double, isBold: Bool = false, width limit: Double
  ) -> [String] {
    let lines = wrap(text, size: size, isBold: isBold, width: limit)
    guard lines.count > 1 else { return lines }
    var (low, high) = (limit / 4, limit)
    while high - low > 1 {
      let middle = (low + high) / 2
      if wrap(text, size: size, isBold: isBold, width: middle).count > lines.count {
        low = middle
      } else {
        high = middle
      }
    }
    return wrap(text, size: size, isBold: isBold, width: high)
  }

  /// Shortens a line to a width, marking the cut with an ellipsis.
  public static func shortened(
    _ text: String, size: Double, isBold: Bool = false, width limit: Double
  ) -> String {
    guard width(text, size: size, isBold: isBold) > limit else { return text }
    var cut = text
    while !cut.isEmpty, width(cut + "\u{2026}", size: size, isBold: isBold) > limit {
      cut.removeLast()
    }
    return cut + "\u{2026}"
  }

  /// U+0020 to U+007E, thousandths of the font size.
  private static let regular = [
    318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 500, 838, 318, 361, 318, 337, 637, 637,
    637, 637, 637, 637, 637, 637, 637, 637, 337, 337, 838, 838, 838, 557, 1016, 685, 687, 723,
    771, 667, 611, 778, 752, 295, 500, 667, 558, 863, 749, 788, 667, 788, 723, 667, 611, 732,
    685, 989, 686, 667, 686, 391, 337, 391, 838, 557, 500, 613, 635, 550, 635, 616, 353, 635,
    634, 278, 278, 580, 278, 975, 634, 612, 635, 635, 412, 521, 393, 634, 592, 818, 592, 592,
    525, 637, 337, 637, 838,
  ]

  /// U+0020 to U+007E in the bold face.
  private static let bold = [
    349, 457, 521, 838, 696, 1002, 873, 307, 458, 458, 523, 838, 380, 416, 380, 366, 696, 696,
    696, 696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 611, 1000, 774, 763, 734,
    831, 684, 684, 821, 837, 373, 557, 775, 638, 996, 837, 851, 733, 851, 771, 721, 683, 813,
    774, 1104, 771, 725, 726, 458, 366, 458, 838, 557, 500, 675, 716, 593, 716, 679, 436, 716,
    712, 343, 343, 666, 343, 1042, 712, 688, 716, 716, 494, 596, 479, 712, 652, 924, 646, 652,
    583, 712, 366, 712, 838,
  ]
}
