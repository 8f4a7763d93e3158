/// A map's inputs checked and resolved: who is drawn, in which class and colour.
struct FigurePlan {
  /// An area that is drawn.
  struct State {
    let shape: MapGeometry.Shape
    /// Index of the shape in the geometry, for the mesh.
    let index: Int
    let value: MapValue
    let isSwing: Bool
    let mark: Mark
  }

  /// The legend entry a state belongs to.
  enum Mark: Hashable {
    case classed(Int)
    case zero
    case missing
  }

  static let zeroColor = Color(0xFFFFFF)
  static let missingColor = Color(0xE0E0E0)

  let figure: Choropleth
  let geometry: MapGeometry
  let states: [State]
  let classes: Classification
  let colors: [Color]

  init(_ figure: Choropleth, geometry: MapGeometry) throws(MapError) {
    try Self.checkTexts(figure)
    let byCode = Self.codes(geometry)
    var values: [Int: MapValue] = [:]
    let codes = figure.readings.map(\.code) + figure.swing
    let unknown = Set(codes.filter { byCode[$0] == nil }).sorted()
    guard unknown.isEmpty else {
      throw MapError(
        .unknownCode, "not on this map: \(unknown.joined(separator: ", "))",
        hint: "use two-digit FIPS or postal codes of the 50 states, DC and PR, "
          + "and report other origins beside the map")
    }
    for reading in figure.readings {
      guard let index = byCode[reading.code] else { continue }
      guard values[index] == nil else {
        throw MapError(
          .duplicateCode, "\(reading.code) \(geometry.shapes[index].name) has two readings",
          hint: "pass one reading for each state")
      }
      if case .value(let number) = reading.value, !number.isFinite {
        throw MapError(
          .valueNotFinite, "the value of \(reading.code) is \(number)",
          hint: "pass it as not reported, with the reason")
      }
      values[index] = reading.value
    }
    let numbers = values.values.compactMap { value -> Double? in
      if case .value(let number) = value { number } else { nil }
    }
    classes = try Classification(numbers, rule: figure.rule)
    colors = try Self.colors(figure, classes: classes)
    let swing = Set(figure.swing.compactMap { byCode[$0] })
    var states: [State] = []
    for (index, shape) in geometry.shapes.enumerated() {
      guard shape.part != .puertoRico || values[index] != nil || swing.contains(index) else {
        continue
      }
      let value = values[index] ?? .notReported(reason: "no row in the data")
      let mark: Mark =
        switch value {
        case .value(let number): .classed(classes.classIndex(of: number))
        case .zero: .zero
        case .notReported: .missing
        }
      states.append(
        State(
          shape: shape, index: index, value: value, isSwing: swing.contains(index), mark: mark))
    }
    self.states = states
    self.figure = figure
    self.geometry = geometry
  }

  /// The colour of a legend entry.
  func color(_ mark: Mark) -> Color {
    switch mark {
    case .classed(let index): colors[index]
    case .zero: Self.zeroColor
    case .missing: Self.missingColor
    }
  }

  /// An id within the file.
  func id(_ role: String) -> String { "\(figure.figureID)-\(role)" }

  private static func codes(_ geometry: MapGeometry) -> [String: Int] {
    var codes: [String: Int] = [:]
    for (index, shape) in geometry.shapes.enumerated() {
      codes[shape.fips] = index
      codes[shape.usps] = index
    }
    return codes
  }

  private static func checkTexts(_ figure: Choropleth) throws(MapError) {
    let id = figure.figureID.utf8
    let first = id.first.map { (0x61...0x7A).contains($0) } ?? false
    let rest = id.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
    }
    guard first, rest, id.count <= 64 else {
      throw MapError(
        .figureID, "the figure id \"\(figure.figureID)\" cannot prefix ids",
        hint: "use up to 64 lower-case letters, digits and hyphens, a letter first")
    }
    guard figure.title.contains(where: { !$0.isWhitespace }) else {
      throw MapError(.text, "the title is empty", hint: "say what the map finds")
    }
    for (name, text) in [
      ("title", figure.title), ("subtitle", figure.subtitle), ("note", figure.note),
      ("source line", figure.source), ("legend title", figure.legendTitle),
      ("swing label", figure.swingLabel),
    ] where text.unicodeScalars.count > 1000 {
      throw MapError(
        .text, "the \(name) has \(text.unicodeScalars.count) characters",
        hint: "keep it under 1,000; a finding fits in 90")
    }
  }

  private static func colors(
    _ figure: Choropleth, classes: Classification
  ) throws(MapError) -> [Color] {
    let wanted: Palette.Kind? =
      switch figure.rule {
      case .symmetric: .diverging
      case .naturalBreaks, .quantiles: .sequential
      case .breaks: nil
      }
    if let wanted, wanted != figure.palette.kind {
      throw MapError(
        .palette,
        "\(figure.palette.name) is \(figure.palette.kind.rawValue) and the classes are "
          + figure.rule.name,
        hint: "use a \(wanted.rawValue) palette, or another rule")
    }
    guard let colors = figure.palette.colors(classes: classes.counts.count) else {
      let sizes = figure.palette.sizes.map(String.init).joined(separator: ", ")
      throw MapError(
        .palette, "\(figure.palette.name) has no set of \(classes.counts.count) colours",
        hint: "ask for one of \(sizes) classes, or another palette")
    }
    return colors
  }
}
