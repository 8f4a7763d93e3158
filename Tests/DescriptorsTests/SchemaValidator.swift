import Codes
import FoundationEssentials
import JSONText

/// The part of JSON Schema (draft 2020-12) that `fetch/source.schema.json` uses.
///
/// A keyword that is not understood is reported, so that the schema cannot promise what nobody
/// checks.
struct SchemaValidator {
  let root: JSONObject

  init(_ bytes: [UInt8]) throws {
    guard case .object(let root) = try JSONReader(name: "schema").value(from: bytes) else {
      throw DataError(.malformedJSON, "the schema is no object", hint: "see fetch/")
    }
    self.root = root
  }

  func problems(_ value: JSONValue) -> [String] { check(value, against: .object(root), at: "") }

  private func check(_ value: JSONValue, against schema: JSONValue, at place: String) -> [String] {
    guard case .object(let schema) = schema else { return ["\(place): a schema is no object"] }
    return schema.members.flatMap { check(value, $0.name, $0.value, schema, place) }
  }

  private func check(
    _ value: JSONValue, _ keyword: String, _ rule: JSONValue, _ schema: JSONObject, _ place: String
  ) -> [String] {
    func unless(_ holds: Bool?) -> [String] { holds == true ? [] : ["\(place): \(keyword)"] }
    switch (keyword, rule, value) {
    case ("$schema", _, _) where place.isEmpty, ("title", _, _) where place.isEmpty,
      ("description", _, _) where place.isEmpty, ("$defs", _, _) where place.isEmpty:
      return []
    case ("type", .text(let type), _): return unless(Self.isOf(type, value))
    case ("const", _, _): return unless(value == rule)
    case ("enum", .list(let choices), _): return unless(choices.contains(value))
    case ("$ref", .text(let path), _):
      guard let definition = resolve(path) else { return ["\(place): no \(path)"] }
      return check(value, against: definition, at: place)
    case ("anyOf", .list(let choices), _):
      return unless(choices.contains { check(value, against: $0, at: place).isEmpty })
    case ("required", .list(let names), .object(let object)):
      return names.filter { if case .text(let name) = $0 { object[name] == nil } else { true } }
        .map { "\(place): misses \($0)" }
    case ("properties", .object(let properties), .object(let object)):
      return properties.members.flatMap { property in
        object[property.name].map {
          check($0, against: property.value, at: "\(place).\(property.name)")
        } ?? []
      }
    case ("additionalProperties", _, .object(let object)):
      var names: [String] = []
      if case .object(let properties)? = schema["properties"] {
        names = properties.members.map(\.name)
      }
      return object.members.filter { !names.contains($0.name) }.flatMap { member in
        rule == .flag(false)
          ? ["\(place): \(member.name) is not allowed"]
          : check(member.value, against: rule, at: "\(place).\(member.name)")
      }
    case ("items", _, .list(let items)):
      return items.enumerated().flatMap { check($1, against: rule, at: "\(place)[\($0)]") }
    case ("minItems", _, .list(let items)):
      return unless(rule.wholeNumber.map { items.count >= $0 })
    case ("maxItems", _, .list(let items)):
      return unless(rule.wholeNumber.map { items.count <= $0 })
    case ("minLength", _, .text(let text)):
      return unless(rule.wholeNumber.map { text.count >= $0 })
    case ("maxLength", _, .text(let text)):
      return unless(rule.wholeNumber.map { text.count <= $0 })
    case ("pattern", .text(let pattern), .text(let text)):
      return unless((try? Regex(pattern)).map { text.contains($0) })
    case ("minimum", _, .number):
      return unless(value.wholeNumber.flatMap { number in rule.wholeNumber.map { number >= $0 } })
    case ("maximum", _, .number):
      return unless(value.wholeNumber.flatMap { number in rule.wholeNumber.map { number <= $0 } })
    case ("required", _, _), ("properties", _, _), ("additionalProperties", _, _),
      ("items", _, _), ("minItems", _, _), ("maxItems", _, _), ("minLength", _, _),
      ("maxLength", _, _), ("pattern", _, _), ("minimum", _, _), ("maximum", _, _):
      // These bind values of one type alone; `type` refuses the others.
      return []
    default: return ["\(place): the keyword \(keyword) is not understood"]
    }
  }

  private func resolve(_ path: String) -> JSONValue? {
    var value: JSONValue = .object(root)
    for step in path.split(separator: "/").dropFirst() {
      guard case .object(let object) = value, let next = object[String(step)] else { return nil }
      value = next
    }
    return value
  }

  private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
    switch (type, value) {
    case ("object", .object), ("array", .list), ("string", .text), ("boolean", .flag): true
    case ("integer", .number): value.wholeNumber != nil
    default: false
    }
  }
}
