import Codes
import Elections
import Tables
import TestSupport
import Testing

@Suite struct `A month of incumbents` {
  private let incumbency: Incumbency

  init() throws {
    func table(_ name: String) throws -> Table {
      try DelimitedText(name: name).table(
        from: Checkout.bytes("election-data/tables/\(name).csv"))
    }
    incumbency = try Incumbency(
      table: table("eligibility"), presidents: Presidents(table: table("presidents")))
  }

  private func day(_ text: String) throws -> Incumbency.Status {
    try #require(incumbency.status(on: try #require(CalendarDate(iso: text))))
  }

  private func month(_ text: String) throws -> Incumbency.Month {
    try #require(incumbency.status(in: try #require(CalendarMonth(iso: text))))
  }

  @Test func `Biden is eligible until 21 July 2024 and not on it`() throws {
    #expect(try day("2024-07-20").isEligible == true)
    #expect(try day("2024-07-21").isEligible == false)
    #expect(try day("2024-07-21").incumbent.id == "biden")
    #expect(try day("2024-07-21").reason == "withdrew as presumptive nominee")
    #expect(try month("2024-06").status.isEligible == true)
    let july = try month("2024-07")
    #expect(july.status.isEligible == false)
    #expect(july.statusOnFirstDay.isEligible == true)
    #expect(july.monthsToElection == 4)
  }

  @Test func `Trump is in office from 20 January 2025 and the month is his`() throws {
    #expect(try day("2025-01-19").incumbent.id == "biden")
    #expect(try day("2025-01-20").incumbent.id == "trump-2")
    #expect(try day("2025-01-20").isEligible == false)
    let january = try month("2025-01")
    #expect(january.status.incumbent.id == "trump-2")
    #expect(january.statusOnFirstDay.incumbent.id == "biden")
    #expect(try month("2024-12").status.incumbent.id == "biden")
    #expect(january.nextElection.description == "2028-11-07")
  }

  @Test(arguments: [
    ("2012-11-06", true), ("2012-11-07", false), ("2020-11-03", true), ("2020-11-04", false),
    ("2021-01-19", false), ("2021-01-20", true), ("1968-03-30", true), ("1968-03-31", false),
    ("1963-11-21", true), ("1963-11-22", true), ("1974-08-08", false), ("1974-08-09", true),
    ("1952-03-28", true), ("1952-03-29", false), ("2016-01-01", false), ("2000-11-07", false),
  ])
  func `eligibility changes the day after an election that is won or lost, and on withdrawal`(
    date: String, isEligible: Bool
  ) throws {
    #expect(try day(date).isEligible == isEligible)
  }

  @Test func `in an election year eligibility is that of election day`() throws {
    let expected = [
      2004: true, 2008: false, 2012: true, 2016: false, 2020: true, 2024: false, 2017: true,
      2013: false, 2021: true, 2025: false,
    ]
    for (year, isEligible) in expected {
      #expect(incumbency.status(in: CalendarYear(year))?.isEligible == isEligible, "\(year)")
    }
    #expect(incumbency.status(in: CalendarYear(2020))?.incumbent.id == "trump-1")
    #expect(incumbency.status(in: CalendarYear(1944)) == nil)
  }

  @Test func `every month from 1949 has an incumbent an eligibility and an election ahead`() throws
  {
    var month = CalendarMonth.january(of: 1949)
    while month <= .december(of: 2025) {
      let status = try #require(incumbency.status(in: month))
      #expect(status.status.isEligible != nil)
      #expect((status.status.isEligible == false) == !status.status.reason.isEmpty)
      #expect((1...48).contains(status.monthsToElection))
      month = month.advanced(by: 1)
    }
  }

  @Test func `a year's earlier years are those of the same incumbent alone`() {
    func years(_ incumbent: String, _ year: Int) -> [Int] {
      incumbency.yearsInOffice(of: incumbent, before: CalendarYear(year)).map(\.number)
    }
    #expect(years("obama", 2012) == [2011, 2010, 2009])
    #expect(years("trump-1", 2017) == [])
    #expect(years("trump-2", 2026) == [2025])
    #expect(years("obama", 2019) == [])
  }

