import Drawing

/// What a figure's inputs must be like.
enum FigureChecks {
  /// The readings by the index of their shape.
  ///
  /// - Throws: `unknownCode`, `duplicateCode`, `valueNotFinite` or `composition`.
  static func readings(
    _ figure: Choropleth, geometry: MapGeometry
  ) throws(DrawingError) -> [Int: StateReading] {
    var byCode: [String: Int] = [:]
    for (index, shape) in geometry.shapes.enumerated() {
      byCode[shape.fips] = index
      byCode[shape.usps] = index
    }
    let codes = figure.readings.map(\.code) + figure.swing
    let unknown = Set(codes.filter { byCode[$0] == nil }).sorted()
    guard unknown.isEmpty else {
      throw DrawingError(
        .unknownCode, "not on this map: \(unknown.joined(separator: ", "))",
        hint: "use two-digit FIPS or postal codes of the 50 states, DC and PR, "
          + "and report other origins beside the map")
    }
    var found: [Int: StateReading] = [:]
    for reading in figure.readings {
      guard let index = byCode[reading.code] else { continue }
      guard found[index] == nil else {
        throw DrawingError(
          .duplicateCode, "\(reading.code) \(geometry.shapes[index].name) has two readings",
          hint: "pass one reading for each state")
      }
      try requireValue(reading, figure)
      found[index] = reading
    }
    return found
  }

  private static func requireValue(
    _ reading: StateReading, _ figure: Choropleth
  ) throws(DrawingError) {
    var numbers: [Double] = []
    switch reading.value {
    case .value(let number):
      numbers = [number]
      guard figure.categories.isEmpty else {
        throw DrawingError(
          .composition, "\(reading.code) has a number on a map of categories",
          hint: "give each reading a category, or leave the categories out")
      }
    case .category(let id):
      guard figure.categories.contains(where: { $0.id == id }) else {
        throw DrawingError(
          .composition, "\(reading.code) is in the category \"\(id)\", which the map does not list",
          hint: "list it among the categories")
      }
    case .zero, .notReported: break
    }
    if let interval = reading.interval { numbers += [interval.lowerBound, interval.upperBound] }
    if let bad = numbers.first(where: { !$0.isFinite }) {
      throw DrawingError(
        .valueNotFinite, "the value of \(reading.code) is \(bad)",
        hint: "pass it as not reported, with the reason")
    }
  }

  /// Refuses an id that cannot prefix ids, and texts that cannot be set.
  static func requireTexts(_ figure: Choropleth) throws(DrawingError) {
    try requireID(figure.figureID)
    if let width = figure.page.millimetres, width < leastMillimetres {
      throw DrawingError(
        .width, "a map \(width) mm wide has no room for texts of six points",
        hint: "give at least 80 mm; 88 suits a column, 180 a page")
    }
    try requireTexts([
      ("title", figure.title), ("subtitle", figure.subtitle), ("note", figure.note),
      ("source line", figure.source), ("legend title", figure.legendTitle),
      ("swing label", figure.swingLabel),
    ])
  }

  /// The least width on paper at which a map's texts of six points leave room for the map.
  static let leastMillimetres = 80.0

  /// Refuses values on both sides of zero in classes that do not set them apart.
  ///
  /// - Throws: `classes` when a class holds rises and falls and is not the middle one of a diverging
  ///   palette.
  static func requireZeroBetweenClasses(
    _ figure: Choropleth, _ classes: Classification
  ) throws(DrawingError) {
    guard figure.categories.isEmpty, figure.view != .symbols, figure.format.isSigned,
      !figure.rule.isSymmetric, let ends = classes.ends, ends.lowerBound < 0, ends.upperBound > 0
    else { return }
    let middle = classes.breaks.count / 2
    let isCentred =
      figure.palette.kind == .diverging && classes.breaks.count >= 2
      && classes.breaks.count.isMultiple(of: 2) && classes.breaks[middle - 1] < 0
      && classes.breaks[middle] > 0
    guard isCentred else {
      throw DrawingError(
        .classes,
        "the values lie on both sides of zero, and \(figure.rule.name) do not set rises and falls apart",
        hint:
          "use a symmetric rule, or an even number of breaks with zero between the middle two and "
          + "the palette PuOr or BrBG")
    }
  }

