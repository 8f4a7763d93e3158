import Foundation
import Tables
import TestSupport
import Testing

/// Tables of a user's own data folder whose descriptor is right and whose figures cannot be.
@Suite struct `Election tables that cannot be` {
  static let damages: [(table: String, old: String, new: String, parts: [String])] = [
    (
      "returns", "1976,AL,659170,504070,19610,1182850", "1976,AL,659170,504070,19610,1082850",
      ["line 2", "above the total", "AL 1976"]
    ),
    ("returns", "1976,AL,", "1976,ZZ,", ["line 2", "'ZZ'"]),
    ("returns", "1976,AK,", "1976,AL,", ["line 3", "AL 1976", "twice"]),
    (
      "returns", "1976,WY,62239,92717,1387,156343\n", "",
      ["the election of 1976 lacks WY"]
    ),
    ("electoral-votes", "AL,9,9,9,9,9,9", "AL,9,9,9,9,9,8", ["census_2020", "537 electors"]),
    (
      "treaties", "ALB,339,Albania,north-atlantic,2009-04-01", "ALB,339,Albania,north-atlantic,",
      ["in_force_from", "missing"]
    ),
    ("presidents", "obama,44,D", "obama,44,X", ["'X' is no party"]),
    ("eligibility", "biden,2024-07-21", "biden,2024-07-22", ["does not begin"]),
  ]

  @Test(arguments: damages.indices)
  func `are refused through the command with the row and the reason`(index: Int) throws {
    let damage = Self.damages[index]
    let scratch = try Scratch()
    try scratch.copyData()
    let folder = scratch.root.appendingPathComponent("election-data")
    let file = folder.appendingPathComponent("tables/\(damage.table).csv")
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    try #require(text.contains(damage.old), "\(damage.table) has no '\(damage.old)'")
    let changed = text.replacing(damage.old, with: damage.new, maxReplacements: 1)
    try Data(changed.utf8).write(to: file)
    let old = (hash: DataPackage.hash(of: Array(text.utf8)), size: text.utf8.count)
    let new = (hash: DataPackage.hash(of: Array(changed.utf8)), size: changed.utf8.count)
    let descriptor = folder.appendingPathComponent("datapackage.json")
    var json = String(decoding: try Data(contentsOf: descriptor), as: UTF8.self)
    try #require(json.contains(old.hash))
    json = json.replacing(old.hash, with: new.hash)
      .replacing("\"bytes\": \(old.size),", with: "\"bytes\": \(new.size),")
    if changed.split(separator: "\n").count != text.split(separator: "\n").count {
      json = json.replacing("\"rows\": 663", with: "\"rows\": 662")
    }
    try Data(json.utf8).write(to: descriptor)
    let run = try Program(
      environment: ["SWINGPORT_DATA": scratch.root.path], folder: scratch.root
    ).run(["rules"])
    #expect(run.status == 65, "\(run.errors)")
    for part in damage.parts { #expect(run.errors.contains(part), "\(run.errors)") }
    #expect(run.output.isEmpty)
  }
}
