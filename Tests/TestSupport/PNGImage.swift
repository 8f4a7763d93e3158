import Foundation

/// The pixels of an 8-bit, non-interlaced RGB or RGBA PNG, for comparing two renderings.
public struct PNGImage {
  /// A file that is no such PNG.
  public struct Fault: Error {}

  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int
  /// Red, green and blue of each pixel, row by row.
  public let pixels: [UInt8]

  /// Reads a file.
  ///
  /// - Throws: `Fault`, or what reading throws.
  public init(_ file: URL) throws {
    let bytes = Array(try Data(contentsOf: file))
    func word(_ at: Int) -> Int { bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    guard bytes.count > 33, bytes[24] == 8, bytes[25] == 2 || bytes[25] == 6, bytes[28] == 0 else {
      throw Fault()
    }
    width = word(16)
    height = word(20)
    let channels = bytes[25] == 2 ? 3 : 4
    var packed: [UInt8] = []
    var at = 8
    while at + 12 <= bytes.count {
      let length = word(at)
      if bytes[at + 4..<at + 8].elementsEqual("IDAT".utf8) {
        packed += bytes[at + 8..<at + 8 + length]
      }
      at += 12 + length
    }
    var inflater = Inflater(bytes: packed, at: 2)
    let raw = try inflater.inflate()
    let stride = width * channels
    guard raw.count >= (stride + 1) * height else { throw Fault() }
    var rows = [UInt8](repeating: 0, count: stride * height)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * 3)
    for y in 0..<height {
      let filter = raw[y * (stride + 1)]
      for x in 0..<stride {
        let left = x >= channels ? Int(rows[y * stride + x - channels]) : 0
        let up = y > 0 ? Int(rows[(y - 1) * stride + x]) : 0
        let corner = x >= channels && y > 0 ? Int(rows[(y - 1) * stride + x - channels]) : 0
        let guess: Int
        switch filter {
        case 0: guess = 0
        case 1: guess = left
        case 2: guess = up
        case 3: guess = (left + up) / 2
        default:
          let p = left + up - corner
          let (a, b, c) = (abs(p - left), abs(p - up), abs(p - corner))
          guess = a <= b && a <= c ? left : b <= c ? up : corner
        }
        rows[y * stride + x] = raw[y * (stride + 1) + 1 + x] &+ UInt8(guess)
        if x % channels < 3 { pixels.append(rows[y * stride + x]) }
      }
    }
    self.pixels = pixels
  }

  /// The mean difference of the channels of two pictures of one size, 0...255, after each is
  /// averaged over blocks, so that edges and letters a pixel apart do not count.
  public func meanDifference(_ other: PNGImage, block: Int) -> Double {
    var sum = 0.0
    var count = 0.0
    for y in stride(from: 0, to: height - block + 1, by: block) {
      for x in stride(from: 0, to: width - block + 1, by: block) {
        for channel in 0..<3 {
          var difference = 0
          for dy in 0..<block {
            for dx in 0..<block {
              let index = ((y + dy) * width + x + dx) * 3 + channel
              difference += Int(pixels[index]) - Int(other.pixels[index])
            }
          }
          sum += abs(Double(difference)) / Double(block * block)
          count += 1
        }
      }
    }
    return sum / count
  }

  /// DEFLATE (RFC 1951).
  private struct Inflater {
    let bytes: [UInt8]
    var at: Int
    var bit = 0

    mutating func bits(_ count: Int) throws -> Int {
      var value = 0
      for index in 0..<count {
        guard at < bytes.count else { throw Fault() }
        value |= Int(bytes[at] >> UInt8(bit) & 1) << index
        bit += 1
        if bit == 8 { (bit, at) = (0, at + 1) }
      }
      return value
    }

    /// Counts of codes by length and symbols in code order.
    typealias Table = (counts: [Int], symbols: [Int])

    static func table(_ lengths: [Int]) -> Table {
      var counts = [Int](repeating: 0, count: 16)
      for length in lengths where length > 0 { counts[length] += 1 }
      let symbols = lengths.indices.filter { lengths[$0] > 0 }
        .sorted { (lengths[$0], $0) < (lengths[$1], $1) }
      return (counts, symbols)
    }

    mutating func symbol(_ table: Table) throws -> Int {
      var (code, first, index) = (0, 0, 0)
      for length in 1...15 {
        code |= try bits(1)
        let count = table.counts[length]
        if code - count < first { return table.symbols[index + code - first] }
        index += count
        first = (first + count) << 1
        code <<= 1
      }
      throw Fault()
    }

    mutating func inflate() throws -> [UInt8] {
      var out: [UInt8] = []
      var isLast = false
      while !isLast {
        isLast = try bits(1) == 1
        switch try bits(2) {
        case 0:
          if bit > 0 { (bit, at) = (0, at + 1) }
          let length = Int(bytes[at]) | Int(bytes[at + 1]) << 8
          out += bytes[at + 4..<at + 4 + length]
          at += 4 + length
        case 1:
          let lengths = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
          try block(
            Self.table(lengths), Self.table([Int](repeating: 5, count: 30)), into: &out)
        case 2:
          let literals = try bits(5) + 257
          let distances = try bits(5) + 1
          let codes = try bits(4) + 4
          var lengths = [Int](repeating: 0, count: 19)
          let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
          for index in 0..<codes { lengths[order[index]] = try bits(3) }
          let table = Self.table(lengths)
          var all: [Int] = []
          while all.count < literals + distances {
            let symbol = try symbol(table)
            switch symbol {
            case 16:
              let repeats = try 3 + bits(2)
              all += [Int](repeating: all.last ?? 0, count: repeats)
            case 17: all += [Int](repeating: 0, count: try 3 + bits(3))
            case 18: all += [Int](repeating: 0, count: try 11 + bits(7))
            default: all.append(symbol)
            }
          }
          try block(
            Self.table(Array(all[..<literals])), Self.table(Array(all[literals...])), into: &out)
        default: throw Fault()
        }
      }
      return out
    }

    mutating func block(_ literals: Table, _ distances: Table, into out: inout [UInt8]) throws {
      let base = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
        131, 163, 195, 227, 258,
      ]
      let extra = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
      ]
      while true {
        let symbol = try symbol(literals)
        if symbol == 256 { return }
        if symbol < 256 {
          out.append(UInt8(symbol))
          continue
        }
        let length = try base[symbol - 257] + bits(extra[symbol - 257])
        let code = try self.symbol(distances)
        let more = max(0, code / 2 - 1)
        let distance = try (code < 4 ? code + 1 : (2 + code % 2) << more + 1) + bits(more)
        guard distance <= out.count else { throw Fault() }
        for _ in 0..<length { out.append(out[out.count - distance]) }
      }
    }
  }
}
