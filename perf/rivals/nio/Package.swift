// swift-tools-version:6.2
import PackageDescription

// SwiftNIO as a rival: a package of its own, so that nothing it depends on reaches Sluice.
let core: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let posix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")

let package = Package(
  name: "rival-nio",
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2")
  ],
  targets: [
    .target(name: "Common", dependencies: [core, posix]),
    .executableTarget(name: "nio-handlers", dependencies: ["Common", core, posix]),
    .executableTarget(name: "nio-async", dependencies: ["Common", core, posix]),
  ],
  swiftLanguageModes: [.v6]
)
