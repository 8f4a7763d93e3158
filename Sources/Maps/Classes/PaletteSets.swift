// YlGnBu, Blues, Greys, PuOr and BrBG are ColorBrewer's: © 2002 Cynthia Brewer, Mark Harrower and The
// Pennsylvania State University, Apache License 2.0. Cividis is Nuñez, Anderton & Renslow's (2018,
// *PLOS ONE* 13(7): e0199239); viridis is van der Walt & Smith's (2015, CC0); both are sampled evenly
// and turned so that dark means more. The qualitative colours are Okabe & Ito's (2008). The dark-page
// sets of the diverging palettes are ours: the middle is the darkest.
extension Palette {
  /// All palettes, the default of each kind first.
  public static let all: [Palette] = [
    .yellowGreenBlue, .blues, .greys, .viridis, .cividis, .purpleOrange, .brownGreen, .okabeIto,
  ]

  /// Yellow to blue through green: the default for levels.
  public static let yellowGreenBlue = Palette(
    "YlGnBu", .sequential,
    [
      [0x7FCDBB], [0xEDF8B1, 0x2C7FB8], [0xEDF8B1, 0x7FCDBB, 0x2C7FB8],
      [0xFFFFCC, 0xA1DAB4, 0x41B6C4, 0x225EA8],
      [0xFFFFCC, 0xA1DAB4, 0x41B6C4, 0x2C7FB8, 0x253494],
    ])

  /// One hue, for a page that has other colours already.
  public static let blues = Palette(
    "Blues", .sequential,
    [
      [0x9ECAE1], [0xDEEBF7, 0x3182BD], [0xDEEBF7, 0x9ECAE1, 0x3182BD],
      [0xEFF3FF, 0xBDD7E7, 0x6BAED6, 0x2171B5],
      [0xEFF3FF, 0xBDD7E7, 0x6BAED6, 0x3182BD, 0x08519C],
    ])

  /// Light to dark grey, for print.
  public static let greys = Palette(
    "Greys", .sequential,
    [
      [0xBDBDBD], [0xF0F0F0, 0x969696], [0xF0F0F0, 0xBDBDBD, 0x636363],
      [0xF7F7F7, 0xCCCCCC, 0x969696, 0x525252],
      [0xF7F7F7, 0xCCCCCC, 0x969696, 0x636363, 0x252525],
    ])

  /// Yellow to violet through green, even in lightness.
  public static let viridis = Palette(
    "viridis", .sequential,
    [
      [0x21918C], [0xFDE725, 0x440154], [0xFDE725, 0x21918C, 0x440154],
      [0xFDE725, 0x35B779, 0x31688E, 0x440154],
      [0xFDE725, 0x5EC962, 0x21918C, 0x3B528B, 0x440154],
    ])

  /// Yellow to dark blue through grey, made for colour-deficient sight.
  public static let cividis = Palette(
    "cividis", .sequential,
    [
      [0x7F7C75],
      [0xFDEA45, 0x002051],
      [0xFDEA45, 0x7F7C75, 0x002051],
      [0xFDEA45, 0xA49D78, 0x575C6E, 0x002051],
      [0xFDEA45, 0xBBAF71, 0x7F7C75, 0x3C4D6E, 0x002051],
      [0xFDEA45, 0xCABA6A, 0x948F78, 0x696970, 0x2B446E, 0x002051],
      [0xFDEA45, 0xD5C164, 0xA49D78, 0x7F7C75, 0x575C6E, 0x1F3E6E, 0x002051],
    ])

  /// Orange below, purple above, near-white between: the default for changes and coefficients.
  public static let purpleOrange = Palette(
    "PuOr", .diverging,
    [
      [0xF7F7F7], [0xF1A340, 0xF7F7F7, 0x998EC3],
      [0xE66101, 0xFDB863, 0xF7F7F7, 0xB2ABD2, 0x5E3C99],
      [0xB35806, 0xF1A340, 0xFEE0B6, 0xF7F7F7, 0xD8DAEB, 0x998EC3, 0x542788],
    ],
    dark: [
      [0x33353B], [0xC9761E, 0x33353B, 0x8C7FD0],
      [0xFDB863, 0xA35A08, 0x33353B, 0x7A68C2, 0xC9C1F2],
      [0xFDC983, 0xD98324, 0x7F4A10, 0x2B2D33, 0x54489C, 0x8F82DA, 0xD5CEFA],
    ])

  /// Brown below, blue-green above.
  public static let brownGreen = Palette(
    "BrBG", .diverging,
    [
      [0xF5F5F5], [0xD8B365, 0xF5F5F5, 0x5AB4AC],
      [0xA6611A, 0xDFC27D, 0xF5F5F5, 0x80CDC1, 0x018571],
    ],
    dark: [
      [0x33353B], [0xC08A3A, 0x33353B, 0x3FA79B],
      [0xE9CD8C, 0xA06A20, 0x33353B, 0x1F8C80, 0x9BE3D8],
    ])

  /// Colours without an order, safe for colour-deficient sight; no red against blue or green.
  public static let okabeIto = Palette(
    "Okabe-Ito", .qualitative,
    [
      [0xE69F00], [0xE69F00, 0x56B4E9], [0xE69F00, 0x56B4E9, 0x009E73],
      [0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442],
      [0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2],
      [0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2, 0xD55E00],
    ])
}
