// Real loops for a test, which end with it.

package import SluiceLoop

/// Runs a test with loops that have threads, and shuts them down.
package func withGroup<R>(
  loops: Int = 1, driver: DriverPreference = .automatic,
  _ body: (EventLoopGroup) async throws -> R
) async throws -> R {
  let group = try EventLoopGroup(loops: loops, driver: driver)
  let result: R
  do {
    result = try await body(group)
  } catch {
    await group.shutDown()
    throw error
  }
  await group.shutDown()
  return result
}
