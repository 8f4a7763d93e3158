import Codes
import Descriptors
import Fetching
import Store

/// What is known of a part while its answers come in.
struct PartProgress {
  /// The part's name.
  let name: String
  /// The months asked for; nil where the part has none.
  let months: ClosedRange<CalendarMonth>?
  /// Where it was asked for, without a key, or the file that it came from.
  let url: String
  /// Requests that have not ended.
  var open = 1
  /// The bodies that came, by the place of the request that they answer.
  var bodies: [(order: [Int], body: [UInt8], validators: Validators)] = []
  /// Whether the publisher says that the stored copy is current.
  var isNotModified = false
  /// Whether a piece was answered with nothing.
  var isEmpty = false
  /// The first error.
  var error: DataError?

  init(name: String, months: ClosedRange<CalendarMonth>?, url: String) {
    self.name = name
    self.months = months
    self.url = url
  }

  /// The bytes to keep: the answer itself, or a JSON list of the answers to the pieces in order.
  var body: [UInt8] {
    let ordered = bodies.sorted { $0.order.lexicographicallyPrecedes($1.order) }
    if ordered.count == 1, let only = ordered.first { return only.body }
    var joined: [UInt8] = [UInt8(ascii: "[")]
    for (index, piece) in ordered.enumerated() {
      if index > 0 { joined += [UInt8(ascii: ","), UInt8(ascii: "\n")] }
      joined += piece.body
    }
    joined.append(UInt8(ascii: "]"))
    return joined
  }

  /// Reads the answers, piece by piece and in order.
  func reading(_ descriptor: SourceDescriptor) throws -> PartReading {
    var whole = PartReading()
    let ordered = bodies.sorted { $0.order.lexicographicallyPrecedes($1.order) }
    for (index, piece) in ordered.enumerated() {
      let reading = try PartReading(
        of: piece.body, descriptor: descriptor, partition: name)
      if index == 0 { whole = reading } else { try whole.append(reading) }
    }
    return whole
  }
}
