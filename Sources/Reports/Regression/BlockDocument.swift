import Codes
import Estimation
import FoundationEssentials
import Tables

/// What processes that estimate over blocks hand each other, as JSON with a seal.
///
/// The last member, `seal`, is the SHA-256 of the document as it would be without it and without the
/// line feed: a digit that was changed on the way would be a number still.
public enum BlockDocument {
  /// The layout of a question, with the state of the regression that asks it.
  public static let roundSchema = "swingport.block-round/3"

  private struct Layout: Decodable {
    let schema: String

    /// The layout that bytes name, or nil if they are cut or no object.
    static func name(_ bytes: [UInt8]) -> String? {
      (try? JSONDecoder().decode(Layout.self, from: Data(bytes)))?.schema
    }
  }

  /// How a seal stands at the end of a document.
  private struct Seal {
    /// What the document ends with.
    let closing: [UInt8]
    /// What the document that is sealed has in its place before the seal.
    let opening: [UInt8]

    static let line = Self(closing: "}", opening: #","seal":""#)
    static let pretty = Self(closing: "\n}", opening: ",\n  \"seal\" : \"")
    private static let digits = 64

    private init(closing: String, opening: String) {
      self.closing = Array(closing.utf8)
      self.opening = Array(opening.utf8)
    }

    private func hash(of members: ArraySlice<UInt8>) -> [UInt8] {
      var hash = RunningHash()
      members.withUnsafeBytes { hash.add($0) }
      closing.withUnsafeBytes { hash.add($0) }
      return Array(hash.text.utf8.suffix(Self.digits))
    }

    /// An encoded object with its seal.
    func add(to object: [UInt8]) -> [UInt8] {
      let members = object.dropLast(closing.count)
      var sealed = Array(members)
      sealed += opening
      sealed += hash(of: members)
      sealed.append(UInt8(ascii: "\""))
      sealed += closing
      return sealed
    }

    /// Whether bytes end with the seal that belongs to them.
    func holds(_ bytes: [UInt8]) -> Bool {
      let end = [UInt8(ascii: "\"")] + closing
      var written = bytes[...]
      while let last = written.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
        written.removeLast()
      }
      guard written.suffix(end.count).elementsEqual(end) else { return false }
      let sealed = written.dropLast(end.count)
      let head = sealed.dropLast(Self.digits)
      return head.suffix(opening.count).elementsEqual(opening)
        && sealed.suffix(Self.digits).elementsEqual(hash(of: head.dropLast(opening.count)))
    }
  }

  private struct Round: Codable {
    let schema: String
    let regression: BlockRegression
  }

  /// Statistics of a block on one line with a line feed, keys sorted, numbers in full precision
  /// (sums by cluster packed, see `BlockStatistics.Clusters`).
  ///
  /// Throws `DataError` of kind `notPrintable` when a number is not finite.
  public static func line(_ statistics: BlockStatistics) throws -> [UInt8] {
    try encode(statistics, formatting: [.sortedKeys, .withoutEscapingSlashes], .line)
  }

  /// The state of a regression that asks a question.
  ///
  /// Throws `DataError` of kind `notPrintable` when a number is not finite.
  public static func bytes(_ regression: BlockRegression) throws -> [UInt8] {
    try encode(
      Round(schema: roundSchema, regression: regression),
      formatting: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes], .pretty)
  }

  /// Reads one line of statistics.
  ///
  /// Throws `DataError` of kind `badBlock` that names the file and line if it was changed, cut, or is
  /// something else.
  public static func statistics(
    reading bytes: [UInt8], named name: String
  ) throws(DataError) -> BlockStatistics {
    let hint = "measure that block again with swingport fit-block"
    let isSealed = Seal.line.holds(bytes)
    if isSealed, let read = try? JSONDecoder().decode(BlockStatistics.self, from: Data(bytes)),
      read.schema == BlockStatistics.currentSchema
    {
      return read
    }
    if let layout = Layout.name(bytes), layout != BlockStatistics.currentSchema {
      throw DataError(
        .badBlock,
        "\(name) has the layout '\(layout)' where '\(BlockStatistics.currentSchema)' is expected",
        hint: "measure the block again with this version")
    }
    if isSealed {
      throw DataError(.badBlock, "\(name) holds no whole statistics of a block", hint: hint)
    }
    let isAnswer = bytes.starts(with: Array(#"{"block":"#.utf8))
    throw DataError(
      .badBlock,
      "\(name) was changed or cut since it was written"
        + (isAnswer ? "" : ", or holds no statistics of a block"), hint: hint)
  }

  /// Reads the state of a regression.
  ///
  /// Throws `DataError` of kind `badBlock` if it was changed, cut, or is none.
  public static func regression(
    reading bytes: [UInt8], named name: String
  ) throws(DataError) -> BlockRegression {
    let isSealed = Seal.pretty.holds(bytes)
    if isSealed, let round = try? JSONDecoder().decode(Round.self, from: Data(bytes)),
      round.schema == roundSchema
    {
      return round.regression
    }
    if let layout = Layout.name(bytes), layout != roundSchema {
      throw DataError(
        .badBlock, "\(name) has the layout '\(layout)' where '\(roundSchema)' is expected",
        hint: "name the file that swingport fit-blocks --next of this version wrote")
    }
    let isQuestion = !isSealed && bytes.starts(with: Array("{\n  \"regression\" :".utf8))
    throw DataError(
      .badBlock,
      isSealed
        ? "\(name) is no question to blocks"
        : "\(name) was changed or cut since it was written"
          + (isQuestion ? "" : ", or is no question to blocks"),
      hint: "name the file as swingport fit-blocks --next wrote it, or leave it out to begin")
  }

  private static func encode(
    _ value: some Encodable, formatting: JSONEncoder.OutputFormatting, _ seal: Seal
  ) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    do {
      return seal.add(to: Array(try encoder.encode(value))) + [UInt8(ascii: "\n")]
    } catch {
      throw DataError(
        .notPrintable, "a block's sums hold a number that is not finite, which JSON cannot say",
        hint: "rescale the columns: their values are too far apart for double precision")
    }
  }
}

extension DataError.Kind {
  /// Statistics of a block, or a question to blocks, that cannot be read.
  public static let badBlock = Self(id: "block.unreadable", exitCode: .dataRejected)
}
