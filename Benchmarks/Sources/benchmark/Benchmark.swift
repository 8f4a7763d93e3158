import Estimation
import FoundationEssentials

/// Fits the tasks of the benchmark on one panel and prints a line of JSON for every repetition.
///
///     benchmark PANEL [TASK ...] [--repetitions N] [--tolerance T]
///     benchmark PANEL [TASK ...] --serve
///     benchmark PANEL --resample [--repetitions N]
///     benchmark PANEL.csv --read all|needed [--threads N] [--repetitions N | --serve]
///
/// PANEL is a `.columns` or a `.csv` file as `simulate.py` writes them; TASK is one of `ols_unb`,
/// `ols_bal`, `ppml`, all three unless said. With `--serve` tasks are read from standard input, one a
/// line, and each is answered with one line, so that other programs' fits can stand between ours. With
/// `--resample` 9,999 wild bootstrap draws and 40 randomization draws are timed, on a panel of years. With
/// `--read` the text is read and nothing fitted.
@main
struct Benchmark {
  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      FileHandleOutput.error("benchmark: \(error)\n")
      FileHandleOutput.exit(1)
    }
  }

  private static func run(_ arguments: [String]) throws {
    var words = arguments
    let read = take(option: "--read", from: &words)
    let threads = Int(take(option: "--threads", from: &words) ?? "2")
    let serve = take(flag: "--serve", from: &words)
    let resample = take(flag: "--resample", from: &words)
    let repetitions = Int(take(option: "--repetitions", from: &words) ?? "1")
    let tolerance = Double(take(option: "--tolerance", from: &words) ?? "1e-8")
    guard let path = words.first, let repetitions, let tolerance else { throw Failure.usage }
    if let read, let threads {
      var left = serve ? .max : repetitions
      while left > 0, !serve || readLine() != nil {
        try print(ReadMeasurement(path, needed: read == "needed", threads: threads))
        left -= 1
      }
      return
    }
    if resample {
      let panel = try BenchmarkPanel(path: path, tasks: [.olsUnbalanced, .ppml], parts: true)
      for _ in 0..<repetitions {
        try print(ResamplingMeasurement.wild(on: panel, draws: 9_999))
        for task in [FitTask.olsUnbalanced, .ppml] {
          try print(ResamplingMeasurement.randomization(of: task, on: panel, draws: 40))
        }
      }
      return
    }
    let names = words.dropFirst()
    let tasks = names.compactMap(FitTask.init(rawValue:))
    guard tasks.count == names.count else { throw Failure.usage }
    let chosen = tasks.isEmpty ? FitTask.allCases : tasks
    let panel = try BenchmarkPanel(path: path, tasks: chosen)
    if serve {
      while let line = readLine() {
        guard let task = FitTask(rawValue: line) else { throw Failure.usage }
        try print(FitMeasurement(task, on: panel, tolerance: tolerance))
      }
    } else {
      for task in chosen {
        for _ in 0..<repetitions {
          try print(FitMeasurement(task, on: panel, tolerance: tolerance))
        }
      }
    }
  }

  private static func print(_ measurement: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    FileHandleOutput.standard(
      String(decoding: try encoder.encode(measurement), as: UTF8.self) + "\n")
  }

  private static func take(flag: String, from words: inout [String]) -> Bool {
    let count = words.count
    words.removeAll { $0 == flag }
    return words.count < count
  }

  private static func take(option: String, from words: inout [String]) -> String? {
    guard let index = words.firstIndex(of: option), index + 1 < words.count else { return nil }
    defer { words.removeSubrange(index...index + 1) }
    return words[index + 1]
  }
}

/// What ends the program early.
enum Failure: Error, CustomStringConvertible {
  case usage
  case unreadable(String)

  var description: String {
    switch self {
    case .usage: "give a panel and tasks out of ols_unb, ols_bal, ppml; see Benchmarks/README.md"
    case .unreadable(let path): "\(path) cannot be read as a panel; write it with simulate.py"
    }
  }
}
