import JSONText
import Store

/// What a verification found, for people and for machines.
public enum VerificationText {
  /// A summary, and a line for each damage.
  public static func text(_ report: VerificationReport, done: [String]) -> String {
    var lines = done
    lines.append(
      "\(report.objects) objects of \(report.bytes) bytes, \(report.vintages) vintages: "
        + (report.isSound ? "sound" : "\(report.problems.count) damaged"))
    lines += report.problems.map { "  \($0.message)" }
    lines += report.refetches.map {
      "  \($0.source) \($0.partition) was lost; 'swingport refresh \($0.source)' fetches it again"
    }
    if !report.isSound { lines.append("run 'swingport verify --repair'") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The report as an object; form `swingport.verify/1`.
  public static func json(_ report: VerificationReport, done: [String]) -> JSONValue {
    .members([
      "form": .text("swingport.verify/1"), "sound": .flag(report.isSound),
      "objects": .whole(report.objects), "bytes": .whole(report.bytes),
      "vintages": .whole(report.vintages), "done": .list(done.map(JSONValue.text)),
      "problems": .list(
        report.problems.map { problem in
          .members([
            "kind": .text(problem.kind.rawValue), "subject": .text(problem.subject),
            "message": .text(problem.message),
          ])
        }),
      "refetches": .list(
        report.refetches.map { refetch in
          .members([
            "source": .text(refetch.source), "partition": .text(refetch.partition),
            "sha256": .text(refetch.object.text),
          ])
        }),
    ])
  }
}
