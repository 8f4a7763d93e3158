import Foundation
import TestSupport
import Testing

/// The report as a reader meets it, in headless Chromium.
@Suite(.serialized, .enabled(if: Renderers.chromium != nil, "chromium is not installed"))
struct `The report in a browser` {
  /// One report for all tests, written by the command.
  static let report = Result { () -> (folder: Scratch, page: URL) in
    let scratch = try Scratch()
    let run = try Program(folder: scratch.root).run(["report"])
    guard run.status == 0 else { throw Browser.Failure(description: run.errors) }
    return (scratch, scratch.root.appendingPathComponent("report/report.html"))
  }

  private func browser(_ width: Int = 1000, scripts: Bool = true) throws -> Browser {
    let browser = try Browser(width: width)
    try browser.open(Self.report.get().page, scripts: scripts)
    return browser
  }

  @Test func `asks for nothing and complains of nothing`() throws {
    let browser = try browser()
    #expect(browser.problems == [])
    #expect(browser.requests.count == 1 && browser.requests[0].hasPrefix("file://"))
    // The page itself forbids what it does not need.
    try browser.evaluate("fetch('https://example.org/').catch(function () {})")
    #expect(browser.requests.count == 1, "\(browser.requests)")
  }

  @Test func `lets one choose election, measure and rule by keyboard`() throws {
    let browser = try browser()
    func summary() throws -> String {
      try browser.text("document.getElementById('x-summary').textContent")
    }
    #expect(try browser.evaluate("document.getElementById('explorer').hidden") as? Bool == false)
    let first = try summary()
    #expect(first.hasPrefix("2024, Share of exports") && first.contains("by margin-5"))
    try browser.evaluate("document.getElementById('x-election').focus()")
    try browser.press("ArrowUp")
    #expect(try summary().hasPrefix("2020, "))
    try browser.press("Tab")
    try browser.press("ArrowDown")
    #expect(try summary().hasPrefix("2020, Exports to allies"))
    try browser.press("Tab")
    try browser.press("ArrowDown")
    #expect(try !summary().contains("by margin-5"))
    #expect(browser.problems == [])
  }

