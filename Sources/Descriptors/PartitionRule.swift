import Codes

/// Into which parts a source is divided, each fetched, checked and kept on its own.
public enum PartitionRule: Sendable, Equatable {
  /// One file.
  case single
  /// A part a calendar year, from the first year to the last one published.
  case years(from: Int)
  /// A part a month, from the first month to the last one published.
  case months(from: CalendarMonth)
  /// Parts that are listed by name, each with texts that fill the address.
  case listed([Item])

  /// A listed part.
  public struct Item: Sendable, Equatable {
    /// The part's name, which fills `{name}`.
    public let name: String
    /// Further placeholders of the address and their values.
    public let values: [String: String]
  }

  static let fields = ["by", "first", "items"]

  private enum By: String, CaseIterable { case single, year, month, listed }

  init(_ fields: FieldReader) throws {
    let by = try fields.choice("by", of: By.self)
    if fields.has("items"), by != .listed {
      throw fields.bad("items", "stands beside by '\(by.rawValue)'", "remove it, or write 'listed'")
    }
    if fields.has("first"), by == .single || by == .listed {
      throw fields.bad("first", "stands beside by '\(by.rawValue)'", "remove it")
    }
    switch by {
    case .single: self = .single
    case .year: self = .years(from: try fields.whole("first", in: 1789...2999))
    case .month:
      let text = try fields.text("first")
      guard let month = CalendarMonth(iso: text) else {
        throw fields.bad("first", "is '\(text)'", "write a month as 2010-01")
      }
      self = .months(from: month)
    case .listed: self = .listed(try Self.items(fields))
    }
  }

  private static func items(_ fields: FieldReader) throws -> [Item] {
    var names = Set<String>()
    let items = try fields.list("items").enumerated().map { index, value in
      guard case .object(let object) = value else {
        throw fields.bad("items[\(index)]", "is no object", #"write {"name": "…"}"#)
      }
      let item = try FieldReader(
        value, file: fields.file, path: fields.place("items[\(index)]"),
        fields: object.members.map(\.name))
      let name = try item.text("name")
      guard names.insert(name).inserted else {
        throw item.bad("name", "is '\(name)', which stands twice", "name each part once")
      }
      var values: [String: String] = [:]
      for member in object.members where member.name != "name" {
        values[member.name] = try item.text(member.name)
      }
      return Item(name: name, values: values)
    }
    guard !items.isEmpty else { throw fields.bad("items", "is empty", "list at least one part") }
    return items
  }
}
