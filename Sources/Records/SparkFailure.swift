import Codes

extension SparkJob {
  /// What went wrong, in one sentence, from what Spark printed.
  ///
  /// The first cause that is known counts, the most particular ones first; what is not known is quoted.
  public static func failure(log: String, master: String, status: Int32) -> DataError {
    func has(_ words: String...) -> Bool { words.contains { log.contains($0) } }
    if let found = fault(log: log) { return found }
    if has("No space left on device") {
      return DataError(
        .sparkFailed, "a disk that the job writes to is full: no space left on device",
        hint: "make room, or name other folders with --work (this machine) or --conf "
          + "spark.local.dir=FOLDER (workers), and run again")
    }
    if has("ARITHMETIC_OVERFLOW", "long overflow", "CAST_OVERFLOW") {
      return DataError(
        .sumTooLarge, "a sum of dollars does not fit 64 bits", hint: "check the records' dollars")
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
    if let line = line(
      of: log, "Malformed records are detected", "CANNOT_READ_FILE", "FAILED_READ_FILE",
      "Encountered error while reading file", "CSV header does not conform",
      "Could not read footer", "is not a Parquet file")
    {
      return unreadable(line)
    }
    if has("Path does not exist", "PATH_NOT_FOUND") {
      let line = line(of: log, "Path does not exist", "PATH_NOT_FOUND") ?? ""
      return DataError(
        .sparkInput, "Spark finds no files: " + line,
        hint: "name a folder or an address that every worker sees")
    }
    if has("PATH_ALREADY_EXISTS", "already exists") {
      return DataError(
        .sparkFailed, "the job's output is there already", hint: "remove it and run again")
    }
    if let line = line(
      of: log, "ParquetDecodingException", "org.apache.parquet.format", "shaded.parquet")
    {
      return unreadable(line)
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

extension SparkJob {
  private static func unreadable(_ line: String) -> DataError {
    DataError(
      .badRecords, "a file cannot be read: " + line,
      hint: "write it again; swingport records --verify checks records")
  }

  /// The first line of a log that has one of some words in it, cut at 300 characters.
  private static func line(of log: String, _ words: String...) -> String? {
    log.split(separator: "\n").first { line in
      !line.contains(" INFO ") && words.contains { line.contains($0) }
    }
    .map { String($0.prefix(300)).trimming }
  }

  /// A fault that the job itself has named, in whichever line of Spark's talk it stands.
  static func fault(log: String) -> DataError? {
    guard let start = log.firstRange(of: mark + "{") else { return nil }
    let line = log[start.lowerBound...].prefix { $0 != "\n" && $0 != "\r" }
    guard case .fault(let status, let message, let hint)? = event(String(line)) else { return nil }
    return DataError(fault: status, message, hint: hint)
  }
}

extension DataError {
  /// A fault with the status that a job names; one that no status describes is of Spark.
  public init(fault status: Int, _ message: String, hint: String) {
    let code = Int32(exactly: status).flatMap(ExitCode.init(rawValue:)) ?? .unavailable
    self.init(Kind(id: "spark.fault", exitCode: code), message, hint: hint)
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
  /// Input that Spark does not find.
  public static let sparkInput = Self(id: "spark.no_input", exitCode: .inputMissing)
  /// A job that failed.
  public static let sparkFailed = Self(id: "spark.failed", exitCode: .unavailable)
}
