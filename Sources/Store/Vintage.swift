/// The state of a source's data at one time: a snapshot for each partition.
///
/// Vintages are never changed or deleted; only whether one is accepted may change, once.
public struct Vintage: Hashable, Codable, Sendable {
  /// Whether a vintage may become current.
  public enum Status: String, Codable, Sendable {
    /// It is or was current, or was stored just before the program was killed.
    case accepted
    /// It waits for somebody to look at it.
    case held
  }

  /// The source's identifier.
  public let source: String
  /// The name of the vintage, unique in its source: the caller's label, with `.2`, `.3` … behind
  /// it when the label was taken.
  public let label: String
  /// Its place in the history of its source, from 1 on.
  public let sequence: Int
  /// When it was stored.
  public let committedAt: Stamp
  /// The vintage that was current when it was stored, if any.
  public let basis: String?
  /// Whether it may become current.
  public internal(set) var status: Status
  /// Why it is held, or nil.
  public let note: String?
  /// The snapshots, in the order of their partitions.
  public let snapshots: [Snapshot]

  /// The SHA-256 of everything above but the status: what `accept` and the pointers name.
  public var digest: ObjectID {
    var copy = self
    copy.status = .accepted
    return SealedRecord.digest(of: copy)
  }

  /// Whether two vintages of a source hold the same bytes, read into the same rows.
  func hasContent(of other: Vintage) -> Bool {
    snapshots.count == other.snapshots.count
      && zip(snapshots, other.snapshots).allSatisfy { $0.hasContent(of: $1) }
  }
}
