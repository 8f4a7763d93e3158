import Tables

/// The publishers' files that the import reads, by their paths below the data folder.
public enum ControlSource: String, CaseIterable, Sendable {
  /// State GDP by industry, SAGDP2N of May 2019.
  case stateGDP = "controls/BEA_SAGDP2N_ALL_AREAS_1997_2018.csv"
  /// State population of earlier decades.
  case populationTo2013 = "controls/state-population_1990-2013.csv"
  /// State population from 2020 on.
  case populationFrom2020 = "controls/NST-EST2023-ALLDATA.csv"
  /// GDP of countries.
  case countryGDP = "controls/worldbank_gdp_current_usd.csv"
  /// Population of countries.
  case countryPopulation = "controls/worldbank_population.csv"
  /// Distances from the United States.
  case distances = "controls/dist_cepii_USA.csv"

  /// The name by which errors call the file.
  public var fileName: String { String(rawValue.split(separator: "/").last ?? "") }

  typealias Source = DataPackageDescriptor.Source
  typealias License = DataPackageDescriptor.License

  /// The day on which the copies were read.
  static let read = "2026-11-21"

  static let federal = License(
    name: "public-domain",
    title: "Works of the U.S. government, in the public domain (17 U.S.C. 105)")
  static let worldBank = License(
    name: "CC-BY-4.0", title: "World Bank, World Development Indicators, CC BY 4.0")
  static let openLicence = License(
    name: "etalab-2.0",
    title:
      "Open Licence 2.0 (Etalab), as replication packages that hold the data state it; cite Mayer "
      + "and Zignago (2011)")

  /// Where the file comes from, as it is to be cited.
  func citation(hash: String) -> Source {
    func source(_ publisher: String, _ title: String, _ vintage: String, _ path: String) -> Source {
      Source(
        title: title, publisher: publisher, vintage: vintage, path: path, retrieved: Self.read,
        hash: hash)
    }
    return switch self {
    case .stateGDP:
      source(
        "Bureau of Economic Analysis",
        "Gross domestic product (GDP) by state, SAGDP2N, all areas, 1997-2018",
        "2019-05-01, as the file says", "https://apps.bea.gov/regional/zip/SAGDP.zip")
    case .populationTo2013:
      source(
        "U.S. Census Bureau", "Annual estimates of the resident population by state, 1990-2013",
        "vintage not stated by the copy that was read",
        "https://www2.census.gov/programs-surveys/popest/")
    case .populationFrom2020:
      source(
        "U.S. Census Bureau", "Annual Estimates of the Resident Population, NST-EST2023",
        "vintage 2023",
        "https://www2.census.gov/programs-surveys/popest/datasets/2020-2023/state/totals/"
          + "NST-EST2023-ALLDATA.csv")
    case .countryGDP:
      source(
        "World Bank", "World Development Indicators, GDP (current US$), NY.GDP.MKTP.CD",
        "years to 2023, by a copy that states no release",
        "https://data.worldbank.org/indicator/NY.GDP.MKTP.CD")
    case .countryPopulation:
      source(
        "World Bank", "World Development Indicators, Population, total, SP.POP.TOTL",
        "years to 2024, by a copy that states no release",
        "https://data.worldbank.org/indicator/SP.POP.TOTL")
    case .distances:
      source(
        "CEPII",
        "GeoDist: Mayer and Zignago (2011), Notes on CEPII's distances measures, Working Paper "
          + "2011-25", "2011", "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=6")
    }
  }
}
