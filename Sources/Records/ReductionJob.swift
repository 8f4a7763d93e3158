import JSONText

extension SparkJob {
  /// The reduction as a job, which leaves the cells in one CSV file of this machine.
  ///
  /// The cells of a task come here once, however often the task ran, and the file gets its name when all
  /// of them are in it; workers and this machine need no folder in common.
  ///
  /// - Parameters:
  ///   - prelude: The statements that bind the names, as `ReductionSQL` makes them.
  ///   - output: The path of the file, which does not exist.
  public static func reduction(
    master: String, settings: [String], prelude: [String], output: String
  ) -> Self {
    Self(
      name: "panel", master: master, settings: settings,
      script: """
        import os

        from pyspark.sql import functions

        with session() as spark:
            for statement in ORDER["prelude"]:
                spark.sql(statement)
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
      ]).indented, words: [output])
  }

  /// Records as Parquet, in folders by year and month, as a job.
  ///
  /// What was written is read again; the folder is removed if it does not hold the same number of records
  /// and the same sum of the detail's dollars.
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
      script: """
        SUMS = "SELECT COUNT(*), CAST(SUM(CASE WHEN reason = '' THEN dollars ELSE 0 END) AS BIGINT) FROM "

        with session() as spark:
            spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
            for statement in ORDER["prelude"]:
                spark.sql(statement)
            records = spark.table("records").repartition(ORDER["months"], "year", "month")
            records.write.partitionBy("year", "month").parquet(sys.argv[2], mode="errorifexists")
            spark.read.parquet(sys.argv[2]).createOrReplaceTempView("written")
            found = tuple(spark.sql(SUMS + "written").first())
            wanted = (ORDER["rows"], ORDER["dollars"])
            if found != wanted:
                path = spark._jvm.org.apache.hadoop.fs.Path(sys.argv[2])
                path.getFileSystem(spark._jsc.hadoopConfiguration()).delete(path, True)
                raise fault(
                    65, f"Parquet holds {found[0]} records of {found[1]} dollars, the files {wanted[0]} of "
                    f"{wanted[1]}", "check the records with swingport records --verify, and write them again")

        """,
      order: JSONValue.members([
        "prelude": .list(prelude.map { .text($0) }), "rows": .whole(manifest.rows),
        "dollars": .whole(manifest.dollars), "months": .whole(max(1, manifest.periods)),
      ]).indented, words: [output])
  }
}

extension RecordManifest {
  /// The number of years or months that have records.
  var periods: Int { Set(parts.map { $0.path.split(separator: "/").dropLast() }).count }
}
