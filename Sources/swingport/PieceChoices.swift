import Codes
import Estimation
import Foundation
import Hypotheses
import Panels
import Tables

/// What the commands for single pieces of an analysis have in common: their data and their choices.
enum PieceChoices {
  /// The choices of an analysis from the options of a command.
  static func choices(swing: String?, ally: String?, years: String?) throws -> AnalysisChoices {
    AnalysisChoices(
      swingRule: swing.map(UserTable.identifier),
      allyRules: ally.map { [UserTable.identifier($0)] } ?? [],
      years: try years.map(YearSpan.read))
  }

  /// The built-in data with a user's lists of swing states and allies.
  static func data(swing: String?, ally: String?) throws -> BuiltInData {
    let folder = try DataFolder(
      environment: ProcessInfo.processInfo.environment, program: DataFolder.program)
    var data = try BuiltInData(
      elections: DataFolder.package(folder.elections),
      exports: DataFolder.package(folder.exports))
    if let swing, swing.hasPrefix("list:") { data.add(try SwingRuleChoice.rule(swing)) }
    if let ally, ally.hasPrefix("list:") {
      data.add(try AllyListChoice.rule(ally, codes: data.crosswalk))
    }
    return data
  }

  /// Refuses options that a user's monthly panel leaves no place for.
  static func requireUse(ofMonths months: String?, years: String?, reference: Int?) throws {
    guard months != nil, years != nil || reference != nil else { return }
    throw DataError(
      .wrongUse, "--years and --reference are for analyses, and --months names a panel",
      hint: "leave them out; the reference of months is 13 to 15 months before the election")
  }

  /// A user's monthly panel joined with swing states and allies.
  static func monthly(
    _ path: String, swing: String?, ally: String?, data: BuiltInData
  ) throws -> MonthlyPanel {
    let bytes: [UInt8]
    do {
      bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw DataError(
        .missingTable, "the monthly panel '\(path)' cannot be read",
        hint: "check the name after --months and the file's permissions")
    }
    let file = URL(fileURLWithPath: path).lastPathComponent
    return try MonthlyPanel(
      table: DelimitedText(name: file).table(from: bytes), file: file,
      swing: data.swingRule(swing.map(UserTable.identifier) ?? "margin-5"),
      ally: data.allyRule(ally.map(UserTable.identifier) ?? "treaty"), context: data.context)
  }

  /// What `body` gives, its errors of estimation as errors of data.
  static func estimating<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as EstimationError {
      throw DataError(.notEstimable, error.message, hint: error.hint)
    }
  }
}

/// The checks of where results go.
enum PieceOutput {
  /// Refuses two things on standard output, and an empty folder name.
  static func check(json: Bool, csv: Bool, out: String?) throws {
    if json && csv {
      throw DataError(
        .wrongUse, "--json and --csv both go to standard output", hint: "give one of them")
    }
    if out == "" {
      throw DataError(.wrongUse, "--out is empty", hint: "name a folder")
    }
  }
}

/// A line on a terminal that says which share of the work is done and about how long the rest takes;
/// nothing anywhere else, and nothing in the first second.
final class ShareProgress {
  private let isShown = isatty(STDERR_FILENO) == 1
  private let start = Clock.monotonic()
  private var isDrawn = false

  func show(_ share: Double, _ what: String) {
    let elapsed = Clock.monotonic() - start
    guard isShown, elapsed > 1_000 else { return }
    let left =
      share > 0.05 ? ", about \(Int(Double(elapsed) * (1 - share) / share) / 1_000 + 1) s left" : ""
    Terminal.mutter("\r\u{1B}[K\(Int(100 * share)) %: \(what)\(left)")
    isDrawn = true
  }

  func clear() {
    guard isDrawn else { return }
    Terminal.mutter("\r\u{1B}[K")
    isDrawn = false
  }
}

/// Numbers with commas between, as options take them.
enum NumberList {
  /// Reads a list; spaces around numbers are allowed.
  static func read(_ text: String, _ option: String) throws -> [Double] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let value = Double(part.trimmingPrefix { $0 == " " }), value.isFinite else {
        throw DataError(
          .wrongUse, "'\(part)' in \(option) is no number",
          hint: "give numbers with commas between, such as 0.02,0.05,0.1")
      }
      return value
    }
  }
}
