/// Colours for the classes of a map, lightest for the least.
///
/// Every set here keeps ΔE*ab ≥ 10 between any two classes for normal, protan, deutan and tritan
/// sight (Machado, Oliveira & Fernandes 2009, severity 1), which the tests check. Colours of
/// YlGnBu and PuOr are ColorBrewer's: © 2002 Cynthia Brewer, Mark Harrower and The Pennsylvania
/// State University, Apache License 2.0. Cividis is Nuñez, Anderton & Renslow's (2018, *PLOS ONE*
/// 13(7): e0199239), sampled evenly and turned so that dark means more.
public struct Palette: Sendable, Hashable {
  /// What the order of the colours means.
  public enum Kind: String, Sendable {
    /// From little to much.
    case sequential
    /// Away from a neutral middle in two directions.
    case diverging
  }

  /// The name by which the palette is known.
  public let name: String
  /// What the order of the colours means.
  public let kind: Kind
  private let sets: [Int: [Color]]

  private init(_ name: String, _ kind: Kind, _ sets: [[UInt32]]) {
    self.name = name
    self.kind = kind
    self.sets = Dictionary(uniqueKeysWithValues: sets.map { ($0.count, $0.map(Color.init)) })
  }

  /// The colours for a number of classes, least first.
  ///
  /// - Returns: `nil` when the palette has no set for the number.
  public func colors(classes: Int) -> [Color]? { sets[classes] }

  /// The numbers of classes the palette serves, ascending.
  public var sizes: [Int] { sets.keys.sorted() }

  /// Yellow to blue through green: the default for levels.
  public static let yellowGreenBlue = Palette(
    "YlGnBu", .sequential,
    [
      [0x7FCDBB], [0xEDF8B1, 0x2C7FB8], [0xEDF8B1, 0x7FCDBB, 0x2C7FB8],
      [0xFFFFCC, 0xA1DAB4, 0x41B6C4, 0x225EA8],
      [0xFFFFCC, 0xA1DAB4, 0x41B6C4, 0x2C7FB8, 0x253494],
    ])

  /// Orange below, purple above, near-white between: the default for changes and coefficients.
  public static let purpleOrange = Palette(
    "PuOr", .diverging,
    [
      [0xF7F7F7], [0xF1A340, 0xF7F7F7, 0x998EC3],
      [0xE66101, 0xFDB863, 0xF7F7F7, 0xB2ABD2, 0x5E3C99],
      [0xB35806, 0xF1A340, 0xFEE0B6, 0xF7F7F7, 0xD8DAEB, 0x998EC3, 0x542788],
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
}
