/// Text that came from outside, made fit for a terminal or a log line.
public enum ServerText {
  /// The text in one line without escape sequences, control characters (C0, DEL, C1), line and
  /// paragraph separators or marks that turn the direction of writing, cut at `limit` characters.
  ///
  /// An escape sequence goes as a whole: `ESC [ … letter`, and `ESC ] … BEL` or `ESC \`.
  public static func plain(_ text: String, limit: Int = 500) -> String {
    var kept = String.UnicodeScalarView()
    var scalars = text.unicodeScalars.makeIterator()
    var count = 0
    while let scalar = scalars.next() {
      guard count < limit else {
        kept.append("…")
        break
      }
      switch scalar.value {
      case 0x1B: skipSequence(&scalars)
      case 0x9B: skipControlSequence(&scalars)
      case 0x09, 0x0A, 0x0D, 0x2028, 0x2029:
        if let last = kept.last, last != " " {
          kept.append(" ")
          count += 1
        }
      case 0...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF:
        break
      default:
        kept.append(scalar)
        count += 1
      }
    }
    return String(kept)
  }

  private static func skipSequence(_ scalars: inout String.UnicodeScalarView.Iterator) {
    switch scalars.next()?.value {
    case 0x5B: skipControlSequence(&scalars)
    case 0x5D, 0x50, 0x58, 0x5E, 0x5F:
      // Operating-system commands and strings run to BEL or to ESC \.
      while let scalar = scalars.next() {
        if scalar.value == 0x07 || scalar.value == 0x9C { return }
        if scalar.value == 0x1B {
          _ = scalars.next()
          return
        }
      }
    default: break
    }
  }

  private static func skipControlSequence(_ scalars: inout String.UnicodeScalarView.Iterator) {
    while let scalar = scalars.next(), !(0x40...0x7E).contains(scalar.value) {}
  }
}
