/// Lines of cells padded to common widths, for a terminal.
enum AlignedText {
  /// The lines, each ended, with an indent.
  static func table(_ lines: [[String]], indent: Int) -> String {
    let columns = lines.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      lines.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return lines.map { line in
      var padded = String(repeating: " ", count: indent)
      for (cell, width) in zip(line, widths) {
        padded += cell + String(repeating: " ", count: width - cell.count + 2)
      }
      while padded.last == " " { padded.removeLast() }
      return padded + "\n"
    }.joined()
  }
}
