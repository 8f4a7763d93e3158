/// The body of a file cut into pieces that begin at the beginning of a row, each of which can be read
/// without the others.
///
/// A line feed ends a row unless it stands in quotes, and whether a place is in quotes depends on the
/// quotes before it being even in number; one quick pass counts them. In a malformed file the pieces
/// behind the first fault may be cut wrongly, but the fault is found first in the order of the file.
struct TextChunks: Sendable {
  /// One piece.
  struct Chunk: Sendable {
    /// The bytes.
    let range: Range<Int>
    /// Rows are at most this many.
    let mostRows: Int
    /// Whether it has quotes, or carriage returns without a line feed.
    let needsCare: Bool
    /// Whether it has a byte that is not ASCII, or a NUL.
    let needsValidation: Bool
  }

  /// The pieces in the order of the file, without empty ones.
  let chunks: [Chunk]

  /// Cuts the bytes from `body` on into pieces of about `size` bytes.
  init(
    of bytes: PaddedBytes, from body: Int, size: Int, threads: Int,
    release: (@Sendable (Range<Int>) -> Void)?
  ) {
    let count = (bytes.count - body + size - 1) / size
    let counts = Lanes.map(count, threads: threads, empty: Counts()) { index in
      let start = body + index * size
      let range = start..<min(start + size, bytes.count)
      let counts = Counts(bytes.slice(range))
      release?(range)
      return counts
    }
    // The first row that begins at or behind each nominal border, and the line feeds on the way.
    var starts: [Int] = []
    var skipped: [Int] = []
    var isQuoted = false
    for index in 0..<count {
      let border = body + index * size
      var start = border
      var feeds = 0
      if let last = starts.last, last > border {
        // A row that is longer than a piece: its end has been found.
        start = last
        feeds = bytes.slice(border..<start).count { $0 == 10 }
      } else if index > 0, isQuoted || bytes.byte(at: border - 1) != 10 {
        var inside = isQuoted
        while start < bytes.count {
          let byte = bytes.byte(at: start)
          start += 1
          if byte == UInt8(ascii: "\"") { inside.toggle() }
          if byte == 10 {
            feeds += 1
            if !inside { break }
          }
        }
      }
      starts.append(start)
      skipped.append(feeds)
      if counts[index].quotes & 1 == 1 { isQuoted.toggle() }
    }
    var chunks: [Chunk] = []
    for index in 0..<count {
      let isLast = index + 1 == count
      let range = starts[index]..<(isLast ? bytes.count : starts[index + 1])
      if range.isEmpty { continue }
      // What lies between the piece's own end and the next border belongs to it, too.
      let last = range.upperBound - 1
      let pieces = counts[index...min((last - body) / size, count - 1)]
      var feeds = 0
      if pieces.count <= 2 {
        feeds = counts[index].lineFeeds - skipped[index] + (isLast ? 0 : skipped[index + 1])
      } else {
        feeds = bytes.slice(range).count { $0 == 10 }
      }
      let hasLone = pieces.contains { $0.carriageReturns > 0 } && Self.hasLoneReturn(bytes, range)
      chunks.append(
        Chunk(
          range: range, mostRows: feeds + (bytes.byte(at: last) == 10 ? 0 : 1),
          needsCare: hasLone || pieces.contains { $0.quotes > 0 },
          needsValidation: pieces.contains { $0.isUnusual }))
    }
    self.chunks = chunks
  }

  /// Whether a carriage return stands anywhere but before a line feed or the end.
  private static func hasLoneReturn(_ bytes: PaddedBytes, _ range: Range<Int>) -> Bool {
    range.contains { bytes.byte(at: $0) == 13 && bytes.byte(at: $0 + 1) != 10 }
  }

  /// What is counted of a piece.
  private struct Counts {
    var lineFeeds = 0
    var quotes = 0
    var carriageReturns = 0
    var isUnusual = false

    init() {}

    /// Counts in runs so short that a byte holds the number, which the compiler turns into
    /// operations on sixteen bytes at once.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
      var start = 0
      while start < bytes.count {
        let end = min(start + 192, bytes.count)
        var feeds: UInt8 = 0
        var quotes: UInt8 = 0
        var returns: UInt8 = 0
        var nuls: UInt8 = 0
        var union: UInt8 = 0
        for index in start..<end {
          let byte = bytes[index]
          feeds &+= byte == 10 ? 1 : 0
          quotes &+= byte == 34 ? 1 : 0
          returns &+= byte == 13 ? 1 : 0
          nuls |= byte == 0 ? 1 : 0
          union |= byte
        }
        lineFeeds += Int(feeds)
        self.quotes += Int(quotes)
        carriageReturns += Int(returns)
        if nuls != 0 || union >= 0x80 { isUnusual = true }
        start = end
      }
    }
  }
}
