import Codes
import Descriptors
import Tables

/// Steps 1 to 3 and 5: type, size, schema and number of rows.
extension Gate {
  func type(_ candidate: GateCandidate) -> [GateReason] {
    var reasons: [GateReason] = []
    let start = candidate.beginning
    let isUTF16 = start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF])
    let first = start.first { !Self.blanks.contains($0) }
    let isZip = start.starts(with: [0x50, 0x4B])
    if isUTF16 {
      reasons.append(
        GateReason(
          .type, "drift.encoding", .rejected, "the bytes are UTF-16, where UTF-8 is expected",
          "fetch the part again; if it lasts, the publisher has changed the encoding"))
    } else if first == UInt8(ascii: "<") {
      reasons.append(
        GateReason(
          .type, "content.html", .rejected, "a web page came where data should be",
          "fetch the part again later; if it lasts, open the address in a browser"))
    } else if isZip != wantsZip || (wantsJSON && ![0x5B, 0x7B].contains(first)) {
      reasons.append(
        GateReason(
          .type, "content.type", .rejected,
          "the bytes do not begin as \(wantsZip ? "a zip archive" : wantsJSON ? "JSON" : "text")",
          "check that the address is the one meant"))
    }
    if !wantsZip, !wantsJSON, descriptor.columns.count > 1,
      let header = start.split(separator: UInt8(ascii: "\n")).first,
      let drift = delimiterDrift(Array(header))
    {
      reasons.append(drift)
    }
    if let pinned = descriptor.pin?.sha256, let found = candidate.sha256, found != pinned {
      reasons.append(
        GateReason(
          .type, "pin.mismatch", .held,
          "the bytes are not those of the pinned version \(descriptor.pin?.version ?? "")"
            + " (SHA-256 \(found))",
          "compare with the publisher's notes and accept the part, or change the pin"))
    }
    return reasons
  }

  private static let blanks: [UInt8] = [0x20, 0x0A, 0x0D, 0x09, 0xEF, 0xBB, 0xBF]

  private var wantsZip: Bool {
    [.btsRawZip, .beaStateGDP].contains(descriptor.layout.reader)
  }

  private var wantsJSON: Bool {
    [.censusAPI, .worldBank, .usAtlas].contains(descriptor.layout.reader)
  }

  private func delimiterDrift(_ header: [UInt8]) -> GateReason? {
    let marks: [UInt8: String] = [0x2C: "commas", 0x3B: "semicolons", 0x09: "tabs", 0x7C: "bars"]
    let wanted: UInt8 =
      switch descriptor.layout.reader {
      case .cepiiDistances: 0x3B
      case .scheduleC: 0x7C
      default: 0x2C
      }
    guard !header.contains(wanted), let found = header.first(where: { marks[$0] != nil }) else {
      return nil
    }
    return GateReason(
      .type, "drift.delimiter", .rejected,
      "the header is separated by \(marks[found] ?? ""), where \(marks[wanted] ?? "") are expected",
      "ask for the publisher's original format, or adapt the source")
  }

  func size(_ candidate: GateCandidate) -> [GateReason] {
    var reasons: [GateReason] = []
    if !descriptor.bounds.bytes.contains(candidate.bytes) {
      reasons.append(
        GateReason(
          .size, "size.bytes", .rejected,
          "\(candidate.bytes) bytes, which is not from \(descriptor.bounds.bytes.lowerBound) to "
            + "\(descriptor.bounds.bytes.upperBound)",
          "fetch the part again; if it is right, widen bounds.bytes of the source"))
    }
    if !descriptor.bounds.rows.contains(candidate.rows) {
      reasons.append(
        GateReason(
          .size, "size.rows", .rejected,
          "\(candidate.rows) rows, which is not from \(descriptor.bounds.rows.lowerBound) to "
            + "\(descriptor.bounds.rows.upperBound)",
          "fetch the part again; if it is right, widen bounds.rows of the source"))
    }
    return reasons
  }

  func schema(_ candidate: GateCandidate) -> [GateReason] {
    candidate.drift.map { drift in
      let severity: GateReason.Severity =
        switch drift {
        case .renamed, .dropped: .rejected
        case .added, .reordered, .duplicated: .noted
        }
      return GateReason(
        .schema, "drift.\(drift.id)", severity, drift.description,
        severity == .noted
          ? "nothing: columns are found by name" : "adapt the columns of the source")
    }
      + candidate.misfits.map { misfit in
        GateReason(
          .schema, "drift.type_widened", .rejected,
          "column '\(misfit.column)' holds '\(misfit.cell)', which is no \(misfit.kind.rawValue)",
          "compare with the publisher's documentation and adapt the columns of the source")
      }
  }

  func rows(_ candidate: GateCandidate) -> [GateReason] {
    guard let last = context.last, last.rows > 0 else { return [] }
    let isOpen =
      candidate.flows.map { flows in flows.periods.contains { !isClosed($0) } } ?? false
    let percent = isOpen ? 40 : 15
    let change = 100 * (Double(candidate.rows) - Double(last.rows)) / Double(last.rows)
    guard abs(change) > Double(percent) else { return [] }
    return [
      GateReason(
        .rows, "rows.changed", .held,
        "\(candidate.rows) rows, where the last vintage has \(last.rows): more than \(percent) % "
          + (change < 0 ? "fewer" : "more"),
        "look whether a part is missing; accept it if the publisher says why")
    ]
  }
}
