// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled in Swift 6 language mode with warnings as errors.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "swingport",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .target(name: "Codes", exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "Tables", dependencies: ["Codes", crypto], exclude: ["README.md"],
      swiftSettings: strict),
    .target(
      name: "Readers", dependencies: ["Codes", "Tables"], exclude: ["README.md"],
      swiftSettings: strict),
    .target(
      name: "ExportData", path: "export-data", exclude: ["README.md", "import", "checks"],
      sources: ["ExportData.swift"],
      resources: [.copy("tables"), .copy("datapackage.json")], swiftSettings: strict),
    .target(
      name: "ExportImport", dependencies: ["Codes", "Tables", "Readers"],
      path: "export-data/import/ExportImport", exclude: ["README.md"], swiftSettings: strict),
    .executableTarget(
      name: "import-export-data", dependencies: ["Codes", "Tables", "ExportImport"],
      path: "export-data/import/import-export-data", swiftSettings: strict),
    .testTarget(name: "CodesTests", dependencies: ["Codes"], swiftSettings: strict),
    .testTarget(
      name: "TablesTests", dependencies: ["Tables", "Codes", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ReadersTests", dependencies: ["Readers", "Tables", "Codes", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ExportDataTests",
      dependencies: ["ExportData", "ExportImport", "Readers", "Tables", "Codes", "TestSupport"],
      swiftSettings: strict),
    .target(
      name: "TestSupport", path: "Tests/TestSupport", exclude: ["README.md"],
      swiftSettings: strict),
  ]
)
