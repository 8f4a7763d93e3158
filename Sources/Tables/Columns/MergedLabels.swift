/// The distinct texts of all threads in the order of their bytes, and what each thread called them.
struct MergedLabels {
  private let markerCount: Int
  private var lanes: [LabelTable] = []
  private var used: [[Int]] = []
  /// The texts in order.
  private(set) var labels: [String] = []
  /// By thread, the place in `labels` of each of its codes; 0 for markers that are no text.
  private(set) var codes: [[Int32]] = []

  init(markerCount: Int) { self.markerCount = markerCount }

  /// Adds a thread's texts; of the markers, which come first, those that were met in quotes.
  mutating func add(_ table: LabelTable, quoted: [Bool]) {
    lanes.append(table)
    used.append((0..<table.count).filter { $0 >= markerCount || quoted[$0] })
  }

  /// Puts the texts of all threads in order.
  mutating func sort() {
    var all: [(lane: Int, code: Int)] = []
    for lane in lanes.indices { all += used[lane].map { (lane, $0) } }
    all.sort {
      lanes[$0.lane].label($0.code).lexicographicallyPrecedes(lanes[$1.lane].label($1.code))
    }
    codes = lanes.map { [Int32](repeating: 0, count: $0.count) }
    var last: ArraySlice<UInt8>?
    for (lane, code) in all {
      let label = lanes[lane].label(code)
      if label != last {
        labels.append(String(decoding: label, as: UTF8.self))
        last = label
      }
      codes[lane][code] = Int32(labels.count - 1)
    }
  }
}
