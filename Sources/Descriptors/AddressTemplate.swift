import Codes

/// An address with placeholders, in pieces; always https.
///
/// A placeholder is a name in braces: `{year}`, `{month}`, `{from}`, `{to}`, `{chapter}`, `{state}`,
/// `{name}` or a field of a listed part. `{key:census}` alone as a query value stands for a key.
public struct AddressTemplate: Sendable, Equatable {
  /// A query parameter.
  public struct Parameter: Sendable, Equatable {
    /// The parameter's name.
    public let name: String
    /// The value with its placeholders.
    public let value: String
  }

  /// The host's name, in lower case.
  public let host: String
  /// The path, beginning with a slash, with its placeholders.
  public let path: String
  /// The query in order; a name may stand more than once.
  public let query: [Parameter]

  static let fields = ["host", "path", "query"]

  init(_ fields: FieldReader) throws {
    host = try fields.text("host")
    guard Self.isHostName(host) else {
      throw fields.bad(
        "host", "is '\(host)', which is no host name",
        "write the name alone in lower case, without scheme, port or slash")
    }
    path = try fields.text("path")
    guard path.first == "/", !path.contains("?"), !path.contains("#"), !path.contains(" "),
      !path.split(separator: "/").contains("..")
    else {
      throw fields.bad(
        "path", "is '\(path)'", "begin it with /, and put parameters into the field 'query'")
    }
    query = fields.has("query") ? try Self.parameters(fields, "query") : []
  }

  /// Reads parameters written as a list of pairs, `[["get", "STATE"], ["time", "{year}-12"]]`.
  static func parameters(_ fields: FieldReader, _ field: String) throws -> [Parameter] {
    try fields.list(field).enumerated().map { index, item in
      guard case .list(let pair) = item, pair.count == 2, case .text(let name) = pair[0],
        case .text(let value) = pair[1], !name.isEmpty
      else {
        throw fields.bad(
          "\(field)[\(index)]", "is no pair of texts", #"write ["name", "value"]"#)
      }
      return Parameter(name: name, value: value)
    }
  }

  static func isHostName(_ host: String) -> Bool {
    let labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.count >= 2 && host.utf8.count <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
          && label.last != UInt8(ascii: "-")
          && label.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
              || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
          }
      }
  }

  /// The names of the placeholders in a template; nil where a brace has no partner.
  static func placeholders(in template: String) -> [String]? {
    var names: [String] = []
    var rest = template[...]
    while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      guard rest[open] == "{",
        let close = rest[open...].dropFirst().firstIndex(where: { $0 == "{" || $0 == "}" }),
        rest[close] == "}"
      else { return nil }
      names.append(String(rest[rest.index(after: open)..<close]))
      rest = rest[rest.index(after: close)...]
    }
    return names
  }

  /// A template with each placeholder replaced by its value.
  static func fill(_ template: String, _ values: [String: String]) -> String {
    values.reduce(template) { $0.replacing("{\($1.key)}", with: $1.value) }
  }
}
