import Foundation
import Maps
import TestSupport
import Testing

/// The map drawn by two programs that share no code.
struct RenderingTests {
  static func find(_ name: String) -> URL? {
    ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].map { URL(filePath: "\($0)/\(name)") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path()) }
  }

  private func run(_ program: URL, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(program.lastPathComponent) failed")
  }

  @Test(
    .enabled(if: find("rsvg-convert") != nil, "rsvg-convert is not installed"),
    .enabled(if: find("chromium") != nil, "chromium is not installed"),
    arguments: [true, false])
  func `librsvg and Chromium draw the same picture`(isSimulated: Bool) throws {
    let rsvg = try #require(Self.find("rsvg-convert"))
    let chromium = try #require(Self.find("chromium"))
    let folder = try WorkingFolder.make()
    defer { try? FileManager.default.removeItem(at: folder) }
    // The other map is that of the README, which an end-to-end test holds equal to the program's.
    let text =
      isSimulated
      ? try Simulated.map().svg(on: Simulated.geometry.get())
      : String(
        decoding: try Checkout.bytes("docs/pictures/ally-share-2024.svg"), as: UTF8.self)
    let view = try #require(try WellFormedXML(text).elements.first?.attributes["viewBox"])
    let size = view.split(separator: " ").map(String.init)
    let svg = folder.appending(path: "map.svg")
    try Data(text.utf8).write(to: svg)
    let first = folder.appending(path: "rsvg.png")
    let second = folder.appending(path: "chromium.png")
    try run(
      rsvg, ["-w", size[2], "-h", size[3], "-b", "white", "-o", first.path(), svg.path()])
    try run(
      chromium,
      [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--user-data-dir=\(folder.path())/profile", "--window-size=\(size[2]),\(size[3])",
        "--screenshot=\(second.path())", svg.absoluteString,
      ])
    let one = try PNGImage(first)
    let two = try PNGImage(second)
    #expect(one.width == two.width && one.height == two.height)
    let difference = one.meanDifference(two, block: 8)
    #expect(difference < 3, "the renderings differ by \(difference) of 255 on average")
    // The comparison can fail: a white page differs from the map by far more.
    let coloured = stride(from: 0, to: one.pixels.count, by: 3).count { one.pixels[$0] < 200 }
    #expect(Double(coloured) > 0.1 * Double(one.width * one.height))
  }
}
