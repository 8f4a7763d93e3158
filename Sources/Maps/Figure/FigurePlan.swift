import Drawing

/// A map's inputs checked and resolved: who is drawn, in which class and colour.
struct FigurePlan {
  /// An area that is drawn.
  struct State {
    let shape: MapGeometry.Shape
    /// Index of the shape in the geometry, for the mesh.
    let index: Int
    let value: MapValue
    let interval: ClosedRange<Double>?
    let isSwing: Bool
    let mark: Mark

    /// Whether it is an estimate whose interval leaves zero out.
    var isClear: Bool { interval.map { !$0.contains(0) } ?? false }
  }

  /// The legend entry a state belongs to.
  enum Mark: Hashable {
    /// A class or a category.
    case classed(Int)
    case zero
    case missing
    /// Land without a value of its own, for keys.
    case plain

    /// The class or category, if any.
    var index: Int? {
      switch self {
      case .classed(let index): index
      case .zero, .missing, .plain: nil
      }
    }

    /// A word for ids.
    var key: String {
      switch self {
      case .classed(let index): "c\(index + 1)"
      case .zero: "zero"
      case .missing: "missing"
      case .plain: "plain"
      }
    }
  }

  let figure: Choropleth
  let geometry: MapGeometry
  let states: [State]
  let classes: Classification
  let colors: [Color]
  /// Stands between the figure's id and the role in ids of states; empty save on small multiples.
  let panel: String

  /// Texts of values that stand in more than one class, so that they need another digit.
  let ambiguous: Set<String>

  /// Whether swing states are hatched.
  let isHatching: Bool

  /// Resolves a figure.
  ///
  /// - Parameters:
  ///   - figure: The figure.
  ///   - geometry: The boundaries.
  ///   - panel: The panel's id, on small multiples.
  ///   - shared: The classes of all panels, on small multiples.
  ///   - maxHatched: The share of the land that may be hatched.
  init(
    _ figure: Choropleth, geometry: MapGeometry, panel: String = "",
    shared: Classification? = nil, maxHatched: Double = 0.4
  ) throws(DrawingError) {
    try FigureChecks.requireTexts(figure)
    let found = try FigureChecks.readings(figure, geometry: geometry)
    let numbers = figure.readings.compactMap { reading -> Double? in
      if case .value(let number) = reading.value { number } else { nil }
    }
    if figure.view == .symbols, !figure.categories.isEmpty {
      throw DrawingError(
        .composition, "a group has no size that a circle could show",
        hint: "draw groups as a map or as tiles")
    }
    if figure.view == .symbols, let below = numbers.first(where: { $0 < 0 }) {
      throw DrawingError(
        .composition, "a circle cannot show \(below)",
        hint: "draw changes as a map or as tiles, and levels as symbols")
    }
    if let shared {
      classes = shared
    } else {
      classes = try Classification(numbers, rule: figure.rule)
    }
    try FigureChecks.requireZeroBetweenClasses(figure, classes)
    colors = try FigureChecks.colors(figure, classes: classes)
    ambiguous =
      figure.view == .symbols ? [] : FigureChecks.ambiguous(numbers, classes, figure.format)
    let swing = Set(
      geometry.shapes.indices.filter {
        figure.swing.contains(geometry.shapes[$0].fips)
          || figure.swing.contains(geometry.shapes[$0].usps)
      })
    var states: [State] = []
    for (index, shape) in geometry.shapes.enumerated() {
      guard shape.part != .puertoRico || found[index] != nil || swing.contains(index) else {
        continue
      }
      let reading = found[index]
      let value = reading?.value ?? .notReported(reason: "no row in the data")
      let mark: Mark
      switch value {
      case .value(let number):
        mark = .classed(classes.classIndex(of: number))
      case .category(let id):
        mark = figure.categories.firstIndex { $0.id == id }.map(Mark.classed) ?? .missing
      case .zero: mark = .zero
      case .notReported: mark = .missing
      }
      states.append(
        State(
          shape: shape, index: index, value: value, interval: reading?.interval,
          isSwing: swing.contains(index), mark: mark))
    }
    self.states = states
    self.figure = figure
    self.geometry = geometry
    self.panel = panel
    // Tiles and symbols show every state alike; a map shows its land.
    func land(_ some: [State]) -> Double {
      figure.view == .map ? some.reduce(0) { $0 + $1.shape.size } : Double(some.count)
    }
    let all = land(states)
    isHatching =
      figure.swingMark == .hatchAndOutline && figure.view != .symbols && all > 0
      && land(states.filter(\.isSwing)) <= maxHatched * all
  }

  /// The page's colours.
  var theme: Theme { figure.theme }

  /// The colour of a legend entry.
  func color(_ mark: Mark) -> Color {
    switch mark {
    case .classed(let index): colors[index]
    case .zero: theme.zero
    case .missing: theme.missing
    case .plain: theme.neutral
    }
  }

  /// The fill of a legend entry: a colour, the dots of what is not reported, or the lines of a zero.
  func fill(_ mark: Mark) -> String {
    switch mark {
    case .classed, .plain: color(mark).hex
    case .missing: "url(#\(id("dots")))"
    case .zero: "url(#\(id("level")))"
    }
  }

  /// Whether anything but one colour stands behind a label on the state.
  func isPatterned(_ state: State) -> Bool {
    (state.isSwing && isHatching) || state.mark.index == nil
  }

  /// The hatch over a legend entry.
  func hatch(_ mark: Mark) -> String { "url(#\(id("hatch-\(mark.key)")))" }

  /// An id within the file.
  func id(_ role: String) -> String { "\(figure.figureID)-\(role)" }

  /// The id of a state's path.
  func stateID(_ state: State) -> String {
    id((panel.isEmpty ? "" : panel + "-") + "s-\(state.shape.fips)")
  }

  /// The mark on which the legend's key of a swing state stands: the middle class.
  var keyMark: Mark {
    if !figure.categories.isEmpty {
      return states.first { $0.isSwing }?.mark ?? .plain
    }
    return classes.ends == nil ? .plain : .classed(classes.counts.count / 2)
  }

  /// Whether any state is an estimate.
  var hasIntervals: Bool { states.contains { $0.interval != nil } }

  /// Whether any state is a swing state.
  var hasSwing: Bool { states.contains(where: \.isSwing) }
}
