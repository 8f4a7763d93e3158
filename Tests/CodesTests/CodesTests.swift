import Codes
import Testing

@Suite struct `Codes and units` {
  @Test func `there are 53 origins of which 51 have electors`() {
    #expect(State.all.count == 53)
    #expect(State.electing.count == 51)
    #expect(State.all.filter { $0.kind == .state }.count == 50)
    #expect(Set(State.all.map(\.fips)).count == 53)
    #expect(State.all == State.all.sorted())
  }

  @Test func `a state is found by each of its names and by nothing else`() {
    #expect(State.usps("PA")?.fips == "42")
    #expect(State.fips("01")?.usps == "AL")
    #expect(State.fips("1") == nil)
    #expect(State.named("Dist of Columbia")?.usps == "DC")
    #expect(State.named("PENNSYLVANIA")?.usps == "PA")
    #expect(State.named("Virgin Islands")?.usps == "VI")
    #expect(State.fips(printed: "1")?.usps == "AL" && State.fips(printed: "01000")?.usps == "AL")
    #expect(State.fips(printed: "42")?.usps == "PA" && State.fips(printed: "42001") == nil)
    #expect(State.fips(printed: "00000") == nil && State.fips(printed: "-1") == nil)
    #expect(State.nearest(to: "Pensylvania")?.usps == "PA" && State.nearest(to: "pa")?.usps == "PA")
    #expect(State.nearest(to: "Ontario") == nil)
    #expect(State.usps("XX") == nil)
    #expect(State.usps("-") == nil)
  }

  @Test(arguments: [("1220", true), ("0023", false), ("-", false), ("4XXX", false), ("122", false)])
  func `only four digits without a leading zero are a country`(code: String, isCountry: Bool) {
    #expect(ScheduleC(code).isCountry == isCountry)
  }

  @Test func `millions become dollars to the last digit`() {
    #expect(Dollars(millions: "322.408567") == Dollars(322_408_567))
    #expect(Dollars(millions: "219") == Dollars(219_000_000))
    #expect(Dollars(millions: "0.1") == Dollars(100_000))
    #expect(Dollars(millions: "-3.5") == Dollars(-3_500_000))
    #expect(Dollars(millions: "9007199254.740993") == Dollars(9_007_199_254_740_993))
    for text in ["", ".", "1.", ".5", "1e3", "1,000", "1.2345678", "NaN", "99999999999999"] {
      #expect(Dollars(millions: text) == nil, "\(text)")
    }
  }

  @Test func `a printed zero is a reported zero and a missing cell is neither`() {
    #expect(Cell(printed: Dollars(0)) == .reportedZero)
    #expect(Cell(printed: Dollars(5)) == .value(Dollars(5)))
    #expect(Cell<Dollars>.reportedZero.reported == .zero)
    #expect(Cell<Dollars>.notReported(.absentPair).reported == nil)
  }

  @Test func `presidential elections are in years divisible by four`() {
    #expect(CalendarYear(2016).isPresidentialElection)
    #expect(!CalendarYear(2015).isPresidentialElection)
    #expect(!CalendarYear(1784).isPresidentialElection)
    #expect(CalendarYear(2004).lastDay.description == "2004-12-31")
  }

  @Test func `only days that exist are dates`() {
    #expect(CalendarDate(iso: "2004-09-06")?.description == "2004-09-06")
    #expect(CalendarDate(iso: "2024-02-29") != nil)
    #expect(CalendarDate(iso: "0204-04-06")?.description == "0204-04-06")
    for text in [
      "2023-02-29", "1900-02-29", "2004-13-01", "2004-00-10", "2004-9-6", "20040906",
      "2004-09-06T00", "+004-09-06", "2004-04-31",
    ] {
      #expect(CalendarDate(iso: text) == nil, "\(text)")
    }
    #expect(CalendarDate(iso: "2004-09-06")! < CalendarDate(iso: "2004-12-31")!)
  }
}
