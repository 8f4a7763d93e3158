import Codes

extension SourceDescriptor {
  /// Refuses fields that are right one by one and contradict each other.
  func check(_ fields: FieldReader) throws {
    try checkAddress(fields)
    if columns.isEmpty && layout.reader != .usAtlas {
      throw fields.bad("columns", "is empty", "name the columns that the reader must find")
    }
    var names = Set<String>()
    for column in columns where !names.insert(column.name).inserted {
      throw fields.bad("columns", "names '\(column.name)' twice", "name each column once")
    }
    for (field, column) in [("layout.value", layout.value), ("layout.commodity", layout.commodity)]
    {
      if let column, !names.contains(column) {
        throw fields.bad(field, "is '\(column)', which is none of the columns", "add the column")
      }
    }
    switch (partitions, cadence) {
    case (.months, .interval), (.months, .fixed), (.years, .interval), (.years, .fixed):
      throw fields.bad(
        "cadence.kind", "does not say when a month or year is out",
        "write 'monthly' or 'annual', or list the parts")
    default: break
    }
    if reconcilesWith == id {
      throw fields.bad("reconciles_with", "is the source itself", "name another source")
    }
    if pin != nil, cadence != .fixed {
      throw fields.bad("pin", "goes with cadence 'fixed' alone", "remove it, or set the cadence")
    }
  }

  private func checkAddress(_ fields: FieldReader) throws {
    guard let address else {
      if case .manual = access { return }
      throw DataError(
        .missingField, "\(fields.file): the field 'address' is missing",
        hint: "add it, or set access.mode to 'manual' and say what to download by hand")
    }
    for host in allowedHosts where !AddressTemplate.isHostName(host) {
      throw fields.bad(
        "allowed_hosts", "holds '\(host)', which is no host name",
        "write names alone in lower case, without scheme, port or slash")
    }
    guard allowedHosts.contains(address.host) else {
      throw fields.bad(
        "allowed_hosts", "does not hold the address's own host '\(address.host)'", "add it")
    }
    let known = placeholderNames
    try checkPlaceholders(address.path, "address.path", known: known, keys: false, fields)
    for (index, query) in ([address.query] + alternatives).enumerated() {
      let field = index == 0 ? "address.query" : "alternatives[\(index - 1)]"
      for parameter in query {
        try checkPlaceholders(parameter.value, field, known: known, keys: true, fields)
        if Self.looksLikeKey(parameter.value) {
          throw fields.bad(
            field, "holds what looks like a key in the value of '\(parameter.name)'",
            "write {key:census} and keep the key itself out of the file")
        }
      }
      let asksForKey = query.contains { $0.value.hasPrefix("{key:") }
      if case .automatic(let key) = access, (key != nil) != asksForKey {
        throw fields.bad(
          field, asksForKey ? "asks for a key that access does not name" : "does not send the key",
          "let 'access.key' and a {key:…} value of the query agree")
      }
    }
  }

  private func checkPlaceholders(
    _ template: String, _ field: String, known: [String], keys: Bool, _ fields: FieldReader
  ) throws {
    guard let names = AddressTemplate.placeholders(in: template) else {
      throw fields.bad(field, "has a brace without its partner in '\(template)'", "close it")
    }
    for name in names {
      if name.hasPrefix("key:") {
        guard keys, template == "{\(name)}", case .automatic(let key?) = access,
          name == "key:\(key.rawValue)"
        else {
          throw fields.bad(
            field, "has '{\(name)}' out of place",
            "let it be the whole value of a query parameter, with the key that access names")
        }
      } else if !known.contains(name) {
        throw fields.bad(
          field, "has the placeholder '{\(name)}', which this source does not fill",
          NearestName.to(name, among: known).map { "did you mean '{\($0)}'?" }
            ?? "its placeholders are \(known.sorted().joined(separator: ", "))")
      }
    }
  }

  /// The placeholders that every part of the source fills.
  private var placeholderNames: [String] {
    switch partitions {
    case .single: []
    case .years: ["name", "year", "from", "to"]
    case .months: ["name", "year", "month", "from", "to"]
    case .listed(let items):
      ["name"]
        + (items.first?.values.keys.filter { key in items.allSatisfy { $0.values[key] != nil } }
          ?? [])
    }
  }

  /// Forty hexadecimal digits or more: no honest parameter, but every Census key.
  private static func looksLikeKey(_ value: String) -> Bool {
    value.utf8.count >= 32
      && value.utf8.allSatisfy {
        (48...57).contains($0) || (97...102).contains($0) || (65...70).contains($0)
      }
  }
}
