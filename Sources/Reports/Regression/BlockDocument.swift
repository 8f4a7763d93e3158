import Codes
import Estimation
import FoundationEssentials

/// What processes that estimate over blocks hand each other, as JSON.
public enum BlockDocument {
  /// The layout of a question, with the state of the regression that asks it.
  public static let roundSchema = "swingport.block-round/2"

  private struct Layout: Decodable {
    let schema: String

    /// The layout that bytes name, or nil if they are cut or no object.
    static func name(_ bytes: [UInt8]) -> String? {
      (try? JSONDecoder().decode(Layout.self, from: Data(bytes)))?.schema
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
    try encode(statistics, formatting: [.sortedKeys, .withoutEscapingSlashes])
  }

  /// The state of a regression that asks a question.
  ///
  /// Throws `DataError` of kind `notPrintable` when a number is not finite.
  public static func bytes(_ regression: BlockRegression) throws -> [UInt8] {
    try encode(
      Round(schema: roundSchema, regression: regression),
      formatting: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
  }

  /// Reads one line of statistics.
  ///
  /// Throws `DataError` of kind `badBlock` that names the file and line if it is cut or something else.
  public static func statistics(
    reading bytes: [UInt8], named name: String
  ) throws(DataError) -> BlockStatistics {
    if let read = try? JSONDecoder().decode(BlockStatistics.self, from: Data(bytes)),
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
    throw DataError(
      .badBlock, "\(name) holds no whole statistics of a block",
      hint: "measure that block again with swingport fit-block")
  }

  /// Reads the state of a regression.
  ///
  /// Throws `DataError` of kind `badBlock` if it is none.
  public static func regression(
    reading bytes: [UInt8], named name: String
  ) throws(DataError) -> BlockRegression {
    guard let round = try? JSONDecoder().decode(Round.self, from: Data(bytes)),
      round.schema == roundSchema
    else {
      if let layout = Layout.name(bytes), layout != roundSchema {
        throw DataError(
          .badBlock, "\(name) has the layout '\(layout)' where '\(roundSchema)' is expected",
          hint: "name the file that swingport fit-blocks --next of this version wrote")
      }
      throw DataError(
        .badBlock, "\(name) is no question to blocks",
        hint: "name the file that swingport fit-blocks --next wrote, or leave it out to begin")
    }
    return round.regression
  }

  private static func encode(
    _ value: some Encodable, formatting: JSONEncoder.OutputFormatting
  ) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    do {
      return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
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
