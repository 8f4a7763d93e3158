import Codes
import JSONText

/// A reduction as a job of Spark: what `spark-submit` is told, and what its words mean.
public struct SparkJob: Sendable, Equatable {
  /// Where the cluster is, such as `local[2]`, `spark://host:7077` or `yarn`.
  public let master: String
  /// Settings of Spark as `name=value`, in order.
  public let settings: [String]
  /// The statements that bind the names.
  public let prelude: [String]
  /// Where the job leaves the cells, a folder of its own.
  public let output: String

  /// States a job; `output` is a folder that does not exist.
  public init(master: String, settings: [String], prelude: [String], output: String) {
    self.master = master
    self.settings = settings
    self.prelude = prelude
    self.output = output
  }

  /// The first word of the lines that the job says to this program.
  public static let mark = "SWINGPORT "

  /// The arguments of `spark-submit`, given where the job's two files are.
  public func arguments(script: String, statements: String) -> [String] {
    ["--master", master, "--name", "swingport panel"]
      + (["spark.ui.showConsoleProgress=false"] + settings).flatMap { ["--conf", $0] }
      + [script, statements, output]
  }

  /// The statements as JSON: what binds the names, and the reduction.
  public var statements: String {
    JSONValue.members([
      "prelude": .list(prelude.map { .text($0) }), "reduction": .text(ReductionSQL.text),
    ]).indented
  }

  /// The program that Spark runs: it binds, reduces, reports, and writes the cells at the end.
  ///
  /// The folder gets its mark of success last, by Spark's own commit of tasks, so that a task that runs
  /// twice or is lost with its executor leaves one result.
  public static let script = """
    import json
    import sys
    import threading

    from pyspark.sql import SparkSession


    def say(event, **more):
        sys.stdout.write("SWINGPORT " + json.dumps(dict(more, event=event), sort_keys=True) + "\\n")
        sys.stdout.flush()


    def watch(tracker, ended):
        last = None
        while not ended.wait(0.5):
            for stage in tracker.getActiveStageIds():
                info = tracker.getStageInfo(stage)
                if info and (stage, info.numCompletedTasks) != last:
                    last = (stage, info.numCompletedTasks)
                    say("progress", stage=stage, done=info.numCompletedTasks, of=info.numTasks)


    def main():
        with open(sys.argv[1], encoding="utf-8") as file:
            statements = json.load(file)
        spark = SparkSession.builder.getOrCreate()
        say("started", version=spark.version, application=spark.sparkContext.applicationId)
        ended = threading.Event()
        watcher = threading.Thread(
            target=watch, args=(spark.sparkContext.statusTracker(), ended), daemon=True)
        watcher.start()
        try:
            for statement in statements["prelude"]:
                spark.sql(statement)
            cells = spark.sql(statements["reduction"])
            cells.write.csv(sys.argv[2], header=True, mode="errorifexists")
        finally:
            ended.set()
            watcher.join()
        say("done")
        spark.stop()


    main()

    """

  /// A line that the job said.
  public enum Event: Sendable, Equatable {
    /// Spark is running, in that version.
    case started(version: String)
    /// So many tasks of a stage are done.
    case progress(stage: Int, done: Int, of: Int)
    /// All cells are written.
    case done
  }

  /// What a line says; nil for the talk of others.
  public static func event(_ line: String) -> Event? {
    guard line.hasPrefix(mark),
      let value = try? JSONReader(name: "spark").value(
        from: Array(line.dropFirst(mark.count).utf8)),
      case .object(let object) = value, case .text(let name)? = object["event"]
    else { return nil }
    switch name {
    case "started":
      guard case .text(let version)? = object["version"] else { return nil }
      return .started(version: version)
    case "progress":
      guard let stage = object["stage"]?.wholeNumber, let done = object["done"]?.wholeNumber,
        let all = object["of"]?.wholeNumber
      else { return nil }
      return .progress(stage: Int(stage), done: Int(done), of: Int(all))
    case "done": return .done
    default: return nil
    }
  }

  /// Whether a version of Spark is one that this works with: 3.5 and 4.x.
  public static func isKnown(version: String) -> Bool {
    let parts = version.split(separator: ".").prefix(2).compactMap { Int($0) }
    guard parts.count == 2 else { return false }
    return parts[0] == 4 || (parts[0] == 3 && parts[1] >= 5)
  }

  /// What went wrong, in one sentence, from what Spark printed.
  ///
  /// The first cause that is known counts, the most particular ones first; what is not known is quoted.
  public static func failure(log: String, master: String, status: Int32) -> DataError {
    func has(_ words: String...) -> Bool { words.contains { log.contains($0) } }
    if has("No space left on device") {
      return DataError(
        .sparkFailed, "a disk of the cluster is full: no space left on device",
        hint: "make room, or name another folder with --conf spark.local.dir=FOLDER and run again")
    }
    if has("JAVA_HOME is not set", "java: not found", "java: command not found") {
      return DataError(
        .noSpark, "Spark found no Java",
        hint: "install Java 17 (Spark 3.5) or 17 and later (4.x), or set JAVA_HOME")
    }
    if has("UnsupportedClassVersionError", "UnsupportedOperationException: getSubject") {
      return DataError(
        .noSpark, "this Java is not one that this Spark runs on",
        hint: "use Java 17, which Spark 3.5 and 4.x both run on, or set JAVA_HOME to it")
    }
    if has("Could not parse Master URL", "Master must either be yarn or start with") {
      return DataError(
        .noSpark, "'\(master)' is no address of a Spark master",
        hint: "write local[2], spark://HOST:7077, yarn or k8s://https://HOST:PORT")
    }
    if has("All masters are unresponsive", "Failed to connect to master", "UnknownHostException") {
      return DataError(
        .sparkUnreachable, "no Spark master answers at \(master)",
        hint: "check the address and that the master runs, and try again")
    }
    if let line = log.split(separator: "\n").first(where: {
      $0.contains("Malformed records are detected") || $0.contains("CANNOT_READ_FILE")
        || $0.contains("FAILED_READ_FILE") || $0.contains("Encountered error while reading file")
        || $0.contains("CSV header does not conform")
    }) {
      return DataError(
        .badRecords, "a part of the records cannot be read: " + String(line.prefix(300)).trimming,
        hint: "write the records again with swingport records, or check them with --verify")
    }
    if has("PATH_ALREADY_EXISTS", "already exists") {
      return DataError(
        .sparkFailed, "the job's output is there already", hint: "remove it and run again")
    }
    let last =
      log.split(separator: "\n").last { $0.contains("Exception") || $0.contains("Error") }
      ?? log.split(separator: "\n").last ?? "nothing was said"
    return DataError(
      .sparkFailed,
      "the Spark job ended with status \(status): \(String(last.prefix(400)).trimming)",
      hint: "look at the log of the application, and run again; nothing was written")
  }
}

extension StringProtocol {
  /// Without blanks at either end.
  fileprivate var trimming: String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text = text.dropFirst() }
    while let last = text.last, last.isWhitespace { text = text.dropLast() }
    return String(text)
  }
}

extension DataError.Kind {
  /// Spark or Java is not there, or not in a version that works.
  public static let noSpark = Self(id: "spark.missing", exitCode: .configuration)
  /// The master does not answer.
  public static let sparkUnreachable = Self(id: "spark.unreachable", exitCode: .unavailable)
  /// A job that failed.
  public static let sparkFailed = Self(id: "spark.failed", exitCode: .unavailable)
}
