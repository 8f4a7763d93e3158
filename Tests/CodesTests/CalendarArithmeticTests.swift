import Codes
import Testing

@Suite struct `Counting in days and months` {
  @Test func `every day of six centuries is counted once and comes back`() throws {
    var day = try #require(CalendarDate(year: 1600, month: 1, day: 1))
    for number in day.dayNumber...(day.dayNumber + 219_146) {
      #expect(day.dayNumber == number && CalendarDate(dayNumber: number) == day)
      #expect(CalendarDate(iso: day.description) == day)
      day = day.advanced(byDays: 1)
    }
    #expect(day == CalendarDate(year: 2200, month: 1, day: 2))
    #expect(CalendarDate(dayNumber: 0).description == "1970-01-01")
  }

  @Test func `days that do not exist are refused`() {
    #expect(CalendarDate(year: 2023, month: 2, day: 29) == nil)
    #expect(CalendarDate(year: 2024, month: 2, day: 29) != nil)
    #expect(CalendarDate(year: 2024, month: 13, day: 1) == nil)
    #expect(CalendarDate(year: 2024, month: 4, day: 31) == nil)
  }

  @Test func `months are counted across years`() throws {
    let month = try #require(CalendarMonth(iso: "2019-11"))
    #expect(month.advanced(by: 3).description == "2020-02")
    #expect(month.advanced(by: 3).lastDay.description == "2020-02-29")
    #expect(month.advanced(by: -11).description == "2018-12")
    #expect(CalendarMonth.january(of: 2018).distance(to: month) == 22)
    #expect(CalendarMonth(iso: "2019-13") == nil && CalendarMonth(iso: "2019-1") == nil)
    #expect(month.twoDigits == "11" && month.advanced(by: 3).twoDigits == "02")
  }
}
