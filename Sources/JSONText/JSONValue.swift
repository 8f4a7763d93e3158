import Codes

/// A JSON value as it was printed: numbers are text, objects keep the order of their members.
public indirect enum JSONValue: Sendable, Equatable {
  /// The literal `null`.
  case null
  /// `true` or `false`.
  case flag(Bool)
  /// A number, as its characters stand in the text.
  case number(String)
  /// A string, with its escapes resolved.
  case text(String)
  /// An array.
  case list([JSONValue])
  /// An object.
  case object(JSONObject)

  /// What kind of value it is, in the words of errors, such as `a number`.
  public var kindName: String {
    switch self {
    case .null: "null"
    case .flag: "true or false"
    case .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }

  /// The value of a whole number; nil for any other value, a fraction or an overflow.
  ///
  /// `-0` is 0, and an exponent is not resolved: `1e3` is nil.
  public var wholeNumber: Int64? {
    if case .number(let digits) = self { Int64(digits) } else { nil }
  }

  /// A whole number as a JSON value.
  public static func whole(_ number: some BinaryInteger) -> JSONValue { .number("\(number)") }

  /// An object whose members stand in the order given.
  public static func members(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(JSONObject(members.map { JSONObject.Member(name: $0.key, value: $0.value) }))
  }
}

/// The members of a JSON object in the order of the text.
public struct JSONObject: Sendable, Equatable {
  /// A name and its value.
  public struct Member: Sendable, Equatable {
    /// The member's name.
    public let name: String
    /// The member's value.
    public let value: JSONValue

    /// Creates a member.
    public init(name: String, value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The members in order; no name stands twice in what ``JSONReader`` returns.
  public let members: [Member]

  /// Creates an object.
  public init(_ members: [Member]) { self.members = members }

  /// The value of a member, or nil where there is none.
  ///
  /// Cost: one pass over the members.
  public subscript(name: String) -> JSONValue? { members.first { $0.name == name }?.value }
}
