import Codes
import Glibc
import Store

// A small writer of a store that tests run beside themselves and kill:
//   loop FOLDER      commits one vintage after the other until it is killed
//   once FOLDER      commits one vintage and ends, with the exit status of the error if there is one
//   hold FOLDER      takes the lock, prints a line and waits to be killed
//   full FOLDER SIZE like loop, but no file may grow beyond SIZE bytes; ends with the error's status
//   check FOLDER     verifies the store, makes sure that no vintage is a mix, prints the current one
//   read FOLDER      gives up the rights of root, prints the current vintage, then tries to write
//   measure FOLDER ROWS  stores a month of ROWS rows and reads it back, and prints how long it took

/// Every cell of the n-th vintage is n, so that a mix of two vintages would be seen.
func arrivals(_ number: Int64, in writer: StoreWriter) throws -> [Arrival] {
  try ["2016", "2017", "2018"].map { year in
    let bytes = Array("answer \(number) for \(year)\n".utf8)
    let states = ["AL", "ND", "NM", "NY"]
    let exports = try ExportColumns(
      periods: states.map { _ in try period(year) }, states: CodeColumn(states),
      destinations: CodeColumn(repeating: "1220", count: 4),
      dollars: [Int64](repeating: number, count: 4))
    let snapshot = Snapshot(
      partition: year, retrievedAt: Stamp(seconds: number), url: "https://localhost/\(year)",
      object: try writer.stage(bytes), bytes: bytes.count, rows: 4)
    return Arrival(snapshot, exports: exports)
  }
}

func period(_ text: String) throws -> Period {
  guard let period = Period(text) else {
    throw DataError(.storeRefused, "no period", hint: "mend the child")
  }
  return period
}

func commit(_ writer: StoreWriter) throws {
  let number = Int64(try writer.store.history("kill").count + 1)
  _ = try writer.commit(
    try arrivals(number, in: writer), source: "kill", label: "v\(number)",
    at: Stamp(seconds: number))
}

/// Prints the number of the current vintage, 0 when there is none.
func check(_ folder: String) throws {
  let store = try StoreReader.open(at: folder)
  let problems = try store.verify().problems
  let numbers = try store.current("kill").map { Set(try store.exports(of: $0).dollars) } ?? [0]
  guard problems.isEmpty, numbers.count == 1, let number = numbers.first else {
    throw DataError(.storeDamaged, "\(problems) \(numbers)", hint: "mend the store")
  }
  print(number)
}

/// Reads as a user who may not write, then tries to write.
func readAndWrite(_ folder: String) throws {
  if geteuid() == 0 {
    guard setgid(65_534) == 0, setuid(65_534) == 0 else {
      throw DataError(.storeRefused, "rights cannot be given up", hint: "run it as a user")
    }
  }
  try check(folder)
  fflush(nil)
  let holder = LockHolder(process: getpid(), host: "test", since: Stamp(seconds: 0))
  let writer = try StoreWriter.open(at: folder, holder: holder)
  try commit(writer)
}

func run(_ arguments: [String]) throws {
  guard arguments.count >= 3 else {
    throw DataError(.storeRefused, "no folder was named", hint: "name a mode and a folder")
  }
  if arguments[1] == "full" {
    // A file that would grow beyond the limit fails to be written, as on a full disk.
    signal(SIGXFSZ, SIG_IGN)
    let size = UInt(arguments[3]) ?? 0
    var limit = rlimit(rlim_cur: size, rlim_max: size)
    setrlimit(__rlimit_resource_t(1), &limit)  // RLIMIT_FSIZE
  }
  if arguments[1] == "measure" {
    try measure(folder: arguments[2], rows: Int(arguments[3]) ?? 0)
    return
  }
  if arguments[1] == "check" { return try check(arguments[2]) }
  if arguments[1] == "read" { return try readAndWrite(arguments[2]) }
  let holder = LockHolder(process: getpid(), host: "test", since: Stamp(seconds: 0))
  let writer = try StoreWriter.open(at: arguments[2], holder: holder)
  switch arguments[1] {
  case "loop", "full":
    while true {
      // A point once the store is open, and one after each commit.
      write(STDOUT_FILENO, [UInt8(ascii: ".")], 1)
      try commit(writer)
    }
  case "hold":
    print("held")
    fflush(nil)
    while true { pause() }
  default:
    try commit(writer)
    try writer.close()
  }
}

do {
  try run(CommandLine.arguments)
} catch let error as DataError {
  let text = Array("\(error)\n".utf8)
  write(STDERR_FILENO, text, text.count)
  exit(error.kind.exitCode.rawValue)
}
