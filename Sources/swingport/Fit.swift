import ArgumentParser
import Codes
import Estimation
import Foundation
import Reports
import Tables

/// The estimator alone, on anybody's table.
struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Estimate a regression with absorbed fixed effects from a CSV file.",
    discussion: """
      EXAMPLES
        swingport fit trade.csv --family poisson --vcov cluster:origin+dest \\
          --formula 'exports ~ fta | pair + origin^year + dest^year'
        swingport fit trade.csv --family gaussian --vcov cluster:state \\
          --formula 'log(exports) ~ i(year, swing, ref=2014) | state + year' \\
          --where 'exports > 0'
        swingport fit - --spec model.json --json < trade.csv
        swingport fit trade.csv --spec model.json --save a.json
        swingport fit --load a.json --load b.json --format latex

      Family and variance have no default: they are named, and printed.
      docs/guides/fit.md has the whole language of formulas.
      """)

  @Argument(help: "A CSV file with a header line; - reads standard input.")
  var data: String?

  @Option(help: "What is estimated from what, such as 'y ~ x + i(f) | fe1^fe2 + fe3'.")
  var formula: String?

  @Option(help: "poisson (PPML) or gaussian (least squares).")
  var family: String?

  @Option(
    help: ArgumentHelp(
      "A variance; may be given again: \(VarianceSpecification.examples.joined(separator: ", ")).",
      valueName: "variance"))
  var vcov: [String] = []

  @Option(
    help: ArgumentHelp(
      "The small-sample convention: "
        + SmallSampleName.allCases.map(\.rawValue).joined(separator: ", ")
        + "; fixest unless said, and printed.", valueName: "convention"))
  var ssc: String?

  @Option(help: ArgumentHelp("The column of prior weights.", valueName: "column"))
  var weights: String?

  @Option(
    help: ArgumentHelp("A column added to the linear predictor.", valueName: "column"))
  var offset: String?

  @Option(
    help: ArgumentHelp("The columns of unit and period, for lags.", valueName: "unit,time"))
  var panel: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Which rows to use, such as 'year >= 2000 & state != \"DC\"'.", valueName: "condition"))
  var restriction: String?

  @Option(help: "How exact coefficients have to be; 1e-10 unless said, and printed.")
  var tolerance: Double?

  @Option(help: "The level of the intervals in percent; 95 unless said, and printed.")
  var level: Double?

  @Option(
    help: ArgumentHelp(
      "A combination of coefficients to estimate, such as 'x1 + x2'; may be given again.",
      valueName: "combination"))
  var lincom: [String] = []

  @Option(
    help: ArgumentHelp(
      "Restrictions to test jointly, such as 'x1 = 0, x2 = 0'; may be given again.",
      valueName: "restrictions"))
  var wald: [String] = []

  @Option(
    help: ArgumentHelp(
      "A bootstrap of every coefficient as KIND:CLUSTERS,DRAWS,SEED[,WEIGHTS], such as "
        + "\(BootstrapSpecification.example) (least squares) or score:state,9999,1 (Poisson); may be "
        + "given again.", valueName: "bootstrap"))
  var boot: [String] = []

  @Option(
    help: ArgumentHelp(
      "Take the incidental-parameter bias out of three-way PPML (Weidner and Zylkin 2021), "
        + "coefficients and variance.", valueName: "origin,destination,time"))
  var debias: String?

  @Option(
    help: ArgumentHelp(
      "A JSON file with the same choices; options given beside it come first.", valueName: "file"))
  var spec: String?

  @Flag(help: "Print JSON in full precision (swingport.fit/1).")
  var json = false

  @Flag(help: "Print tidy CSV in full precision, with broom's names.")
  var csv = false

  @Option(help: "Print models side by side: text, markdown, latex, html or csv.")
  var format: RegressionTableFormat?

  @Option(help: "The decimals of printed coefficients.")
  var decimals = 4

  @Flag(help: "Mark small p-values with stars in side-by-side tables.")
  var stars = false

  @Option(help: ArgumentHelp("A file to save the results in.", valueName: "file"))
  var save: String?

  @Option(
    help: ArgumentHelp(
      "Saved results to print, before those of the data; may be given again.", valueName: "file"))
  var load: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file for fitted values and residuals by row, as CSV.", valueName: "file"))
  var fitted: String?

  @Option(
    help: ArgumentHelp(
      "A file for the recovered fixed effects, as CSV with their normalization.",
      valueName: "file"))
  var fixedEffects: String?

  @Option(
    help: ArgumentHelp(
      "A file for semi-elasticities in percent and average marginal effects, as CSV.",
      valueName: "file"))
  var margins: String?

  @Option(
    help: ArgumentHelp(
      "New rows to predict the outcome's mean in, with the columns of terms and fixed effects.",
      valueName: "file"))
  var predict: String?

  @Option(
    help: ArgumentHelp("A file for the predictions, as CSV.", valueName: "file"))
  var predictions: String?

  @Option(
    name: [.customLong("delimiter"), .customLong("sep")],
    help: ArgumentHelp(
      "What stands between the fields of the data: one character such as ';', or tab; a comma "
        + "unless said.", valueName: "character"))
  var delimiter: String?

  @Option(help: "The memory to use at most, in GB; the machine's unless said.")
  var memory: Double?

  @Option(
    help: ArgumentHelp(
      "A text that means missing, besides the empty cell; may be given again. NA, NaN, nan and . "
        + "unless said.", valueName: "text"))
  var na: [String] = []

  @Option(help: "The threads to use; results do not depend on it.")
  var threads: Int?

  func run() throws {
    do {
      try requireSense()
      var results: [RegressionResult] = []
      for file in load {
        results += try SavedFits(reading: bytes(of: file), named: file).models
      }
      if let data { results += try estimated(from: data) }
      if let save { try write(SavedFits(results).bytes(), to: save) }
      try Terminal.print(bytes: try printed(results))
    } catch {
      throw DataError.ofFit(error)
    }
  }

  private func bytes(of path: String) throws -> [UInt8] {
    let file = try MappedFile(path: path)
    // The bytes are the file's, and end with it.
    return withExtendedLifetime(file) { Array(file.bytes) }
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let file = URL(fileURLWithPath: path)
    var isFolder: ObjCBool = false
    let folder = file.deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue
    else {
      throw DataError(
        .cannotCreate, "the folder \(folder) of '\(path)' is not there",
        hint: "create it, or name a file elsewhere")
    }
    try OutputFolder(root: file.deletingLastPathComponent()).write([
      (file.lastPathComponent, bytes)
    ])
  }

  private func estimated(from path: String) throws -> [RegressionResult] {
    var choices = FitChoices()
    if let spec {
      choices = try FitInput.choices(
        reading: bytes(of: spec), named: spec)
    }
    let specification = try choices.overridden(by: said).specification()
    let (columns, name) = try read(path, Set(try specification.columnNames()), specification) {
      try specification.check(against: $0, of: $1)
    }
    let fits = try specification.fits(of: columns, threads: threads)
    if let fixedEffects {
      try write(FitDocument.fixedEffectsCSV(fits, of: columns), to: fixedEffects)
    }
    if let margins {
      try write(FitDocument.marginsCSV(fits, of: specification), to: margins)
    }
    if let fitted { try write(FitDocument.fittedCSV(fits), to: fitted) }
    if let predict, let predictions {
      let (rows, _) = try read(
        predict, Set(specification.predictionColumnNames), specification
      ) { try specification.check(forPrediction: $0, of: $1) }
      let predicted = try specification.predictions(of: fits, estimatedFrom: columns, for: rows)
      try write(FitDocument.predictionsCSV(predicted), to: predictions)
      for note in FitDocument.predictionNotes(predicted) { Terminal.say(note) }
    }
    return fits.map {
      RegressionResult(
        $0, of: specification, data: name, program: "swingport \(Swingport.version)")
    }
  }

  /// Reads the columns that are needed of a file, once `check` has seen its header.
  private func read(
    _ path: String, _ needed: Set<String>, _ specification: FitSpecification,
    check: ([String], String) throws -> Void
  ) throws -> (DataColumns, String) {
    let separator = try delimiter.map(FitInput.separator) ?? UInt8(ascii: ",")
    let file = try MappedFile(path: path)
    let name =
      path == "-" ? "standard input" : URL(fileURLWithPath: path).lastPathComponent
    try check(FitInput.header(of: file.bytes, named: name, separator: separator), name)
    let size = try ColumnTableSize(
      judgingBy: UnsafeRawBufferPointer(rebasing: file.bytes.prefix(1 << 20)),
      fileSize: file.bytes.count, named: name, columns: needed, separator: separator)
    let available = memory.map { $0 * 1e9 } ?? Double(ProcessInfo.processInfo.physicalMemory)
    try specification.require(rows: size.rows, within: Int(min(available, 1e18)), of: name)
    let table = try file.columns(
      named: name, columns: needed,
      as: FitInput.reading(
        for: specification, missing: na.isEmpty ? nil : Set(na), separator: separator),
      threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
    return (try FitInput.columns(table, named: name), name)
  }

  private var said: FitChoices {
    var choices = FitChoices()
    choices.formula = formula
    choices.family = family
    choices.variances = vcov
    choices.smallSample = ssc
    choices.weights = weights
    choices.offset = offset
    choices.panel = panel?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    choices.restriction = restriction
    choices.tolerance = tolerance
    choices.level = level
    choices.debiasing = debias?.split(separator: ",", omittingEmptySubsequences: false)
      .map(String.init)
    choices.combinations = lincom
    choices.jointTests = wald
    choices.bootstraps = boot
    return choices
  }

  private func printed(_ results: [RegressionResult]) throws -> [UInt8] {
    if json { return try FitDocument.json(results) }
    if csv || format != nil, let extra = results.lazy.compactMap(\.besidesCoefficients).first {
      throw DataError(
        .wrongUse,
        "\(csv ? "--csv prints" : "side-by-side tables print") coefficients alone, and the results "
          + "hold \(extra) as well", hint: "print them as text or with --json, or leave them out")
    }
    if csv { return FitDocument.csv(results) }
    if let format {
      let table = RegressionTable(results, style: .init(decimals: decimals, hasStars: stars))
      return Array(table.written(as: format).utf8)
    }
    return Array(FitSummary.text(results, decimals: decimals).utf8)
  }
}

extension RegressionTableFormat: ExpressibleByArgument {}
