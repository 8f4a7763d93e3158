import Codes

/// The cell of a figure, or why it has none.
struct ExportKey: Equatable {
  var origin = -1
  var destination = -1
  var component = -1
  var period = -1
  var reason: Int?
}

/// What the codes of the parts mean for a selection.
struct ExportLabels {
  static let group = 0
  static let unmatchedDestination = 1
  static let destinationNotAsked = 2
  static let territory = 3
  static let unmatchedOrigin = 4
  static let commodityNotAsked = 5
  static let periodNotAsked = 6
  /// The kind of a destination that is kept without being known.
  static let unmatchedKind = "unmatched"

  /// The meaning of one part's codes: a place if not negative, else −1 minus the reason.
  struct Slots {
    let origins: [Int]
    let destinations: [Int]
    let components: [Int]
    /// For each destination's text whether it is kept by a policy and to be listed all the same.
    let isListed: [Bool]

    /// The cell of a figure.
    @inline(__always)
    func slot(of row: Int, in part: ExportPart, span: ExportSpan) -> ExportKey {
      var key = ExportKey()
      guard let period = span.place(part.periods[row]) else {
        key.reason = ExportLabels.periodNotAsked
        return key
      }
      key.period = period
      let component = part.commodities.map { components[Int($0.indices[row])] } ?? components[0]
      key.component = component
      let destination = destinations[Int(part.destinations.indices[row])]
      let origin = origins[Int(part.origins.indices[row])]
      if component < 0 {
        key.reason = -1 - component
      } else if destination < 0 && -1 - destination != ExportLabels.territory {
        key.reason = -1 - destination
      } else if origin < 0 {
        key.reason = -1 - origin
      } else if destination < 0 {
        key.reason = -1 - destination
      } else {
        key.origin = origin
        key.destination = destination
      }
      return key
    }
  }

  /// The reasons for setting a figure aside, the fixed ones first.
  private(set) var reasons = [
    "group or total", "destination not in the table of codes", "destination not asked for",
    "territory left out", "origin not in the table of codes", "commodity not asked for",
    "period not asked for",
  ]
  /// All destinations that some part names and that are wanted.
  private(set) var destinations: [Destination] = []
  /// For each part what its codes mean.
  private(set) var slots: [Slots] = []

  init(
    parts: [ExportPart], selection: ExportSelection, components: [String], codes: DestinationCodes
  ) throws {
    var places: [String: Int] = [:]
    // Asked for by name, a destination has its cells even if the source never mentions it.
    for code in (selection.destinations ?? []).sorted() {
      guard let known = codes[code],
        known.kind != "territory" || selection.territories != .drop
      else { continue }
      places[code.text] = destinations.count
      destinations.append(known)
    }
    let origins = Dictionary(
      uniqueKeysWithValues: selection.origins.origins.enumerated().map { ($1.code, $0) })
    var hasCommodity = Set<String>()
    for part in parts {
      let commodities = part.commodities?.texts ?? [""]
      if let column = part.commodities {
        var isUsed = [Bool](repeating: false, count: column.texts.count)
        for index in column.indices { isUsed[Int(index)] = true }
        hasCommodity.formUnion(column.texts.indices.filter { isUsed[$0] }.map { column.texts[$0] })
      } else {
        hasCommodity.insert("")
      }
      var destinationSlots: [Int] = []
      var isListed: [Bool] = []
      for (index, text) in part.destinations.texts.enumerated() {
        let fault = part.faults[index]
        let slot = slot(
          ofDestination: text, fault: fault, selection: selection, codes: codes, places: &places)
        destinationSlots.append(slot)
        isListed.append(
          slot >= 0 && (fault != nil || destinations[slot].kind == Self.unmatchedKind))
      }
      var originSlots: [Int] = []
      for text in part.origins.texts {
        originSlots.append(origins[text] ?? reason(ofOrigin: text))
      }
      slots.append(
        Slots(
          origins: originSlots, destinations: destinationSlots,
          components: commodities.map {
            components.firstIndex(of: $0) ?? -1 - Self.commodityNotAsked
          }, isListed: isListed))
    }
    if let missing = components.first(where: { !hasCommodity.contains($0) }) {
      let held = hasCommodity.sorted().map { $0.isEmpty ? CommodityChoice.all.id : $0 }
      throw DataError(
        .unknownCommodity,
        "\(parts.first?.name ?? "the source") has no figures of "
          + (missing.isEmpty ? "all goods together" : "the commodity \(missing)"),
        hint: "it has " + held.prefix(20).joined(separator: ", ")
          + (held.count > 20 ? " and \(held.count - 20) more" : ""))
    }
  }

  private mutating func slot(
    ofDestination text: String, fault: ExportPart.Fault?, selection: ExportSelection,
    codes: DestinationCodes, places: inout [String: Int]
  ) -> Int {
    var destination: Destination
    var key = text
    if let fault, fault.isGroup { return -1 - Self.group }
    if fault != nil, selection.onUnmatched != .list { return -1 - Self.unmatchedDestination }
    if let known = codes[ScheduleC(text)], fault?.system ?? .scheduleC == .scheduleC {
      // A Schedule C code that is kept in years in which it did not hold stays what it is.
      if let place = places[key] { return place }
      destination = known
    } else if fault == nil, Self.isGroup(text) {
      return -1 - Self.group
    } else if selection.onUnmatched == .list {
      // Digits of another system are told apart from Schedule C codes.
      key = fault?.system == .cow ? "cown-\(text)" : text
      if let place = places[key] { return place }
      destination = Destination(
        scheduleC: ScheduleC(key), name: "", iso3: nil, kind: Self.unmatchedKind)
    } else {
      return -1 - Self.unmatchedDestination
    }
    if let wanted = selection.destinations, !wanted.contains(destination.scheduleC) {
      return -1 - Self.destinationNotAsked
    }
    if selection.territories == .drop, destination.kind == "territory" {
      return -1 - Self.territory
    }
    let place = destinations.count
    destinations.append(destination)
    places[key] = place
    return place
  }

  private mutating func reason(ofOrigin text: String) -> Int {
    guard ["XX", "-", "US", ""].contains(text) || State.usps(text) != nil else {
      return -1 - Self.unmatchedOrigin
    }
    let reason = "origin not asked for: \(text == "XX" ? "XX (unknown)" : text)"
    if let known = reasons.firstIndex(of: reason) { return -1 - known }
    reasons.append(reason)
    return -1 - (reasons.count - 1)
  }

  /// Whether a code stands for a group of countries or for their total in Schedule C.
  static func isGroup(_ text: String) -> Bool {
    text == "-" || (text.utf8.count == 4 && (text.hasPrefix("0") || text.hasSuffix("XXX")))
  }
}
