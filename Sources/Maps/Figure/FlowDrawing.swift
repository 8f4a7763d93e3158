import Drawing

/// The SVG of a flow map.
struct FlowDrawing {
  private static let scale = 0.74
  private static let nodeLeft = 872.0
  private static let nodeWidth = 12.0

  private struct Flow {
    let state: FigurePlan.State
    let destination: String
    let value: Double
  }

  private let flow: FlowMap
  private let plan: FigurePlan
  private let flows: [Flow]
  /// Destinations from top to bottom with their totals; the others last.
  private let nodes: [(name: String, total: Double)]

  init(_ flow: FlowMap, boundaries: Boundaries) throws(MapError) {
    let geometry = try MapGeometry(boundaries: boundaries, scale: Self.scale)
    var totals: [String: Double] = [:]
    var byDestination: [String: Double] = [:]
    var seen: Set<[String]> = []
    for link in flow.links {
      guard link.value.isFinite, link.value >= 0 else {
        throw MapError(
          .composition, "the flow from \(link.origin) to \(link.destination) is \(link.value)",
          hint: "give flows as finite numbers not below zero")
      }
      guard seen.insert([link.origin, link.destination]).inserted else {
        throw MapError(
          .composition, "the flow from \(link.origin) to \(link.destination) is given twice",
          hint: "add the two up")
      }
    }
    let links = flow.links.sorted { ($0.origin, $0.destination) < ($1.origin, $1.destination) }
    for link in links {
      totals[link.origin, default: 0] += link.value
      byDestination[link.destination, default: 0] += link.value
    }
    guard totals.values.contains(where: { $0 > 0 }) else {
      throw MapError(
        .composition, "no flow is above zero", hint: "choose a year, states or allies with exports")
    }
    var figure = flow.figure
    figure.categories = []
    figure.view = .map
    figure.rule = .naturalBreaks(classes: 1)
    figure.palette = .blues
    figure.readings = totals.map { StateReading($0.key, .value($0.value)) }
    plan = try FigurePlan(figure, geometry: geometry)
    let ranked = byDestination.filter { $0.value > 0 }
      .sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    // One other is named rather than called "others".
    let named = ranked.count == flow.named + 1 ? ranked.count : max(1, flow.named)
    let rest = ranked.dropFirst(named).reduce(0) { $0 + $1.value }
    let names = Set(ranked.prefix(named).map(\.key))
    nodes =
      ranked.prefix(named).map { ($0.key, $0.value) }
      + (rest > 0 ? [("\(flow.othersLabel) (\(ranked.count - named))", rest)] : [])
    let others = nodes.last?.name ?? ""
    var merged: [Int: [String: Double]] = [:]
    for link in links where link.value > 0 {
      guard
        let index = plan.states.firstIndex(where: {
          $0.shape.usps == link.origin || $0.shape.fips == link.origin
        })
      else { continue }
      let name = names.contains(link.destination) ? link.destination : others
      merged[index, default: [:]][name, default: 0] += link.value
    }
    let order = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.name, $0) })
    flows = merged.sorted { $0.key < $1.key }.flatMap { [plan] index, targets in
      targets.sorted { (order[$0.key] ?? 0) < (order[$1.key] ?? 0) }
        .map { Flow(state: plan.states[index], destination: $0.key, value: $0.value) }
    }
    self.flow = flow
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
    let origins = Dictionary(grouping: flows, by: \.state.shape.name)
      .map { ($0.key, $0.value.reduce(0) { $0 + $1.value }) }
      .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
      .map { "\($0.0) \(figure.format.text($0.1))" }
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
          "Flows from \(origins.count) states of the United States to \(nodes.count) destinations, "
          + "\(figure.legendTitle). From: \(origins.joined(separator: ", ")). Largest destinations: "
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
    let mapLeft = Page.margin + 58 * Self.scale
    let total = nodes.reduce(0) { $0 + $1.total }
    // A node is at least as high as its label, so small ones need more gap.
    let gap = max(9, size * 0.9)
    let body = 500.0
    let perUnit = (body - gap * Double(nodes.count - 1)) / total
    let firstNode = top + size * 2.4
    let mapTop = top + (body + size * 2.4 - 610 * Self.scale) / 2
    let land = MapLayer(
      plan: plan, pen: pen, weight: 0.8, left: -58 * Self.scale, flat: pen.theme.neutral)
    var elements = [
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
    ]
    var nodeTop: [String: Double] = [:]
    var y = firstNode
    for node in nodes {
      nodeTop[node.name] = y
      y += max(node.total * perUnit, 1) + gap
    }
    elements += links(
      pen, offset: CanvasPoint(x: mapLeft, y: mapTop), nodeTop: nodeTop, perUnit: perUnit)
    let right = labels(pen, nodeTop: nodeTop, perUnit: perUnit, size: size, into: &elements)
    elements += origins(pen, offset: CanvasPoint(x: mapLeft, y: mapTop))
    return Page.Content(
      elements: elements, bottom: max(y, mapTop + 612 * Self.scale) + 10, right: right)
  }

  private func labels(
    _ pen: Pen, nodeTop: [String: Double], perUnit: Double, size: Double,
    into elements: inout [XMLElement]
  ) -> Double {
    var right = 0.0
    for node in nodes {
      let y = nodeTop[node.name] ?? 0
      let height = max(node.total * perUnit, 1)
      let middle = y + height / 2
      let x = Self.nodeLeft + Self.nodeWidth + 7
      elements.append(
        pen.rectangle(
          CanvasBox(
            minX: Self.nodeLeft, minY: y, maxX: Self.nodeLeft + Self.nodeWidth, maxY: y + height),
          fill: pen.theme.ink.hex))
      let value = flow.figure.format.text(node.total)
      if height >= size * 2.2 {
        elements.append(
          pen.text(node.name, x: x, y: middle - size * 0.15, size: size, isBold: true))
        elements.append(
          pen.text(value, x: x, y: middle + size, size: size, color: pen.theme.secondary))
        right = max(right, x + TextMetrics.width(node.name, size: size, isBold: true))
      } else {
        let width = TextMetrics.width(node.name, size: size, isBold: true)
        elements.append(
          pen.text(node.name, x: x, y: middle + size * 0.36, size: size, isBold: true))
        elements.append(
          pen.text(
            value, x: x + width + size * 0.5, y: middle + size * 0.36, size: size,
            color: pen.theme.secondary))
        right = max(
          right, x + width + size * 0.5 + TextMetrics.width(value, size: size))
      }
    }
    return right
  }

  private func links(
    _ pen: Pen, offset: CanvasPoint, nodeTop: [String: Double], perUnit: Double
  ) -> [XMLElement] {
    let byOrigin = Dictionary(grouping: flows) { $0.state.index }
    let greatest = byOrigin.values.map { $0.reduce(0) { $0 + $1.value } }.max() ?? 1
    var ends = nodeTop
    // At a node, flows arrive in the order of their states from north to south.
    let order = byOrigin.values.compactMap(\.first?.state).sorted {
      ($0.shape.pole.y, $0.shape.fips) < ($1.shape.pole.y, $1.shape.fips)
    }
    var paths: [(value: Double, element: XMLElement)] = []
    for (number, state) in order.enumerated() {
      let own = byOrigin[state.index] ?? []
      let sum = own.reduce(0) { $0 + $1.value }
      let thick = 22 * sum / greatest
      let x = offset.x + state.shape.pole.x
      var y = offset.y + state.shape.pole.y - thick / 2
      let color = number.isMultiple(of: 2) ? pen.theme.accent : pen.theme.accentOther
      for flow in own {
        let start = (y, y + thick * flow.value / sum)
        y = start.1
        let end = (
          ends[flow.destination] ?? 0, (ends[flow.destination] ?? 0) + flow.value * perUnit
        )
        ends[flow.destination] = end.1
        let one = x + (Self.nodeLeft - x) * 0.4
        let two = x + (Self.nodeLeft - x) * 0.62
        func n(_ value: Double) -> String { pen.number(value) }
        let path =
          "M\(n(x)),\(n(start.0))C\(n(one)),\(n(start.0)) \(n(two)),\(n(end.0)) "
          + "\(n(Self.nodeLeft)),\(n(end.0))V\(n(end.1))C\(n(two)),\(n(end.1)) "
          + "\(n(one)),\(n(start.1)) \(n(x)),\(n(start.1))Z"
        let words =
          "\(state.shape.name) to \(flow.destination): \(self.flow.figure.format.text(flow.value))"
        paths.append(
          (
            flow.value,
            XMLElement(
              "path",
              [
                ("d", path), ("fill", color.hex), ("fill-opacity", "0.5"),
                // A thin flow would be all edge if its edge were light.
                ("stroke", end.1 - end.0 > 4 ? pen.theme.background.hex : color.hex),
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
    return [XMLElement("g", [("id", plan.id("flows"))], children: sorted.map(\.element.element))]
  }

  /// Each origin's code, with what leaves it, where its flows start.
  private func origins(_ pen: Pen, offset: CanvasPoint) -> [XMLElement] {
    let byOrigin = Dictionary(grouping: flows) { $0.state.index }
    let size = pen.size(11)
    return plan.states.compactMap { state in
      guard let own = byOrigin[state.index] else { return nil }
      let sum = own.reduce(0) { $0 + $1.value }
      let words = "\(state.shape.usps) \(flow.figure.format.text(sum))"
      let width = TextMetrics.width(words, size: size, isBold: true)
      return pen.text(
        words, x: max(offset.x + state.shape.pole.x - 4, Page.margin + width),
        y: offset.y + state.shape.pole.y + size * 0.36,
        size: size, isBold: true, anchor: .end, halo: pen.theme.neutral)
    }
  }
}
