// swift-tools-version:6.2
import PackageDescription

// The figures of the core, a package of its own so that nothing it depends on reaches Sluice.
//
// `traits: []` leaves out the library's own counting of allocations, which replaces the allocator.
// CReference counts them, and they are measured as a metric of that name.
let settings: [SwiftSetting] = [
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]

let core: Target.Dependency = .product(name: "_SluiceCore", package: "sluice")

let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "sluice", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
  ],
  targets: [
    .target(
      name: "CReference",
      // What a C programmer would compare with: the compiler's best.
      cSettings: [.unsafeFlags(["-O3"])]),
    .target(name: "CoreWork", dependencies: ["CReference", core], swiftSettings: settings),
    .executableTarget(
      name: "Core",
      dependencies: ["CoreWork", .product(name: "Benchmark", package: "benchmark")],
      path: "Core", swiftSettings: settings,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "Blocking", dependencies: [.product(name: "IOLib", package: "sluice")],
      path: "Sources/Blocking", swiftSettings: settings),
    .executableTarget(
      name: "Ratios", dependencies: ["CoreWork"], path: "Sources/Ratios",
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
