import Codes
import MapMeasures
import Maps
import Testing

/// Rules for classes as they are written on the command line.
struct StyleTests {
  @Test func `rules for classes are read with and without a number`() throws {
    #expect(try MapStyle.classRule("jenks") == .naturalBreaks(classes: 5))
    #expect(try MapStyle.classRule("quantile:4") == .quantiles(classes: 4))
    #expect(try MapStyle.classRule("equal:3") == .equalIntervals(classes: 3))
    #expect(try MapStyle.classRule("pretty:6") == .pretty(classes: 6))
    #expect(try MapStyle.classRule("log:5") == .geometric(classes: 5))
    #expect(try MapStyle.classRule("symmetric:7") == .symmetric(classes: 7))
    #expect(
      try MapStyle.classRule("symmetric-jenks:3") == .symmetricNaturalBreaks(classes: 3))
    #expect(try MapStyle.classRule("manual:10,20.5,-3") == .breaks([10, 20.5, -3]))
  }

  @Test(arguments: ["", "jenks:0", "jenks:8", "jenks:x", "manual", "manual:1,x", "rainbow:5", ":"])
  func `anything else is refused with the list`(text: String) {
    let error = #expect(throws: DataError.self) { try MapStyle.classRule(text) }
    #expect(error?.kind == .mapRequest)
    #expect(error?.hint.contains("jenks") == true)
  }
}
