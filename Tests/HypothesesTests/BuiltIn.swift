import Hypotheses
import Panels
import Tables
import TestSupport

/// The built-in data and the registered analyses on them, each run once.
enum BuiltIn {
  static let data = Result {
    try BuiltInData(
      elections: DataPackage { try Checkout.bytes("election-data/\($0)") },
      exports: DataPackage { try Checkout.bytes("export-data/\($0)") })
  }

  static let results: [String: Result<AnalysisResult, any Error>] = Dictionary(
    uniqueKeysWithValues: Analyses.ids.map { id in
      (id, Result { try Analyses.named(id).run(on: data.get()) })
    })

  static func result(_ id: String) throws -> AnalysisResult {
    guard let result = results[id] else { return try Analyses.named(id).run(on: data.get()) }
    return try result.get()
  }
}
