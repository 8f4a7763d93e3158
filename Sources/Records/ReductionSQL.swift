/// The reduction of records to cells as SQL.
public enum ReductionSQL {
  /// Records to cells: rows that are set aside are left out, commodities mapped to series, dollars summed.
  ///
  /// It reads the names that a prelude has bound: `records` (`RecordLayout`), `commodity_series`
  /// (`commodity`, `series`) and `choices` (one row: `by_year`, `first_year`, `last_year`). A destination
  /// is a country's code of four digits that begins with none; groups and totals look otherwise. A cell has the columns of a user's table of exports; `month` is 0 for a
  /// whole year. `unstated` counts records without an amount, of which a sound folder has none. Cells come
  /// in one order.
  public static let text = """
    SELECT
      r.state AS state,
      r.destination AS schedule_c,
      r.year AS year,
      CASE WHEN c.by_year = 1 THEN 0 ELSE r.month END AS month,
      s.series AS commodity,
      CAST(SUM(r.dollars) AS BIGINT) AS exports_usd,
      COUNT(*) - COUNT(r.dollars) AS unstated
    FROM records r
    JOIN commodity_series s ON s.commodity = r.commodity
    JOIN choices c ON r.year BETWEEN c.first_year AND c.last_year
    WHERE r.reason = ''
      AND r.state NOT IN ('', '-')
      AND LENGTH(r.destination) = 4
      AND SUBSTR(r.destination, 1, 1) BETWEEN '1' AND '9'
      AND SUBSTR(r.destination, 2, 1) BETWEEN '0' AND '9'
      AND SUBSTR(r.destination, 3, 1) BETWEEN '0' AND '9'
      AND SUBSTR(r.destination, 4, 1) BETWEEN '0' AND '9'
    GROUP BY
      r.state, r.destination, r.year, CASE WHEN c.by_year = 1 THEN 0 ELSE r.month END, s.series
    ORDER BY commodity, year, month, state, schedule_c
    """

  /// An engine that runs it.
  public enum Engine: String, Sendable, CaseIterable {
    /// The embedded SQLite, which is given the records row by row.
    case sqlite
    /// DuckDB, which reads the files itself.
    case duckdb
    /// Spark SQL, which reads the files itself.
    case spark
  }

  /// How the files hold the records.
  public enum Format: String, Sendable, CaseIterable {
    /// As `swingport records` writes them.
    case csv
    /// As Spark rewrites them, in the same folders.
    case parquet
  }

  /// The statements that bind the names, in order.
  ///
  /// - Parameters:
  ///   - engine: Who runs it.
  ///   - folder: The folder of the records, or its address for Spark.
  ///   - format: How its files hold them; SQLite is given rows whatever it is.
  ///   - pairs: Commodities and the series they belong to.
  ///   - choices: Length of periods and years.
  public static func prelude(
    _ engine: Engine, folder: String, format: Format = .csv,
    pairs: [(commodity: String, id: String)], choices: ReductionChoices
  ) -> [String] {
    let view = engine == .spark ? "CREATE OR REPLACE TEMPORARY VIEW" : "CREATE TEMPORARY VIEW"
    let years = choices.years
    let series = pairs.map { "(\(quoted($0.commodity, engine)), \(quoted($0.id, engine)))" }
    return records(engine, folder: folder, format: format) + [
      "\(view) commodity_series AS WITH t(commodity, series) AS (VALUES "
        + series.joined(separator: ", ") + ") SELECT commodity, series FROM t",
      "\(view) choices AS SELECT \(choices.byYear ? 1 : 0) AS by_year, "
        + "\(years.lowerBound) AS first_year, \(years.upperBound) AS last_year",
    ]
  }

  /// The statements that bind `records` alone.
  public static func records(_ engine: Engine, folder: String, format: Format) -> [String] {
    let columns = RecordLayout.columns
    let all = columns + RecordLayout.partitions
    // An empty field is an empty code; engines differ in whether they read it so.
    let names = columns.map {
      $0.type == "BIGINT" ? $0.name : "COALESCE(\($0.name), '') AS \($0.name)"
    }.joined(separator: ", ")
    let periods = "CAST(year AS INT) AS year, CAST(month AS INT) AS month"
    switch (engine, format) {
    case (.sqlite, _):
      return [
        "CREATE TABLE IF NOT EXISTS records ("
          + all.map { "\($0.name) \($0.type)" }.joined(separator: ", ") + ")"
      ]
    case (.duckdb, .csv):
      let types = columns.map { "'\($0.name)': '\($0.type)'" }.joined(separator: ", ")
      let path = quoted(folder + "/year=*/month=*/*.csv", engine)
      return [
        "CREATE TEMPORARY VIEW records AS SELECT \(names), \(periods) FROM read_csv(\(path), "
          + "header = true, delim = ',', quote = '\"', escape = '\"', hive_partitioning = true, "
          + "hive_types_autocast = false, auto_detect = false, columns = {\(types)})"
      ]
    case (.duckdb, .parquet):
      return [
        "CREATE TEMPORARY VIEW records AS SELECT \(names), \(periods) FROM read_parquet("
          + quoted(folder + "/year=*/month=*/*.parquet", engine)
          + ", hive_partitioning = true, hive_types_autocast = false)"
      ]
    case (.spark, _):
      let types = all.map {
        "\($0.name) \($0.type.hasPrefix("VARCHAR") ? "STRING" : $0.type)"
      }.joined(separator: ", ")
      let reading =
        format == .csv
        ? ", header 'true', mode 'FAILFAST', enforceSchema 'false', escape '\"'" : ""
      return [
        "CREATE OR REPLACE TEMPORARY VIEW record_files (\(types)) USING \(format.rawValue) OPTIONS ("
          + "path \(quoted(folder, engine))\(reading))",
        "CREATE OR REPLACE TEMPORARY VIEW records AS SELECT \(names), \(periods) FROM record_files",
      ]
    }
  }

  /// A text between quotation marks, with those inside it marked as the engine has it.
  static func quoted(_ text: String, _ engine: Engine) -> String {
    engine == .spark
      ? "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
      : "'" + text.replacing("'", with: "''") + "'"
  }
}
