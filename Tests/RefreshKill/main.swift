import FoundationEssentials
import Glibc
import TestSupport

// Hits refreshes as often as the first argument says, half of the times with SIGKILL and half with
// SIGTERM, and ends with 1 where a store then served what it should not.

let wanted = CommandLine.arguments.count == 2 ? Int(CommandLine.arguments[1]) : nil
guard let wanted, wanted > 0 else {
  print("usage: refresh-kill COUNT")
  exit(64)
}
let folder = FileManager.default.temporaryDirectory
  .appending(path: "swingport-kill-\(UUID().uuidString)").path
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
var hits = 0
var ended = 0
var problems: [String] = []
while hits < wanted, problems.isEmpty {
  let signal = hits % 40 < 20 ? SIGKILL : SIGTERM
  var strikes = RefreshStrikes(
    signal: signal, stores: 1, hitsPerStore: min(20, wanted - hits), seed: hits)
  let report = try strikes.run(below: folder)
  hits += report.hits
  ended += report.ended
  problems += report.problems
}
try? FileManager.default.removeItem(atPath: folder)
for problem in problems { print(problem) }
print("\(hits) hits of a refresh, of which \(ended) ended it: \(problems.count) problems")
exit(problems.isEmpty ? 0 : 1)
