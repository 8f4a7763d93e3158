import Drawing

/// The words that a reader who cannot see the map is given, and the facts kept with it.
extension FigurePlan {
  /// The value as written, with its class and whether the state is a swing state.
  func tooltip(_ state: State) -> String {
    var text = state.shape.name + ": "
    switch state.value {
    case .value:
      text += valueText(state)
      if let interval = state.interval {
        text +=
          ", interval \(figure.format.text(interval.lowerBound)) to "
          + figure.format.text(interval.upperBound)
      }
      if figure.view != .symbols, let index = state.mark.index {
        text += " (class \(index + 1) of \(classes.counts.count))"
      }
    case .category:
      text += state.mark.index.map { figure.categories[$0].label } ?? ""
    case .zero: text += "zero"
    case .notReported(let reason): text += "not reported" + (reason.isEmpty ? "" : " (\(reason))")
    }
    return text + (state.isSwing && figure.categories.isEmpty ? "; \(swingWord)" : "")
  }

  /// The value as it is written on the map; empty for a category, which the colour and the legend say.
  func valueText(_ state: State) -> String {
    switch state.value {
    case .value(let number): figure.format.text(number, apartFrom: ambiguous)
    case .category: ""
    case .zero: "0"
    case .notReported: "\u{2013}"
    }
  }

  /// The swing label in the middle of a sentence.
  var swingWord: String { figure.swingLabel.prefix(1).lowercased() + figure.swingLabel.dropFirst() }

