import Codes
import FoundationEssentials

extension PanelJoinReport {
  /// The report as JSON with sorted keys.
  ///
  /// - Throws: What the encoder throws, which it does for no content of this type.
  public func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try Array(encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  /// The report as Markdown.
  public func markdown() -> String {
    var lines = [
      "# Join report", "",
      "\(Self.count(cells.rows)) rows: \(origins) origins × \(destinations) destinations × "
        + "\(commodities.count) \(commodities.count == 1 ? "commodity" : "commodities"), "
        + "\(periods.joined(separator: " to ")), from \(source).", "",
      "## Choices", "", "| choice | value | meaning |", "|---|---|---|",
    ]
    lines += choices.map {
      "| \($0.option) | \(Self.cell($0.value)) | \(Self.cell($0.meaning)) |"
    }
    lines += [
      "", "## Figures", "", "| table | vintage | rows | figures | in the panel | set aside |",
      "|---|---|---:|---:|---:|---|",
    ]
    for table in tables {
      let aside = table.setAside.sorted { $0.key < $1.key }
        .map { "\($0.key): \(Self.count($0.value))" }.joined(separator: "; ")
      lines.append(
        "| \(Self.cell(table.table)) | \(Self.cell(table.vintage)) | \(Self.count(table.rows)) | "
          + "\(Self.count(table.figures)) | \(Self.count(table.matched)) | \(Self.cell(aside)) |")
    }
    lines += [
      "", "Figures whose key stood twice: \(duplicates) (a repeated key is refused).", "",
    ]
    lines += groupLines
    if !unmatched.isEmpty {
      lines += ["Codes that are not known:", ""]
      lines += unmatched.map {
        "- \($0.kind) `\($0.code)`, \(Self.count($0.figures)) figures"
          + ($0.years.map { " of \($0)" } ?? "") + ($0.reason.map { ": \($0)" } ?? "")
          + ($0.nearest.map { ", nearest: \($0)" } ?? "")
      }
      lines.append("")
    }
    if !sharedCodes.isEmpty {
      lines += [
        "Destinations that share an ISO code in a year and have rows both, so that a join on `iso3c` "
          + "and the year would double rows: join on `schedule_c`, or add them up with "
          + "`--shared-codes sum`.", "",
      ]
      lines += sharedCodes.map {
        "- `\($0.iso3c)` \($0.year): `schedule_c` \($0.scheduleC.joined(separator: ", "))"
      }
      lines.append("")
    }
    if !periodsAround.isEmpty {
      let vintages = Set(periodsAround.values).sorted()
      let periods = periodsAround.keys.sorted()
      lines += [
        "Lags and leads read figures outside of the panel's periods: "
          + (periods.count > 4
            ? "\(periods[0]) to \(periods[periods.count - 1]), \(periods.count) periods"
            : periods.joined(separator: ", "))
          + ", vintage \(vintages.joined(separator: " and ")).", "",
      ]
    }
    for (year, dollars) in droppedTerritoryDollars.sorted(by: { $0.key < $1.key }) {
      lines.append("- \(year): \(Self.count(dollars)) dollars of territories were left out")
    }
    lines += cellLines
    lines += [
      "", "## Coverage", "",
      "Share of cells with a figure or a printed zero, and the panel's dollars.", "",
      "| year | share | dollars |", "|---|---:|---:|",
    ]
    lines += coverageByYear.sorted { $0.key < $1.key }.map {
      "| \($0.key) | \(Self.percent($0.value)) | "
        + "\(dollarsByYear[$0.key].map { Self.count($0) } ?? "") |"
    }
    lines += joinLines + reconciliationLines
    return lines.joined(separator: "\n") + "\n"
  }

  /// The codes of groups and totals over all tables, and the columns that were not read.
  private var groupLines: [String] {
    var groups: [String: (reason: String, figures: Int, dollars: Int64)] = [:]
    for code in tables.flatMap(\.setAsideCodes) {
      let known = groups[code.code] ?? (code.reason, 0, 0)
      let sum = known.dollars.addingReportingOverflow(code.dollars)
      groups[code.code] = (
        known.reason, known.figures + code.figures, sum.overflow ? .max : sum.partialValue
      )
    }
    var lines: [String] = []
    if !groups.isEmpty {
      lines += ["Codes of groups and totals, whose figures were set aside:", ""]
      lines += groups.sorted { $0.key < $1.key }.map { code, sum in
        "- `\(code)` (\(sum.reason)), \(Self.count(sum.figures)) "
          + "\(sum.figures == 1 ? "figure" : "figures"), \(Self.count(sum.dollars)) dollars"
      }
      lines.append("")
    }
    for table in tables where !table.ignoredColumns.isEmpty {
      lines += [
        "Columns of \(table.table) that were not read: "
          + table.ignoredColumns.joined(separator: ", ") + ".", "",
      ]
    }
    return lines
  }

  private var cellLines: [String] {
    var lines = [
      "## Cells", "", "| cells | number |", "|---|---:|",
      "| with a figure | \(Self.count(cells.reported)) |",
      "| zeros that the publisher printed | \(Self.count(cells.zeros)) |",
      "| absent pairs, filled as zero | \(Self.count(cells.filled)) |",
      "| of these, no origin reports to the destination in the period | "
        + "\(Self.count(cells.filledWithoutAnyFigure)) |",
      "| not filled and no rows: the destination did not exist | "
        + "\(Self.count(cells.noSuchDestination)) |",
      "| absent pairs, left out | \(Self.count(cells.dropped)) |",
    ]
    lines += cells.notReported.sorted { $0.key < $1.key }.map {
      "| not reported: \($0.key) | \(Self.count($0.value)) |"
    }
    if cells.summed > 0 {
      lines.append(
        "| no rows: added to another code of the country | \(Self.count(cells.summed)) |")
    }
    lines.append("| all | \(Self.count(cells.all)) |")
    if cells.sumsWithAbsentParts > 0 {
      lines += [
        "",
        "\(Self.count(cells.sumsWithAbsentParts)) sums over months or codes have a part without a row, "
          + "which adds nothing.",
      ]
    }
    return lines
  }

  private var joinLines: [String] {
    var lines = [
      "", "## Joins", "",
      "| join | key | declared | units | with a value | without | years of the table |",
      "|---|---|---|---:|---:|---|---|",
    ]
    for account in joins {
      let without = account.notReported.sorted { $0.key < $1.key }
        .map { "\($0.key): \(Self.count($0.value))" }.joined(separator: "; ")
      lines.append(
        "| \(Self.cell(account.join.name)) | \(account.join.key.joined(separator: ", ")) | "
          + "\(account.join.cardinality.rawValue) | \(Self.count(account.left)) \(account.unit)s | "
          + "\(Self.count(account.matched)) | \(Self.cell(without)) | "
          + "\(account.join.years ?? "") |")
    }
    for account in joins where !account.unmatched.isEmpty {
      lines += [
        "", "\(account.join.name), codes that are not known and whose rows were left out:", "",
      ]
      lines += account.unmatched.map {
        "- \($0.kind) `\($0.code)`, \(Self.count($0.figures)) \($0.figures == 1 ? "row" : "rows")"
          + ($0.years.map { " of \($0)" } ?? "") + ($0.reason.map { ": \($0)" } ?? "")
          + ($0.nearest.map { ", nearest: \($0)" } ?? "")
      }
    }
    for account in joins {
      guard let unused = account.unused, unused > 0, account.unit != "destination" else { continue }
      lines += [
        "",
        "\(account.join.name): \(Self.count(unused)) of \(Self.count(account.right ?? 0)) rows are of "
          + "no unit of the panel.",
      ]
    }
    for account in joins where !account.notes.isEmpty {
      lines += [""] + account.notes.map { "\(account.join.name): \($0)." }
    }
    if !emptyColumns.isEmpty {
      lines += ["", "Columns without any value: " + emptyColumns.joined(separator: ", ") + "."]
    }
    for account in joins.dropFirst() where !account.coverageByYear.isEmpty {
      let partial = account.coverageByYear.filter { $0.value < 1 }.sorted { $0.key < $1.key }
      guard !partial.isEmpty else { continue }
      lines += [
        "",
        "\(account.join.name), share of units with a value: "
          + partial.map { "\($0.key) \(Self.percent($0.value))" }.joined(separator: ", ")
          + (partial.count < account.coverageByYear.count ? "; all others 100.0 %" : ""),
      ]
    }
    return lines
  }

  private var reconciliationLines: [String] {
    var lines = ["", "## Reconciliation", ""]
    if let reason = reconciliation.reason {
      return lines + ["Nothing is reconciled: \(reason)."]
    }
    lines += [
      "Against \(reconciliation.published ?? ""). The gap is published minus panel; its parts are what "
        + "the source tells apart, and what is left is not explained.", "",
    ]
    func table(_ title: String, _ rows: [PanelReconciliation.Line]) {
      lines += [
        "| \(title) | panel | published | gap | gap % | parts of the gap | not explained |",
        "|---|---:|---:|---:|---:|---|---:|",
      ]
      lines += rows.map { row in
        let name = row.scheduleC.map { "\(row.year) \($0) \(row.destination ?? "")" }
        let parts = row.parts.map { "\($0.name): \(Self.count($0.dollars))" }
          .joined(separator: "; ")
        return "| \(Self.cell(name ?? "\(row.year)")) | \(Self.count(row.panelDollars)) | "
          + "\(Self.count(row.publishedDollars)) | \(Self.count(row.gapDollars)) | "
          + "\(row.gapPercent.map { Self.fixed($0, 2) } ?? "") | \(Self.cell(parts)) | "
          + "\(Self.count(row.unexplainedDollars)) |"
      }
    }
    table("year", reconciliation.byYear)
    if !reconciliation.yearsWithoutTotal.isEmpty {
      lines += [
        "",
        "Years without a published total of the same vintage: "
          + YearRuns.text(reconciliation.yearsWithoutTotal.map { CalendarYear($0) }) + ".",
      ]
    }
    lines += [
      "", "The ten largest gaps among \(reconciliation.byDestination.count) destination-years:", "",
    ]
    table("year and destination", reconciliation.largest)
    return lines
  }

  private static func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  /// Digits in groups of three.
  private static func count(_ number: some BinaryInteger) -> String {
    let digits = Array(String(number.magnitude).utf8)
    var text: [UInt8] = number < 0 ? Array("−".utf8) : []
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(UInt8(ascii: ",")) }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func percent(_ share: Double) -> String { fixed(100 * share, 1) + " %" }

  private static func fixed(_ number: Double, _ decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let whole = Int64((abs(number) * scale).rounded())
    let unit = Int64(scale)
    let fraction = String(whole % unit)
    return (number < 0 && whole > 0 ? "−" : "") + "\(whole / unit)."
      + String(repeating: "0", count: decimals - fraction.utf8.count) + fraction
  }
}
