#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An sRGB colour of three bytes.
public struct Color: Sendable, Hashable {
  /// Red, green and blue, 0...255.
  public let red: UInt8, green: UInt8, blue: UInt8

  /// Makes a colour from `0xRRGGBB`.
  public init(_ rgb: UInt32) {
    red = UInt8(truncatingIfNeeded: rgb >> 16)
    green = UInt8(truncatingIfNeeded: rgb >> 8)
    blue = UInt8(truncatingIfNeeded: rgb)
  }

  /// Black.
  public static let black = Color(0x000000)
  /// White.
  public static let white = Color(0xFFFFFF)

  /// The colour as `#rrggbb`.
  public var hex: String {
    let digits = String(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue), radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.utf8.count) + digits
  }

  /// Relative luminance, 0...1 (WCAG 2.2, "relative luminance").
  public var luminance: Double {
    0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
  }

  /// Contrast ratio with another colour, 1...21 (WCAG 2.2, "contrast ratio").
  public func contrast(with other: Color) -> Double {
    let one = luminance + 0.05
    let two = other.luminance + 0.05
    return max(one, two) / min(one, two)
  }

  /// Black or white, whichever reads better on this colour; the ratio is never below 4.58.
  public var textColor: Color {
    contrast(with: .black) >= contrast(with: .white) ? .black : .white
  }

  /// The grey nearest to this colour that still has a ratio of 3.2 to it, for hatch lines.
  ///
  /// Darker than the colour where a grey dark enough exists, else lighter.
  public var hatchColor: Color {
    let greys = (0...255).map { Color(UInt32($0) << 16 | UInt32($0) << 8 | UInt32($0)) }
    let darker = greys.last { $0.luminance < luminance && contrast(with: $0) >= 3.2 }
    return darker ?? greys.first { contrast(with: $0) >= 3.2 } ?? textColor
  }

  /// This colour laid over another.
  ///
  /// - Parameter strength: The share of this colour, 0...1.
  public func mixed(into other: Color, strength: Double) -> Color {
    func byte(_ one: UInt8, _ two: UInt8) -> UInt32 {
      UInt32((strength * Double(one) + (1 - strength) * Double(two)).rounded())
    }
    return Color(
      byte(red, other.red) << 16 | byte(green, other.green) << 8 | byte(blue, other.blue))
  }

  private static func linear(_ byte: UInt8) -> Double {
    let value = Double(byte) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }
}
