extension VarianceSpecification {
  /// The variance with its columns.
  ///
  /// Throws a `FormulaError` if a column is not there or does not hold what it is used for.
  func variance(_ design: inout FormulaDesign) throws(FormulaError) -> Variance {
    var factors: [Factor] = []
    if kind != .conley {
      for column in columns { factors.append(try design.factor(column, in: description)) }
    }
    switch kind {
    case .iid: return .iid
    case .hetero: return .heteroskedastic
    case .hc2: return .leverage(.hc2)
    case .hc3: return .leverage(.hc3)
    case .cluster: return .clustered(factors)
    case .crv3:
      return .jackknife(
        factors[0],
        Jackknife(
          center: option == "mean" ? .mean : .estimate,
          refit: option == "one-step" ? .oneStep : .exact))
    case .cr2: return .biasReduced(factors[0])
    case .dyad: return .dyadic(try design.dyads(columns[0], columns[1], in: description))
    case .bipartite: return .dyadic(Dyads(between: factors[0], and: factors[1]))
    case .dk:
      try design.requireOrder(columns[0], in: description)
      return .driscollKraay(time: factors[0], lags: number.map { Int($0) })
    case .nw:
      try design.requireOrder(columns[1], in: description)
      return .neweyWest(unit: factors[0], time: factors[1], lags: number.map { Int($0) })
    case .conley:
      var within: Factor?
      if let column = self.within { within = try design.factor(column, in: description) }
      return .spatial(
        SpatialDependence(
          latitude: try design.coordinate(columns[0], "a latitude", in: description),
          longitude: try design.coordinate(columns[1], "a longitude", in: description),
          cutoff: number ?? 0, kernel: option == "bartlett" ? .bartlett : .uniform,
          within: within))
    }
  }
}

extension FormulaDesign {
  /// Refuses periods whose order cannot be told.
  ///
  /// Numbers are ordered by value. Text is ordered by its characters, which is the order of time for
  /// dates written from the year down (`2012-03`, `2012-03-15`, `2012Q1`, `2012m03`), all alike; any
  /// other text is refused, as are combinations of columns.
  fileprivate mutating func requireOrder(
    _ column: CombinedColumns, in text: String
  ) throws(FormulaError) {
    guard column.columns.count == 1 else {
      throw FormulaError(
        .specification, "the periods are one column, not a combination of them",
        hint: "write a column of numbers, such as dk:year,2", text: text, position: 0)
    }
    let found = try classification(column.columns[0], at: column.positions[0], in: text)
    if found.numbers != nil { return }
    func shape(_ label: String) -> String {
      String(label.map { $0.isASCII && $0.isNumber ? "0" : $0 == "q" ? "Q" : $0 == "M" ? "m" : $0 })
    }
    let shapes = Set(found.labels.map(shape))
    let known = ["0000", "0000-00", "0000-00-00", "0000Q0", "0000-Q0", "0000m00", "0000-W00"]
    if shapes.count == 1, shapes.isSubset(of: known) { return }
    let label = found.labels.first { !known.contains(shape($0)) } ?? found.labels.first ?? ""
    throw FormulaError(
      .data,
      "'\(column.columns[0])' holds the text '\(label)', whose place in time cannot be told",
      hint: "use a column of numbers, or dates written alike from the year down, such as 2012-03",
      text: text, position: column.positions[0])
  }

  /// Pairs of nodes of one kind: the same value at either end is the same node.
  fileprivate mutating func dyads(
    _ first: CombinedColumns, _ second: CombinedColumns, in text: String
  ) throws(FormulaError) -> Dyads {
    guard first.columns.count == 1, second.columns.count == 1 else {
      throw FormulaError(
        .specification, "the ends of a dyad are columns, not combinations of them",
        hint: "write dyad:origin,destination", text: text, position: 0)
    }
    let ends = [
      try classification(first.columns[0], at: first.positions[0], in: text),
      try classification(second.columns[0], at: second.positions[0], in: text),
    ]
    let nodes = Set(ends[0].labels + ends[1].labels).sorted()
    let code = Dictionary(uniqueKeysWithValues: zip(nodes, nodes.indices.map { Int32($0) }))
    let factors = ends.map { end in
      let table = end.labels.map { code[$0] ?? 0 }
      return Factor(
        trusted: end.name, codes: end.codes.map { $0 < 0 ? 0 : table[Int($0)] },
        levels: max(nodes.count, 1))
    }
    do throws(EstimationError) {
      return try Dyads(sharing: factors[0], factors[1])
    } catch {
      throw FormulaError(.data, error.message, hint: error.hint)
    }
  }

  fileprivate mutating func coordinate(
    _ column: CombinedColumns, _ what: String, in text: String
  ) throws(FormulaError) -> [Double] {
    guard column.columns.count == 1 else {
      throw FormulaError(
        .specification, "\(what) is one column", hint: "write conley:latitude,longitude,500",
        text: text, position: 0)
    }
    return try named(column.columns[0], what: what)
  }
}
