import Codes
import Descriptors
import Store

extension Stamp {
  /// The day in UTC.
  public var day: CalendarDate {
    CalendarDate(dayNumber: Int((seconds >= 0 ? seconds : seconds - 86_399) / 86_400))
  }
}

/// What a store knows of the parts of its sources, for planning.
public enum StoreFacts {
  /// The facts of the sources that descriptors describe.
  ///
  /// Reads the catalogue alone, so that a refresh with nothing due costs nothing.
  ///
  /// - Throws: `DataError` when the catalogue cannot be read.
  public static func of(
    _ store: StoreReader, descriptors: [SourceDescriptor]
  ) throws(DataError) -> [PartitionFact] {
    var facts: [PartitionFact] = []
    for descriptor in descriptors {
      let checks = try store.lastChecks(of: descriptor.id)
      let lost = Set(
        try store.refetches().filter { $0.source == descriptor.id }.map(\.partition))
      let current = try store.current(descriptor.id)
      for snapshot in current?.snapshots ?? [] where !lost.contains(snapshot.partition) {
        let last = max(checks[snapshot.partition] ?? snapshot.retrievedAt, snapshot.retrievedAt)
        facts.append(
          PartitionFact(
            source: descriptor.id, partition: snapshot.partition, retrieved: last.day,
            outcome: snapshot.object == nil ? .notReported : .accepted,
            through: try through(snapshot, of: current, descriptor, store)))
      }
      for vintage in try store.history(descriptor.id)
      where vintage.status == .held && vintage.basis == current?.label {
        let before = Set((current?.snapshots ?? []).compactMap { $0.object })
        for snapshot in vintage.snapshots
        where snapshot.object.map({ !before.contains($0) }) ?? false {
          facts.append(
            PartitionFact(
              source: descriptor.id, partition: snapshot.partition,
              retrieved: snapshot.retrievedAt.day, outcome: .held, through: nil))
        }
      }
    }
    return facts
  }

  /// The last month of the last yearly part of a source that grows with the months.
  private static func through(
    _ snapshot: Snapshot, of vintage: Vintage?, _ descriptor: SourceDescriptor, _ store: StoreReader
  ) throws(DataError) -> CalendarMonth? {
    guard let vintage, snapshot == vintage.snapshots.last, let year = Int(snapshot.partition),
      descriptor.layout.measure == .month
    else { return nil }
    let periods = try store.exports(of: vintage, years: year...year).periods
    guard let month = periods.max()?.month else { return nil }
    return CalendarMonth(year: year, month: month)
  }
}
