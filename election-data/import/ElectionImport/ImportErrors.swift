import Codes

extension DataError.Kind {
  /// Figures that contradict each other or a stated fact.
  package static let doesNotAddUp = Self(id: "election.does_not_add_up", exitCode: .dataRejected)
}

extension DataError {
  /// An error about figures that contradict each other.
  static func contradiction(_ message: String, hint: String) -> DataError {
    DataError(.doesNotAddUp, message, hint: hint)
  }
}
