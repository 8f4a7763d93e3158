import Codes
import Tables
import Testing

@Suite struct `Data packages` {
  private func files(tamper: [String: [UInt8]] = [:], drop: Set<String> = []) throws
    -> [String: [UInt8]]
  {
    var writer = DataPackageWriter(
      name: "simulated", title: "Simulated", description: "simulated rows for a test")
    writer.add(
      name: "returns", title: "Returns", description: "one row a state",
      rows: [["PA", "12"], ["OH", ""]],
      schema: .init(
        fields: [
          .init(name: "state", type: "string", description: "postal code"),
          .init(name: "votes", type: "integer", unit: "votes", description: "votes"),
        ], primaryKey: ["state"], missingMeaning: "not counted"),
      sources: [], licenses: [])
    var files = Dictionary(uniqueKeysWithValues: try writer.finished().map { ($0.path, $0.bytes) })
    files.merge(tamper) { $1 }
    return files.filter { !drop.contains($0.key) }
  }

  private func package(_ files: [String: [UInt8]]) throws -> DataPackage {
    try DataPackage { path in
      guard let bytes = files[path] else {
        throw DataError(.missingTable, "no file \(path)", hint: "restore it")
      }
      return bytes
    }
  }

  @Test func `a table comes back as it was written`() throws {
    let table = try package(files()).table("returns")
    #expect(try table.column("state").texts == ["PA", "OH"])
    #expect(try table.column("votes").wholeNumber(1) == nil)
  }

  @Test func `the same rows give the same bytes`() throws {
    #expect(try files() == files())
  }

  @Test func `any single flipped bit is found`() throws {
    let original = try files()["tables/returns.csv"]!
    for index in original.indices {
      var damaged = original
      damaged[index] ^= 1
      let package = try package(files(tamper: ["tables/returns.csv": damaged]))
      let error = #expect(throws: DataError.self) { try package.table("returns") }
      #expect(error?.kind == .damagedTable)
    }
  }

  @Test func `a damaged descriptor and a missing file are named`() throws {
    let damaged = try files(tamper: ["datapackage.json": Array("{".utf8)])
    #expect(throws: DataError.self) { try package(damaged) }
    let missing = try package(files(drop: ["tables/returns.csv"]))
    #expect(throws: DataError.self) { try missing.table("returns") }
    let unknown = #expect(throws: DataError.self) { try package(files()).table("votes") }
    #expect(unknown?.hint == "use one of returns")
  }
}