  @Test(arguments: [
    ("obama,2009-01-20,2012-11-07", "obama,2009-01-21,2012-11-07"),
    ("obama,2009-01-20,2012-11-07", "obana,2009-01-20,2012-11-07"),
    ("obama,2012-11-07,2017-01-20", "obama,2012-11-07,2017-01-21"),
    ("obama,2009-01-20,2012-11-07,true", "obama,2009-01-20,2012-11-07,yes"),
    ("obama,2009-01-20,2012-11-07", "obama,,2012-11-07"),
  ])
  func `a table of eligibility that does not fit the presidents is refused with its row`(
    old: String, new: String
  ) throws {
    let text = String(
      decoding: try Checkout.bytes("election-data/tables/eligibility.csv"), as: UTF8.self)
    try #require(text.contains(old))
    let table = try DelimitedText(name: "eligibility").table(
      from: Array(text.replacing(old, with: new, maxReplacements: 1).utf8))
    let presidents = incumbency.presidents
    let error = #expect(throws: DataError.self) {
      try Incumbency(table: table, presidents: presidents)
    }
    #expect(error?.message.contains("line") == true)
  }
}

@Suite struct `Monthly windows` {
  private func months(_ window: MonthlyWindow, from: Int, through: Int) -> [String] {
    var found: [String] = []
    var month = CalendarMonth.january(of: from)
    while month <= .december(of: through) {
      if window.contains(month) { found.append("\(month)") }
      month = month.advanced(by: 1)
    }
    return found
  }

  // The Tuesday after the first Monday of November, by any calendar.
  @Test(
    arguments: zip(
      [1976, 1980, 1984, 1988, 2000, 2004, 2008, 2012, 2016, 2020, 2024, 2028],
      [2, 4, 6, 8, 7, 2, 4, 6, 8, 3, 5, 7]))
  func `election day is the Tuesday after the first Monday of November`(year: Int, day: Int) {
    #expect(
      CalendarYear(year).presidentialElectionDay?.description == "\(year)-11-0\(day)")
    #expect(CalendarYear(year + 1).presidentialElectionDay == nil)
  }

  @Test(arguments: [3, 6, 12, 24])
  func `a window of k months has k months and ends with October of the election year`(k: Int)
    throws
  {
    let window = try MonthlyWindow(months: k)
    let found = months(window, from: 2013, through: 2016)
    #expect(found.count == k)
    #expect(found.last == "2016-10")
    #expect(window.description.contains("last \(k) months before election day"))
    #expect(MonthlyWindow.offered.contains(window))
  }

  @Test func `twelve months before 2016 are November 2015 to October 2016`() {
    let found = months(.twelveMonths, from: 2015, through: 2017)
    #expect(found.first == "2015-11")
    #expect(found.last == "2016-10")
  }

  @Test func `days open on the day of the month of the election and close before election day`()
    throws
  {
    func isOpen(_ text: String) throws -> Bool {
      MonthlyWindow.twelveMonths.contains(try #require(CalendarDate(iso: text)))
    }
    #expect(try !isOpen("2015-11-07") && isOpen("2015-11-08"))
    #expect(try isOpen("2016-11-07") && !isOpen("2016-11-08"))
    #expect(try !isOpen("2016-11-09"))
  }

  @Test func `the first day places the months of opening and of the election otherwise`() throws {
    let opening = try #require(CalendarMonth(year: 2015, month: 11))
    let election = try #require(CalendarMonth(year: 2016, month: 11))
    #expect(MonthlyWindow.twelveMonths.contains(opening))
    #expect(!MonthlyWindow.twelveMonths.containsFirstDay(of: opening))
    #expect(!MonthlyWindow.twelveMonths.contains(election))
    #expect(MonthlyWindow.twelveMonths.containsFirstDay(of: election))
  }

  @Test func `months to the election count down to one and start again at 48`() throws {
    func distance(_ year: Int, _ month: Int) throws -> Int? {
      try #require(CalendarMonth(year: year, month: month)).monthsToElection
    }
    #expect(try distance(2016, 10) == 1)
    #expect(try distance(2016, 11) == 48)
    #expect(try distance(2016, 12) == 47)
    #expect(try distance(2017, 1) == 46)
    #expect(try distance(2015, 11) == 12)
    for k in [3, 6, 12, 24] {
      let window = try MonthlyWindow(months: k)
      for offset in 0..<48 {
        let month = CalendarMonth.january(of: 2013).advanced(by: offset)
        #expect(window.contains(month) == (try #require(month.monthsToElection) <= k))
      }
    }
  }

  @Test(arguments: [0, -1, 48]) func `a window outside the cycle is refused`(k: Int) {
    let error = #expect(throws: DataError.self) { try MonthlyWindow(months: k) }
    #expect(error?.kind == .badWindow)
  }
}
