/// Scripts that read `panel.csv` with the right types: codes as text, Namibia's `NA` kept.
///
/// They name the file without a folder, so that they are run in the folder of the panel.
public struct ReadingSnippets: Sendable {
  private let columns: [ColumnDefinition]
  private let key: [String]

  /// Sets up scripts for a panel.
  public init(table: PanelTable) {
    columns = table.columns.map(\.definition)
    key = table.key
  }

  /// The scripts: names of files and contents.
  public var files: [(path: String, text: String)] {
    [("read-panel.R", r), ("read-panel.py", python), ("read-panel.do", stata)]
  }

  /// A script in R; needs nothing but R.
  public var r: String {
    let types = columns.map { column in
      let type =
        switch column.kind {
        case .code, .text: "character"
        case .flag: "integer"
        case .wholeNumber: ["year", "month"].contains(column.name) ? "integer" : "numeric"
        case .decimal: "numeric"
        }
      // Quoted, since a control may be called as a word of the language is, such as `next`.
      return "  \"\(column.name)\" = \"\(type)\""
    }.joined(separator: ",\n")
    return """
      # Reads panel.csv: codes stay text, "NA" stays a code, an empty cell is NA.
      types <- c(
      \(types)
      )
      read_panel <- function(path = "panel.csv") {
        panel <- utils::read.csv(
          path, colClasses = types, na.strings = "", encoding = "UTF-8", check.names = FALSE
        )
        stopifnot(identical(names(panel), names(types)))
        key <- c(\(key.map { "\"\($0)\"" }.joined(separator: ", ")))
        stopifnot(!anyDuplicated(panel[key]))
        panel
      }
      panel <- read_panel()
      cat(nrow(panel), "rows,", ncol(panel), "columns\\n")

      """
  }

  /// A script in Python; gives a data frame where pandas is there, a list of dictionaries otherwise.
  public var python: String {
    let types = columns.map { "    \"\($0.name)\": \"\(Self.pythonKind($0))\"," }
      .joined(separator: "\n")
    return """
      \"\"\"Reads panel.csv: codes stay text, "NA" stays a code, an empty cell is missing.\"\"\"
      import csv
      import os
      import sys

      TYPES = {
      \(types)
      }
      KEY = [\(key.map { "\"\($0)\"" }.joined(separator: ", "))]


      def read_panel(path):
          \"\"\"A data frame where pandas is there, a list of dictionaries otherwise.\"\"\"
          try:
              import pandas
          except ImportError:
              return read_rows(path)
          kinds = {"text": "string", "flag": "Int8", "whole": "Int64", "decimal": "float64"}
          panel = pandas.read_csv(
              path, dtype={name: kinds[kind] for name, kind in TYPES.items()},
              keep_default_na=False, na_values=[""], encoding="utf-8")
          assert list(panel.columns) == list(TYPES)
          assert not panel.duplicated(KEY).any()
          return panel


      def read_rows(path):
          \"\"\"One dictionary a row; a missing value is None.\"\"\"
          kinds = {"text": str, "flag": int, "whole": int, "decimal": float}
          with open(path, newline="", encoding="utf-8") as file:
              reader = csv.DictReader(file)
              assert reader.fieldnames == list(TYPES)
              return [
                  {name: kinds[TYPES[name]](cell) if cell else None for name, cell in row.items()}
                  for row in reader]


      if __name__ == "__main__":
          folder = os.path.dirname(os.path.abspath(__file__))
          panel = read_panel(os.path.join(folder, "panel.csv"))
          sys.stdout.write(f"{len(panel)} rows, {len(TYPES)} columns\\n")

      """
  }

  /// A script in Stata.
  public var stata: String {
    let strings = columns.enumerated().filter { [.code, .text].contains($1.kind) }
      .map { String($0.offset + 1) }.joined(separator: " ")
    // A longer name is cut by Stata, and a reserved one is another in it: neither can be labelled.
    let labels = columns.filter {
      $0.name.utf8.count <= 32 && !Self.reservedInStata.contains($0.name)
    }.map { column in
      let words = column.description.replacing("\"", with: "'").replacing("`", with: "'")
        .replacing("$", with: "USD ")
      return "label variable \(column.name) \"\(words.prefix(80))\""
    }.joined(separator: "\n")
    let hasMonth = key.contains("month")
    let pair = free("pair")
    let period = free("period")
    let long = columns.enumerated().filter { $1.name.utf8.count > 32 }.map {
      "* Column \($0.offset + 1), \($0.element.name), is longer than the 32 characters of a name in "
        + "Stata and is called \($0.element.name.prefix(32)), or v\($0.offset + 1) where that is taken."
    }.map { $0 + "\n" }.joined()
    return """
      * Reads panel.csv: codes stay text, "NA" stays a code, an empty cell is missing.
      import delimited using "panel.csv", clear varnames(1) case(preserve) asdouble ///
        encoding("utf-8") stringcols(\(strings))
      \(long)\(labels)
      isid \(key.joined(separator: " "))
      egen long \(pair) = group(state_fips schedule_c commodity)
      \(hasMonth ? "generate int \(period) = ym(year, month)\nformat \(period) %tm\nxtset \(pair) \(period)" : "xtset \(pair) year")

      """
  }

  /// Lower-case words that name no variable of Stata ([U] 11.3).
  static let reservedInStata: Set<String> = [
    "aggregate", "array", "boolean", "break", "byte", "case", "catch", "class", "colvector",
    "complex",
    "const", "continue", "default", "delegate", "delete", "do", "double", "else", "eltypedef",
    "end",
    "enum", "explicit", "export", "external", "float", "for", "friend", "function", "global",
    "goto",
    "if", "in", "inline", "int", "local", "long", "mata", "matrix", "namespace", "new", "numeric",
    "operator", "orgtypedef", "pointer", "polymorphic", "pragma", "private", "protected", "public",
    "quad", "real", "return", "rowvector", "scalar", "short", "signed", "static", "string",
    "struct",
    "super", "switch", "template", "this", "throw", "transmorphic", "try", "typedef", "typename",
    "union", "unsigned", "using", "vector", "version", "virtual", "void", "volatile", "while",
    "with",
    "_all", "_b", "_cons", "_n", "_rc", "_skip", "_pi", "_pred", "_coef",
  ]

  /// A name that no column has, for a variable that the script makes.
  private func free(_ name: String) -> String {
    var name = name
    while columns.contains(where: { $0.name == name }) { name = "panel_" + name }
    return name
  }

  private static func pythonKind(_ column: ColumnDefinition) -> String {
    switch column.kind {
    case .code, .text: "text"
    case .flag: "flag"
    case .wholeNumber: "whole"
    case .decimal: "decimal"
    }
  }
}
