import ArgumentParser

/// Where Spark is and how it is set.
struct SparkOptions: ParsableArguments {
  @Option(help: "The address of the Spark master, such as local[2] or spark://host:7077.")
  var master: String?

  @Option(help: ArgumentHelp("A setting of Spark; may be given again.", valueName: "name=value"))
  var conf: [String] = []
}
