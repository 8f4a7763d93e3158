import Codes

extension StoreReader {
  /// The vintage of a source that is in use, or nil when none was ever accepted.
  ///
  /// A pointer that cannot be read is passed over with a notice: the one before it counts, or
  /// failing that the last vintage that was accepted.
  ///
  /// - Throws: `DataError` of kind `storeDamaged` when the catalogue does not hold the vintage
  ///   that a sound pointer names, or holds another under its label.
  public func current(_ source: String) throws(DataError) -> Vintage? {
    try DataError.translating {
      let pointer = try pointer(at: layout.pointer(source))
      if case .sound(let pointer) = pointer { return try vintage(of: pointer) }
      let previous = try self.pointer(at: layout.previousPointer(source))
      if case .sound(let previous) = previous {
        files.notices.addOnce(
          "store.pointer_restored",
          "the pointer of \(source) was \(pointer.adjective); the one before it is used")
        return try vintage(of: previous)
      }
      let accepted = try history(source).last { $0.status == .accepted }
      // Between the first row and the first pointer of a source there is nothing to warn of.
      if accepted != nil, pointer != .missing || previous != .missing {
        files.notices.addOnce(
          "store.pointer_restored",
          "the pointers of \(source) were unreadable; the last accepted vintage is used")
      }
      return accepted
    }
  }

  /// What a pointer file holds.
  enum PointerState: Equatable {
    case sound(Pointer)
    case missing
    case unreadable

    var adjective: String { self == .missing ? "missing" : "unreadable" }
  }

  func pointer(at path: String) throws -> PointerState {
    guard try files.status(path) != nil else { return .missing }
    return SealedRecord.record(Pointer.self, try files.read(path)).map { .sound($0) }
      ?? .unreadable
  }

  private func vintage(of pointer: Pointer) throws -> Vintage {
    let found = try reading { try $0.vintage(source: pointer.source, label: pointer.label) }
    guard let vintage = found?.vintage, vintage.digest == pointer.vintage else {
      throw DataError(
        .storeDamaged,
        "the pointer of \(pointer.source) names the vintage \(pointer.label), which the catalogue "
          + (found == nil ? "does not hold" : "holds with other facts"),
        hint: "run `swingport verify --repair`")
    }
    return vintage
  }

  /// The exports of a vintage as typed columns.
  ///
  /// - Parameters:
  ///   - vintage: A vintage of this store.
  ///   - commodity: The code of one commodity, empty for all goods; nil for every commodity.
  ///   - years: The first and the last year wanted; nil for every year.
  /// - Returns: The rows of all partitions in their one order.
  /// - Throws: `DataError` of kind `storeDamaged` when rows of the vintage are known to be lost,
  ///   `storeMissing` when the store does not hold it, or `storeInputOutput`.
  public func exports(
    of vintage: Vintage, commodity: String? = nil, years: ClosedRange<Int>? = nil
  ) throws(DataError) -> ExportColumns {
    ExportColumns(tidy: try rows(.exports, of: vintage, commodity, years))
  }

  /// The destinations of a vintage's exports in all its years, in order.
  ///
  /// - Parameter commodity: The code of one commodity, empty for all goods; nil for every commodity.
  /// - Throws: `DataError` of kind `storeDamaged`, `storeMissing` or `storeInputOutput`. Cost: a pass over
  ///   the index of the rows.
  public func destinations(
    of vintage: Vintage, commodity: String? = nil
  ) throws(DataError) -> [String] {
    try reading { records in
      guard let row = try records.vintage(source: vintage.source, label: vintage.label) else {
        throw Self.noVintage(vintage)
      }
      return try TidyTables(database: records.database)
        .destinations(vintage: row.identifier, commodity: commodity)
    }
  }

  private static func noVintage(_ vintage: Vintage) -> DataError {
    DataError(
      .storeMissing, "the store has no vintage '\(vintage.label)' of \(vintage.source)",
      hint: "run `swingport sources \(vintage.source)` to see the vintages there are")
  }

  /// The rows of a vintage that were set aside, as typed columns.
  ///
  /// - Parameters:
  ///   - vintage: A vintage of this store.
  ///   - reason: One reason; nil for all.
  /// - Throws: `DataError` of kind `storeDamaged`, `storeMissing` or `storeInputOutput`.
  public func setAside(
    of vintage: Vintage, reason: String? = nil
  ) throws(DataError) -> SetAsideColumns {
    SetAsideColumns(tidy: try rows(.setAside, of: vintage, reason, nil))
  }

  /// The figures of a vintage that are no exports, as typed columns.
  ///
  /// - Parameters:
  ///   - vintage: A vintage of this store.
  ///   - variable: One variable; nil for all.
  ///   - years: The first and the last year wanted; nil for every year.
  /// - Throws: `DataError` of kind `storeDamaged`, `storeMissing` or `storeInputOutput`.
  public func series(
    of vintage: Vintage, variable: String? = nil, years: ClosedRange<Int>? = nil
  ) throws(DataError) -> SeriesColumns {
    SeriesColumns(tidy: try rows(.series, of: vintage, variable, years))
  }

  private func rows(
    _ kind: TidyKind, of vintage: Vintage, _ code: String?, _ years: ClosedRange<Int>?
  ) throws(DataError) -> TidyColumns {
    try reading { records in
      guard
        let row = try records.vintage(source: vintage.source, label: vintage.label),
        row.vintage.digest == vintage.digest
      else { throw Self.noVintage(vintage) }
      let lost = Set(try records.refetches().map(\.object))
      if let snapshot = vintage.snapshots.first(where: { !lost.isDisjoint(with: $0.tidy.all) }) {
        throw DataError(
          .storeDamaged,
          "the rows of \(vintage.source) \(vintage.label), partition \(snapshot.partition), "
            + "were lost to damage",
          hint: "run `swingport refresh \(vintage.source) --force`, or use another vintage")
      }
      return try TidyTables(database: records.database)
        .rows(
          kind, .vintage(row.identifier), filter: .init(leadingCode: code, years: years))
    }
  }
}
