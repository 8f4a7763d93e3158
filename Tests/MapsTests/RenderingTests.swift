import Foundation
import Maps
import TestSupport
import Testing

/// The map drawn by two programs that share no code.
struct RenderingTests {
  @Test(
    .enabled(if: Renderers.librsvg != nil, "rsvg-convert is not installed"),
    .enabled(if: Renderers.chromium != nil, "chromium is not installed"),
    arguments: [true, false])
  func `librsvg and Chromium draw the same picture`(isSimulated: Bool) throws {
    let folder = try WorkingFolder.make()
    defer { try? FileManager.default.removeItem(at: folder) }
    // The other map is that of the README, which an end-to-end test holds equal to the program's.
    let text =
      isSimulated
      ? try Simulated.map().svg(on: Simulated.geometry.get())
      : String(
        decoding: try Checkout.bytes("docs/pictures/ally-share-2024.svg"), as: UTF8.self)
    let (one, two) = try Renderers.draw(text, in: folder)
    #expect(one.width == two.width && one.height == two.height)
    let difference = one.meanDifference(two, block: 8)
    #expect(difference < 3, "the renderings differ by \(difference) of 255 on average")
    // The comparison can fail: a white page differs from the map by far more.
    let coloured = stride(from: 0, to: one.pixels.count, by: 3).count { one.pixels[$0] < 200 }
    #expect(Double(coloured) > 0.1 * Double(one.width * one.height))
  }
}
