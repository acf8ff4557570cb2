// `sluice demo`: serves and loads lines on loopback with both drivers, and compares them.

import ArgumentParser
import Sluice

struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve and load lines on loopback with both drivers, and compare them.",
    discussion: """
      Every byte of every reply is checked; the exit status is 1 if one differs. Where io_uring is \
      refused, the reason is shown, and the fallback alone.
      """)

  @Option(help: "How long to load each driver, in seconds.")
  var seconds = 3.0

  func validate() throws {
    guard seconds > 0, seconds <= 3600 else {
      throw ValidationError("--seconds must be more than 0 and at most 3600")
    }
  }

  func run() async throws {
    #if DEBUG
      printNow(
        "This is a debug build: the figures say little. Try: swift run -c release sluice demo")
    #endif
    printNow(
      "\(DemoLoad.connections) connections send bursts of \(DemoBurst.lineCount) lines of "
        + "\(DemoBurst.lineLength) bytes to the server `line`, in the same process.")
    var results: [DemoResult] = []
    for driver in [DriverPreference.uring, .poll] {
      do {
        results.append(try await DemoLoad.run(on: driver, for: .seconds(seconds)))
      } catch let error as IOError where driver == .uring && error.operation == .driver {
        printNow("No io_uring here: \(error)")
      } catch let error as IOError {
        printError("sluice: \(error)")
        throw ExitCode.failure
      } catch let error as StreamError {
        printError("sluice: \(driver.rawValue): \(error)")
        throw ExitCode.failure
      }
    }
    printNow(demoTable(results))
    for result in results where result.differences > 0 {
      printError("sluice: \(result.driver.rawValue): \(result.differences) replies differed")
    }
    guard results.allSatisfy({ $0.differences == 0 }) else { throw ExitCode.failure }
  }
}
