/// The colours of a page apart from its data: background, ink, lines, and what is not a class.
///
/// Texts keep a contrast of 4.5 to the background, and of the two tones of a border one keeps 3 to
/// any class colour; the tests check both.
public struct Theme: Sendable, Hashable {
  /// The name by which the theme is chosen.
  public let name: String
  /// Whether the background is dark, so that light means more.
  public let isDark: Bool
  /// The page.
  public let background: Color
  /// Titles and labels.
  public let ink: Color
  /// The subtitle.
  public let secondary: Color
  /// Notes, sources and small print.
  public let muted: Color
  /// Rules between parts of the page, frames around insets.
  public let rule: Color
  /// A land or a bar without a value of its own.
  public let neutral: Color
  /// The fill of what is not reported, under its dots.
  public let missing: Color
  /// The dots on what is not reported.
  public let missingDot: Color
  /// A reported zero.
  public let zero: Color
  /// The wider, lower tone of a border.
  public let borderUnder: Color
  /// The narrower, upper tone of a border.
  public let borderOver: Color
  /// The outline of a swing state.
  public let outline: Color
  /// What keeps that outline apart from a fill of its own tone.
  public let outlineCasing: Color
  /// One colour for what the page is about, where there are no classes.
  public let accent: Color
  /// A second such colour.
  public let accentOther: Color

  /// For screens and for anything that does not ask: black on white.
  public static let light = Theme(
    name: "light", isDark: false, background: .white, ink: Color(0x1A1A1A),
    secondary: Color(0x444444), muted: Color(0x555555), rule: Color(0xBBBBBB),
    neutral: Color(0xECECEC), missing: Color(0xE0E0E0), missingDot: Color(0x6B6B6B),
    zero: .white, borderUnder: Color(0x404040), borderOver: .white, outline: Color(0x111111),
    outlineCasing: .white, accent: Color(0x225EA8), accentOther: Color(0xC65D07))

  /// White on near-black, for dark pages and slides.
  public static let dark = Theme(
    name: "dark", isDark: true, background: Color(0x16181C), ink: Color(0xF2F2F2),
    secondary: Color(0xCFD2D7), muted: Color(0xB4B8BF), rule: Color(0x565B63),
    neutral: Color(0x33363C), missing: Color(0x3A3D42), missingDot: Color(0xA5A9B0),
    zero: Color(0x16181C), borderUnder: Color(0xC4C4C4), borderOver: Color(0x16181C),
    outline: .white, outlineCasing: Color(0x16181C), accent: Color(0x6DB6FF),
    accentOther: Color(0xF5A54A))

  /// For paper: black ink, greys, nothing that a copier loses.
  public static let print = Theme(
    name: "print", isDark: false, background: .white, ink: .black,
    secondary: Color(0x222222), muted: Color(0x333333), rule: Color(0x999999),
    neutral: Color(0xF0F0F0), missing: Color(0xE6E6E6), missingDot: Color(0x4D4D4D),
    zero: .white, borderUnder: Color(0x404040), borderOver: .white, outline: .black,
    outlineCasing: .white, accent: Color(0x4D4D4D), accentOther: Color(0x969696))

  /// The themes by name, the default first.
  public static let all: [Theme] = [.light, .dark, .print]

  /// The families of all text; layout holds for each of them.
  public static let fontFamily =
    "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
}
