import Drawing
import Maps
import TestSupport
import Testing

/// Numbers, line breaks and escaping.
struct TextTests {
  @Test(arguments: [
    (0.0, "0%"), (12.5, "12%"), (13.5, "14%"), (-0.2, "0%"), (-3.0, "\u{2212}3%"),
    (1234.4, "1,234%"),
  ])
  func `percent is written with half to even and no negative zero`(value: Double, text: String) {
    #expect(ValueFormat.percent().text(value) == text)
  }

  @Test(arguments: [
    (0.0, "$0.0"), (999.0, "$999.0"), (1500.0, "$1.5k"), (48_200_000_000, "$48.2bn"),
    (999_970_000.0, "$1.0bn"), (-2_500_000.0, "\u{2212}$2.5m"), (3.2e13, "$32.0tn"),
  ])
  func `dollars are shortened`(value: Double, text: String) {
    #expect(ValueFormat.dollars().text(value) == text)
  }

  @Test func `a number too long for its decimals is still written`() {
    #expect(ValueFormat(decimals: 6).text(1e20) == "1e+20")
  }

  @Test func `lines fit, words stay whole and a long word is cut`() {
    let lines = TextMetrics.wrap(
      "allies buy a larger share of exports from the coasts", size: 20, width: 200)
    #expect(lines.count > 2)
    #expect(lines.allSatisfy { TextMetrics.width($0, size: 20) <= 200 })
    #expect(
      lines.joined(separator: " ") == "allies buy a larger share of exports from the coasts")
    let cut = TextMetrics.wrap(String(repeating: "m", count: 50), size: 20, width: 200)
    #expect(cut.count > 1 && cut.joined().count == 50)
    #expect(cut.allSatisfy { TextMetrics.width($0, size: 20) <= 200 })
    #expect(TextMetrics.wrap("  ", size: 20, width: 200).isEmpty)
  }

  @Test func `bold is wider, and a shortened line ends in an ellipsis`() {
    #expect(
      TextMetrics.width("Maryland", size: 10, isBold: true)
        > TextMetrics.width("Maryland", size: 10))
    let short = TextMetrics.shortened("Share of exports to allies", size: 10, width: 60)
    #expect(short.hasSuffix("\u{2026}") && TextMetrics.width(short, size: 10) <= 60)
  }

  /// F60.
  @Test func `everything that XML reserves is escaped and what it forbids is replaced`() {
    #expect(
      XMLElement.escaped("a<b>&\"c\"\u{1}", inAttribute: true)
        == "a&lt;b&gt;&amp;&quot;c&quot;\u{FFFD}")
    #expect(XMLElement.escaped("a\nb\r", inAttribute: true) == "a&#10;b&#13;")
    #expect(
      XMLElement("text", [("x", "1")], text: "5 < 6").document == "<text x=\"1\">5 &lt; 6</text>\n")
  }

  @Test(arguments: [
    "<a><b></a></b>", "<a>&nope;</a>", "<a b=c/>", "<a/><a/>", "<a>", "<a b=\"1\" b=\"2\"/>",
    "<a>x & y</a>", "<!-- --><a/>",
  ])
  func `the checker of the tests refuses what is not well formed`(text: String) {
    #expect(throws: WellFormedXML.Fault.self) {
      try WellFormedXML("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text)
    }
  }
}
