import Drawing

/// The SVG of a flow map.
struct FlowDrawing {
  private static let nodeWidth = 12.0
  private static let gulf = CanvasPoint(x: 640, y: 548)

  /// Where flows start: a state, or the other states together.
  private struct Origin {
    let name: String
    let total: Double
    /// In units of the geometry.
    let point: CanvasPoint
    /// Nil for the others together.
    let state: FigurePlan.State?
    /// To destinations by their place among the nodes.
    let parts: [(node: Int, value: Double)]
  }

  private let flow: FlowMap
  private let plan: FigurePlan
  /// Origins from north to south, the others last.
  private let origins: [Origin]
  /// Destinations from top to bottom with their totals; the others last.
  private let nodes: [(name: String, total: Double)]
  private let totals: [String: Double]
  private let scale: Double
  private let nodeLeft: Double

  init(_ flow: FlowMap, boundaries: Boundaries) throws(DrawingError) {
    let links = try Self.checked(flow)
    var totals: [String: Double] = [:]
    var byDestination: [String: Double] = [:]
    for link in links {
      totals[link.origin, default: 0] += link.value
      byDestination[link.destination, default: 0] += link.value
    }
    guard totals.values.contains(where: { $0 > 0 }) else {
      throw DrawingError(
        .composition, "no flow is above zero", hint: "choose a year, states or allies with exports")
    }
    let ranked = Self.ranked(byDestination)
    // One other is named rather than called "others".
    let named = ranked.count == flow.named + 1 ? ranked.count : max(1, flow.named)
    let rest = ranked.dropFirst(named).reduce(0) { $0 + $1.value }
    nodes =
      ranked.prefix(named).map { ($0.key, $0.value) }
      + (rest > 0 ? [("\(flow.othersLabel) (\(ranked.count - named))", rest)] : [])
    var figure = flow.figure
    figure.categories = []
    figure.view = .map
    figure.rule = .naturalBreaks(classes: 1)
    figure.palette = .blues
    figure.readings = totals.map { StateReading($0.key, .value($0.value)) }
    // The column of destinations is as wide as its labels, and the map takes the rest.
    let size = figure.page.size(12, atLeast: 6.3, canvas: ChoroplethDrawing.leastWidth)
    let widest = nodes.map { Self.label($0, figure.format, size: size).width }.max() ?? 0
    nodeLeft = min(872, ChoroplethDrawing.leastWidth - Page.margin - 33 - widest)
    scale = min(0.74, ((nodeLeft - 107) / 1033 * 1000).rounded(.down) / 1000)
    let geometry = try MapGeometry(boundaries: boundaries, scale: scale)
    plan = try FigurePlan(figure, geometry: geometry)
    self.flow = flow
    self.totals = totals
    let lastNode = nodes.count - 1
    let place = Dictionary(
      uniqueKeysWithValues: ranked.enumerated().map { ($1.key, min($0, lastNode)) })
    let states = Dictionary(
      plan.states.flatMap { [($0.shape.usps, $0), ($0.shape.fips, $0)] },
      uniquingKeysWith: { one, _ in one })
    let senders = Self.ranked(totals)
    let drawn = senders.count == flow.drawn + 1 ? senders.count : max(1, flow.drawn)
    func parts(_ codes: Set<String>) -> [(node: Int, value: Double)] {
      var sums: [Int: Double] = [:]
      for link in links where codes.contains(link.origin) && link.value > 0 {
        sums[place[link.destination] ?? 0, default: 0] += link.value
      }
      return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
    var origins = senders.prefix(drawn).compactMap { sender -> Origin? in
      guard let state = states[sender.key] else { return nil }
      return Origin(
        name: state.shape.name, total: sender.value, point: state.shape.pole, state: state,
        parts: parts([sender.key]))
    }.sorted { ($0.point.y, $0.name) < ($1.point.y, $1.name) }
    let others = senders.dropFirst(drawn)
    if !others.isEmpty {
      origins.append(
        Origin(
          name: "\(flow.otherOriginsLabel) (\(others.count))",
          total: others.reduce(0) { $0 + $1.value },
          point: CanvasPoint(x: Self.gulf.x * scale, y: Self.gulf.y * scale), state: nil,
          parts: parts(Set(others.map(\.key)))))
    }
    self.origins = origins
  }

  private static func ranked(_ sums: [String: Double]) -> [(key: String, value: Double)] {
    sums.filter { $0.value > 0 }
      .sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
      .map { ($0.key, $0.value) }
  }

  /// The links in an order of their own.
  private static func checked(_ flow: FlowMap) throws(DrawingError) -> [FlowMap.Link] {
    var seen: Set<[String]> = []
    for link in flow.links {
      guard link.value.isFinite, link.value >= 0 else {
        throw DrawingError(
          .composition, "the flow from \(link.origin) to \(link.destination) is \(link.value)",
          hint: "give flows as finite numbers not below zero")
      }
      guard seen.insert([link.origin, link.destination]).inserted else {
        throw DrawingError(
          .composition, "the flow from \(link.origin) to \(link.destination) is given twice",
          hint: "add the two up")
      }
    }
    return flow.links.sorted { ($0.origin, $0.destination) < ($1.origin, $1.destination) }
  }

  /// The links as they were given.
  var table: String {
    var lines = ["fips,usps,destination,value,swing"]
    for state in plan.states {
      let own = flow.links.filter {
        $0.origin == state.shape.usps || $0.origin == state.shape.fips
      }.sorted { $0.value != $1.value ? $0.value > $1.value : $0.destination < $1.destination }
      for link in own {
        lines.append(
          [
            state.shape.fips, state.shape.usps, CompanionTable.quoted(link.destination),
            "\(link.value)", state.isSwing ? "true" : "false",
          ].joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The whole document.
  var document: String {
    let figure = flow.figure
    let top = nodes.prefix(3).map { "\($0.name) \(figure.format.text($0.total))" }
    let names = Dictionary(
      plan.states.flatMap {
        [($0.shape.usps, $0.shape.name), ($0.shape.fips, $0.shape.name)]
      }, uniquingKeysWith: { one, _ in one })
    let senders = Self.ranked(totals).map {
      "\(names[$0.key] ?? $0.key) \(figure.format.text($0.value))"
    }
    let page = Page(
      figureID: figure.figureID, theme: figure.theme, size: figure.page,
      words: PageWords(
        title: figure.title, subtitle: figure.subtitle,
        note: (figure.note.isEmpty ? "" : figure.note + " ")
          + "The height of a flow at its right end is its value. Equal-area projection; Alaska is "
          + "drawn at 35% of the others\u{2019} linear scale (12% of its area). Boundaries: "
          + figure.boundarySource + ".",
        source: figure.source,
        description:
          "Flows from \(senders.count) states of the United States to \(nodes.count) destinations, "
          + "\(figure.legendTitle). From: \(senders.joined(separator: ", ")). Largest destinations: "
          + top.joined(separator: ", ") + ".",
        metadata: plan.metadata(adding: [
          "classes": .null, "not_reported": .array([]),
          "links": .integer(flow.links.count),
        ])))
    return page.document(leastWidth: ChoroplethDrawing.leastWidth) { pen, top in
      content(pen, top: top)
    }
  }

  private func content(_ pen: Pen, top: Double) -> Page.Content {
    let size = pen.size(12, atLeast: 6.3)
    let mapLeft = Page.margin + 58 * scale
    let total = nodes.reduce(0) { $0 + $1.total }
    let gap = max(9, size * 0.6)
    let body = 500.0
    let perUnit = (body - gap * Double(nodes.count - 1)) / total
    let firstNode = top + size * 2.4
    // A node has at least the height of its label.
    var tops: [Double] = []
    var y = firstNode
    for node in nodes {
      let high = max(node.total * perUnit, 1)
      let slot = max(high, Self.label(node, flow.figure.format, size: size).height)
      tops.append(y + (slot - high) / 2)
      y += slot + gap
    }
    let mapTop = top + max(size * 2.4, (y - top + size - 610 * scale) / 2)
    let land = MapLayer(
      plan: plan, pen: pen, weight: 0.8, left: -58 * scale, flat: pen.theme.neutral)
    let offset = CanvasPoint(x: mapLeft, y: mapTop)
    let elements =
      [
        XMLElement(
          "g",
          [
            ("id", plan.id("map")),
            ("transform", "translate(\(pen.number(mapLeft)) \(pen.number(mapTop)))"),
          ], children: land.elements),
        pen.text(
          TextMetrics.shortened(
            flow.figure.legendTitle, size: size, isBold: true, width: pen.canvas - 48),
          x: pen.canvas - Page.margin, y: top + size * 0.9, size: size, isBold: true, anchor: .end),
        links(pen, offset: offset, tops: tops, perUnit: perUnit),
      ] + labels(pen, tops: tops, perUnit: perUnit, size: size)
      + FlowLabels(plan: plan, pen: pen).elements(
        origins.map { ($0.name, $0.total, $0.point, $0.state) }, offset: offset)
    return Page.Content(
      elements: elements, bottom: max(y, mapTop + 612 * scale) + 10)
  }

  /// A destination's name and value: in one line where letters are small against the page, else in two.
  private static func label(
    _ node: (name: String, total: Double), _ format: ValueFormat, size: Double
  ) -> (name: String, value: String, isStacked: Bool, width: Double, height: Double) {
    let value = format.text(node.total)
    let isStacked = size > 16
    let valueWidth = TextMetrics.width(value, size: size)
    let name = TextMetrics.shortened(
      node.name, size: size, isBold: true, width: isStacked ? 340 : 340 - valueWidth)
    let nameWidth = TextMetrics.width(name, size: size, isBold: true)
    return (
      name, value, isStacked,
      isStacked ? max(nameWidth, valueWidth) : nameWidth + size * 0.5 + valueWidth,
      size * (isStacked ? 2.1 : 1.1)
    )
  }

  private func labels(
    _ pen: Pen, tops: [Double], perUnit: Double, size: Double
  ) -> [XMLElement] {
    zip(nodes, tops).flatMap { node, top -> [XMLElement] in
      let height = max(node.total * perUnit, 1)
      let middle = top + height / 2
      let x = nodeLeft + Self.nodeWidth + 7
      let label = Self.label(node, flow.figure.format, size: size)
      let bar = pen.rectangle(
        CanvasBox(minX: nodeLeft, minY: top, maxX: nodeLeft + Self.nodeWidth, maxY: top + height),
        fill: pen.theme.ink.hex)
      if label.isStacked || height >= size * 2.2 {
        return [
          bar, pen.text(label.name, x: x, y: middle - size * 0.15, size: size, isBold: true),
          pen.text(
            label.value, x: x, y: middle + size * 0.9, size: size, color: pen.theme.secondary),
        ]
      }
      let width = TextMetrics.width(label.name, size: size, isBold: true)
      return [
        bar, pen.text(label.name, x: x, y: middle + size * 0.36, size: size, isBold: true),
        pen.text(
          label.value, x: x + width + size * 0.5, y: middle + size * 0.36, size: size,
          color: pen.theme.secondary),
      ]
    }
  }

  /// The flows in one colour: where they come from is said by where they start.
  private func links(
    _ pen: Pen, offset: CanvasPoint, tops: [Double], perUnit: Double
  ) -> XMLElement {
    let greatest = origins.map(\.total).max() ?? 1
    var ends = tops
    var paths: [(value: Double, element: XMLElement)] = []
    // At a node, flows arrive in the order of their origins from north to south.
    for origin in origins {
      let thick = 22 * origin.total / greatest
      let x = offset.x + origin.point.x
      var y = offset.y + origin.point.y - thick / 2
      for (node, value) in origin.parts {
        let start = (y, y + thick * value / origin.total)
        y = start.1
        let end = (ends[node], ends[node] + value * perUnit)
        ends[node] = end.1
        let one = x + (nodeLeft - x) * 0.4
        let two = x + (nodeLeft - x) * 0.62
        func n(_ value: Double) -> String { pen.number(value) }
        let path =
          "M\(n(x)),\(n(start.0))C\(n(one)),\(n(start.0)) \(n(two)),\(n(end.0)) "
          + "\(n(nodeLeft)),\(n(end.0))V\(n(end.1))C\(n(two)),\(n(end.1)) "
          + "\(n(one)),\(n(start.1)) \(n(x)),\(n(start.1))Z"
        let words = "\(origin.name) to \(nodes[node].name): \(flow.figure.format.text(value))"
        paths.append(
          (
            value,
            XMLElement(
              "path",
              [
                ("d", path), ("fill", pen.theme.accent.hex), ("fill-opacity", "0.4"),
                // A thin flow would be all edge if its edge were light.
                (
                  "stroke",
                  end.1 - end.0 > 4 ? pen.theme.background.hex : pen.theme.accent.hex
                ),
                ("stroke-width", "0.5"), ("stroke-opacity", "0.6"),
              ], children: [XMLElement("title", text: words)])
          ))
      }
    }
    // Broad flows below, narrow ones above.
    let sorted = paths.enumerated().sorted {
      $0.element.value != $1.element.value
        ? $0.element.value > $1.element.value : $0.offset < $1.offset
    }
    return XMLElement("g", [("id", plan.id("flows"))], children: sorted.map(\.element.element))
  }
}
