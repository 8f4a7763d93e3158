// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled in Swift 6 language mode with warnings as errors.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

/// A module of `Sources/`, with the modules below it that it may import.
func module(
  _ name: String, _ below: [Target.Dependency] = [], exclude: [String] = ["README.md"]
) -> Target {
  .target(name: name, dependencies: below, exclude: exclude, swiftSettings: strict)
}

/// The tests of a module, which use what it uses.
func tests(_ name: String, _ uses: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: uses + ["TestSupport"], swiftSettings: strict)
}

/// A folder of built-in tables, copied beside the program.
func dataFolder(_ name: String, _ path: String, exclude: [String]) -> Target {
  .target(
    name: name, path: path, exclude: exclude, sources: ["\(name).swift"],
    resources: [.copy("tables"), .copy("datapackage.json")], swiftSettings: strict)
}

let package = Package(
  name: "swingport",
  products: [
    .executable(name: "swingport", targets: ["swingport"]),
    .library(name: "Estimation", targets: ["Estimation"]),
    .library(name: "Panels", targets: ["Panels"]),
    .library(name: "Store", targets: ["Store"]),
    .library(name: "Tables", targets: ["Tables", "Codes"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    module("Codes"),
    module("JSONText", ["Codes"]),
    module("Tables", ["Codes", crypto]),
    module("Readers", ["Codes", "Tables", "JSONText"]),
    module("Descriptors", ["Codes", "JSONText"]),
    .target(
      name: "SourceDescriptions", path: "fetch",
      exclude: ["README.md", "source.schema.json"], sources: ["SourceDescriptions.swift"],
      resources: [.copy("sources")], swiftSettings: strict),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    module("Archives", ["Codes", "CZip"]),
    module(
      "Refreshing",
      [
        "Codes", "JSONText", "Tables", "Readers", "Descriptors", "Archives", "Fetching", "Store",
      ]),
    module("Elections", ["Codes", "Tables"]),
    module("Alliances", ["Codes", "Tables"]),
    module("Panels", ["Codes", "Tables", "Elections", "Alliances"]),
    module("Estimation"),
    module(
      "Hypotheses", ["Codes", "Tables", "Elections", "Alliances", "Panels", "Estimation"]),

    module("Store", ["Codes", crypto, grdb, sqlite]),
    module("SQLiteTables", ["Codes", sqlite]),
    module("Records", ["Codes", "JSONText"]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    module("Fetching", ["CCurl", "Codes", crypto]),

    dataFolder(
      "ElectionData", "election-data",
      exclude: ["README.md", "SOURCES.md", "checks", "import"]),
    .target(
      name: "ElectionImport", dependencies: ["Codes", "Tables", "Readers"],
      path: "election-data/import/ElectionImport", swiftSettings: strict),
    .executableTarget(
      name: "import-election-data",
      dependencies: ["ElectionImport", "Codes", "Tables", argumentParser],
      path: "election-data/import/Command", swiftSettings: strict),

    dataFolder("ExportData", "export-data", exclude: ["README.md", "checks", "import"]),
    .target(
      name: "ExportImport", dependencies: ["Codes", "Tables", "Readers"],
      path: "export-data/import/ExportImport", exclude: ["README.md"], swiftSettings: strict),
    .executableTarget(
      name: "import-export-data", dependencies: ["Codes", "Tables", "ExportImport"],
      path: "export-data/import/import-export-data", swiftSettings: strict),

    dataFolder("ControlData", "control-data", exclude: ["README.md", "checks", "import"]),
    .target(
      name: "ControlImport", dependencies: ["Codes", "Tables", "Readers"],
      path: "control-data/import/ControlImport", swiftSettings: strict),
    .executableTarget(
      name: "import-control-data",
      dependencies: ["ControlImport", "Codes", "Tables", argumentParser],
      path: "control-data/import/Command", swiftSettings: strict),

    module("Drawing"),
    module("Charts", ["Drawing"]),
    module("Maps", ["Drawing"]),
    dataFolder("MapData", "map-data", exclude: ["README.md", "import"]),
    .target(
      name: "BoundaryImport", dependencies: ["Maps", "Tables"],
      path: "map-data/import/BoundaryImport", swiftSettings: strict),
    .executableTarget(
      name: "import-boundaries", dependencies: ["BoundaryImport"],
      path: "map-data/import/import-boundaries", swiftSettings: strict),

    module(
      "MapMeasures",
      ["Codes", "Tables", "Elections", "Alliances", "Panels", "Estimation", "Drawing", "Maps"]),
    module(
      "Reports",
      [
        "Codes", "Tables", "Elections", "Alliances", "Panels", "Estimation", "Hypotheses", "Maps",
        "Drawing", "Charts",
      ]),
    .executableTarget(
      name: "swingport",
      dependencies: [
        "Codes", "Tables", "Elections", "Alliances", "Panels", "Estimation", "Hypotheses",
        "Reports", "Drawing", "Charts", "Maps", "MapMeasures", "ElectionData", "ExportData",
        "ControlData", "MapData",
        "SourceDescriptions", "JSONText", "Descriptors", "Fetching", "Store", "SQLiteTables",
        "Refreshing", "Records",
        argumentParser,
      ], exclude: ["README.md"], swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Store"], path: "Tests/TestSupport",
      exclude: ["README.md"], swiftSettings: strict),
    // Commits to a store until it is killed, for the tests that kill it.
    .executableTarget(
      name: "store-kill-child", dependencies: ["Store", "Codes"], path: "Tests/StoreKillChild",
      swiftSettings: strict),
    // Ends refreshes of the program beside it at random moments, more often than the tests do.
    .executableTarget(
      name: "refresh-kill", dependencies: ["TestSupport", "swingport"], path: "Tests/RefreshKill",
      swiftSettings: strict),
    tests("StoreTests", ["Store", "Codes", "Tables", "store-kill-child", grdb]),
    tests("CodesTests", ["Codes"]),
    tests("JSONTextTests", ["JSONText", "Codes"]),
    tests("TablesTests", ["Tables", "Codes"]),
    tests("ArchivesTests", ["Archives", "Codes"]),
    tests("DescriptorsTests", ["Descriptors", "JSONText", "Codes"]),
    tests(
      "RefreshingTests",
      [
        "Refreshing", "Descriptors", "Fetching", "Store", "Readers", "Tables", "JSONText", "Codes",
      ]),
    tests("ElectionsTests", ["Elections", "Tables", "Codes"]),
    tests("AlliancesTests", ["Alliances", "Tables", "Codes"]),
    tests("EstimationTests", ["Estimation"]),
    tests("ReadersTests", ["Readers", "Tables", "Codes"]),
    tests("ElectionImportTests", ["ElectionImport", "Readers", "Tables", "Codes"]),
    tests("ElectionDataTests", ["ElectionData", "ElectionImport", "Tables", "Codes"]),
    tests("ExportDataTests", ["ExportData", "ExportImport", "Readers", "Tables", "Codes"]),
    tests(
      "ControlDataTests",
      ["ControlData", "ControlImport", "Panels", "Readers", "Tables", "Codes"]),
    tests("ChartsTests", ["Charts", "Drawing"]),
    tests("MapsTests", ["Maps", "Drawing", "MapData", "BoundaryImport", "Tables"]),
    tests(
      "MapMeasuresTests",
      [
        "MapMeasures", "Maps", "Drawing", "Panels", "Alliances", "Elections", "Tables", "Codes",
      ]),
    tests(
      "PanelsTests",
      ["Panels", "SQLiteTables", "Alliances", "Elections", "Tables", "Codes"]),
    tests(
      "HypothesesTests",
      ["Hypotheses", "Panels", "Alliances", "Elections", "Estimation", "Tables", "Codes"]),
    tests(
      "ReportsTests",
      [
        "Reports", "Charts", "Drawing", "Hypotheses", "Panels", "Alliances", "Elections",
        "Estimation", "Tables", "Codes",
      ]),
    tests("FetchingTests", ["Fetching", "Codes"]),
    tests("RecordsTests", ["Records", "SQLiteTables", "Codes", "Tables"]),
    tests("CommandTests", ["Store", "Codes", "Tables", "Records", "swingport"]),
    tests("ArchitectureTests", []),
  ]
)
