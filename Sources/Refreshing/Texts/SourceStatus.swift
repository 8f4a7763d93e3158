import Codes
import Descriptors
import JSONText
import Store

/// What is known of a source: its descriptor, and how old its figures are.
public struct SourceStatus: Sendable {
  /// The descriptor.
  public let descriptor: SourceDescriptor
  /// The vintage in use; nil without one.
  public let current: Vintage?
  /// Vintages that wait for approval.
  public let held: [Vintage]
  /// When it was last asked, or nil.
  public let checked: Stamp?
  /// Days since then; nil where it was never asked or the clock cannot be believed.
  public let age: Int?
  /// The rejected answers that are kept.
  public let quarantined: Int
  /// The number of vintages.
  public let vintages: Int

  /// Looks a source up.
  ///
  /// - Parameters:
  ///   - descriptor: The source.
  ///   - store: The store; nil where there is none yet.
  ///   - now: What time it is.
  /// - Throws: `DataError` when the store cannot be read.
  public init(_ descriptor: SourceDescriptor, store: StoreReader?, now: Stamp) throws {
    self.descriptor = descriptor
    current = try store?.current(descriptor.id)
    let history = try store?.history(descriptor.id) ?? []
    let basis = current?.label
    held = history.filter { $0.status == .held && $0.basis == basis }
    vintages = history.count
    checked = try store?.lastCheck(of: descriptor.id)
    age = checked.flatMap { $0.age(at: now) }.map { Int($0 / 86_400) }
    quarantined = try store?.quarantined(descriptor.id).count ?? 0
  }

  /// The rows that are in use, totals and groups included.
  public var rows: Int { current?.snapshots.reduce(0) { $0 + $1.rows } ?? 0 }

  /// One source a line: id, vintage in use, parts, rows, age.
  public static func text(_ statuses: [SourceStatus]) -> String {
    let header = ["source", "vintage", "parts", "rows", "asked", "held", "access"]
    let rows = statuses.map { status in
      [
        status.descriptor.id, status.current?.label ?? "none",
        "\(status.current?.snapshots.count ?? 0)", "\(status.rows)",
        status.age.map { $0 == 0 ? "today" : "\($0) d ago" }
          ?? (status.checked == nil ? "never" : "clock?"),
        "\(status.held.count)", status.access,
      ]
    }
    return TextColumns.lines([header] + rows)
  }

  private var access: String {
    switch descriptor.access {
    case .automatic(let key): key.map { "key \($0.rawValue)" } ?? "open"
    case .manual: "by hand"
    }
  }

  /// Everything about one source, for reading.
  public var details: String {
    var lines = [
      descriptor.id, "  \(descriptor.title)", "  publisher: \(descriptor.publisher)",
      "  licence: \(descriptor.licence.name)"
        + (descriptor.licence.mayRedistribute ? "" : " (no redistribution)"),
      "  cite: \(descriptor.citation)",
    ]
    if let notice = descriptor.licence.notice { lines.append("  notice: \(notice)") }
    lines += descriptor.notes.map { "  note: \($0)" }
    if let current {
      lines.append("  in use: \(current.label), stored \(current.committedAt), \(rows) rows")
      for snapshot in current.snapshots {
        lines.append(
          "    \(snapshot.partition): "
            + (snapshot.object.map { "\(snapshot.rows) rows, sha256 \($0)" } ?? "not reported")
            + ", retrieved \(snapshot.retrievedAt)")
      }
    } else {
      lines.append("  in use: none; run 'swingport refresh \(descriptor.id)'")
    }
    for vintage in held {
      lines.append("  held: \(vintage.label)")
      lines += (vintage.note ?? "").split(separator: "\n").map { "    \($0)" }
      lines.append("    to use it: swingport accept \(descriptor.id) \(vintage.label)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The source as an object of the form that `--json` prints.
  public var json: JSONValue {
    .members([
      "id": .text(descriptor.id), "title": .text(descriptor.title),
      "publisher": .text(descriptor.publisher), "licence": .text(descriptor.licence.name),
      "citation": .text(descriptor.citation), "access": .text(access),
      "vintage": current.map { .text($0.label) } ?? .null, "vintages": .whole(vintages),
      "rows": .whole(rows), "checked": checked.map { .text($0.description) } ?? .null,
      "age_days": age.map { .whole($0) } ?? .null,
      "held": .list(held.map { .text($0.label) }), "quarantined": .whole(quarantined),
      "parts": .list(
        (current?.snapshots ?? []).map { snapshot in
          .members([
            "name": .text(snapshot.partition), "rows": .whole(snapshot.rows),
            "bytes": .whole(snapshot.bytes),
            "sha256": snapshot.object.map { .text($0.text) } ?? .null,
            "retrieved": .text(snapshot.retrievedAt.description), "url": .text(snapshot.url),
          ])
        }),
    ])
  }
}
