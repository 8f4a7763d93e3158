import Codes
import Foundation
import Records

/// Runs a job of Spark and follows it.
struct SparkRun {
  let job: SparkJob
  /// A folder for the job's files and its log; it need not exist.
  let scratch: URL

  /// The run was asked to stop by that signal; the job has been ended.
  struct Stopped: Error {
    let signal: Int32
  }

  /// Runs the job to its end.
  ///
  /// - Throws: `DataError` of exit status 78 where Spark or Java is missing or of another version, 69
  ///   where the master does not answer or the job fails, 65 where records are damaged, or what the job
  ///   itself names; `Stopped` after SIGINT or SIGTERM.
  func run() throws {
    let submit = try Self.submit()
    try Self.requireJava()
    let script = scratch.appendingPathComponent("job.py")
    let order = scratch.appendingPathComponent("order.json")
    let log = scratch.appendingPathComponent("spark.log")
    do {
      try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
      try Data(job.script.utf8).write(to: script)
      try Data(job.order.utf8).write(to: order)
      try Data().write(to: log)
    } catch {
      throw DataError.cannotWrite(into: scratch.deletingLastPathComponent().path, error)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: submit)
    process.arguments = job.arguments(script: script.path, order: order.path)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: log)
    process.standardInput = FileHandle.nullDevice
    Interruption.listen()
    try process.run()
    let (wrong, talk, isDone) = follow(output.fileHandleForReading, process)
    process.waitUntilExit()
    if Interruption.isWanted { throw Stopped(signal: Interruption.signal) }
    if let wrong { throw wrong }
    if process.terminationStatus != 0 {
      // Python's own errors come with the output, those of tasks and of Java in the log.
      let text = String(decoding: try Data(contentsOf: log) + talk, as: UTF8.self)
      throw SparkJob.failure(
        log: text, master: job.master, status: process.terminationStatus)
    }
    if !isDone {
      throw DataError(
        .sparkFailed, "the Spark job ended without saying that it was done", hint: "run it again")
    }
  }

  /// Says how far the job is; ends it where its Spark is one that is not known, or on a signal.
  ///
  /// - Returns: What is wrong with Spark, the last that the job said besides its events, and whether it
  ///   said that everything was written.
  private func follow(
    _ output: FileHandle, _ process: Process
  ) -> (DataError?, talk: [UInt8], isDone: Bool) {
    var isDone = false
    var pending: [UInt8] = []
    var talk: [UInt8] = []
    var isDrawn = false
    var isEnded = false
    var wrong: DataError?
    let isShown = isatty(STDERR_FILENO) == 1
    while true {
      var wait = pollfd(fd: output.fileDescriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&wait, 1, 200)
      if Interruption.isWanted, !isEnded {
        process.terminate()
        isEnded = true
      }
      if ready <= 0 { continue }
      let data = output.availableData
      if data.isEmpty { break }
      pending.append(contentsOf: data)
      while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeSubrange(...end)
        switch SparkJob.event(line) {
        case .started(let version) where !SparkJob.isKnown(version: version):
          wrong = DataError(
            .noSpark, "Spark \(version) is not one that this program works with",
            hint: "use Spark 3.5 or 4.x, such as pip install 'pyspark==3.5.*'")
          process.terminate()
        case .progress(let stage, let done, let all) where isShown:
          Terminal.mutter("\r\u{1B}[KSpark: stage \(stage), \(done) of \(all) tasks")
          isDrawn = true
        case .none:
          talk += line.utf8
          talk.append(UInt8(ascii: "\n"))
          if talk.count > 1 << 20 { talk.removeFirst(talk.count - (1 << 19)) }
        case .done: isDone = true
        default: break
        }
      }
    }
    if isDrawn { Terminal.mutter("\r\u{1B}[K") }
    return (wrong, talk + pending, isDone)
  }

  /// Where `spark-submit` is: on the path, or in the package `pyspark` of the path's Python.
  private static func submit() throws -> String {
    if let found = onPath("spark-submit") { return found }
    if let python = onPath("python3") {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: python)
      process.arguments = ["-c", "import os, pyspark; print(os.path.dirname(pyspark.__file__))"]
      let output = Pipe()
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      try process.run()
      let data = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      let folder = String(decoding: data, as: UTF8.self).split(separator: "\n").first
        .map(String.init)
      if process.terminationStatus == 0, let folder {
        let file = folder + "/bin/spark-submit"
        if FileManager.default.isExecutableFile(atPath: file) { return file }
      }
    }
    throw DataError(
      .noSpark, "Spark is not installed here: neither spark-submit nor the Python package pyspark",
      hint: "pip install 'pyspark==3.5.*' and install Java 17, or put a cluster's bin on PATH")
  }

  private static func requireJava() throws {
    let environment = ProcessInfo.processInfo.environment
    if let home = environment["JAVA_HOME"], !home.isEmpty {
      if FileManager.default.isExecutableFile(atPath: home + "/bin/java") { return }
      throw DataError(
        .noSpark, "JAVA_HOME is \(home), which has no bin/java",
        hint: "set JAVA_HOME to a Java 17, or unset it to use that of PATH")
    }
    if onPath("java") != nil { return }
    throw DataError(
      .noSpark, "Spark runs on Java, and there is none here",
      hint: "install Java 17, such as apt install openjdk-17-jre-headless, or set JAVA_HOME")
  }

  private static func onPath(_ name: String) -> String? {
    for folder in (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":") {
      let file = folder + "/" + name
      if FileManager.default.isExecutableFile(atPath: file) { return String(file) }
    }
    return nil
  }
}