  @Test func `moves over the board with arrows and says each value`() throws {
    let browser = try browser()
    try browser.evaluate("document.getElementById('x-rule').focus()")
    try browser.press("Tab")
    let active = "document.activeElement.getAttribute('aria-label')"
    let first = try browser.text(active)
    #expect(first.contains(": "), "\(first)")
    try browser.evaluate("document.querySelector('[data-state=\"38\"]').focus()")
    let state = try browser.text(active)
    try browser.press("ArrowLeft")
    let left = try browser.text(active)
    #expect(left != state && left.contains("%"))
    #expect(try browser.text("document.querySelector('.tip').textContent") == left)
    #expect(try browser.evaluate("document.querySelector('.tip').hidden") as? Bool == false)
    try browser.press("Escape")
    #expect(try browser.evaluate("document.querySelector('.tip').hidden") as? Bool == true)
    try browser.press("End")
    #expect(try browser.text(active).hasPrefix("Puerto Rico"))
    // One stop of the tab key for the whole board.
    #expect(
      try browser.evaluate("document.querySelectorAll('.tile[tabindex=\"0\"]').length") as? Int == 1
    )
  }

  /// The board shows what the map of the same year, measure and rules shows.
  @Test func `has the values of the map on its board`() throws {
    let browser = try browser()
    let run = try Program().run(["map", "ally-share", "--year", "2024", "--json"])
    let document = try JSONSerialization.jsonObject(with: Data(run.output)) as? [String: Any]
    let rows = try #require(document?["rows"] as? [[String: Any]])
    #expect(rows.count == 52)
    for row in rows {
      let name = try #require(row["name"] as? String ?? row["state"] as? String)
      let value = try #require(row["value"] as? Double)
      let label = try browser.text(
        "Array.from(document.querySelectorAll('.tile')).map(function (tile) { return "
          + "tile.getAttribute('aria-label'); }).find(function (label) { return "
          + "label.startsWith('\(name): '); }) || ''")
      let shown = try #require(
        Double(
          label.split(separator: " ").compactMap { $0.split(separator: "%").first }
            .first { Double($0) != nil } ?? ""), "\(label)")
      #expect(abs(shown - value) <= 0.051, "\(label) and \(value)")
      #expect(label.contains("; swing state") == (row["swing"] as? Bool ?? false), "\(label)")
      // The same colours mean the same on both.
      let style = try browser.text(
        "Array.from(document.querySelectorAll('.tile')).find(function (tile) { return "
          + "tile.getAttribute('aria-label').startsWith('\(name): '); }).className")
      let index = try #require((row["class"] as? Int) ?? (row["class"] as? Double).map { Int($0) })
      #expect(style.contains("class-\(index - 1)"), "\(name): \(style), \(index)")
    }
    #expect(
      try browser.text("document.getElementById('x-legend').textContent")
        .contains("Classes: natural breaks"))
  }

  /// Sums over sums, as in the title of the map, and no mean of states.
  @Test func `says of groups of states what they sold together`() throws {
    let browser = try browser()
    let summary = try browser.text("document.getElementById('x-summary').textContent")
    let title = try browser.text(
      "document.querySelector('#maps figure').getAttribute('aria-label')")
    let said = title.split(separator: " ").compactMap { word in
      word.split(separator: "%").first.flatMap { word.contains("%") ? Double($0) : nil }
    }
    try #require(said.count == 2, "\(title)")
    func share(after words: String) throws -> Double {
      let rest = try #require(summary.components(separatedBy: words).dropFirst().first)
      return try #require(Double(rest.components(separatedBy: "%")[0]), "\(summary)")
    }
    #expect(abs(try share(after: ", all ") - said[0]) <= 0.51, "\(summary) and \(title)")
    #expect(
      abs(try share(after: "by margin-5 together ") - said[1]) <= 0.51, "\(summary) and \(title)")
    #expect(!summary.contains("mean"))
  }

  @Test func `gives the values of charts to the keyboard`() throws {
    let browser = try browser()
    let marks = "document.querySelectorAll('#event-study .wide svg .mark')"
    #expect(try browser.evaluate("\(marks).length") as? Int == 4)
    try browser.evaluate("\(marks)[0].focus()")
    try browser.press("ArrowRight")
    try browser.press("ArrowRight")
    let label = try browser.text("document.activeElement.getAttribute('aria-label')")
    #expect(label.hasPrefix("One year before the election: ") && label.contains("95% interval"))
    #expect(try browser.text("document.querySelector('.tip').textContent") == label)
  }

  @Test func `names every control, figure and table and keeps its headings in order`() throws {
    let browser = try browser()
    let named: Set = [
      "button", "combobox", "link", "image", "figure", "region", "navigation", "table", "group",
      "img", "heading", "option", "MenuListOption",
    ]
    let nodes = try browser.accessibleNodes()
    #expect(nodes.count > 500)
    for node in nodes where named.contains(node.role) {
      #expect(!node.name.isEmpty, "a \(node.role) without a name")
    }
    #expect(nodes.count { $0.role == "combobox" } == 3)
    #expect(nodes.contains { $0.role == "main" } && nodes.contains { $0.role == "banner" })
    let script = """
      (function () {
        var faults = [];
        var level = 0;
        document.querySelectorAll('h1,h2,h3,h4').forEach(function (heading) {
          var own = Number(heading.tagName[1]);
          if (own > level + 1) { faults.push('heading ' + heading.textContent); }
          level = own;
        });
        var seen = {};
        document.querySelectorAll('[id]').forEach(function (node) {
          if (seen[node.id]) { faults.push('twice ' + node.id); }
          seen[node.id] = true;
        });
        document.querySelectorAll('table').forEach(function (table) {
          if (!table.caption) { faults.push('a table without a caption'); }
          if (!table.querySelector('th[scope]')) { faults.push('a table without headings'); }
        });
        if (document.querySelectorAll('h1').length !== 1) { faults.push('h1'); }
        if (!document.documentElement.lang || !document.title) { faults.push('language or title'); }
        return faults.join('; ');
      })()
      """
    #expect(try browser.text(script) == "")
  }

  @Test(arguments: [("screen", false), ("screen", true), ("print", false), ("print", true)])
  func `sets every text with enough contrast`(medium: String, isDark: Bool) throws {
    let browser = try browser()
    try browser.show(as: medium, isDark: isDark)
    // The page follows its reader on the screen, and paper is white.
    let paper = try browser.text("getComputedStyle(document.body).backgroundColor")
    #expect((paper == "rgb(255, 255, 255)") == (medium == "print" || !isDark), "\(paper)")
    let script = """
      (function () {
        function parts(text) { return (text.match(/[\\d.]+/g) || []).map(Number); }
        function light(rgb) {
          var linear = rgb.slice(0, 3).map(function (byte) {
            var value = byte / 255;
            return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
          });
          return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
        }
        function behind(node) {
          for (var at = node; at; at = at.parentElement) {
            var color = parts(getComputedStyle(at).backgroundColor);
            if (color.length === 3 || color[3] > 0) { return color; }
          }
          return [255, 255, 255];
        }
        var faults = [];
        var count = 0;
        var walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          var node = walker.currentNode.parentElement;
          if (!walker.currentNode.textContent.trim() || node.closest('svg,script,noscript')) {
            continue;
          }
          if (!node.getClientRects().length) { continue; }
          count += 1;
          var one = light(parts(getComputedStyle(node).color)) + 0.05;
          var two = light(behind(node)) + 0.05;
          var ratio = Math.max(one, two) / Math.min(one, two);
          if (ratio < 4.5) { faults.push(ratio.toFixed(2) + ' ' + node.textContent.slice(0, 40)); }
        }
        return count + '|' + faults.slice(0, 10).join('; ');
      })()
      """
    let answer = try browser.text(script).split(
      separator: "|", omittingEmptySubsequences: false)
    #expect(Int(answer[0]) ?? 0 > 300, "\(answer)")
    #expect(answer[1] == "")
  }

  @Test(arguments: [360, 900, 1400]) func `fits its window`(width: Int) throws {
    let browser = try browser(width)
    #expect(
      try browser.evaluate("document.documentElement.scrollWidth <= window.innerWidth") as? Bool
        == true)
    // What is wider scrolls in a frame of its own that the keyboard reaches.
    #expect(
      try browser.evaluate(
        "Array.from(document.querySelectorAll('.frame,.table,pre')).every(function (frame) { return "
          + "frame.scrollWidth <= frame.clientWidth || frame.tabIndex === 0; })") as? Bool == true)
    // A figure is drawn for the window and has no need to scroll; one form of it is shown.
    #expect(
      try browser.evaluate(
        "Array.from(document.querySelectorAll('.frame')).every(function (frame) { return "
          + "frame.scrollWidth <= frame.clientWidth; })") as? Bool == true)
    #expect(
      try browser.evaluate(
        "Array.from(document.querySelectorAll('figure')).every(function (figure) { return "
          + "Array.from(figure.querySelectorAll('.frame')).filter(function (frame) { return "
          + "frame.getClientRects().length > 0; }).length === 1; })") as? Bool == true)
  }

  /// On a sheet with margins 178 millimetres wide no letter of a drawing is under six points.
  @Test func `prints no letter of a figure under six points`() throws {
    // 178 millimetres at 96 pixels an inch.
    let browser = try browser(673)
    try browser.show(as: "print")
    let script = """
      (function () {
        var least = 99;
        var which = '';
        document.querySelectorAll('figure svg').forEach(function (svg) {
          if (!svg.getClientRects().length) { return; }
          var scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
          svg.querySelectorAll('text').forEach(function (text) {
            var points = parseFloat(text.getAttribute('font-size')) * scale * 0.75;
            if (least > points) { least = points; which = text.textContent; }
          });
        });
        return least.toFixed(2) + '|' + which;
      })()
      """
    let answer = try browser.text(script).split(separator: "|")
    #expect(try #require(Double(answer[0])) >= 5.99, "\(answer)")
  }

  @Test func `says everything without scripts`() throws {
    let browser = try browser(scripts: false)
    #expect(browser.problems == [] && browser.requests.count == 1)
    let names = try browser.accessibleNodes().map(\.name).joined(separator: "\n")
    for part in [
      "Finding", "cannot be told apart from zero", "Bumps by incumbent", "Event study",
      "How sure we are, and why not more", "swingport power swing-states",
      "swingport analyze swing-states --all-rules", "Pennsylvania", "Join report",
      "How to cite", "How to reproduce", "swingport report swing-states",
    ] { #expect(names.contains(part), "\(part)") }
    #expect(!names.contains("Choose election, measure and rule"))
  }

  @Test func `prints without what is only for screens`() throws {
    let browser = try browser()
    try browser.show(as: "print")
    for hidden in ["nav", "#explorer", ".skip"] {
      #expect(
        try browser.text("getComputedStyle(document.querySelector('\(hidden)')).display") == "none")
    }
    // Long tables break between rows and repeat their head, short ones stay whole; figures of a pair
    // stand side by side in their narrow form.
    func style(_ element: String, _ property: String) throws -> String {
      try browser.text("getComputedStyle(document.querySelector('\(element)')).\(property)")
    }
    #expect(try style(".table:not(.short)", "breakInside") == "auto")
    #expect(try style(".table.short", "breakInside") == "avoid")
    #expect(try style("thead", "display") == "table-header-group")
    #expect(try style(".row .frame.small", "display") == "block")
    #expect(try style(".row .frame.wide", "display") == "none")
    #expect(try style(".row > .chart", "display") == "inline-block")
    let pdf = try browser.pdf()
    #expect(pdf.prefix(5).elementsEqual("%PDF-".utf8) && pdf.count > 50_000)
  }
}
