/// A header of a request or an answer.
public struct HeaderField: Hashable, Sendable {
  /// The name as it is sent.
  public let name: String
  /// The value.
  public let value: String

  /// Creates a header.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  /// Whether a text can be the value of a header: no line break and no other control character.
  static func isValid(_ value: String) -> Bool {
    value.unicodeScalars.allSatisfy { ($0.value >= 32 && $0.value != 127) || $0.value == 9 }
  }
}

/// The headers of an answer, found by name in any case.
public struct HeaderFields: Hashable, Sendable {
  /// Every header, in the order of arrival.
  public private(set) var fields: [HeaderField] = []

  /// Creates an empty set.
  public init() {}

  /// Adds a header.
  public mutating func append(_ field: HeaderField) { fields.append(field) }

  /// The value of the first header of that name, which is given in lower case; nil where none is.
  public subscript(name: String) -> String? {
    fields.first { $0.name.lowercased() == name }?.value
  }

  /// The headers that are worth keeping with a document: what it is, and which version.
  func kept(redactedBy redactor: Redactor) -> HeaderFields {
    let names: Set = [
      "accept-ranges", "content-disposition", "content-length", "content-type", "date", "etag",
      "last-modified",
    ]
    var kept = HeaderFields()
    for field in fields where names.contains(field.name.lowercased()) {
      kept.append(
        HeaderField(name: field.name, value: ServerText.plain(redactor.redact(field.value))))
    }
    return kept
  }

  /// The number that a header holds, when it is one of up to 18 digits and every header of that name
  /// agrees.
  public func number(_ name: String) -> Int? {
    let values = Set(fields.filter { $0.name.lowercased() == name }.map(\.value))
    guard values.count == 1, let value = values.first, (1...18).contains(value.utf8.count),
      value.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return Int(value)
  }
}
