import Codes
import Panels
import Tables
import TestSupport
import Testing

/// The committed tables of codes and sovereigns.
@Suite struct `Country codes of the committed tables` {
  private let codes: CountryCrosswalk
  private let sovereigns: Sovereigns

  init() throws {
    func table(_ name: String) throws -> Table {
      try DelimitedText(name: name).table(from: Checkout.bytes("export-data/tables/\(name).csv"))
    }
    codes = try CountryCrosswalk(
      codes: table("country-codes"), cowCodes: table("destination-cow-codes"))
    sovereigns = try Sovereigns(table: table("territory-sovereigns"))
  }

  private func find(_ code: String, _ system: CountryCodeSystem, _ year: Int) -> String? {
    codes.destination(code, in: system, year: CalendarYear(year))?.text
  }

  private func code(_ destination: String, _ system: CountryCodeSystem, _ year: Int) -> String? {
    codes.code(of: ScheduleC(destination), in: system, year: CalendarYear(year))
  }

  @Test func `Namibia is the text NA and has a number from 1990`() {
    #expect(find("NA", .iso2, 2016) == "7920")
    #expect(code("7920", .iso2, 2016) == "NA")
    #expect(code("7920", .cow, 1989) == nil)
    #expect(code("7920", .cow, 1990) == "565")
  }

  @Test func `Kosovo has no ISO code but one at the World Bank and in the state system`() {
    #expect(code("4803", .iso3, 2016) == nil && code("4803", .iso2, 2016) == nil)
    #expect(code("4803", .worldBank, 2016) == "XKX")
    #expect(find("347", .cow, 2016) == "4803")
    #expect(find("XKX", .worldBank, 2006) == nil)
  }

  @Test(arguments: [
    (1991, "4790", "YUG"), (1992, "4799", "YUG"), (2002, "4799", "YUG"), (2003, "4799", "SCG"),
    (2006, "4799", "SCG"), (2007, "4802", "SRB"), (2008, "4802", "SRB"), (2009, "4801", "SRB"),
  ])
  func `Yugoslavia becomes Serbia and Montenegro and then Serbia`(
    year: Int, destination: String, iso3: String
  ) {
    #expect(find(iso3, .iso3, year) == destination)
    #expect(code(destination, .iso3, year) == iso3)
    #expect(find("345", .cow, year) == destination)
    #expect(find("YUG", .cepii, year) == destination)
    #expect(find("MNE", .iso3, year) == (year >= 2007 ? "4804" : nil))
  }

  @Test func `Sudan splits in 2011`() {
    #expect(find("SDN", .iso3, 2010) == "7320")
    #expect(find("SDN", .iso3, 2011) == "7321")
    #expect(find("SSD", .iso3, 2010) == nil)
    #expect(find("SSD", .iso3, 2011) == "7323")
    #expect(find("626", .cow, 2012) == "7323")
    #expect(find("736", .m49, 2010) == "7320" && find("729", .m49, 2012) == "7321")
  }

  @Test func `Germany has another number from 1990 and its east no destination`() {
    #expect(code("4280", .cow, 1989) == "260")
    #expect(code("4280", .cow, 1990) == "255")
    #expect(code("4280", .iso3, 1985) == "DEU")
    #expect(code("4280", .m49, 1989) == "280" && code("4280", .m49, 1990) == "276")
    guard case .setAside(let reason) = codes.match("265", in: .cow, year: CalendarYear(1985)) else {
      Issue.record("265 is not set aside")
      return
    }
    #expect(reason.contains("German Democratic Republic"))
    #expect(codes.match("265", in: .cow, year: CalendarYear(1995)) == .otherYears("to 1989"))
  }

  @Test func `Hong Kong and Macao are destinations that change their sovereign`() {
    #expect(find("HKG", .iso3, 1990) == "5820" && find("HKG", .iso3, 2016) == "5820")
    func sovereign(_ destination: String, _ year: Int) -> Sovereigns.Status {
      sovereigns.status(of: ScheduleC(destination), in: CalendarYear(year))
    }
    #expect(sovereign("5820", 1996) == .territory(of: ScheduleC("4120")))
    #expect(sovereign("5820", 1997) == .territory(of: ScheduleC("5700")))
    #expect(sovereign("5660", 1998) == .territory(of: ScheduleC("4710")))
    #expect(sovereign("5660", 1999) == .territory(of: ScheduleC("5700")))
    #expect(sovereign("7920", 1989) == .territory(of: ScheduleC("7910")))
    #expect(sovereign("7920", 1990) == .independent)
    #expect(sovereign("7370", 2016) == .territoryOfNobody)
    #expect(sovereign("1010", 2016) == .territory(of: ScheduleC("4099")))
  }

