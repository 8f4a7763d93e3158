import Synchronization

/// Something that the store coped with and that a user should still hear of.
public struct StoreNotice: Hashable, Sendable {
  /// A stable identifier, such as `store.pointer_restored`.
  public let id: String
  /// What was found and what was done, as a lower-case sentence.
  public let message: String

  /// Creates a notice.
  public init(id: String, message: String) {
    self.id = id
    self.message = message
  }
}

/// The notices of one open store, each once and in the order in which they came up.
final class Notices: Sendable {
  private let list = Mutex<[StoreNotice]>([])

  var all: [StoreNotice] { list.withLock { $0 } }

  /// Adds a notice unless it is there.
  func addOnce(_ id: String, _ message: String) {
    let notice = StoreNotice(id: id, message: message)
    list.withLock { if !$0.contains(notice) { $0.append(notice) } }
  }
}