  /// The texts that values of different classes share, so that they contradict the classes' ends.
  static func ambiguous(
    _ numbers: [Double], _ classes: Classification, _ format: ValueFormat
  ) -> Set<String> {
    var found: [String: Int] = [:]
    var shared: Set<String> = []
    for number in numbers {
      let text = format.text(number)
      let index = classes.classIndex(of: number)
      if found.updateValue(index, forKey: text) ?? index != index { shared.insert(text) }
      // A value above a break must not be written as the break, which belongs to the class below.
      if index > 0, format.text(classes.breaks[index - 1]) == text { shared.insert(text) }
    }
    return shared
  }

  /// Refuses an id that XML or a selector would not take.
  static func requireID(_ text: String) throws(DrawingError) {
    let id = text.utf8
    let first = id.first.map { (0x61...0x7A).contains($0) } ?? false
    let rest = id.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
    }
    guard first, rest, id.count <= 64 else {
      throw DrawingError(
        .figureID, "the figure id \"\(text)\" cannot prefix ids",
        hint: "use up to 64 lower-case letters, digits and hyphens, a letter first")
    }
  }

  /// Refuses an empty title, which comes first, and texts beyond all measure.
  static func requireTexts(_ texts: [(name: String, text: String)]) throws(DrawingError) {
    guard texts.first?.text.contains(where: { !$0.isWhitespace }) ?? false else {
      throw DrawingError(.text, "the title is empty", hint: "say what the map finds")
    }
    for (name, text) in texts where text.unicodeScalars.count > 2000 {
      throw DrawingError(
        .text, "the \(name) has \(text.unicodeScalars.count) characters",
        hint: "keep it under 2,000; a finding fits in 90")
    }
  }

  /// The colours of the classes or the categories.
  ///
  /// - Throws: `palette` when the palette has no set for the number or is of the wrong kind.
  static func colors(
    _ figure: Choropleth, classes: Classification
  ) throws(DrawingError) -> [Color] {
    if !figure.categories.isEmpty { return try categoryColors(figure) }
    if let wanted = figure.rule.paletteKind
      ?? (figure.palette.kind == .qualitative ? .sequential : nil),
      wanted != figure.palette.kind
    {
      throw DrawingError(
        .palette,
        "\(figure.palette.name) is \(figure.palette.kind.rawValue) and the classes are "
          + figure.rule.name,
        hint: "use a \(wanted.rawValue) palette, or another rule")
    }
    guard let colors = figure.palette.colors(classes: classes.counts.count, theme: figure.theme)
    else {
      let others = Palette.all.filter {
        $0.kind == figure.palette.kind && $0.sizes.contains(classes.counts.count)
      }.map(\.name)
      let sizes = figure.palette.sizes.map(String.init).joined(separator: ", ")
      throw DrawingError(
        .palette, "\(figure.palette.name) has no set of \(classes.counts.count) colours",
        hint: "ask for one of \(sizes) classes"
          + (others.isEmpty
            ? ""
            : ", or use the palette \(others.joined(separator: " or ")), which has as many"))
    }
    return colors
  }

  private static func categoryColors(_ figure: Choropleth) throws(DrawingError) -> [Color] {
    guard figure.palette.kind == .qualitative else {
      throw DrawingError(
        .palette,
        "\(figure.palette.name) is \(figure.palette.kind.rawValue) and groups have no order",
        hint: "use a qualitative palette")
    }
    let coloured = figure.categories.filter { $0.tone == .next }.count
    guard let set = figure.palette.colors(classes: max(coloured, 1), theme: figure.theme) else {
      throw DrawingError(
        .palette, "\(figure.palette.name) has no set of \(coloured) colours",
        hint: "make fewer categories, or give some the neutral tone")
    }
    var next = set.makeIterator()
    return figure.categories.map {
      $0.tone == .neutral ? figure.theme.neutral : next.next() ?? figure.theme.accent
    }
  }
}
