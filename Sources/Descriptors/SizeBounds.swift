/// Between which sizes an honest answer lies.
public struct SizeBounds: Sendable, Equatable {
  /// Decoded bytes of one part.
  public let bytes: ClosedRange<Int>
  /// Rows of one part, totals and groups included.
  public let rows: ClosedRange<Int>

  /// Creates bounds.
  public init(bytes: ClosedRange<Int>, rows: ClosedRange<Int>) {
    self.bytes = bytes
    self.rows = rows
  }

  static let fields = ["bytes", "rows"]
  static let rangeFields = ["least", "most"]

  init(_ fields: FieldReader) throws {
    bytes = try Self.range(fields, "bytes", most: 1 << 30)
    rows = try Self.range(fields, "rows", most: 1 << 30)
  }

  private static func range(
    _ fields: FieldReader, _ field: String, most limit: Int
  ) throws -> ClosedRange<Int> {
    let pair = try fields.object(field, fields: rangeFields)
    let least = try pair.whole("least", in: 0...limit)
    let most = try pair.whole("most", in: 1...limit)
    guard least <= most else {
      throw pair.bad("least", "is more than 'most'", "exchange the two")
    }
    return least...most
  }
}
