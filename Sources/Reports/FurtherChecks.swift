import Hypotheses

/// What other commands found about the headline: robust intervals, placebos, and what leaving out does.
struct FurtherChecks {
  let parts: ReportParts
  let analysis: String
  private let numbers = NumberText.typographic

  init(_ parts: ReportParts, analysis: String) {
    self.parts = parts
    self.analysis = analysis
  }

  /// Writes the tables of what was run, and adds what was not to what is absent.
  func write(into section: inout Markup, absent: inout AbsentParts) {
    let honest = parts.honest.filter { $0.analysis == analysis }
    if let first = honest.first {
      intervals(first).write(into: &section)
      for note in first.notes { section.element("p", ["class": "note"], text: note) }
    } else {
      absent.add(
        "How far trends may differ before the event study's effect is gone", piece: "honest")
    }
    let placebos = parts.placebos.filter { $0.analysis == analysis }
    if placebos.isEmpty {
      absent.add("Comparisons in which the hypothesis predicts nothing", piece: "placebo")
    } else {
      self.placebos(placebos.filter { !$0.placebo.isComparison }).write(into: &section)
      comparisons(placebos.filter(\.placebo.isComparison)).write(into: &section)
    }
    let deletions = parts.leftOut.filter { $0.analysis == analysis }
    if let first = deletions.first {
      leftOut(
        deletions.filter {
          $0.model == first.model && $0.estimator == first.estimator
            && $0.allyRule == first.allyRule && $0.term == first.term
        }
      ).write(into: &section)
    } else {
      absent.add(
        "The bump without each state, destination, election and incumbent",
        piece: "leave-one-out")
    }
  }

  private func intervals(_ result: HonestResult) -> ReportTable {
    let target = result.target.filter { $0.weight != 0 }.map { "\($0.position)" }
      .joined(separator: " and ")
    return ReportTable(
      caption: "The event study's effect where trends need not be parallel.",
      note: "Position \(target) against \(result.reference) \(result.unit) before the election; "
        + "\(result.estimator.label), allies: \(result.allyRule) (Rambachan and Roth 2023).",
      columns: [
        .text("Trends may"), .number("Bound"),
        .number("\(numbers.fixed(100 * result.level, 0))\u{A0}% interval, %"), .text("Zero is"),
      ],
      rows: result.rows.map { row in
        let what =
          switch row.restriction {
          case .none: "not differ"
          case .smoothness: "bend by so many logs a period"
          case .relativeMagnitudes: "move so many times as far as before"
          }
        return [
          what,
          row.bound.map { numbers.fixed($0, row.restriction == .smoothness ? 4 : 2) } ?? "",
          row.isEmpty
            ? "none fits" : end(row.low, "below search") + " to " + end(row.high, "above search"),
          row.excludesZero ? "outside" : "inside",
        ]
      })
  }

  private func placebos(_ rows: [PlaceboRow]) -> ReportTable {
    let shown = widest(rows)
    let distinct = PlaceboRow.distinct(shown)
    let clear = distinct.count { ($0.pValue ?? 1) < 0.05 }
    return ReportTable(
      caption: "Placebos: comparisons in which the hypothesis predicts no bump.",
      note:
        "Each with the clustering that gives the widest interval. Midterms as elections and the "
        + "calendar shifted by two years are the bump with its sign reversed, and what compares the same "
        + "years the other way round repeats a row: of \(NumberText.word(distinct.count)) distinct "
        + "placebo estimates \(NumberText.word(clear)) \(clear == 1 ? "has" : "have") a p under 0.05. "
        + ClusteredErrors.sentence,
      columns: placeboColumns, rows: placeboRows(shown, distinct: distinct))
  }

  /// What the hypothesis does predict, beside which placebos are read.
  private func comparisons(_ rows: [PlaceboRow]) -> ReportTable {
    ReportTable(
      caption: "What placebos are compared with: the bump, and exports to allies alone.",
      note: "No placebos: the hypothesis predicts a bump here.",
      columns: placeboColumns, rows: placeboRows(widest(rows), distinct: nil))
  }

  private var placeboColumns: [ReportTable.Column] {
    [
      .text("Comparison"), .text("Model"), .number("Estimate, %"),
      .number("95\u{A0}% interval, %"), .number("p"), .text("Counted"),
    ]
  }

  private func placeboRows(_ rows: [PlaceboRow], distinct: [PlaceboRow]?) -> [[String]] {
    rows.map { row in
      [
        row.placebo.words, row.estimator.label,
        row.estimate.map { numbers.fixed(Platform.percent(ofLogs: $0), 1, signed: true) }
          ?? "none",
        row.estimate == nil
          ? (row.reason ?? "")
          : end(row.confidenceLow, "no end") + " to " + end(row.confidenceHigh, "no end"),
        row.pValue.map(numbers.pValue) ?? "",
        distinct == nil || row.estimate == nil
          ? ""
          : row.isReversed
            ? "no: the bump reversed"
            : distinct?.contains(row) == true ? "yes" : "no: repeats a row",
      ]
    }
  }

  private func widest(_ rows: [PlaceboRow]) -> [PlaceboRow] {
    func width(_ row: PlaceboRow) -> Double {
      guard let low = row.confidenceLow, let high = row.confidenceHigh else { return -1 }
      return high - low
    }
    return rows.reduce(into: [PlaceboRow]()) { list, row in
      let same = list.firstIndex {
        $0.id == row.id && $0.estimator == row.estimator && $0.allyRule == row.allyRule
      }
      guard let same else { return list.append(row) }
      if width(row) > width(list[same]) { list[same] = row }
    }
  }

  private func leftOut(_ rows: [LeaveOneOutRow]) -> ReportTable {
    let first = rows.first
    return ReportTable(
      caption: "The bump without one thing at a time.",
      note: "With all rows: "
        + (first.map {
          numbers.change(Platform.percent(ofLogs: $0.fullEstimate))
        } ?? "")
        + ". The five deletions of each kind that move it most, and all that turn its sign.",
      columns: [
        .text("Without"), .text("Kind"), .number("Estimate, %"),
        .number("Change in standard errors"), .number("p"), .text("Sign"),
      ],
      rows: LeaveOneOut.Dimension.allCases.flatMap { dimension -> [[String]] in
        let own = rows.filter { $0.dimension == dimension && $0.estimate != nil }
          .sorted { (-abs($0.change ?? 0), $0.code) < (-abs($1.change ?? 0), $1.code) }
        let shown = own.prefix(5) + own.dropFirst(5).filter(\.flipsSign)
        return shown.map { row in
          [
            row.name, dimension.rawValue, end(row.estimate, ""),
            numbers.fixed(row.changeInErrors ?? 0, 2, signed: true),
            row.pValue.map(numbers.pValue) ?? "", row.flipsSign ? "turned" : "kept",
          ]
        }
      })
  }

  private func end(_ logs: Double?, _ none: String) -> String {
    logs.map { numbers.fixed(Platform.percent(ofLogs: $0), 1, signed: true) } ?? none
  }
}
