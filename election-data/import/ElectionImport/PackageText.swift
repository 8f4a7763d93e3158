import Tables

/// The columns, sources and terms of the tables, as their descriptor states them.
enum PackageText {
  typealias Field = DataPackageDescriptor.Field
  typealias Source = DataPackageDescriptor.Source
  typealias License = DataPackageDescriptor.License

  /// The day on which the publishers' files were obtained.
  static let retrieved = "2026-11-21"

  static let cc0 = License(name: "CC0-1.0", title: "Creative Commons Zero 1.0")
  static let facts = License(
    name: "CC0-1.0", title: "A compilation of facts, in which no rights are claimed")
  static let citation = License(
    name: "citation", title: "Free for research with citation of the publication")
  static let attribution = License(
    name: "attribution", title: "Figures quoted with attribution to the publisher")

  static func text(_ name: String, _ description: String) -> Field {
    Field(name: name, type: "string", description: description)
  }
  static func year(_ name: String, _ description: String) -> Field {
    Field(name: name, type: "year", description: description)
  }
  static func date(_ name: String, _ description: String) -> Field {
    Field(name: name, type: "date", description: description)
  }
  static func flag(_ name: String, _ description: String) -> Field {
    Field(name: name, type: "boolean", description: description)
  }
  static func count(_ name: String, _ unit: String, _ description: String) -> Field {
    Field(name: name, type: "integer", unit: unit, description: description)
  }

  static let state = text("state", "postal code of one of the 50 states or DC")
  static let cown = text("partner_cown", "the partner's Correlates of War number")
  static let source = text("source", "where the row's facts come from")

  /// A source of facts compiled by hand.
  static func compiled(_ title: String, _ publisher: String, _ path: String) -> Source {
    Source(
      title: title, publisher: publisher, vintage: "as compiled", path: path,
      retrieved: retrieved, hash: nil)
  }

  static let noMissing = "no cell may be empty"
}
