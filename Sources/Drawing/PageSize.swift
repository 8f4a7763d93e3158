/// How large a page is drawn and printed, and how small its text may be.
public struct PageSize: Sendable, Hashable {
  /// The width on paper in millimetres; `nil` for a page that fills what it is put into.
  public let millimetres: Double?

  /// A page that fills what it is put into.
  public static let screen = PageSize(validated: nil)

  /// Makes a page of a width on paper.
  ///
  /// - Parameter millimetres: 40...600; a column of a journal is 88, a page 180.
  /// - Throws: `width` for anything else.
  public init(millimetres: Double) throws(DrawingError) {
    guard (40...600).contains(millimetres) else {
      throw DrawingError(
        .width, "a width of \(millimetres) mm",
        hint: "give 40 to 600; 88 suits a column, 180 a page")
    }
    self.millimetres = millimetres
  }

  private init(validated: Double?) { millimetres = validated }

  /// The least font size anywhere on paper, in points.
  public static let leastPoints = 6.0

  /// A font size in canvas units that is `base`, or larger where that would print too small.
  ///
  /// - Parameters:
  ///   - base: The size on a screen, in canvas units.
  ///   - points: The least size on paper.
  ///   - canvas: How many canvas units make the width of the page.
  public func size(_ base: Double, atLeast points: Double = leastPoints, canvas: Double) -> Double {
    guard let millimetres else { return base }
    return max(base, points / (millimetres * 72 / 25.4 / canvas))
  }

  /// The attributes `width` and, on paper, `height` of the root element.
  package func attributes(width: Double, height: Double) -> [(StaticString, String)] {
    guard let millimetres else { return [("width", "100%")] }
    return [
      ("width", FixedDecimal.text(millimetres, decimals: 2) + "mm"),
      ("height", FixedDecimal.text(millimetres * height / width, decimals: 2) + "mm"),
    ]
  }
}
