import Alliances
import Codes
import Elections

/// The data dictionary: every column that a panel can have, from the definitions in the code.
public enum DataDictionary {
  /// The dictionary as Markdown.
  ///
  /// - Parameters:
  ///   - swingRules: The swing rules there are.
  ///   - allyRules: The ally rules there are.
  ///   - reputations: The built-in measures of reputation that have figures.
  ///   - controls: The built-in controls.
  public static func markdown(
    swingRules: [any SwingRule], allyRules: [any AllyRule],
    reputations: [any ReputationMeasure], controls: [any ControlVariable]
  ) -> String {
    var lines = [
      "# Data dictionary", "",
      "The columns of `panel.csv` and of the table `panel` in `panel.sqlite`, as `swingport panel` "
        + "writes them. This file is written by `swingport panel --dictionary`; a test holds it equal "
        + "to the code.", "",
      "* An empty cell (NULL in SQLite) is a missing value and never zero.",
      "* Codes are text: read them as text, or `01` becomes 1 and Namibia's `NA` is lost.",
      "* Flags are 1 and 0; an empty flag is *not reported*.",
      "* A row is named by `state_fips`, `schedule_c`, `commodity`, `year` and, by month, `month`.",
      "* `iso3c` is no key: in the year of a change a former destination and its successor may have one "
        + "ISO code (Ethiopia in 1993, Sudan in 2011). The join report lists such years; `--shared-codes "
        + "sum` adds them up.",
      "* Which of the columns a panel has, with the rules and tables behind them, is in its "
        + "`datapackage.json`.", "", "## Every panel", "",
      "| column | type | unit | what it holds | empty means |", "|---|---|---|---|---|",
    ]
    lines += StandardColumns.all.map(row)
    lines += [
      "", "## Swing states (`--swing`)", "",
      "By elections strictly before the year unless the rule's name says otherwise. A list is "
        + "`swing_list_FILE`.", "", "| column | version | definition |", "|---|---:|---|",
    ]
    lines += swingRules.map {
      let column = StandardColumns.swing($0.id, definition: $0.definition, version: $0.version)
      return "| `\(column.name)` | \($0.version) | \(cell($0.definition)) |"
    }
    lines += SwingMeasure.allCases.map {
      "| `\(StandardColumns.swing($0).name)` | \($0.version) | no flag, \($0.unit): "
        + "\(cell($0.definition)) |"
    }
    lines += [
      "", "## Allies (`--ally`)", "",
      "Outside the years of a rule's source the flag is empty. A list is `ally_list_FILE`.", "",
      "| column | version | definition |", "|---|---:|---|",
    ]
    lines += allyRules.map {
      let column = StandardColumns.ally($0.id, definition: $0.definition, version: $0.version)
      return "| `\(column.name)` | \($0.version) | \(cell($0.definition)) |"
    }
    lines += [
      "", "## Reputation (`--reputation`)", "",
      "The incumbent of the period's last day, over the years of his tenure before its year; where the "
        + "definition is log(1 + n), the column is n. A year outside the coverage that counts makes the "
        + "figure empty. Measures by ally go by the first `--ally`. A list is `reputation_list_FILE`.",
      "", "| column | version | years | definition |", "|---|---:|---|---|",
    ]
    lines += reputations.map {
      let years = $0.coverage.map { "\($0.lowerBound)–\($0.upperBound)" } ?? ""
      return "| `\(ReputationControl.columnName($0))` | \($0.version) | \(years) | "
        + "\(cell($0.definition)) |"
    }
    lines += [
      "", "## Controls (`--controls`, `--control NAME=FILE`)", "",
      controls.isEmpty
        ? "Controls come from tables of the user: `--control NAME=FILE` adds the column `NAME`."
        : "A table of the user's, `--control NAME=FILE`, adds the column `NAME`.",
    ]
    if !controls.isEmpty {
      lines += ["", "| column | unit | by | years | definition |", "|---|---|---|---|---|"]
      lines += controls.map {
        let years = $0.years.map(YearRuns.text) ?? ""
        return "| `\($0.name)` | \(cell($0.unit)) | \($0.key.rawValue) | \(years) | "
          + "\(cell($0.definition)) |"
      }
    }
    lines += [
      "",
      "`exchange_rate` (\(CountrySeriesControl.exchangeRateUnit), destination-year; World Bank, "
        + "PA.NUS.FCRF) comes from the store: `swingport refresh world-bank`, then `--controls "
        + "exchange_rate`.",
    ]
    lines += [
      "", "## Lags and leads (`--lag`, `--lead`)", "",
      "`VARIABLE_lagK` is the variable K periods of the calendar before, `VARIABLE_leadK` after, within "
        + "origin, destination and commodity, also where that period lies outside of `--years` and the "
        + "source has it. Across a gap, before the first and after the last period of the source it is "
        + "empty: it is never the value of the row before.", "",
      "## Commodities (`--commodities`)", "", "| name | goods |", "|---|---|",
    ]
    lines += ([CommodityChoice.all] + CommodityChoice.groups).map {
      "| `\($0.id)` | \(cell($0.definition)) |"
    }
    lines += ["", "## Origins (`--origins`)", "", "| name | origins |", "|---|---|"]
    lines += OriginChoice.sets.map { "| `\($0.id)` | \($0.meaning) |" }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ column: ColumnDefinition) -> String {
    let type =
      switch column.kind {
      case .code: "code (text)"
      case .text: "text"
      case .flag: "flag"
      case .wholeNumber: "whole number"
      case .decimal: "number"
      }
    return
      "| `\(column.name)` | \(type) | \(cell(column.unit ?? "")) | \(cell(column.description)) | "
      + "\(cell(column.missing)) |"
  }

  private static func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
