import Codes
import Foundation

extension Fit {
  /// Refuses options that contradict each other, before anything is read.
  func requireSense() throws {
    if data == nil, load.isEmpty {
      throw DataError(
        .wrongUse, "neither data nor saved results are named",
        hint: "name a CSV file, - for standard input, or --load FILE")
    }
    if [json, csv, format != nil].count(where: { $0 }) > 1 {
      throw DataError(
        .wrongUse, "--json, --csv and --format exclude each other", hint: "choose one of them")
    }
    if data == nil,
      formula != nil || spec != nil || fitted != nil || fixedEffects != nil || margins != nil
        || predict != nil
    {
      throw DataError(
        .wrongUse,
        "an estimation is asked for and no data are named",
        hint: "name a CSV file before the options")
    }
    if data == nil, let option = optionOfEstimation {
      throw DataError(
        .wrongUse, "--\(option) changes nothing about saved results",
        hint: "leave it out, or name the data to estimate again")
    }
    if (predict == nil) != (predictions == nil) {
      throw DataError(
        .wrongUse,
        predict == nil
          ? "--predictions names a file for predictions, and no rows to predict are named"
          : "--predict names rows, and no file for the predictions is named",
        hint: "write --predict new.csv --predictions predicted.csv")
    }
    if predict == "-", data == "-" {
      throw DataError(
        .wrongUse, "standard input is read twice", hint: "name a file for one of the two")
    }
    let outputs = [save, fitted, fixedEffects, margins, predictions].compactMap { $0 }
      .map(Self.place)
    let inputs = ([data, spec, predict].compactMap { $0 } + load).filter { $0 != "-" }.map(
      Self.place)
    if let both = outputs.first(where: inputs.contains) {
      throw DataError(
        .wrongUse, "'\(both)' is read and would be written over",
        hint: "name another file for the results")
    }
    if Set(outputs).count < outputs.count {
      throw DataError(
        .wrongUse, "two results would be written into one file", hint: "name a file for each")
    }
    if let threads, !(1...1024).contains(threads) {
      throw DataError(
        .wrongUse, "\(threads) threads cannot be used", hint: "write a number from 1 to 1024")
    }
    if let memory, !(memory > 0) {
      throw DataError(.wrongUse, "--memory is not positive", hint: "write gigabytes, such as 8")
    }
    if !(1...10).contains(decimals) {
      throw DataError(
        .wrongUse, "\(decimals) decimals cannot be printed", hint: "write a number from 1 to 10")
    }
  }

  /// An option that says how to estimate and was given; nil without one.
  private var optionOfEstimation: String? {
    let given: [(String, Bool)] = [
      ("family", family != nil), ("vcov", !vcov.isEmpty), ("ssc", ssc != nil),
      ("weights", weights != nil), ("offset", offset != nil), ("panel", panel != nil),
      ("where", restriction != nil), ("tolerance", tolerance != nil), ("level", level != nil),
      ("lincom", !lincom.isEmpty), ("wald", !wald.isEmpty), ("boot", !boot.isEmpty),
      ("debias", debias != nil), ("na", !na.isEmpty), ("delimiter", delimiter != nil),
    ]
    return given.first(where: \.1)?.0
  }

  private static func place(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
