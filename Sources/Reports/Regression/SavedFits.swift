import Codes
import FoundationEssentials

/// Results in a file from which tables can be made without estimating again.
public struct SavedFits: Codable, Sendable, Equatable {
  /// The layout of the file.
  public static let schema = "swingport.saved-fit/1"

  private let schema: String
  /// The models in order.
  public let models: [RegressionResult]

  /// Puts models together.
  public init(_ models: [RegressionResult]) {
    schema = Self.schema
    self.models = models
  }

  /// The file: JSON with sorted keys, numbers in full precision.
  ///
  /// Throws `DataError` of kind `notPrintable` when a number is not finite.
  public func bytes() throws -> [UInt8] { try Self.encode(self) }

  /// Reads a file that ``bytes()`` wrote.
  ///
  /// Throws `DataError` of kind `badSavedFit` if it is not one, or one of another version.
  public init(reading bytes: [UInt8], named name: String) throws(DataError) {
    struct Header: Decodable { let schema: String? }
    let decoder = JSONDecoder()
    let data = Data(bytes)
    let header = try? decoder.decode(Header.self, from: data)
    guard let header, let schema = header.schema else {
      throw DataError(
        .badSavedFit, "\(name) is no file of saved results",
        hint: "name a file that swingport fit --save wrote")
    }
    guard schema == Self.schema else {
      throw DataError(
        .badSavedFit, "\(name) has the layout '\(schema)' where '\(Self.schema)' is expected",
        hint: "save the results again with this version")
    }
    guard let read = try? decoder.decode(SavedFits.self, from: data), read.isConsistent else {
      throw DataError(
        .badSavedFit, "\(name) is damaged: a value is missing or does not fit the others",
        hint: "estimate and save the results again")
    }
    self = read
  }

  /// Whether every variance has all coefficients and a square matrix of their size.
  private var isConsistent: Bool {
    models.allSatisfy { model in
      !model.variances.isEmpty
        && model.variances.allSatisfy { variance in
          variance.coefficients.map(\.term) == model.terms
            && variance.covariance.count == model.terms.count
            && variance.covariance.allSatisfy { $0.count == model.terms.count }
        }
    }
  }

  /// JSON with sorted keys and a line feed at its end.
  static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
    } catch {
      throw DataError(
        .notPrintable, "a result holds a number that is not finite, which JSON cannot say",
        hint: "rescale the columns, and report it as a bug if it stays")
    }
  }
}

extension DataError.Kind {
  /// A file of saved results that cannot be read.
  public static let badSavedFit = Self(id: "report.saved_fit", exitCode: .dataRejected)
}
