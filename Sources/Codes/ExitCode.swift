/// The exit status of the `swingport` command, after BSD's sysexits where they fit.
public enum ExitCode: Int32, Sendable, CaseIterable {
  /// Done, whether or not anything changed.
  case done = 0
  /// Something failed that no other status describes.
  case unexpected = 1
  /// A comparison was asked for and found differences.
  case differencesFound = 10
  /// The command was called wrongly.
  case usage = 64
  /// Data did not add up and were rejected; what was trusted before is still in use.
  case dataRejected = 65
  /// An input that is needed is not there.
  case inputMissing = 66
  /// An upstream could not be reached.
  case unavailable = 69
  /// The program contradicts itself.
  case bug = 70
  /// An output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed half-way.
  case inputOutput = 74
  /// Busy, or told to come back later.
  case tryLater = 75
  /// A key is missing or was refused.
  case keyRefused = 77
  /// The configuration is not valid.
  case configuration = 78
}
