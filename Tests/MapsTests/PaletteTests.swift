import Foundation
import Maps
import Testing

/// Every colour set that is shipped, through the eyes of all readers.
struct PaletteTests {
  static let palettes = [Palette.yellowGreenBlue, .purpleOrange, .cividis]

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

  @Test(arguments: palettes) func `any two classes differ in every view`(palette: Palette) throws {
    for size in palette.sizes {
      let colors = try #require(palette.colors(classes: size))
      #expect(colors.count == size)
      for view in Self.views {
        let labs = colors.map { lab($0, view: view) }
        for i in labs.indices {
          for j in 0..<i {
            let difference = zip(labs[i], labs[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            #expect(difference.squareRoot() >= 10, "\(palette.name) \(size): \(j), \(i)")
          }
        }
      }
    }
  }

  @Test(arguments: palettes) func `lightness says the order`(palette: Palette) throws {
    for size in palette.sizes {
      let colors = try #require(palette.colors(classes: size))
      let lightness = colors.map { lab($0, view: Self.views[0])[0] }
      switch palette.kind {
      case .sequential:
        for (a, b) in zip(lightness, lightness.dropFirst()) { #expect(a > b) }
      case .diverging:
        let middle = size / 2
        for index in 0..<middle {
          #expect(lightness[index] < lightness[index + 1])
          #expect(lightness[middle + index] > lightness[middle + index + 1])
        }
      }
    }
  }

  @Test(arguments: palettes) func `labels and hatching stand out from every class`(palette: Palette)
  {
    for color in palette.sizes.compactMap({ palette.colors(classes: $0) }).joined() {
      #expect(color.contrast(with: color.textColor) >= 4.5, "\(color.hex)")
      #expect(color.contrast(with: color.hatchColor) >= 3, "\(color.hex)")
    }
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
