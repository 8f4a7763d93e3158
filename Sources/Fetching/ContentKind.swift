/// What a document must look like to be what was asked for.
public enum ContentKind: String, Sendable, CaseIterable {
  /// A JSON array or object.
  case json
  /// Delimited text that ends with a line break.
  case delimited
  /// A zip archive, or a format that is one, such as a workbook.
  case zip
  /// A web page.
  case page
  /// Text of no set form.
  case text
  /// Bytes of no set form.
  case bytes

  /// What the request says that it accepts.
  var acceptHeader: String {
    switch self {
    case .json: "application/json"
    case .delimited: "text/csv, text/plain, */*;q=0.5"
    case .zip: "application/zip, application/octet-stream, */*;q=0.5"
    case .page: "text/html"
    case .text, .bytes: "*/*"
    }
  }
}
