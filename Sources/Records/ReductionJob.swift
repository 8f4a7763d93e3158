import JSONText

extension SparkJob {
  /// Files of records that the job itself has to hold against their manifest, since only it sees them.
  public struct RecordFiles: Sendable, Equatable {
    /// The folder's address.
    public let folder: String
    /// How the files hold the records.
    public let format: ReductionSQL.Format
    /// What the records are known to be.
    public let manifest: RecordManifest

    /// States all of it.
    public init(folder: String, format: ReductionSQL.Format, manifest: RecordManifest) {
      self.folder = folder
      self.format = format
      self.manifest = manifest
    }

    /// What the job is told: the parts, or for Parquet the periods, and what they hold.
    var order: JSONValue {
      .members([
        "folder": .text(folder), "format": .text(format.rawValue),
        "parts": .list(
          format == .csv
            ? manifest.parts.map {
              .list([.text($0.path), .whole($0.bytes), .text($0.hash)])
            } : []),
        "periods": format == .parquet ? manifest.periodSums : .list([]),
      ])
    }
  }

  /// The reduction as a job, which leaves the cells in one CSV file of this machine.
  ///
  /// The cells of a task come here once, however often the task ran, and the file gets its name when all
  /// of them are in it; workers and this machine need no folder in common. Sums that do not fit 64 bits
  /// are errors in every version of Spark.
  ///
  /// - Parameters:
  ///   - prelude: The statements that bind the names, as `ReductionSQL` makes them.
  ///   - files: The files that are to be checked first; nil where that was done.
  ///   - output: The path of the file, which does not exist.
  public static func reduction(
    master: String, settings: [String], prelude: [String], files: RecordFiles?, output: String
  ) -> Self {
    Self(
      name: "panel", master: master, settings: settings,
      script: checks + """
        import os

        from pyspark.sql import functions

        with session() as spark:
            spark.conf.set("spark.sql.ansi.enabled", "true")
            spark.conf.set("parquet.page.verify-checksum.enabled", "true")
            for statement in ORDER["prelude"]:
                spark.sql(statement)
            if ORDER["files"]:
                check(spark, ORDER["files"])
            cells = spark.sql(ORDER["reduction"])
            texts = [
                functions.coalesce(functions.col(name).cast("string"), functions.lit(""))
                for name in cells.columns]
            lines = cells.select(functions.concat_ws(",", *texts))
            with open(sys.argv[2] + ".partial", "w", encoding="utf-8", newline="") as file:
                file.write(",".join(cells.columns) + "\\n")
                for row in lines.toLocalIterator(prefetchPartitions=True):
                    file.write(row[0] + "\\n")
            os.rename(sys.argv[2] + ".partial", sys.argv[2])

        """,
      order: JSONValue.members([
        "prelude": .list(prelude.map { .text($0) }), "reduction": .text(ReductionSQL.text),
        "files": files?.order ?? .null,
      ]).indented, words: [output])
  }

  /// Records as Parquet, in folders by year and month, as a job.
  ///
  /// What was written is read again; the folder is removed if a period of it does not hold the same number
  /// of records and the same sum of the detail's dollars.
  ///
  /// - Parameters:
  ///   - prelude: The statements that bind `records`.
  ///   - manifest: What the records are known to be.
  ///   - output: The folder, which does not exist.
  public static func parquet(
    master: String, settings: [String], prelude: [String], manifest: RecordManifest, output: String
  ) -> Self {
    Self(
      name: "records", master: master, settings: settings,
      script: checks + """
        with session() as spark:
            spark.conf.set("spark.sql.ansi.enabled", "true")
            spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
            for statement in ORDER["prelude"]:
                spark.sql(statement)
            records = spark.table("records").repartition(len(ORDER["periods"]), "year", "month")
            records.write.partitionBy("year", "month").parquet(sys.argv[2], mode="errorifexists")
            spark.read.parquet(sys.argv[2]).createOrReplaceTempView("written")
            try:
                compare(spark, "written", ORDER["periods"])
            except RuntimeError:
                path = spark._jvm.org.apache.hadoop.fs.Path(sys.argv[2])
                path.getFileSystem(spark._jsc.hadoopConfiguration()).delete(path, True)
                raise

        """,
      order: JSONValue.members([
        "prelude": .list(prelude.map { .text($0) }), "periods": manifest.periodSums,
      ]).indented, words: [output])
  }

  /// How files are held against their manifest.
  private static let checks = """
    AGAIN = "write the records again with swingport records, and copy them again"


    def compare(spark, table, periods):
        \"""Refuses a period whose records or dollars are not those of the manifest.\"""
        sums = spark.sql(
            "SELECT CAST(year AS INT), CAST(month AS INT), COUNT(*), "
            "CAST(SUM(CASE WHEN reason = '' THEN dollars ELSE 0 END) AS BIGINT) "
            f"FROM {table} GROUP BY 1, 2")
        found = {(row[0], row[1]): (row[2], row[3]) for row in sums.collect()}
        wanted = {(year, month): (rows, dollars) for year, month, rows, dollars in periods}
        for period in sorted(set(found) | set(wanted)):
            (rows, dollars), (listed, sum_) = found.get(period, (0, 0)), wanted.get(period, (0, 0))
            if (rows, dollars) != (listed, sum_):
                raise fault(
                    65, f"year={period[0]}/month={period[1]:02d} holds {rows} records of {dollars} "
                    f"dollars as Parquet, and the manifest lists {listed} of {sum_}", AGAIN)


    def check(spark, files):
        \"""Refuses files that are not those of the manifest, before any is reduced.\"""
        if files["format"] == "parquet":
            return compare(spark, "records", files["periods"])
        bytes_ = spark.read.format("binaryFile").option("recursiveFileLookup", "true")
        bytes_ = bytes_.load(files["folder"])
        found = {
            "/".join(row[0].split("/")[-3:]): (row[1], row[2])
            for row in bytes_.selectExpr("path", "length", "sha2(content, 256)").toLocalIterator()}
        wanted = {path: (length, hash_) for path, length, hash_ in files["parts"]}
        for path in sorted(set(found) | set(wanted)):
            if path not in found:
                raise fault(65, f"{path} of {files['folder']} is missing", AGAIN)
            if path not in wanted:
                raise fault(
                    65, f"{path} of {files['folder']} is not listed in _manifest.json",
                    "remove it, or write the records again")
            if found[path] != wanted[path]:
                raise fault(
                    65, f"{path} of {files['folder']} is not what was written: its size or hash is "
                    "another", AGAIN)


    """
}

extension RecordManifest {
  /// Every year and month with its records and dollars.
  fileprivate var periodSums: JSONValue {
    var sums: [[Int]: (rows: Int, dollars: Int64)] = [:]
    for part in parts {
      guard let period = part.period else { continue }
      let sum = sums[[period.year, period.month], default: (0, 0)]
      sums[[period.year, period.month]] = (sum.rows + part.rows, sum.dollars &+ part.dollars)
    }
    return .list(
      sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { period, sum in
        .list([.whole(period[0]), .whole(period[1]), .whole(sum.rows), .whole(sum.dollars)])
      })
  }
}
