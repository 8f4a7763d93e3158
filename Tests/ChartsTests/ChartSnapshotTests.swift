import Charts
import Drawing
import Foundation
import TestSupport
import Testing

/// Charts of made-up values compared byte for byte with the committed ones.
@Suite struct `Charts as they are committed` {
  static let names = Simulated.all.map(\.name)

  @Test(arguments: names) func `a chart of made-up values is the committed one`(name: String) throws
  {
    let chart = try #require(Simulated.all.first { $0.name == name }?.chart)
    let text = try chart.svg()
    #expect(try chart.svg() == text)
    let committed = try? Checkout.bytes("Tests/Snapshots/Charts/\(name).svg")
    guard committed != Array(text.utf8) else { return }
    let folder = FileManager.default.temporaryDirectory.appending(path: "swingport-snapshots")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "chart-\(name).svg")
    try Data(text.utf8).write(to: file)
    Issue.record(
      """
      Tests/Snapshots/Charts/\(name).svg has changed. Look at the new one, and if the change is meant:
      cp \(file.path()) Tests/Snapshots/Charts/\(name).svg
      """)
  }

  @Test func `no snapshot lies about without a chart`() throws {
    let there = try FileManager.default.contentsOfDirectory(
      atPath: Checkout.root + "/Tests/Snapshots/Charts")
    #expect(Set(there) == Set(Self.names.map { "\($0).svg" }))
  }

  @Test(
    .enabled(if: Renderers.librsvg != nil, "rsvg-convert is not installed"),
    .enabled(if: Renderers.chromium != nil, "chromium is not installed"), arguments: names)
  func `librsvg and Chromium draw the same chart`(name: String) throws {
    let chart = try #require(Simulated.all.first { $0.name == name }?.chart)
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "charts-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (one, two) = try Renderers.draw(chart.svg(), in: folder)
    #expect(one.width == two.width && one.height == two.height)
    let difference = one.meanDifference(two, block: 8)
    #expect(difference < 3, "the renderings differ by \(difference) of 255 on average")
    // The comparison can fail: a white page differs from the chart by more than that.
    let drawn = stride(from: 0, to: one.pixels.count, by: 3).count { one.pixels[$0] < 200 }
    #expect(Double(drawn) > 0.015 * Double(one.width * one.height))
  }
}
