import Codes
import Foundation
import Hypotheses
import Panels
import Reports
import Tables

/// Runs the inference suite step by step, keeping every finished step on disk.
///
/// A step's file is named by the hash of everything that it depends on, so that a rerun after an
/// interruption takes what is there and other data or options take nothing.
struct InferenceRun {
  let options: InferenceOptions
  /// The folder of the parts; nil keeps nothing.
  let folder: URL?

  /// All rows of the analyses.
  ///
  /// An interruption ends the program after the step at work; finished parts stay.
  ///
  /// - Throws: `DataError` where a model cannot be estimated or a part not be written.
  func rows(of results: [AnalysisResult]) throws -> [InferenceRow] {
    Interruption.listen()
    let suites = results.map { InferenceSuite($0, options: options) }
    let progress = StepProgress(total: suites.reduce(0) { $0 + $1.steps.count })
    var rows: [InferenceRow] = []
    for (suite, result) in zip(suites, results) {
      let inputs = folder == nil ? "" : DataPackage.hash(of: result.panel.csv())
      var parts: [InferencePart] = []
      for step in suite.steps {
        progress.begin(step.id)
        let file = folder?.appendingPathComponent("\(step.id)-\(key(step.id, inputs)).json")
        if let file, let known = read(file, step: step.id) {
          parts.append(known)
          progress.skip()
        } else {
          let part = try suite.run(step)
          parts.append(part)
          if let file { try write(part, to: file) }
          progress.finish()
        }
        if Interruption.isWanted {
          progress.clear()
          Terminal.say(
            folder.map {
              "swingport: stopped; finished parts are in \($0.path), and running again goes on from "
                + "them"
            } ?? "swingport: stopped; nothing was kept")
          Terminal.exit(signal: Interruption.signal)
        }
      }
      rows += try suite.assemble(parts, reputations: result.reputations)
    }
    progress.clear()
    return rows
  }

  private func key(_ step: String, _ inputs: String) -> String {
    let text =
      "\(Swingport.version) \(step) \(inputs) \(options.seed) \(options.bootstrapDraws) "
      + "\(options.assignments)"
    return String(DataPackage.hash(of: Array(text.utf8)).dropFirst("sha256:".count).prefix(16))
  }

  private func read(_ file: URL, step: String) -> InferencePart? {
    guard let data = try? Data(contentsOf: file),
      let part = try? JSONDecoder().decode(InferencePart.self, from: data), part.step == step
    else { return nil }
    return part
  }

  private func write(_ part: InferencePart, to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try encoder.encode(part).write(to: file, options: .atomic)
    } catch {
      throw DataError(
        .cannotCreate, "cannot write \(file.path)",
        hint: "check that the folder can be written and that the disk has room, then run again")
    }
  }
}

/// A line on a terminal that says how far a run of steps is and about how long it still takes.
///
/// Nothing is drawn anywhere else, and nothing in the first second.
final class StepProgress {
  private let total: Int
  private let isShown = isatty(STDERR_FILENO) == 1
  private let start = Clock.monotonic()
  private var done = 0
  /// Steps that were worked on, which are those that take time.
  private var worked = 0
  private var isDrawn = false

  init(total: Int) { self.total = total }

  func begin(_ name: String) {
    let elapsed = Clock.monotonic() - start
    guard isShown, elapsed > 1_000 else { return }
    let left =
      worked > 0 ? ", about \((elapsed / worked * (total - done) + 999) / 1_000) s left" : ""
    Terminal.mutter("\r\u{1B}[K\(done + 1) of \(total): \(name)\(left)")
    isDrawn = true
  }

  func finish() {
    done += 1
    worked += 1
  }

  func skip() { done += 1 }

  func clear() {
    guard isDrawn else { return }
    Terminal.mutter("\r\u{1B}[K")
    isDrawn = false
  }
}
