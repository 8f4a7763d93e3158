import Codes
import JSONText

/// Reads the fields of one JSON object strictly, naming file and field in every error.
struct FieldReader {
  let file: String
  let path: String
  private let object: JSONObject

  /// Takes an object and refuses fields that it must not have.
  init(_ value: JSONValue, file: String, path: String, fields: [String]) throws {
    self.file = file
    self.path = path
    guard case .object(let object) = value else {
      throw Self.wrongType(file, path, wanted: "an object", found: value)
    }
    self.object = object
    for member in object.members where !fields.contains(member.name) {
      let near = NearestName.to(member.name, among: fields)
      throw DataError(
        .unknownField, "\(file): there is no field '\(Self.join(path, member.name))'",
        hint: near.map { "did you mean '\($0)'?" }
          ?? "the fields here are \(fields.sorted().joined(separator: ", "))")
    }
  }

  /// The place of a field in errors, such as `bounds.rows.least`.
  func place(_ field: String) -> String { Self.join(path, field) }

  func has(_ field: String) -> Bool { object[field] != nil }

  func value(_ field: String) throws -> JSONValue {
    guard let value = object[field] else {
      throw DataError(
        .missingField, "\(file): the field '\(place(field))' is missing",
        hint: "add it; fetch/README.md says what it means")
    }
    return value
  }

  /// Text that is not empty.
  func text(_ field: String) throws -> String {
    let value = try value(field)
    guard case .text(let text) = value else {
      throw Self.wrongType(file, place(field), wanted: "a text", found: value)
    }
    guard !text.isEmpty else { throw bad(field, "is empty", "fill it") }
    return text
  }

  func textIfAny(_ field: String) throws -> String? { has(field) ? try text(field) : nil }

  func whole(_ field: String, in range: ClosedRange<Int>) throws -> Int {
    let value = try value(field)
    guard let number = value.wholeNumber else {
      throw Self.wrongType(file, place(field), wanted: "a whole number", found: value)
    }
    guard let number = Int(exactly: number), range.contains(number) else {
      throw bad(
        field, "is \(number), which is not from \(range.lowerBound) to \(range.upperBound)",
        "choose a number in that range")
    }
    return number
  }

  func flag(_ field: String) throws -> Bool {
    let value = try value(field)
    guard case .flag(let flag) = value else {
      throw Self.wrongType(file, place(field), wanted: "true or false", found: value)
    }
    return flag
  }

  func list(_ field: String) throws -> [JSONValue] {
    let value = try value(field)
    guard case .list(let items) = value else {
      throw Self.wrongType(file, place(field), wanted: "a list", found: value)
    }
    return items
  }

  func texts(_ field: String) throws -> [String] {
    try list(field).enumerated().map { index, item in
      guard case .text(let text) = item, !text.isEmpty else {
        throw Self.wrongType(
          file, "\(place(field))[\(index)]", wanted: "a text that is not empty", found: item)
      }
      return text
    }
  }

  /// One of the words that a type knows.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ field: String, of type: Choice.Type
  ) throws -> Choice where Choice.RawValue == String {
    let word = try text(field)
    guard let choice = Choice(rawValue: word) else {
      let words = type.allCases.map(\.rawValue)
      throw bad(
        field, "is '\(word)'",
        NearestName.to(word, among: words).map { "did you mean '\($0)'?" }
          ?? "choose one of \(words.joined(separator: ", "))")
    }
    return choice
  }

  func object(_ field: String, fields: [String]) throws -> FieldReader {
    try FieldReader(value(field), file: file, path: place(field), fields: fields)
  }

  func objects(_ field: String, fields: [String]) throws -> [FieldReader] {
    try list(field).enumerated().map { index, item in
      try FieldReader(item, file: file, path: "\(place(field))[\(index)]", fields: fields)
    }
  }

  /// An error for a value that is of the right type and still wrong.
  func bad(_ field: String, _ what: String, _ hint: String) -> DataError {
    DataError(.badFieldValue, "\(file): the field '\(place(field))' \(what)", hint: hint)
  }

  private static func join(_ path: String, _ field: String) -> String {
    path.isEmpty ? field : "\(path).\(field)"
  }

  private static func wrongType(
    _ file: String, _ place: String, wanted: String, found: JSONValue
  ) -> DataError {
    DataError(
      .wrongFieldType,
      "\(file): \(place.isEmpty ? "the whole" : "the field '\(place)'") is \(found.kindName)",
      hint: "write \(wanted)")
  }
}
