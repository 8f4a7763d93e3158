import Drawing
import Foundation
import Maps
import Testing

/// Every colour set that is shipped, through the eyes of all readers.
struct PaletteTests {
  static let palettes = Palette.all
  static let pages = Palette.all.flatMap { palette in
    [Theme.light, .dark].map { (palette, $0) }
  }

  /// Machado, Oliveira & Fernandes (2009), severity 1.0, on linear sRGB; the first is no change.
  static let views: [[[Double]]] = [
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    [
      [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
    [
      [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
      [-0.011820, 0.042940, 0.968881],
    ],
    [
      [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.303900],
    ],
  ]

  /// CIE 1976 L*a*b* under D65 as a reader with the view sees the colour.
  private func lab(_ color: Color, view: [[Double]]) -> [Double] {
    let linear = [color.red, color.green, color.blue].map { byte in
      let value = Double(byte) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    let rgb = view.map { row in
      min(1, max(0, row[0] * linear[0] + row[1] * linear[1] + row[2] * linear[2]))
    }
    let toXYZ: [[Double]] = [
      [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
      [0.2126729, 0.7151522, 0.0721750],
      [0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883],
    ]
    let xyz = toXYZ.map { row -> Double in
      let value = row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]
      return value > 216.0 / 24389 ? cbrt(value) : (24389.0 / 27 * value + 16) / 116
    }
    return [116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])]
  }

  private func difference(_ one: Color, _ two: Color, view: [[Double]]) -> Double {
    zip(lab(one, view: view), lab(two, view: view)).reduce(0) {
      $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
    }.squareRoot()
  }

  @Test(arguments: pages) func `any two classes differ in every view`(
    palette: Palette, theme: Theme
  ) throws {
    for size in palette.sizes {
      let colors = try #require(palette.colors(classes: size, theme: theme))
      #expect(colors.count == size)
      for view in Self.views {
        for i in colors.indices {
          for j in 0..<i {
            #expect(
              difference(colors[i], colors[j], view: view) >= 10,
              "\(palette.name) \(size) \(theme.name): \(j), \(i)")
          }
        }
      }
    }
  }

  @Test(arguments: pages) func `lightness says the order`(palette: Palette, theme: Theme) throws {
    for size in palette.sizes {
      let colors = try #require(palette.colors(classes: size, theme: theme))
      // Away from the page's own lightness is more.
      let turn = theme.isDark ? -1.0 : 1
      let lightness = colors.map { turn * lab($0, view: Self.views[0])[0] }
      switch palette.kind {
      case .sequential:
        for (a, b) in zip(lightness, lightness.dropFirst()) { #expect(a > b) }
      case .diverging:
        let middle = size / 2
        for index in 0..<middle {
          #expect(lightness[index] < lightness[index + 1])
          #expect(lightness[middle + index] > lightness[middle + index + 1])
        }
      case .qualitative: break
      }
    }
  }

  @Test(arguments: pages) func `labels, hatching and borders stand out from every class`(
    palette: Palette, theme: Theme
  ) {
    let sets = palette.sizes.compactMap { palette.colors(classes: $0, theme: theme) }
    for color in sets.joined() + [theme.zero, theme.missing, theme.neutral] {
      #expect(color.contrast(with: color.textColor) >= 4.5, "\(color.hex)")
      #expect(color.contrast(with: color.hatchColor) >= 3, "\(color.hex)")
      #expect(
        max(color.contrast(with: theme.borderUnder), color.contrast(with: theme.borderOver)) >= 3,
        "\(color.hex) on \(theme.name)")
      #expect(
        max(color.contrast(with: theme.outline), color.contrast(with: theme.outlineCasing)) >= 3,
        "\(color.hex) on \(theme.name)")
    }
  }

  @Test(arguments: Theme.all) func `texts stand out from the page, and lines from each other`(
    theme: Theme
  ) {
    for ink in [theme.ink, theme.secondary, theme.muted] {
      #expect(ink.contrast(with: theme.background) >= 4.5, "\(theme.name) \(ink.hex)")
    }
    #expect(theme.borderUnder.contrast(with: theme.borderOver) >= 3)
    #expect(theme.outline.contrast(with: theme.outlineCasing) >= 3)
    #expect(theme.missingDot.contrast(with: theme.missing) >= 3)
    #expect(theme.isDark == (theme.background.luminance < 0.2))
  }

  @Test func `no palette sets red against green, and none of a party is a default`() throws {
    #expect(!Palette.all.contains { $0.name.contains("RdYlGn") || $0.name == "RdBu" })
    #expect(try Palette.named("ylgnbu") == .yellowGreenBlue)
    let error = #expect(throws: DrawingError.self) { try Palette.named("rainbow") }
    #expect(error?.id == .palette && error?.hint.contains("cividis") == true)
  }

  @Test func `black or white reads on any colour`() {
    for red in stride(from: UInt32(0), through: 255, by: 15) {
      for green in stride(from: UInt32(0), through: 255, by: 15) {
        for blue in stride(from: UInt32(0), through: 255, by: 15) {
          let color = Color(red << 16 | green << 8 | blue)
          #expect(color.contrast(with: color.textColor) >= 4.5)
        }
      }
    }
    #expect(Color.black.contrast(with: .white) == 21)
    #expect(Color(0x0A0B0C).hex == "#0a0b0c")
  }
}
