import FoundationEssentials
import TestSupport
import Testing

/// The imports that each module may have of the project's own modules; any other edge fails.
private let allowed: [String: Set<String>] = [
  "Codes": [],
  "JSONText": ["Codes"],
  "Descriptors": ["Codes", "JSONText"],
  "Archives": ["Codes", "CZip"],
  "Tables": ["Codes"],
  "Readers": ["Codes", "Tables", "JSONText"],
  "Refreshing": [
    "Codes", "JSONText", "Tables", "Readers", "Descriptors", "Fetching", "Store", "Archives",
  ],
  "Elections": ["Codes", "Tables"],
  "Alliances": ["Codes", "Tables"],
  "Panels": ["Codes", "Tables", "Elections", "Alliances", "Readers"],
  "Estimation": [],
  "Hypotheses": ["Codes", "Tables", "Elections", "Alliances", "Panels", "Estimation"],
  "Drawing": [],
  "Charts": ["Drawing"],
  "Maps": ["Drawing"],
  "MapMeasures": [
    "Codes", "Tables", "Elections", "Alliances", "Panels", "Estimation", "Drawing", "Maps",
  ],
  "Store": ["Codes"],
  "SQLiteTables": ["Codes"],
  "Records": ["Codes", "JSONText"],
  "CCurl": [],
  "CZip": [],
  "Fetching": ["CCurl", "Codes"],
  "Reports": [
    "Codes", "Tables", "Elections", "Alliances", "Panels", "Estimation", "Hypotheses", "Maps",
    "Drawing", "Charts",
  ],
  "swingport": [
    "Codes", "Tables", "Elections", "Alliances", "Readers", "Panels", "Estimation", "Hypotheses",
    "Drawing", "Charts", "Maps", "MapMeasures", "Reports", "ElectionData", "ControlData",
    "ExportData", "MapData",
    "SourceDescriptions", "JSONText", "Descriptors", "Fetching", "Store", "SQLiteTables",
    "Refreshing", "Records",
  ],
]

/// Libraries of the system: a module map and a header each, and no Swift.
private let systemLibraries: Set<String> = ["CCurl", "CZip"]

/// Modules that only tests, import programs or resources stand for.
private let others: Set<String> = [
  "ElectionData", "ExportData", "ControlData", "MapData", "ElectionImport", "ExportImport",
  "ControlImport", "BoundaryImport",
  "TestSupport", "SourceDescriptions",
]

@Suite struct `The import graph` {
  private static func swiftFiles(below folder: String) throws -> [String] {
    let root = Checkout.root + "/" + folder
    return try FileManager.default.subpathsOfDirectory(atPath: root)
      .filter { $0.hasSuffix(".swift") }.map { root + "/" + $0 }
  }

  private static func imports(of file: String) throws -> [String] {
    let text = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").filter { !$0.hasPrefix("@") && $0 != "public" }
      guard words.count >= 2, words[0] == "import" else { return nil }
      return String(words[words.count == 3 ? 2 : 1].split(separator: ".")[0])
    }
  }

  @Test func `every folder of Sources is a known module with a README`() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Checkout.root + "/Sources")
      .sorted()
    #expect(folders == systemLibraries.union(allowed.keys).sorted())
    for folder in folders {
      let readme = try Checkout.bytes("Sources/\(folder)/README.md")
      #expect(readme.count > 200, "\(folder)/README.md says too little")
    }
  }

  @Test(arguments: allowed.keys.sorted())
  func `a module imports only what lies below it`(module: String) throws {
    let known = Set(allowed.keys).union(others).union(systemLibraries)
    let files = try Self.swiftFiles(below: "Sources/\(module)")
    #expect(files.isEmpty == systemLibraries.contains(module))
    for file in files {
      for imported in try Self.imports(of: file) where known.contains(imported) {
        #expect(
          allowed[module, default: []].contains(imported),
          "\(file.split(separator: "/").suffix(2).joined(separator: "/")) imports \(imported)")
      }
    }
  }

  @Test func `the allowed graph has no cycle`() {
    var settled = others.union(systemLibraries)
    var remaining = allowed
    while !remaining.isEmpty {
      let ready = remaining.filter { $0.value.isSubset(of: settled) }.keys
      guard !ready.isEmpty else {
        Issue.record("a cycle among \(remaining.keys.sorted())")
        return
      }
      for module in ready {
        settled.insert(module)
        remaining[module] = nil
      }
    }
  }

  @Test func `only the command and its edge read clock environment or disk`() throws {
    let forbidden = [
      "ProcessInfo", "FileManager", "Date()", "Date.now", "getenv", "FileHandle", "URLSession",
      "Locale", "TimeZone", "print(",
    ]
    for module in allowed.keys.sorted() where module != "swingport" {
      for file in try Self.swiftFiles(below: "Sources/\(module)") {
        let code = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
          .split(separator: "\n").filter {
            !$0.drop { $0 == " " }.hasPrefix("//")
          }.joined(separator: "\n")
        for word in forbidden {
          let name = file.split(separator: "/").suffix(2).joined(separator: "/")
          #expect(!code.contains(word), "\(name) uses \(word)")
        }
      }
    }
  }

  @Test func `no source file is longer than 500 lines`() throws {
    for folder in ["Sources", "Tests", "election-data", "export-data", "control-data", "map-data"] {
      for file in try Self.swiftFiles(below: folder) {
        let lines = try Data(contentsOf: URL(filePath: file)).count { $0 == 10 }
        #expect(lines <= 500, "\(file.split(separator: "/").suffix(2)) has \(lines) lines")
      }
    }
  }
}
