// swift-tools-version:6.2
import PackageDescription

/// Every target is held to the same rules: Swift 6 mode, visible unsafety, no warnings.
let settings: [SwiftSetting] = [
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
  name: "sluice",
  products: [
    .library(name: "Sluice", targets: ["Sluice"]),
    .library(name: "IOLib", targets: ["IOLib"]),
    .library(name: "SluiceTesting", targets: ["SluiceTesting"]),
    .executable(name: "sluice", targets: ["SluiceCommand"]),
    // For the package in Benchmarks/ alone, which measures the core by itself. No public interface.
    .library(name: "_SluiceCore", targets: ["SluiceCore"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-system", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
  ],
  targets: [
    .target(name: "CURing", linkerSettings: [.linkedLibrary("uring")]),
    .target(name: "SluiceCore", swiftSettings: settings),
    .target(
      name: "SluiceLoop", dependencies: ["CURing", "SluiceCore", system, logging],
      swiftSettings: settings),
    .target(
      name: "Sluice", dependencies: ["SluiceLoop", "SluiceCore", system, logging],
      swiftSettings: settings),
    .target(
      name: "IOLib", dependencies: ["SluiceLoop", "SluiceCore", system], swiftSettings: settings),
    .target(
      name: "SluiceTesting", dependencies: ["Sluice", "SluiceLoop", "SluiceCore", system, logging],
      swiftSettings: settings),
    .executableTarget(
      name: "BlockingLineServer", dependencies: ["IOLib"], swiftSettings: settings),
    .executableTarget(
      name: "BlockingLineClient", dependencies: ["IOLib"], swiftSettings: settings),
    .executableTarget(
      name: "SluiceCommand",
      dependencies: [
        "Sluice",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Histogram", package: "hdrhistogram-swift"),
        logging,
      ],
      swiftSettings: settings),

    .target(name: "CTestSupport", path: "Tests/CTestSupport"),
    .target(
      name: "TestSupport",
      dependencies: [
        "Sluice", "SluiceLoop", "SluiceCore", "CURing", "CTestSupport", system, logging,
      ],
      path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(
      name: "SluiceCoreTests", dependencies: ["SluiceCore", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "SluiceLoopTests",
      dependencies: [
        "SluiceLoop", "SluiceCore", "CURing", "CTestSupport", "TestSupport", system, logging,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "SluiceTests",
      dependencies: ["Sluice", "SluiceLoop", "SluiceCore", "TestSupport", system, logging],
      swiftSettings: settings),
    .testTarget(
      name: "IOLibTests",
      dependencies: [
        "IOLib", "BlockingLineServer", "BlockingLineClient", "SluiceLoop", "SluiceCore",
        "TestSupport", system,
      ],
      exclude: ["Coverage.md"], swiftSettings: settings),
    .target(
      name: "StreamProperties",
      dependencies: ["SluiceTesting", "Sluice", "SluiceLoop", "SluiceCore", system, logging],
      path: "Tests/StreamProperties", swiftSettings: settings),
    .executableTarget(
      name: "simulate", dependencies: ["StreamProperties", "SluiceTesting"],
      path: "Tests/Simulate", swiftSettings: settings),
    .executableTarget(
      name: "chaos", dependencies: ["CTestSupport", "SluiceTesting", "Sluice"],
      path: "Tests/Chaos", swiftSettings: settings),
    .testTarget(
      name: "SluiceTestingTests",
      dependencies: [
        "StreamProperties", "SluiceTesting", "Sluice", "SluiceLoop", "SluiceCore", "TestSupport",
        system,
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "talk", dependencies: ["Sluice"], path: "Tests/Talk", swiftSettings: settings),
    .testTarget(
      name: "KernelTests",
      dependencies: [
        "StreamProperties", "SluiceTesting", "Sluice", "SluiceLoop", "SluiceCore", "CTestSupport",
        "TestSupport", "talk", system,
      ],
      swiftSettings: settings),
    .testTarget(name: "TidyTests", swiftSettings: settings),
    .testTarget(
      name: "SluiceCommandTests",
      dependencies: ["SluiceCommand", "chaos", "Sluice", "TestSupport"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
