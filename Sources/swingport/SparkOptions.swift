import ArgumentParser
import Codes

/// Where Spark is and how it is set.
struct SparkOptions: ParsableArguments {
  @Option(help: "The address of the Spark master, such as local[2] or spark://host:7077.")
  var master: String?

  @Option(help: ArgumentHelp("A setting of Spark; may be given again.", valueName: "name=value"))
  var conf: [String] = []

  /// Refuses what Spark would be started for in vain.
  ///
  /// - Throws: `DataError` of kind `wrongUse` for an empty master, or a setting that is not `name=value`.
  func check() throws(DataError) {
    if master == "" {
      throw DataError(
        .wrongUse, "--master is empty", hint: "write local[2], spark://HOST:7077 or yarn")
    }
    for setting in conf where setting.split(separator: "=", maxSplits: 1).count < 2 {
      throw DataError(
        .wrongUse, "--conf was given '\(setting)'",
        hint: "write name=value, as in spark.executor.memory=4g")
    }
  }

  /// Refuses the path of a folder that Spark would read as a pattern of several.
  ///
  /// - Throws: `DataError` of kind `wrongUse`.
  static func requireNoPattern(_ path: String) throws(DataError) {
    if path.isEmpty {
      throw DataError(.wrongUse, "the path of the records is empty", hint: "name a folder")
    }
    if path.contains(where: { "[]{}*?\\".contains($0) }) {
      throw DataError(
        .wrongUse,
        "'\(path)' has one of [ ] { } * ? \\, which Spark reads as a pattern of several folders",
        hint: "rename the folder, or link to it by another name")
    }
  }
}
