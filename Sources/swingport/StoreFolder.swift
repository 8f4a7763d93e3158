import ArgumentParser
import Codes
import Foundation
import Store

/// Where the store is: `--store`, `SWINGPORT_STORE`, or the user's data folder.
struct StoreFolder: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of the store; SWINGPORT_STORE or the user's data folder unless said.",
      valueName: "folder"))
  var store: String?

  /// The path of the folder.
  ///
  /// - Throws: `DataError` of exit status 78 where nothing says where the user's data are.
  func path() throws -> String {
    let environment = ProcessInfo.processInfo.environment
    if let store, !store.isEmpty { return store }
    if let store = environment["SWINGPORT_STORE"], !store.isEmpty { return store }
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      return data + "/swingport/store"
    }
    if let home = environment["HOME"], home.hasPrefix("/") {
      return home + "/.local/share/swingport/store"
    }
    throw DataError(
      .noStoreFolder, "neither --store, SWINGPORT_STORE nor HOME says where the store is",
      hint: "name a folder with --store")
  }

  /// The store, or nil where there is none yet.
  func openIfAny() throws -> StoreReader? {
    do {
      return try StoreReader.open(at: path())
    } catch let error as DataError where error.kind == .storeMissing {
      return nil
    }
  }

  /// The machine's name as the kernel has it; Foundation's would ask a name server.
  private static func hostName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(
      decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The store for writing, locked; a signal ends the wait for the lock.
  func openForWriting(wait: Int, trustNetwork: Bool) throws -> StoreWriter {
    let holder = LockHolder(
      process: ProcessInfo.processInfo.processIdentifier, host: Self.hostName(),
      since: Clock.now())
    let end = Clock.monotonic() + wait * 1_000
    while true {
      do {
        return try StoreWriter.open(
          at: path(), holder: holder,
          options: StoreWriter.Options(waitSeconds: 0, allowsNetworkFileSystem: trustNetwork))
      } catch let error as DataError where error.kind == .storeBusy && Clock.monotonic() < end {
        if Interruption.isWanted { Terminal.exit(signal: Interruption.signal) }
        usleep(100_000)
      }
    }
  }
}

extension DataError.Kind {
  /// Nothing says where the store is.
  static let noStoreFolder = Self(id: "store.no_folder", exitCode: .configuration)
}
