import FoundationEssentials
import Readers

#if canImport(Glibc)
  import Glibc
#endif

/// Reads a file once for each line on standard input and prints seconds, rows and a checksum.
@main struct ParseCensus {
  static func main() throws {
    let bytes = try Array(Data(contentsOf: URL(filePath: CommandLine.arguments[1])))
    let reader = CensusAnswerReader(
      name: "simulated", value: "ALL_VAL_MO", commodity: "E_COMMODITY")
    let clock = ContinuousClock()
    while readLine() != nil {
      var answer: CensusAnswer?
      let time = try clock.measure { answer = try reader.read(bytes) }
      let seconds = Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds)
      let flows = answer?.flows
      print(seconds, flows?.count ?? 0, flows?.sum { _ in true } ?? 0, bytes.count)
      fflush(nil)
    }
  }
}
