import Codes
import MapMeasures

/// Refuses options that a map would not use, so that nobody takes a picture for what it is not.
struct MapChecks {
  let command: MapCommand
  let measure: MapMeasure

  /// The measure's circles, unless another view is asked for.
  private var isCircles: Bool {
    let levels: Set<MapMeasure> = [.exports, .allyExports]
    return command.view == .symbols
      || command.view == nil && command.elections == nil && levels.contains(measure)
  }

  /// Throws for the first option that is given and not used.
  ///
  /// - Throws: `DataError` of exit status 64 that names the option and what uses it.
  func requireUsed() throws {
    try requireMeasures()
    try requireViews()
  }

  private func requireMeasures() throws {
    let isChange = measure == .change || measure == .shareChange
    let isSpan = measure == .bump || measure == .reputationEra
    let usesAllies: Set<MapMeasure> = [
      .allyExports, .allyShare, .change, .shareChange, .bump, .reputationEra,
    ]
    let what = "\(measure.rawValue) does not use"
    try refuse(
      command.from != nil && !isChange, "\(what) --from", "use it with change or share-change")
    try refuse(command.to != nil && !isChange, "\(what) --to", "use it with change or share-change")
    try refuse(
      command.years != nil && !isSpan, "\(what) --years", "use it with bump or reputation-era")
    try refuse(
      command.ranking != nil && measure != .reputationEra, "\(what) --ranking",
      "use it with reputation-era")
    try refuse(
      command.ally != nil && !usesAllies.contains(measure), "\(what) --ally",
      "use it with a measure of allies such as ally-share")
    try refuse(
      command.swing != nil && measure == .revision, "\(what) --swing", "use it with another measure"
    )
    try refuse(
      command.source != nil && (measure == .swing || measure == .revision), "\(what) --source",
      "use it with a measure of exports such as ally-share")
    try refuse(
      !command.vintage.isEmpty && measure == .swing, "\(what) --vintage",
      "use it with a measure of exports such as ally-share")
    try refuse(
      command.store.store != nil && command.vintage.isEmpty,
      "--store is given and no vintage of it",
      "name a vintage of the store with --vintage, or leave --store out for the built-in figures")
  }

  private func requireViews() throws {
    let isFlows = command.view == .flows
    try refuse(
      isFlows && measure != .allyExports, "\(measure.rawValue) has no flows",
      "draw ally-exports with --view flows")
    try refuse(
      measure == .swing && command.view == .symbols,
      "swing has no values that circles could show", "draw it as a map or as tiles")
    let kind = isFlows ? "flows have" : isCircles ? "circles have" : "swing has"
    let isPlain = isFlows || isCircles
    try refuse(
      command.classes != nil && (isPlain || measure == .swing), "\(kind) no classes",
      "leave --classes out" + (isCircles ? ", or give --view map" : ""))
    try refuse(
      command.palette != nil && isPlain, "\(kind) one colour",
      "leave --palette out" + (isCircles ? ", or give --view map" : ""))
    try refuse(
      command.hatch != nil && (isPlain || measure == .revision),
      isPlain ? "\(kind) no hatching" : "revision has no swing states", "leave --hatch out")
    try refuse(
      isFlows && command.labels != nil, "flows have labels of their own", "leave --labels out")
    let isLong = command.labels == .value || command.labels == .both
    try refuse(
      isCircles && isLong,
      "circles carry codes, and values where they have room",
      "give --labels code or none, or leave it out")
    try refuse(
      measure == .swing && isLong, "swing has no values to write", "give --labels code or none")
  }

  private func refuse(_ isWrong: Bool, _ message: String, _ hint: String) throws {
    guard isWrong else { return }
    throw DataError(.wrongUse, message, hint: hint)
  }
}
