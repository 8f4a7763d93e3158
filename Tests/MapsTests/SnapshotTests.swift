import Foundation
import Maps
import Testing

/// Figures compared byte for byte with the committed ones.
struct SnapshotTests {
  @Test func `the map of simulated values is the committed one`() throws {
    let text = try Simulated.map().svg(on: Simulated.geometry.get())
    try compare(text, with: "share-simulated.svg")
  }

  @Test func `the table of the simulated map is the committed one`() throws {
    let text = try Simulated.map().companionCSV(on: Simulated.geometry.get())
    try compare(text, with: "share-simulated.csv")
  }

  @Test func `the diverging map of simulated values is the committed one`() throws {
    var map = try Simulated.map()
    map.figureID = "simulated-change"
    map.title = "Simulated values: change of the share that goes to allies"
    map.subtitle = "Made-up change of the share from 2020 to 2024, percentage points"
    map.legendTitle = "Change of the share, points"
    map.readings = try Simulated.readings().enumerated().map { index, reading in
      guard case .value(let share) = reading.value, index % 11 != 4 else {
        return StateReading(reading.code, .notReported(reason: "simulated gap"))
      }
      return StateReading(reading.code, index % 13 == 7 ? .zero : .value((share - 30) / 4))
    }
    map.rule = .symmetric(classes: 5)
    map.palette = .purpleOrange
    map.format = ValueFormat(decimals: 1)
    try compare(map.svg(on: Simulated.geometry.get()), with: "change-simulated.svg")
  }

  private func compare(_ text: String, with name: String) throws {
    let committed = WorkingFolder.repository.appending(path: "Tests/Snapshots/Maps/\(name)")
    let wanted = try? Data(contentsOf: committed)
    guard wanted != Data(text.utf8) else { return }
    let actual = try WorkingFolder.make().appending(path: "\(name).actual")
    try Data(text.utf8).write(to: actual)
    Issue.record(
      """
      \(name) has changed. Look at the new one, and if the change is meant:
      cp \(actual.path()) \(committed.path())
      """)
  }
}
