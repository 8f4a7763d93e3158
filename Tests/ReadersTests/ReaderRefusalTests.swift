import Codes
import Readers
import Tables
import TestSupport
import Testing

/// A layout with a sample, and what reading it gives as text that does not depend on row order.
struct ReaderSample: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let text: String
  let read: @Sendable ([UInt8]) throws -> [String]

  static let all: [ReaderSample] = [
    ReaderSample(testDescription: "states", text: `Census readers`.states) {
      try CensusStateExports.read($0, name: "file.csv").map { "\($0)" }
    },
    ReaderSample(testDescription: "names", text: `Census readers`.named) {
      try CensusNamedStateTrade.read($0, name: "file.csv", flow: .exports)
        .map { "\($0.state) \($0.countryName) \($0.year) \($0.value)" }
    },
    ReaderSample(testDescription: "ten states", text: `Census readers`.tenStates) {
      try CensusTenStates.read($0, name: "file.csv").map { "\($0)" }
    },
    ReaderSample(testDescription: "ten states, wide", text: `Census readers`.wide) {
      try CensusTenStatesWide.read($0, name: "file.csv").map { "\($0)" }
    },
    ReaderSample(testDescription: "national", text: `Census readers`.national) {
      try CensusNationalExports.read($0, name: "file.csv").map { "\($0)" }
    },
    ReaderSample(testDescription: "country totals", text: `Census readers`.totals) {
      let reading = try CensusCountryTotals.read($0, name: "file.csv")
      return (reading.countries + reading.groups).map { "\($0)" } + ["\(reading.rowsWithoutYear)"]
    },
    ReaderSample(testDescription: "crosswalk", text: `Census readers`.crosswalk) {
      let reading = try ScheduleCCrosswalk.read($0, name: "file.csv")
      return reading.countries.map { "\($0)" } + reading.groups.map(\.text)
    },
    ReaderSample(testDescription: "names of codes", text: `Census readers`.names) {
      try USATradeNames.read($0, name: "file.csv").map { "\($0)" }
    },
    ReaderSample(testDescription: "TransBorder", text: `Census readers`.transBorder) {
      try BTSStateExports.read($0, name: "file.csv").map { "\($0)" }
    },
  ]
}

@Suite struct `Readers of untrusted bytes` {
  @Test(arguments: ReaderSample.all)
  func `the order of rows does not matter`(_ sample: ReaderSample) throws {
    let expected = try sample.read(Array(sample.text.utf8)).sorted()
    var generator = SeededGenerator(seed: 7)
    let lines = sample.text.split(separator: "\n")
    for _ in 0..<20 {
      let shuffled = [lines[0]] + lines.dropFirst().shuffled(using: &generator)
      #expect(try sample.read(Array(shuffled.joined(separator: "\n").utf8)).sorted() == expected)
    }
  }

  @Test(arguments: ReaderSample.all)
  func `damaged bytes give rows or an error that names the file, never a crash`(
    _ sample: ReaderSample
  ) throws {
    var generator = SeededGenerator(seed: 11)
    let original = Array(sample.text.utf8)
    var refused = 0
    var vague: [DataError] = []
    for _ in 0..<500 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let index = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: index)
        default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: index)
        }
      }
      do {
        _ = try sample.read(bytes)
      } catch let error as DataError {
        refused += 1
        if !error.message.contains("file.csv") || error.hint.isEmpty { vague.append(error) }
      }
    }
    #expect(vague.isEmpty)
    #expect(refused > 100)
  }

  @Test(arguments: ReaderSample.all)
  func `a repeated row is refused or is one that is set aside`(_ sample: ReaderSample) throws {
    let lines = sample.text.split(separator: "\n")
    let doubled = (lines + [lines[1]]).joined(separator: "\n")
    #expect(throws: DataError.self) { try sample.read(Array(doubled.utf8)) }
  }

  @Test(arguments: ReaderSample.all)
  func `an empty file is refused`(_ sample: ReaderSample) {
    #expect(throws: DataError.self) { try sample.read([]) }
  }

  @Test(arguments: [
    ("AK,Alaska,Greenland,1010,,,,2014,-1,v", "value_usd"),
    ("AK,Alaska,Greenland,1010,,,,2014,1.5,v", "value_usd"),
    ("AK,Alaska,Greenland,1010,,,,2014,,v", "value_usd"),
    ("AK,Alaska,Greenland,1010,,,,14,1,v", "year"),
    ("ZZ,Nowhere,Greenland,1010,,,,2014,1,v", "state"),
    ("AK,Alaska,NATO,0023,,,,2014,1,v", "cty_code"),
    ("AK,Alaska,Europe,4XXX,,,,2014,1,v", "cty_code"),
    ("AK,Alaska,Greenland,,,,,2014,1,v", "cty_code"),
  ])
  func `a cell that is not what its column holds is named`(_ row: String, _ column: String) {
    let header = "state,state_name,destination,cty_code,iso2,iso3c,cown,year,value_usd,vintage"
    let error = #expect(throws: DataError.self) {
      try CensusStateExports.read("\(header)\n\(row)\n".utf8, name: "states.csv")
    }
    #expect(error?.kind == .badCell)
    #expect(error?.message.hasPrefix("states.csv, line 2, column '\(column)'") == true)
  }

  @Test(arguments: [
    ("Alaska,Greenland,2016,\"7,95\"", "Exports"),
    ("Alaska,Greenland,2016,\"7950,000\"", "Exports"),
    ("Alaska,Greenland,2016,-5", "Exports"), ("Alaska,Greenland,2016,", "Exports"),
    ("Alaska,Greenland,16,5", "Time"), ("Alaska,,2016,5", "Country"),
    ("Atlantis,Greenland,2016,5", "State"),
  ])
  func `a row of names that is not understood is named`(_ row: String, _ column: String) {
    let error = #expect(throws: DataError.self) {
      try CensusNamedStateTrade.read(
        "State,Country,Time,Exports\n\(row)\n".utf8, name: "raw.csv", flow: .exports)
    }
    #expect(error?.kind == .badCell)
    #expect(error?.message.hasPrefix("raw.csv, line 2, column '\(column)'") == true)
  }

  @Test(arguments: ["1.0000001", "1e3", "", "-1", "1,000"])
  func `millions in another form are refused`(_ amount: String) {
    let text = "year,CTY_CODE,CTYNAME,EYR\n2003,1220,Canada,\"\(amount)\"\n"
    let error = #expect(throws: DataError.self) {
      try CensusCountryTotals.read(text.utf8, name: "country.csv")
    }
    #expect(error?.kind == .badCell)
  }

  @Test func `cents and other countries are refused in TransBorder data`() {
    for row in [
      "AK,Alaska,Canada,2004,5.5", "AK,Alaska,Peru,2004,5.0", "XX,Unknown,Canada,2004,5.0",
    ] {
      #expect(throws: DataError.self) {
        try BTSStateExports.read(
          "state,state_name,country,year,value_usd\n\(row)\n".utf8, name: "b")
      }
    }
  }
}