  @Test func `the Netherlands Antilles end in 2010 and Curaçao begins in 2011`() {
    #expect(find("ANT", .iso3, 2010) == "2771")
    #expect(find("ANT", .iso3, 2012) == nil)
    #expect(find("CUW", .iso3, 2010) == nil && find("CUW", .iso3, 2011) == "2777")
    #expect(find("SXM", .iso3, 2011) == "2774")
    for destination in ["2771", "2774", "2777", "2779"] {
      #expect(
        sovereigns.status(of: ScheduleC(destination), in: CalendarYear(2011))
          == .territory(of: ScheduleC("4210")))
    }
  }

  @Test func `Yemen is one from 1990 and its two halves before it have no destination`() {
    #expect(find("YEM", .iso3, 1990) == "5210" && find("679", .cow, 1990) == "5210")
    for (code, system) in [("YEM", CountryCodeSystem.iso3), ("678", .cow), ("680", .cow)] {
      guard case .setAside = codes.match(code, in: system, year: CalendarYear(1989)) else {
        Issue.record("\(code) is not set aside in 1989")
        continue
      }
    }
  }

  @Test func `Czechoslovakia ends in 1992 and the Soviet Union in 1991`() {
    #expect(find("CSK", .iso3, 1992) == "4350" && find("315", .cow, 1992) == "4350")
    #expect(find("CZE", .iso3, 1992) == nil && find("CZE", .iso3, 1993) == "4351")
    #expect(find("SVK", .iso3, 1993) == "4359" && find("316", .cow, 1993) == "4351")
    #expect(find("SUN", .iso3, 1991) == "4610" && find("RUS", .iso3, 1991) == nil)
    #expect(find("RUS", .iso3, 1992) == "4621" && find("365", .cow, 1992) == "4621")
  }

  @Test func `codes withdrawn from ISO are understood where old tables use them`() {
    #expect(find("ROM", .cepii, 2016) == "4850" && find("ZAR", .cepii, 2016) == "7660")
    #expect(find("ROM", .iso3, 1999) == "4850" && find("ZAR", .iso3, 1990) == "7660")
    #expect(find("TMP", .cepii, 2016) == "5601")
    #expect(code("4850", .iso3, 1999) == "ROU" && code("4850", .cepii, 2016) == "ROM")
  }

  @Test func `one code for Gaza and the West Bank is set aside and doubles nothing`() {
    for (code, system) in [
      ("PSE", CountryCodeSystem.iso3), ("PSE", .worldBank), ("PAL", .cepii), ("USA", .iso3),
      ("WLD", .worldBank), ("918", .m49),
    ] {
      guard case .setAside(let reason) = codes.match(code, in: system, year: CalendarYear(2016))
      else {
        Issue.record("\(code) is not set aside")
        continue
      }
      #expect(!reason.isEmpty)
    }
  }

  @Test func `every territory has a sovereign or is known to have none, in every year`() throws {
    let table = try DelimitedText(name: "destinations").table(
      from: Checkout.bytes("export-data/tables/destinations.csv"))
    let kind = try table.column("kind")
    let code = try table.column("schedule_c")
    var territories = 0
    for row in table.rows where kind[row] == "territory" {
      territories += 1
      for year in 1985...2025 {
        #expect(sovereigns.status(of: ScheduleC(code[row]), in: CalendarYear(year)) != .independent)
      }
    }
    #expect(territories == 39)
  }

  @Test(.enabled(if: Checkout.hasShared, "needs the shared folder beside the checkout"))
  func `every code of the World Bank and of CEPII is matched or set aside with a reason`() throws {
    for (path, column, system, separator, year) in [
      (
        "controls/worldbank_gdp_current_usd.csv", "Country Code", CountryCodeSystem.worldBank, ",",
        2016
      ),
      ("controls/worldbank_population.csv", "Country Code", .worldBank, ",", 2016),
      ("controls/dist_cepii_USA.csv", "iso_d", .cepii, ";", 2010),
    ] {
      let text = String(decoding: try Checkout.sharedBytes("data/" + path), as: UTF8.self)
        .replacing(separator == ";" ? ";" : "\u{0}", with: separator == ";" ? "," : "\u{0}")
      let table = try DelimitedText(name: path).table(from: Array(text.utf8))
      var unmatched = UnmatchedCodes(file: path, system: system)
      let year = CalendarYear(year)
      for code in Set(try table.column(column).texts) {
        _ = unmatched.note(code, year: year, match: codes.match(code, in: system, year: year))
      }
      #expect(unmatched.isEmpty, "\(unmatched.entries.map(\.description))")
    }
  }
}
