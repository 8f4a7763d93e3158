import Codes

/// What became of answers that were handed over for storing.
public enum CommitOutcome: Equatable, Sendable {
  /// Every answer was the one that is stored already; nothing was added.
  case unchanged(Vintage)
  /// The vintage is stored and is the current one.
  case committed(Vintage)
  /// The vintage is stored and waits to be accepted; the current one is in use as before.
  case held(Vintage)

  /// The vintage that the answers make up.
  public var vintage: Vintage {
    switch self {
    case .unchanged(let vintage), .committed(let vintage), .held(let vintage): vintage
    }
  }
}

extension StoreWriter {
  /// Stores answers of a source as a new vintage and makes it the current one.
  ///
  /// Partitions that are not among the answers are taken over from the current vintage. Answers
  /// with the same bytes, read into the same rows, keep the snapshot that is stored; if that is
  /// all, there is no new vintage.
  ///
  /// - Parameters:
  ///   - arrivals: The answers, whose bytes were staged, at most one a partition.
  ///   - source: The identifier of the source.
  ///   - label: The label of the vintage, such as `2026-03`; made unique with `.2`, `.3` ….
  ///   - now: What time it is.
  ///   - reason: Why the vintage is to be held for approval; nil to make it current.
  ///   - carriesOver: False when the answers are the whole of the source.
  /// - Returns: What became of them.
  /// - Throws: `DataError` of kind `storeRefused` when a name cannot be used, a partition comes
  ///   twice, bytes were not staged or two partitions state the same cell; `storeInputOutput` or
  ///   `storeReadOnly` when writing failed, after which the old vintage is still current.
  public func commit(
    _ arrivals: [Arrival], source: String, label: String, at now: Stamp,
    holdingFor reason: String? = nil, carriesOver: Bool = true
  ) throws(DataError) -> CommitOutcome {
    try StoreLayout.requireName(source, for: "source")
    try StoreLayout.requireName(label, for: "vintage")
    return try DataError.translating {
      let current = try store.current(source)
      let candidate = try Candidate(
        arrivals, over: carriesOver ? current?.snapshots ?? [] : [], source: source)
      try heal(candidate, source: source)
      if let current, current.snapshots == candidate.snapshots {
        try recordCheck(of: source, at: now)
        return .unchanged(current)
      }
      let history = try store.history(source)
      let vintage = Vintage(
        source: source, label: Self.unique(label, among: history),
        sequence: (history.last?.sequence ?? 0) + 1, committedAt: now, basis: current?.label,
        status: reason == nil ? .accepted : .held, note: reason, snapshots: candidate.snapshots)
      if let finished = try finish(vintage, history, current) {
        try recordCheck(of: source, at: now)
        return finished
      }
      try add(vintage, candidate)
      if reason != nil { return .held(vintage) }
      try point(to: vintage)
      return .committed(vintage)
    }
  }

  /// Accepts a vintage that is held and makes it the current one.
  ///
  /// - Throws: `DataError` of kind `storeMissing` when there is none of that label,
  ///   `storeRefused` when it is not held or another became current since, `storeInputOutput` or
  ///   `storeReadOnly` when writing failed.
  public func accept(_ source: String, label: String) throws(DataError) -> Vintage {
    try DataError.translating {
      var vintage = try store.vintage(source, label: label)
      let current = try store.current(source)
      if vintage.status == .accepted && current?.label == label { return vintage }
      guard vintage.status == .held else {
        throw DataError(
          .storeRefused, "the vintage \(label) of \(source) is not held",
          hint: "run `swingport sources \(source)` to see which are")
      }
      guard vintage.basis == current?.label else {
        throw DataError(
          .storeRefused,
          "\(current?.label ?? "another vintage") became current after \(label) of \(source)",
          hint: "run `swingport refresh \(source) --force` and accept what is held then")
      }
      vintage.status = .accepted
      try writeSidecar(vintage)
      try writing { try $0.accept(source: source, label: label) }
      try point(to: vintage)
      return vintage
    }
  }

