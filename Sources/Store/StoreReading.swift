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
      return try TidyTables(database: records.database)
        .destinations(
          vintage: Self.identifier(of: vintage, records), commodity: commodity)
    }
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
      try TidyTables(database: records.database)
        .rows(
          kind, .vintage(Self.identifier(of: vintage, records)),
          filter: .init(leadingCode: code, years: years))
    }
  }

  /// A row of exports, in use or set aside.
  public struct Record: Sendable {
    /// Its year or month.
    public let period: Period
    /// The postal code of the state, or what stands in its place.
    public let state: String
    /// The Schedule C code, or what stands in its place.
    public let destination: String
    /// The commodity, empty for all goods.
    public let commodity: String
    /// Why it is set aside; empty for detail.
    public let reason: String
    /// Whole dollars.
    public let dollars: Int64
  }

  /// Hands over the exports of a vintage one by one, detail first, then what was set aside.
  ///
  /// Rows come partition by partition and none is kept, so that memory does not grow with their number.
  ///
  /// - Parameters:
  ///   - vintage: A vintage of this store.
  ///   - years: The first and the last year wanted; nil for every year.
  ///   - body: Takes a row; what it throws ends the reading.
  /// - Throws: `DataError` of kind `storeDamaged`, `storeMissing` or `storeInputOutput`, or what `body`
  ///   throws.
  public func forEachRecord(
    of vintage: Vintage, years: ClosedRange<Int>? = nil, _ body: (Record) throws(DataError) -> Void
  ) throws(DataError) {
    try reading { records in
      let identifier = try Self.identifier(of: vintage, records)
      let tables = TidyTables(database: records.database)
      let filter = TidyTables.Filter(years: years)
      try tables.scan(.exports, .vintage(identifier), filter: filter) { codes, period, dollars in
        try body(
          Record(
            period: period, state: codes[1], destination: codes[2], commodity: codes[0],
            reason: "", dollars: dollars))
      }
      try tables.scan(.setAside, .vintage(identifier), filter: filter) { codes, period, dollars in
        try body(
          Record(
            period: period, state: codes[2], destination: codes[3], commodity: codes[1],
            reason: codes[0], dollars: dollars))
      }
    }
  }

  /// The number of a vintage in the catalogue, if all of its rows are there.
  private static func identifier(
    of vintage: Vintage, _ records: CatalogueRecords
  ) throws -> Int64 {
    guard
      let row = try records.vintage(source: vintage.source, label: vintage.label),
      row.vintage.digest == vintage.digest
    else {
      throw DataError(
        .storeMissing, "the store has no vintage '\(vintage.label)' of \(vintage.source)",
        hint: "run `swingport sources \(vintage.source)` to see the vintages there are")
    }
    let lost = Set(try records.refetches().map(\.object))
    if let snapshot = vintage.snapshots.first(where: { !lost.isDisjoint(with: $0.tidy.all) }) {
      throw DataError(
        .storeDamaged,
        "the rows of \(vintage.source) \(vintage.label), partition \(snapshot.partition), "
          + "were lost to damage",
        hint: "run `swingport refresh \(vintage.source) --force`, or use another vintage")
    }
    return row.identifier
  }
}
