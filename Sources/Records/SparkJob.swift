import Codes
import JSONText

/// A job of Spark: what `spark-submit` is told, and what the lines mean that the job says.
public struct SparkJob: Sendable, Equatable {
  /// What the job is called in the cluster's lists.
  public let name: String
  /// Where the cluster is, such as `local[2]`, `spark://host:7077` or `yarn`.
  public let master: String
  /// Settings of Spark as `name=value`, in order.
  public let settings: [String]
  /// The program that Spark runs.
  public let script: String
  /// What the program is told, as JSON.
  public let order: String
  /// The last arguments of the program, after the file of its order.
  public let words: [String]

  init(
    name: String, master: String, settings: [String], script: String, order: String,
    words: [String] = []
  ) {
    self.name = name
    self.master = master
    self.settings = settings
    self.script = Self.prologue + script
    self.order = order
    self.words = words
  }

  /// The first word of the lines that the job says to this program.
  public static let mark = "SWINGPORT "

  /// The arguments of `spark-submit`, given where the job's two files are.
  public func arguments(script: String, order: String) -> [String] {
    ["--master", master, "--name", "swingport \(name)"]
      + (["spark.ui.showConsoleProgress=false"] + settings).flatMap { ["--conf", $0] }
      + [script, order] + words
  }

  /// What all programs begin with: how they say something, and how far they are.
  private static let prologue = """
    import contextlib
    import json
    import sys
    import threading

    from pyspark.sql import SparkSession


    def line(event, **more):
        return "SWINGPORT " + json.dumps(dict(more, event=event), sort_keys=True)


    def say(event, **more):
        sys.stdout.write(line(event, **more) + "\\n")
        sys.stdout.flush()


    def fault(status, message, hint):
        return RuntimeError(line("fault", status=status, message=message, hint=hint))


    def watch(tracker, ended):
        last = None
        while not ended.wait(0.5):
            for stage in tracker.getActiveStageIds():
                info = tracker.getStageInfo(stage)
                if info and (stage, info.numCompletedTasks) != last:
                    last = (stage, info.numCompletedTasks)
                    say("progress", stage=stage, done=info.numCompletedTasks, of=info.numTasks)


    @contextlib.contextmanager
    def session():
        spark = SparkSession.builder.getOrCreate()
        say("started", version=spark.version, application=spark.sparkContext.applicationId)
        ended = threading.Event()
        watcher = threading.Thread(
            target=watch, args=(spark.sparkContext.statusTracker(), ended), daemon=True)
        watcher.start()
        try:
            yield spark
        finally:
            ended.set()
            watcher.join()
        say("done")
        spark.stop()


    with open(sys.argv[1], encoding="utf-8") as file:
        ORDER = json.load(file)


    """

  /// A line that the job said.
  public enum Event: Sendable, Equatable {
    /// Spark is running, in that version.
    case started(version: String)
    /// So many tasks of a stage are done.
    case progress(stage: Int, done: Int, of: Int)
    /// The job found a fault, with the status that the program ends with.
    case fault(status: Int, message: String, hint: String)
    /// Everything is written.
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
    case "fault":
      guard let status = object["status"]?.wholeNumber,
        case .text(let message)? = object["message"], case .text(let hint)? = object["hint"]
      else { return nil }
      return .fault(status: Int(status), message: message, hint: hint)
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
}
