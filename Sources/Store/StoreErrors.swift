import Codes
import GRDB
import Glibc

extension DataError.Kind {
  /// Another process is changing the store.
  public static let storeBusy = Self(id: "store.busy", exitCode: .tryLater)
  /// The store cannot be created or may not be written.
  public static let storeReadOnly = Self(id: "store.read_only", exitCode: .cannotCreate)
  /// Reading or writing failed half-way; what was trusted before is untouched.
  public static let storeInputOutput = Self(id: "store.input_output", exitCode: .inputOutput)
  /// Something in the store is not what was put there.
  public static let storeDamaged = Self(id: "store.damaged", exitCode: .dataRejected)
  /// The store was written by a later version of the program.
  public static let storeNewer = Self(id: "store.newer", exitCode: .dataRejected)
  /// The store does not hold what was asked for.
  public static let storeMissing = Self(id: "store.missing", exitCode: .inputMissing)
  /// What was handed over for storing contradicts itself.
  public static let storeRefused = Self(id: "store.refused", exitCode: .dataRejected)
}

extension DataError {
  /// The error as which a failed system call leaves the store.
  init(_ failure: SystemCallFailure) {
    let reason = String(cString: strerror(failure.code))
    let message = "\(failure.call) of \(failure.path) failed: \(reason)"
    switch failure.code {
    case ENOSPC, EDQUOT:
      self.init(
        .storeInputOutput, message,
        hint: "free some space and run it again; the data stored before are untouched")
    case EROFS, EACCES, EPERM:
      self.init(
        .storeReadOnly, message,
        hint: "give yourself the right to write the store, or choose another folder")
    case ENOENT:
      self.init(
        .storeMissing, message, hint: "run `swingport verify` to see what the store lacks")
    default:
      self.init(
        .storeInputOutput, message,
        hint: "look at the disk and run `swingport verify`; the data stored before are untouched")
    }
  }

  /// The error as which a failure of SQLite leaves the store.
  init(_ failure: DatabaseError) {
    let message = "the catalogue snapshots.sqlite failed: \(failure.message ?? "unknown error")"
    switch failure.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(.storeBusy, message, hint: "close other programs that write it and try again")
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      self.init(
        .storeReadOnly, message,
        hint: "give yourself the right to write the store, or choose another folder")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self.init(
        .storeDamaged, message, hint: "run `swingport verify --repair`, which makes it anew")
    case .SQLITE_FULL:
      self.init(
        .storeInputOutput, message,
        hint: "free some space and run it again; the data stored before are untouched")
    default:
      self.init(
        .storeInputOutput, message,
        hint: "look at the disk and run `swingport verify`; the data stored before are untouched")
    }
  }

  /// Runs a body and turns whatever it throws into an error of the store.
  static func translating<Result>(_ body: () throws -> Result) throws(DataError) -> Result {
    do {
      return try body()
    } catch let error as DataError {
      throw error
    } catch let error as SystemCallFailure {
      throw DataError(error)
    } catch let error as DatabaseError {
      throw DataError(error)
    } catch {
      throw DataError(
        .storeDamaged, "the store holds something that cannot be read: \(error)",
        hint: "run `swingport verify --repair`")
    }
  }
}
