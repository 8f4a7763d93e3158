import Codes

/// Which requests are due, and why: a pure function of descriptors, store and date.
public struct RefreshPlan: Sendable, Equatable {
  /// What the user narrows or widens.
  public struct Options: Sendable, Equatable {
    /// The sources to plan for; nil for all.
    public var only: [String]?
    /// Parts that end before this month are left alone; nil for none.
    public var since: CalendarMonth?
    /// Whether parts are fetched that are not due.
    public var force: Bool

    /// Creates options; all sources, all parts, only what is due unless said.
    public init(only: [String]? = nil, since: CalendarMonth? = nil, force: Bool = false) {
      self.only = only
      self.since = since
      self.force = force
    }
  }

  /// A source that a person must fetch.
  public struct ByHand: Sendable, Equatable {
    /// The source's id.
    public let source: String
    /// What to do, one step a sentence.
    public let instructions: [String]
    /// Why it is due.
    public let reason: DueReason
  }

  /// The requests: sources in order of id, parts from early to late.
  public let requests: [PlannedRequest]
  /// The sources that wait for a person, in order of id.
  public let byHand: [ByHand]

  /// Plans a refresh.
  ///
  /// A part is asked for at most once a day unless forced, so that a clock that stands still or a
  /// source that is late leads to no storm. Facts from the future, which a clock set back leaves
  /// behind, count as fetched today.
  ///
  /// - Parameters:
  ///   - descriptors: The sources.
  ///   - facts: What the store knows, in any order; the latest counts where a part has several.
  ///   - today: The date in UTC.
  ///   - options: What the user narrows or widens.
  /// - Throws: `DataError` of kind `unknownSource` for a name that no descriptor has.
  public init(
    descriptors: [SourceDescriptor], facts: [PartitionFact], today: CalendarDate,
    options: Options = Options()
  ) throws {
    let ids = descriptors.map(\.id).sorted()
    for name in options.only ?? [] where !ids.contains(name) {
      throw DataError(
        .unknownSource, "there is no source '\(name)'",
        hint: NearestName.to(name, among: ids).map { "did you mean '\($0)'?" }
          ?? "the sources are \(ids.joined(separator: ", "))")
    }
    let bySource = Dictionary(grouping: facts, by: \.source)
    var requests: [PlannedRequest] = []
    var byHand: [ByHand] = []
    for descriptor in descriptors.sorted(by: { $0.id < $1.id }) {
      if let only = options.only, !only.contains(descriptor.id) { continue }
      let known = bySource[descriptor.id] ?? []
      if case .manual(let instructions) = descriptor.access {
        if let reason = descriptor.manualReason(known, today: today, force: options.force) {
          byHand.append(
            ByHand(source: descriptor.id, instructions: instructions, reason: reason))
        }
        continue
      }
      let latest = Dictionary(known.map { ($0.partition, $0) }) { left, right in
        left.retrieved < right.retrieved ? right : left
      }
      for part in descriptor.parts(on: today) {
        if let since = options.since, let months = part.span.months, months.upperBound < since {
          continue
        }
        let reason = descriptor.reason(
          for: part, fact: latest[part.name], hasOthers: !known.isEmpty, today: today)
        guard let reason = reason ?? (options.force ? .forced : nil) else { continue }
        if let request = descriptor.request(
          partition: part.name, values: part.values, span: part.span,
          reason: options.force ? .forced : reason,
          isKnownToBeOut: latest[part.name]?.outcome == .accepted
            || descriptor.isFollowed(part, on: today))
        {
          requests.append(request)
        }
      }
    }
    self.requests = requests
    self.byHand = byHand
  }
}