  /// Takes up a vintage with the same content that is held, or that was stored just before the
  /// program was killed.
  private func finish(
    _ vintage: Vintage, _ history: [Vintage], _ current: Vintage?
  ) throws -> CommitOutcome? {
    let later = history.last {
      $0.sequence > (current?.sequence ?? 0) && $0.basis == current?.label
        && $0.hasContent(of: vintage)
    }
    guard let later else { return nil }
    switch (later.status, vintage.status) {
    case (.held, .held): return .held(later)
    case (.held, .accepted): return .committed(try accept(later.source, label: later.label))
    case (.accepted, .accepted):
      try point(to: later)
      return .committed(later)
    case (.accepted, .held): return nil
    }
  }

  /// Writes what is new: tidy objects, then sidecar and rows.
  private func add(_ vintage: Vintage, _ candidate: Candidate) throws {
    for arrival in candidate.new {
      if let object = arrival.snapshot.object,
        try files.status(store.objects.path(object)) == nil
      {
        throw DataError(
          .storeRefused,
          "the bytes \(object) of partition \(arrival.snapshot.partition) are not "
            + "in the store", hint: "stage the bytes before the commit")
      }
      for rows in arrival.tidy { _ = try store.objects.put(TidyEncoding.bytes(rows)) }
    }
    try writing { records in
      try records.insert(vintage) { snapshot in
        candidate.new.first { $0.snapshot.partition == snapshot.partition }?.tidy ?? []
      }
      try records.recordCheck(of: vintage.source, at: vintage.committedAt)
      // The sidecar comes last in the transaction: what the catalogue refuses never has one.
      try writeSidecar(vintage)
    }
  }

  /// Puts back the rows of unchanged answers that were lost to damage.
  private func heal(_ candidate: Candidate, source: String) throws {
    let marked = Set(try store.refetches().map(\.object))
    if marked.isEmpty { return }
    for arrival in candidate.unchanged {
      let names = arrival.snapshot.objects
      if marked.isDisjoint(with: names) { continue }
      for rows in arrival.tidy { _ = try store.objects.put(TidyEncoding.bytes(rows)) }
      try writing { records in
        if let number = try records.identifier(of: arrival.snapshot, in: source) {
          let tables = TidyTables(database: records.database)
          for rows in arrival.tidy {
            try tables.delete(rows.kind, snapshot: number)
            try tables.insert(rows, snapshot: number)
          }
        }
        for name in names { try records.forgetRefetch(of: name) }
      }
    }
  }

  private static func unique(_ label: String, among history: [Vintage]) -> String {
    let taken = Set(history.map(\.label))
    if !taken.contains(label) { return label }
    var number = 2
    while taken.contains("\(label).\(number)") { number += 1 }
    return "\(label).\(number)"
  }
}

/// The snapshots that a commit would make up.
private struct Candidate {
  /// One for each partition, in their order.
  let snapshots: [Snapshot]
  /// The answers that are new.
  private(set) var new: [Arrival] = []
  /// The answers that are stored already, with the snapshot that is.
  private(set) var unchanged: [Arrival] = []

  init(_ arrivals: [Arrival], over base: [Snapshot], source: String) throws {
    var byPartition = Dictionary(uniqueKeysWithValues: base.map { ($0.partition, $0) })
    var seen: Set<String> = []
    for var arrival in arrivals {
      let partition = arrival.snapshot.partition
      try StoreLayout.requireName(partition, for: "partition")
      guard seen.insert(partition).inserted else {
        throw DataError(
          .storeRefused, "the partition \(partition) of \(source) comes twice in one commit",
          hint: "report this as a bug of the refresh")
      }
      arrival.snapshot.tidy = TidyObjects()
      for rows in arrival.tidy {
        arrival.snapshot.tidy[rows.kind] = ObjectID(of: TidyEncoding.bytes(rows))
      }
      if let stored = byPartition[partition], stored.hasContent(of: arrival.snapshot) {
        arrival.snapshot = stored
        unchanged.append(arrival)
      } else {
        byPartition[partition] = arrival.snapshot
        new.append(arrival)
      }
    }
    snapshots = byPartition.values.sorted {
      $0.partition.utf8.lexicographicallyPrecedes($1.partition.utf8)
    }
  }
}
