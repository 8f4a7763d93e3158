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
  products: [
    .executable(name: "swingport", targets: ["swingport"]),
    .library(name: "Estimation", targets: ["Estimation"]),
    .library(name: "Panels", targets: ["Panels"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .target(name: "Codes", exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "Tables", dependencies: ["Codes", crypto], exclude: ["README.md"],
      swiftSettings: strict),
    .target(name: "Estimation", exclude: ["README.md"], swiftSettings: strict),
    .testTarget(
      name: "EstimationTests", dependencies: ["Estimation"], swiftSettings: strict),
  ]
)
