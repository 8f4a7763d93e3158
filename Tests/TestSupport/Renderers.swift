import Foundation

/// Programs that draw SVG, where they are installed.
public enum Renderers {
  /// What went wrong with a program.
  public struct Failure: Error, CustomStringConvertible {
    /// The program and its exit status.
    public let description: String
  }

  /// The program of librsvg.
  public static let librsvg = find("rsvg-convert")
  /// Chromium.
  public static let chromium = find("chromium")

  /// A program in the usual folders.
  public static func find(_ name: String) -> URL? {
    ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].map { URL(filePath: "\($0)/\(name)") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path()) }
  }

  /// Draws a document with both programs at the size of its canvas.
  ///
  /// - Throws: `Failure` where a program is missing or fails.
  public static func draw(
    _ text: String, in folder: URL
  ) throws -> (librsvg: PNGImage, chromium: PNGImage) {
    guard let librsvg, let chromium else { throw Failure(description: "not installed") }
    let view = try WellFormedXML(text).elements.first?.attributes["viewBox"] ?? ""
    let size = view.split(separator: " ").compactMap { Double($0) }.map { "\(Int($0))" }
    guard size.count == 4 else { throw Failure(description: "no viewBox") }
    // A drawing in millimetres fills the window as one without a size does.
    let svg = folder.appending(path: "figure.svg")
    try Data(text.utf8).write(to: svg)
    let first = folder.appending(path: "librsvg.png")
    let second = folder.appending(path: "chromium.png")
    try run(
      librsvg, ["-w", size[2], "-h", size[3], "-b", "white", "-o", first.path(), svg.path()])
    try run(
      chromium,
      [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--user-data-dir=\(folder.path())/profile", "--window-size=\(size[2]),\(size[3])",
        "--screenshot=\(second.path())", svg.absoluteString,
      ])
    return (try PNGImage(first), try PNGImage(second))
  }

  private static func run(_ program: URL, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(
        description: "\(program.lastPathComponent) ended with \(process.terminationStatus)")
    }
  }
}
