import Drawing

/// Colours for the classes of a map, least first.
///
/// Every set here keeps ΔE*ab ≥ 10 between any two classes for normal, protan, deutan and tritan
/// sight (Machado, Oliveira & Fernandes 2009, severity 1), on light and on dark pages, which the
/// tests check. On a light page the darkest colour means most; on a dark page the lightest does.
public struct Palette: Sendable, Hashable {
  /// What the order of the colours means.
  public enum Kind: String, Sendable {
    /// From little to much.
    case sequential
    /// Away from a neutral middle in two directions.
    case diverging
    /// No order: one colour a group.
    case qualitative
  }

  /// The name by which the palette is known.
  public let name: String
  /// What the order of the colours means.
  public let kind: Kind
  private let sets: [Int: [Color]]
  private let darkSets: [Int: [Color]]

  init(_ name: String, _ kind: Kind, _ sets: [[UInt32]], dark: [[UInt32]] = []) {
    self.name = name
    self.kind = kind
    self.sets = Self.bySize(sets)
    darkSets =
      dark.isEmpty && kind == .sequential
      ? Self.bySize(sets.map { $0.reversed() }) : Self.bySize(dark.isEmpty ? sets : dark)
  }

  /// The colours for a number of classes, least first.
  ///
  /// - Parameters:
  ///   - classes: How many classes there are.
  ///   - theme: The page they stand on.
  /// - Returns: `nil` when the palette has no set for the number.
  public func colors(classes: Int, theme: Theme = .light) -> [Color]? {
    theme.isDark ? darkSets[classes] : sets[classes]
  }

  /// The numbers of classes the palette serves, ascending.
  public var sizes: [Int] { sets.keys.sorted() }

  /// Finds a palette by its name, whatever the letters' case.
  ///
  /// - Throws: `palette`, listing the names there are.
  public static func named(_ name: String) throws(DrawingError) -> Palette {
    if let palette = all.first(where: { $0.name.lowercased() == name.lowercased() }) {
      return palette
    }
    throw DrawingError(
      .palette, "no palette is called \"\(name)\"",
      hint: "use one of \(all.map(\.name).joined(separator: ", "))")
  }

  private static func bySize(_ sets: [[UInt32]]) -> [Int: [Color]] {
    Dictionary(uniqueKeysWithValues: sets.map { ($0.count, $0.map(Color.init)) })
  }
}
