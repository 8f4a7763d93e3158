import Codes
import JSONText
import Store

/// What a revision changed, for people, as CSV and as JSON.
public enum DiffText {
  /// Percent with one decimal and its sign; `new` where there was nothing before.
  static func percent(_ total: RevisionDiff.Total) -> String {
    guard let percent = total.percent else { return "new" }
    return decimal(percent)
  }

  private static func decimal(_ percent: Double) -> String {
    let tenths = Int64((abs(percent) * 10).rounded(.toNearestOrEven))
    let sign = tenths == 0 ? "" : percent < 0 ? "-" : "+"
    return "\(sign)\(tenths / 10).\(tenths % 10) %"
  }

  /// The summary, the states that moved most, and the cells that moved most.
  ///
  /// - Parameters:
  ///   - diff: What changed.
  ///   - before: The name of the earlier vintage.
  ///   - after: The name of the later one.
  public static func text(_ diff: RevisionDiff, before: String, after: String) -> String {
    let shared = diff.unchanged + diff.changed
    var lines = [
      "\(before) to \(after): \(diff.changed) of \(shared) cells changed"
        + (diff.percentChanged.map { " (\(decimal($0).drop { $0 == "+" }))" } ?? "")
        + ", \(diff.added) added, \(diff.removed) removed"
    ]
    if diff.isEmpty { return lines[0] + "\n" }
    lines.append("")
    lines.append("Totals by year")
    lines.append(table(diff.byYear))
    lines.append("States that moved most")
    let states = diff.byStateYear.filter { $0.change != 0 }.sorted {
      (abs($0.percent ?? .infinity), $1.group.joined()) > (
        abs($1.percent ?? .infinity), $0.group.joined()
      )
    }
    lines.append(table(Array(states.prefix(20))))
    lines.append("Cells that moved most")
    lines.append(
      TextColumns.lines(
        diff.topMovers.map { cell in
          [
            cell.state, cell.destination, cell.period.description,
            cell.commodity.isEmpty ? "all goods" : cell.commodity,
            cell.before.map { "\($0)" } ?? "absent", "to", cell.after.map { "\($0)" } ?? "absent",
          ]
        }))
    return lines.joined(separator: "\n")
  }

  private static func table(_ totals: [RevisionDiff.Total]) -> String {
    TextColumns.lines(
      totals.map { $0.group + ["\($0.before)", "to", "\($0.after)", percent($0)] })
  }

  /// The diff as an object of form `swingport.diff/1`, percentages with one decimal.
  public static func json(
    _ diff: RevisionDiff, source: String, before: String, after: String
  ) -> JSONValue {
    func totals(_ totals: [RevisionDiff.Total]) -> JSONValue {
      .list(
        totals.map { total in
          .members([
            "group": .list(total.group.map(JSONValue.text)), "before": .whole(total.before),
            "after": .whole(total.after),
            "percent": total.percent.map { .number(fixed($0)) } ?? .null,
          ])
        })
    }
    return .members([
      "form": .text("swingport.diff/1"), "source": .text(source), "before": .text(before),
      "after": .text(after), "unchanged": .whole(diff.unchanged), "changed": .whole(diff.changed),
      "added": .whole(diff.added), "removed": .whole(diff.removed),
      "by_year": totals(diff.byYear), "by_state_year": totals(diff.byStateYear),
      "by_destination_year": totals(diff.byDestinationYear),
      "top_movers": .list(
        diff.topMovers.map { cell in
          .members([
            "state": .text(cell.state), "destination": .text(cell.destination),
            "period": .text(cell.period.description), "commodity": .text(cell.commodity),
            "before": cell.before.map { .whole($0) } ?? .null,
            "after": cell.after.map { .whole($0) } ?? .null,
          ])
        }),
    ])
  }

  private static func fixed(_ percent: Double) -> String {
    let tenths = Int64((abs(percent) * 10).rounded(.toNearestOrEven))
    return "\(percent < 0 && tenths != 0 ? "-" : "")\(tenths / 10).\(tenths % 10)"
  }
}
