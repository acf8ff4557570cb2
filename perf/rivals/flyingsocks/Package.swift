// swift-tools-version:6.2
import PackageDescription

// FlyingSocks as a rival: a package of its own, so that nothing it depends on reaches Sluice.
let package = Package(
  name: "rival-flyingsocks",
  dependencies: [
    .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1")
  ],
  targets: [
    .executableTarget(
      name: "flyingsocks",
      dependencies: [.product(name: "FlyingSocks", package: "FlyingFox")])
  ],
  swiftLanguageModes: [.v6]
)
