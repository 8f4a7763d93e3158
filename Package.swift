// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled in Swift 6 language mode with warnings as errors.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
  name: "swingport",
  products: [
    .library(name: "Maps", targets: ["Maps"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2")
  ],
  targets: [
    .target(name: "Maps", exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "MapData", path: "map-data", exclude: ["import", "README.md"],
      sources: ["MapData.swift"],
      resources: [.copy("tables"), .copy("datapackage.json")], swiftSettings: strict),
    .target(
      name: "BoundaryImport", dependencies: ["Maps"], path: "map-data/import/BoundaryImport",
      swiftSettings: strict),
    .executableTarget(
      name: "import-boundaries", dependencies: ["BoundaryImport", crypto],
      path: "map-data/import/import-boundaries", swiftSettings: strict),
    .testTarget(
      name: "MapsTests", dependencies: ["Maps", "MapData", "BoundaryImport", crypto],
      swiftSettings: strict),
  ]
)