  /// Range, highest and lowest three, swing states against the others, and what is missing.
  var description: String {
    let valued = states.compactMap { state -> (State, Double)? in
      if case .value(let number) = state.value { (state, number) } else { nil }
    }
    let missing = states.filter { $0.mark == .missing }.map(\.shape.name)
    let zero = states.filter { $0.mark == .zero }.map(\.shape.name)
    var sentences = ["Map of the United States, \(figure.legendTitle), by state"]
    let ranked = valued.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.shape.fips < $1.0.shape.fips }
    func list(_ part: some Sequence<(State, Double)>) -> String {
      part.map { "\($0.0.shape.name) \(figure.format.text($0.1))" }.joined(separator: ", ")
    }
    if !figure.categories.isEmpty {
      for (index, category) in figure.categories.enumerated() {
        let members = states.filter { $0.mark == .classed(index) }.map(\.shape.name)
        if !members.isEmpty { sentences.append("\(category.label): \(Self.listed(members))") }
      }
    } else if let first = ranked.first, let last = ranked.last {
      sentences.append(
        "\(ranked.count) areas have values from \(figure.format.text(last.1)) to "
          + figure.format.text(first.1))
      sentences.append("Highest: \(list(ranked.prefix(3)))")
      if ranked.count > 3 {
        sentences.append("Lowest: \(list(ranked.suffix(min(3, ranked.count - 3)).reversed()))")
      }
      if hasIntervals {
        let unclear = ranked.count { !$0.0.isClear }
        sentences.append("The interval includes zero in \(unclear) of \(ranked.count) areas")
      }
    } else {
      sentences.append("No area has a value")
    }
    let swing = valued.filter(\.0.isSwing).map(\.1)
    let others = valued.filter { !$0.0.isSwing }.map(\.1)
    if let comparison = figure.comparison, !swing.isEmpty {
      sentences.append(comparison)
    } else if !swing.isEmpty, !others.isEmpty {
      sentences.append(
        "Unweighted mean of \(swing.count) areas marked \(swingWord): \(figure.format.text(Self.mean(swing)));"
          + " of the others: \(figure.format.text(Self.mean(others)))")
    }
    let marked = states.filter(\.isSwing).map(\.shape.name)
    if !marked.isEmpty, figure.categories.isEmpty {
      sentences.append("Marked \(swingWord): \(marked.joined(separator: ", "))")
    }
    if !zero.isEmpty { sentences.append("Zero: \(zero.joined(separator: ", "))") }
    if !missing.isEmpty { sentences.append("Not reported: \(missing.joined(separator: ", "))") }
    return sentences.joined(separator: ". ") + "."
  }

  /// What the map was made of and how, as one line of JSON, schema `swingport.map/1`.
  var metadata: String { metadata(adding: [:]) }

  /// The same with more members, which take the place of those of the same name.
  func metadata(adding more: [String: JSONText]) -> String {
    func codes(_ isIn: (State) -> Bool) -> JSONText {
      .array(states.filter(isIn).map { .text($0.shape.fips) })
    }
    let sources = figure.sources.sorted {
      ($0.id, $0.vintage, $0.sha256) < ($1.id, $1.vintage, $1.sha256)
    }
    let object: [String: JSONText] = [
      "schema": .text("swingport.map/1"),
      "figure": .text(figure.figureID),
      "classes": .object([
        "rule": .text(figure.rule.name),
        "requested": .integer(figure.rule.classes),
        "made": .integer(classes.counts.count),
        "breaks": .array(classes.breaks.map { .number($0) }),
        "ends": classes.ends.map { .array([.number($0.lowerBound), .number($0.upperBound)]) }
          ?? .null,
        "counts": .array(classes.counts.map { .integer($0) }),
        "interval": .text("(a, b], the first closed"),
        "gvf": .number(classes.goodnessOfVarianceFit),
      ]),
      "palette": .object([
        "name": .text(figure.palette.name), "kind": .text(figure.palette.kind.rawValue),
        "colors": .array(colors.map { .text($0.hex) }),
      ]),
      "swing": codes(\.isSwing),
      "zero": codes { $0.mark == .zero },
      "not_reported": codes { $0.mark == .missing },
      "rules": .array(figure.ruleIDs.sorted().map { .text($0) }),
      "sources": .array(
        sources.map {
          .object(["id": .text($0.id), "vintage": .text($0.vintage), "sha256": .text($0.sha256)])
        }),
      "boundaries": .text(figure.boundarySource),
      "projection": .text("Albers composite, scale 1300, 975 x 610; Alaska 0.35 linear"),
    ]
    return JSONText.object(object.merging(more) { $1 }).line
  }

  /// The note with what every map must say added to it.
  var fullNote: String {
    var parts = figure.note.isEmpty ? [] : [figure.note]
    if figure.rule.isSymmetric, classes.ends != nil, figure.view != .symbols {
      parts.append("Classes: \(figure.rule.name).")
    } else if classes.ends != nil, figure.view != .symbols {
      parts.append("Classes: \(figure.rule.name); a value on a break belongs to the class below.")
    }
    if classes.ends != nil, classes.counts.count < figure.rule.classes, !isPretty,
      figure.view != .symbols
    {
      parts.append(
        "\(figure.rule.classes) classes were asked for; the values allow \(classes.counts.count).")
    }
    if figure.format.isSigned, figure.view == .map, hasSignedCodes {
      parts.append("+ or \u{2212} behind a code: a rise or a fall whose value has no room.")
    }
    if case .breaks = figure.rule, classes.counts.contains(0), classes.ends != nil {
      let empty = classes.counts.count { $0 == 0 }
      parts.append(
        empty == 1
          ? "One of the given classes holds no value."
          : "\(empty) of the given classes hold no value.")
    }
    switch figure.view {
    case .map, .symbols:
      if figure.view == .symbols { parts.append("The area of a circle is the value.") }
      parts.append(
        "Equal-area projection; Alaska is drawn at 35% of the others\u{2019} linear scale "
          + "(12% of its area).")
      parts.append("Boundaries: \(figure.boundarySource).")
    case .tiles:
      parts.append("Every state is a square of one size, near its neighbours.")
    }
    return parts.joined(separator: " ")
  }

  private var hasSignedCodes: Bool { figure.labels == .both || figure.labels == .value }

  private var isPretty: Bool { if case .pretty = figure.rule { true } else { false } }

  /// The first dozen names, and how many more.
  private static func listed(_ names: [String]) -> String {
    names.count <= 15
      ? names.joined(separator: ", ")
      : names.prefix(12).joined(separator: ", ") + " and \(names.count - 12) others"
  }

  private static func mean(_ values: [Double]) -> Double {
    values.sorted().reduce(0) { $0 + $1 / Double(values.count) }
  }
}
