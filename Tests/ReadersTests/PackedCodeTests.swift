import Codes
import Readers
import Testing

@Suite struct `Packed codes` {
  @Test func `a code keeps its text and its order`() throws {
    let texts = ["", "-", "0003", "10", "1220", "4XXX", "88", "880330", "CA", "XX", "~~~~~~~~"]
    let codes = try texts.map { try #require(PackedCode($0)) }
    #expect(codes.map(\.text) == texts)
    #expect(codes.sorted().map(\.text) == texts.sorted())
    for text in ["123456789", "é", "\n", "a\u{0}"] { #expect(PackedCode(text) == nil) }
  }

  @Test func `a country is what Schedule C takes for one`() throws {
    let letters = Array("/09:-X")
    for first in letters {
      for second in letters {
        for third in letters {
          for fourth in letters {
            let text = String([first, second, third, fourth])
            #expect(try #require(PackedCode(text)).isCountry == ScheduleC(text).isCountry)
          }
        }
      }
    }
    for text in ["122", "12201", "1220 ", ""] {
      #expect(try #require(PackedCode(text)).isCountry == ScheduleC(text).isCountry)
    }
  }

  @Test func `periods are ordered and printed as ISO 8601 writes them`() throws {
    let december = try #require(TradePeriod(year: 2016, month: 12))
    let january = try #require(TradePeriod(year: 2017, month: 1))
    #expect(december < january && december.description == "2016-12")
    #expect(january.month == 1 && january.year == 2017)
    #expect(TradePeriod(year: 2016, month: 13) == nil && TradePeriod(year: 0, month: 1) == nil)
  }
}
