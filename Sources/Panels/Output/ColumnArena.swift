/// Memory in which columns are laid out to be written; it is freed with the object.
///
/// Rows are written millions of times over the same few columns: plain pointers cost nothing to hand
/// around, while arrays inside of enumerations are counted at every cell.
final class ColumnArena {
  private var blocks: [UnsafeMutableRawPointer] = []

  deinit { for block in blocks { block.deallocate() } }

  /// A copy of values that stays where it is.
  func copy<Value: BitwiseCopyable>(_ values: [Value]) -> UnsafePointer<Value> {
    let start = UnsafeMutablePointer<Value>.allocate(capacity: max(1, values.count))
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { start.initialize(from: base, count: source.count) }
    }
    blocks.append(UnsafeMutableRawPointer(start))
    return UnsafePointer(start)
  }
}

/// A column laid out in an arena: its values by plain pointers, found by strides on the axes.
struct LaidOutColumn {
  /// What the values are.
  enum Kind {
    /// Bytes, which end where `ends` says.
    case bytes
    /// For each cell the number of a label in `codes`; its bytes end where `ends` says.
    case labels
    /// Whole numbers.
    case wholeNumbers
    /// Doubles; NaN where missing.
    case decimals
  }

  let kind: Kind
  /// How far the index moves with the origin, the destination, the commodity and the period.
  let strides: (Int, Int, Int, Int)
  let bytes: UnsafePointer<UInt8>
  let ends: UnsafePointer<Int32>
  let codes: UnsafePointer<UInt8>
  let wholeNumbers: UnsafePointer<Int64>
  let decimals: UnsafePointer<Double>
  /// For each text or label whether it is missing.
  let isMissing: UnsafePointer<Bool>
  /// The most bytes that one value has as text.
  let longest: Int

  /// Lays out a column.
  ///
  /// - Parameters:
  ///   - column: The column.
  ///   - axes: The axes that its scope refers to.
  ///   - prefix: Bytes before each value, for text.
  ///   - isText: Whether numbers that do not vary from cell to cell become text too, and texts are
  ///     quoted where CSV needs it.
  ///   - arena: The memory.
  init(
    _ column: PanelColumn, axes: PanelAxes, prefix: [UInt8], isText: Bool, in arena: ColumnArena
  ) {
    strides = Self.strides(of: column.scope, on: axes)
    var bytes: [UInt8] = []
    var ends: [Int32] = []
    var isMissing: [Bool] = []
    var longest = prefix.count + 20
    func append(_ text: String?) {
      let start = bytes.count
      bytes += prefix
      if let text { Self.append(text, quotes: isText, to: &bytes) }
      ends.append(Int32(bytes.count))
      isMissing.append(text == nil)
      longest = max(longest, bytes.count - start)
    }
    var codes: [UInt8] = []
    var wholeNumbers: [Int64] = []
    var decimals: [Double] = []
    switch column.values {
    case .texts(let texts):
      kind = .bytes
      for text in texts { append(text) }
    case .labels(let values, let labels):
      kind = .labels
      codes = values
      for label in labels { append(label.isEmpty ? nil : label) }
    case .wholeNumbers(let numbers) where isText && column.scope != .cell:
      kind = .bytes
      for number in numbers { append(number == PanelColumn.missing ? nil : String(number)) }
    case .wholeNumbers(let numbers):
      kind = .wholeNumbers
      wholeNumbers = numbers
    case .decimals(let numbers) where isText:
      kind = .bytes
      for number in numbers { append(number.isNaN ? nil : Self.decimal(number)) }
    case .decimals(let numbers):
      kind = .decimals
      decimals = numbers
    }
    self.bytes = arena.copy(bytes)
    self.ends = arena.copy(ends)
    self.isMissing = arena.copy(isMissing)
    self.codes = arena.copy(codes)
    self.wholeNumbers = arena.copy(wholeNumbers)
    self.decimals = arena.copy(decimals)
    self.longest = longest
  }

  /// The bytes of a text, prefix included.
  @inline(__always)
  func text(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    let start = index == 0 ? 0 : Int(ends[index - 1])
    return UnsafeBufferPointer(start: bytes + start, count: Int(ends[index]) - start)
  }

  private static func strides(
    of scope: ColumnScope, on axes: PanelAxes
  ) -> (Int, Int, Int, Int) {
    let destinations = axes.destinations.count
    let commodities = axes.commodities.count
    let periods = axes.periods.count
    switch scope {
    case .origin: return (1, 0, 0, 0)
    case .destination: return (0, 1, 0, 0)
    case .commodity: return (0, 0, 1, 0)
    case .period: return (0, 0, 0, 1)
    case .originPeriod: return (periods, 0, 0, 1)
    case .destinationPeriod: return (0, periods, 0, 1)
    case .pair: return (destinations, 1, 0, 0)
    case .cell:
      return (destinations * commodities * periods, commodities * periods, periods, 1)
    }
  }

  /// A number in the fewest digits that give it back; a whole one without a point.
  private static func decimal(_ number: Double) -> String {
    if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
    return "\(number)"
  }

  private static func append(_ text: String, quotes: Bool, to bytes: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    guard quotes, text.utf8.contains(where: { [44, quote, 10, 13].contains($0) }) else {
      bytes += text.utf8
      return
    }
    bytes.append(quote)
    for byte in text.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }
}
