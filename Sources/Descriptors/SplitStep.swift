/// How a request is divided when the server fails on its size.
public enum SplitStep: Sendable, Equatable {
  /// Into requests of three months.
  case quarters
  /// Into requests of one month.
  case months
  /// Into one request a chapter of the Harmonized System, named by a query parameter.
  case chapters(parameter: String)
  /// Into one request a state of origin, named by a query parameter.
  case states(parameter: String)

  /// The query parameter that names the piece; nil for pieces of time.
  var parameter: String? {
    switch self {
    case .quarters, .months: nil
    case .chapters(let parameter), .states(let parameter): parameter
    }
  }

  static let fields = ["into", "parameter"]

  private enum Into: String, CaseIterable { case quarters, months, chapters, states }

  init(_ fields: FieldReader) throws {
    let into = try fields.choice("into", of: Into.self)
    switch into {
    case .quarters, .months:
      guard !fields.has("parameter") else {
        throw fields.bad("parameter", "does not go with '\(into.rawValue)'", "remove it")
      }
      self = into == .quarters ? .quarters : .months
    case .chapters: self = .chapters(parameter: try fields.text("parameter"))
    case .states: self = .states(parameter: try fields.text("parameter"))
    }
  }
}
