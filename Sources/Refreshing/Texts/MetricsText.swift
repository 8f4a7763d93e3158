import Codes
import Store

/// Figures about every source in the text format of Prometheus, for a node exporter's folder.
public enum MetricsText {
  /// The file's text.
  ///
  /// Last success is in seconds since 1970; a source without one has no line, so that an alert on
  /// absence fires.
  ///
  /// - Parameters:
  ///   - statuses: The sources.
  ///   - outcomes: How the run that has just ended went.
  ///   - durations: Seconds that each source of the run took.
  ///   - now: What time it is.
  public static func text(
    _ statuses: [SourceStatus], outcomes: [RefreshOutcome], durations: [String: Double], now: Stamp
  ) -> String {
    var text = ""
    func family(
      _ name: String, _ help: String, _ samples: [(source: String, value: String)]
    ) {
      guard !samples.isEmpty else { return }
      text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
      for sample in samples { text += "\(name){source=\"\(sample.source)\"} \(sample.value)\n" }
    }
    family(
      "swingport_last_success_seconds", "Time of the last vintage that came into use.",
      statuses.compactMap { status in
        status.current.map { (status.descriptor.id, "\($0.committedAt.seconds)") }
      })
    family(
      "swingport_age_seconds", "Seconds since the source was last asked.",
      statuses.compactMap { status in
        status.checked?.age(at: now).map { (status.descriptor.id, "\($0)") }
      })
    family(
      "swingport_rows", "Rows in use, totals and groups included.",
      statuses.filter { $0.current != nil }.map { ($0.descriptor.id, "\($0.rows)") })
    family(
      "swingport_held", "Vintages that wait for approval.",
      statuses.map { ($0.descriptor.id, "\($0.held.count)") })
    family(
      "swingport_quarantined", "Rejected answers that are kept.",
      statuses.map { ($0.descriptor.id, "\($0.quarantined)") })
    family(
      "swingport_last_exit", "Exit status that the source asked for in the last run.",
      outcomes.map { ($0.source, "\($0.exitCode.rawValue)") })
    family(
      "swingport_duration_seconds", "Seconds that the source took in the last run.",
      durations.sorted { $0.key < $1.key }.map { source, seconds in
        let milliseconds = Int64((seconds * 1_000).rounded())
        let fraction = "\(1_000 + milliseconds % 1_000)".dropFirst()
        return (source, "\(milliseconds / 1_000).\(fraction)")
      })
    return text
  }
}
