import ArgumentParser
import Codes
import Descriptors
import Fetching
import Foundation
import Store

/// What is wrong on this machine, and what to do about it.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check what a refresh and an analysis need on this machine.",
    discussion: """
      EXAMPLES
        swingport doctor
        swingport doctor --census-key-file key.txt --cacert authorities.pem

      Exit status: 0 all is well, 78 something is to be mended. Asks nothing of the network.
      """)

  @OptionGroup var folder: StoreFolder

  @Option(help: "A file with the Census key.")
  var censusKeyFile: String?

  @Option(help: "A file of certificate authorities in place of the system's.")
  var cacert: String?

  @Option(help: "A folder with further descriptors of sources.")
  var descriptors: String?

  func run() throws {
    let environment = ProcessInfo.processInfo.environment
    var lines: [String] = []
    var isWell = true
    func check(_ name: String, _ body: () throws -> String) {
      do {
        lines.append("ok    \(name): \(try body())")
      } catch let error as DataError {
        isWell = false
        lines.append("wrong \(name): \(error.message); \(error.hint)")
      } catch {
        isWell = false
        lines.append("wrong \(name): \(error)")
      }
    }
    check("program") { "swingport \(Swingport.version), libcurl \(CurlTransport.libraryVersion)" }
    check("built-in tables") {
      let data = try DataFolder(environment: environment, program: DataFolder.program)
      for folder in [data.elections, data.exports, data.maps] { _ = try DataFolder.package(folder) }
      return "found"
    }
    check("sources") {
      "\(try DescriptorFolder.read(user: descriptors, environment: environment).count) described"
    }
    check("store") {
      let path = try folder.path()
      guard let store = try folder.openIfAny() else { return "\(path) is not there yet" }
      let held = try store.heldVintages().count
      let lost = try store.refetches().count
      if lost > 0 {
        throw DataError(
          .mendable, "\(lost) objects of \(path) are lost", hint: "run 'swingport refresh'")
      }
      return "\(path), \(try store.sources().count) sources, \(held) vintages held"
    }
    check("Census key") {
      let found = try KeyFiles.find(
        censusFile: censusKeyFile, strict: false, environment: environment)
      if let warning = found.warnings.first {
        throw DataError(.mendable, warning, hint: "keep the key to yourself")
      }
      return found.keys[.census].map { "\($0)" }
        ?? "none; built-in figures need none, and a refresh of Census sources needs one"
    }
    check("certificates") {
      guard let cacert else { return "the system's authorities" }
      guard FileManager.default.isReadableFile(atPath: cacert) else {
        throw DataError(
          .mendable, "the authorities \(cacert) cannot be read",
          hint: "check the name after --cacert")
      }
      return "the authorities of \(cacert) in place of the system's"
    }
    check("proxy") {
      try ProxySettings(
        https: environment["https_proxy"] ?? environment["HTTPS_PROXY"],
        except: environment["no_proxy"] ?? environment["NO_PROXY"]
      ).map { "\($0)" } ?? "none"
    }
    try Terminal.print(bytes: Array((lines.joined(separator: "\n") + "\n").utf8))
    if !isWell { Terminal.exit(.configuration) }
  }
}

extension DataError.Kind {
  /// Something on the machine that is to be mended.
  static let mendable = Self(id: "doctor.mendable", exitCode: .configuration)
}
