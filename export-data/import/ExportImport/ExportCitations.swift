import Codes
import Tables

/// Where each table's figures come from, as it is to be cited.
struct ExportCitations {
  typealias Source = DataPackageDescriptor.Source
  typealias License = DataPackageDescriptor.License

  /// The day on which the copies were read, except the ten-state table, whose copyist states a day.
  static let read = "2026-11-21"

  let hashes: [ExportSource: String]

  static let federal = License(
    name: "public-domain",
    title: "Works of the U.S. government, in the public domain (17 U.S.C. 105)")
  static let viaMIT = License(
    name: "MIT", title: "The copy of the ten-state table was published under the MIT licence")
  static let facts = License(
    name: "CC0-1.0", title: "Facts compiled for this package, dedicated to the public domain")

  private func source(
    _ file: ExportSource, _ title: String, publisher: String = "U.S. Census Bureau",
    vintage: String, path: String, retrieved: String = ExportCitations.read
  ) -> Source {
    Source(
      title: title, publisher: publisher, vintage: vintage, path: path, retrieved: retrieved,
      hash: hashes[file])
  }

  private static let usaTradeOnline = "https://usatrade.census.gov"
  private static let api = "https://api.census.gov/data/timeseries/intltrade"

  var states201903: Source {
    source(
      .states201903, "USA Trade Online, State Export Data (Origin of Movement), 2014-2018",
      vintage:
        "2019-03, by a copy read on \(Self.read) (LannyWang009/Visualizing-US-Trade-By-State "
        + "at dc8789c3)", path: Self.usaTradeOnline)
  }
  var namedExports: Source {
    source(
      .namedExports, "International Trade API, exports by state of origin of movement, 2016-2025",
      vintage: "2026-03, by a copy read on \(Self.read) (lanzhenw at 3dd939a4)",
      path: Self.api + "/exports/statenaics")
  }
  var namedImports: Source {
    source(
      .namedImports, "International Trade API, imports by state of destination, 2016-2025",
      vintage: "2026-03, by a copy read on \(Self.read) (lanzhenw at 3dd939a4)",
      path: Self.api + "/imports/statenaics")
  }
  var national202603: Source {
    source(
      .national202603, "International Trade API, exports by country, 2020-2025",
      vintage: "2026-03, by a copy read on \(Self.read)", path: Self.api + "/exports")
  }
  var tenStates: Source {
    source(
      .tenStates, "USA Trade Online, State Export Data (Origin of Movement), ten states, 2012-2017",
      vintage: "taken on 2019-06-13, by a copy (ieco-lab/slfrsk at 9cf0257c)",
      path: Self.usaTradeOnline, retrieved: "2019-06-13")
  }
  var transBorder: Source {
    source(
      .transBorder, "North American TransBorder Freight Data, exports summed over modes, 1993-2025",
      publisher: "Bureau of Transportation Statistics",
      vintage: "years to 2025, by a copy read on \(Self.read) (unt-clscm/BTS-TransBorder-Dashboard "
        + "at 7d833370)", path: "https://www.bts.gov/transborder")
  }
  var countryTotals: Source {
    source(
      .countryTotals, "Trade in Goods by Country, country.xlsx, 1985-2011",
      vintage: "years to 2011, by a copy read on \(Self.read)",
      path: "https://www.census.gov/foreign-trade/balance/country.xlsx")
  }
  var crosswalk: Source {
    source(
      .crosswalk, "Schedule C: Classification of Country and Territory Designations",
      vintage: "a list of 241 codes, by a copy read on \(Self.read)",
      path: "https://www.census.gov/foreign-trade/schedules/c/country.txt")
  }
  var stateSystem: Source {
    source(
      .stateSystem, "State System Membership List, version 2016",
      publisher: "Correlates of War Project",
      vintage: "version 2016, by a copy read on \(Self.read)",
      path: "https://correlatesofwar.org/data-sets/state-system-membership/")
  }
}
