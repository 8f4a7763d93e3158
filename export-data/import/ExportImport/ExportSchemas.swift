import Codes
import Tables

/// The columns of the tables.
enum ExportSchemas {
  typealias Field = DataPackageDescriptor.Field
  typealias Schema = DataPackageDescriptor.Schema

  static let vintage = Field(
    name: "vintage", type: "string",
    description: "the month of the publisher's state of the series; figures of different vintages "
      + "are never summed or spliced unsaid")
  static let state = Field(
    name: "state", type: "string", description: "the state of origin of movement, postal code")
  static let importState = Field(
    name: "state", type: "string", description: "the state of destination, postal code")
  static let origin = Field(
    name: "origin", type: "string",
    description:
      "a postal code, XX for exports whose state is unknown, or ALL for the sum over all "
      + "of them")
  static let destination = Field(
    name: "schedule_c", type: "string", description: "the country of destination, Schedule C code")
  static let source = Field(
    name: "schedule_c", type: "string", description: "the country of origin, Schedule C code")

  static let absentPair = "not in the publisher's answer: no reported trade, which is not a zero"

  static func yearly(
    _ keys: [Field], _ years: [CalendarYear], _ what: String = "f.a.s. value of exports",
    missing: String = absentPair
  ) -> Schema {
    Schema(
      fields: keys
        + years.map {
          Field(
            name: $0.description, type: "integer", unit: "current U.S. dollars",
            description: "\(what) in \($0)")
        }, primaryKey: keys.map(\.name), missingMeaning: missing)
  }

  static let destinations = Schema(
    fields: [
      destination,
      Field(name: "destination", type: "string", description: "the name in English"),
      Field(
        name: "iso2", type: "string",
        description: "ISO 3166-1 alpha-2, of former places ISO 3166-3; NA is Namibia"),
      Field(
        name: "iso3c", type: "string",
        description: "ISO 3166-1 alpha-3, of former places ISO 3166-3"),
      Field(
        name: "kind", type: "string",
        description:
          "country, territory (no state of its own), former (a code no longer in use) or "
          + "other (no place)"),
      Field(name: "note", type: "string", description: "what was decided, and what to know"),
    ], primaryKey: ["schedule_c"], missingMeaning: "no such code, or nothing to note")

  static let cowCodes = Schema(
    fields: [
      destination,
      Field(name: "cown", type: "string", description: "the Correlates of War number"),
      Field(name: "year_from", type: "year", description: "the first year in which it holds"),
      Field(name: "year_to", type: "year", description: "the last year in which it holds"),
      Field(name: "note", type: "string", description: "what was decided"),
    ], primaryKey: ["schedule_c", "year_from"],
    missingMeaning: "year_to: still valid; note: nothing to note. A destination and year without a "
      + "row have no Correlates of War number")

  static let names = Schema(
    fields: [
      Field(
        name: "name", type: "string",
        description: "the name as the Census Bureau prints it where it prints no code"),
      destination,
    ], primaryKey: ["name"], missingMeaning: "nothing is missing")

  static let countryCodes = Schema(
    fields: [
      Field(name: "system", type: "string", description: "the system that the code belongs to"),
      Field(name: "code", type: "string", description: "the code; NA is Namibia"),
      destination,
      Field(name: "year_from", type: "year", description: "the first year in which it holds"),
      Field(name: "year_to", type: "year", description: "the last year in which it holds"),
      Field(
        name: "alias", type: "boolean",
        description:
          "true for another code of a destination that has its own, such as one withdrawn"),
      Field(name: "note", type: "string", description: "what to know, or why it means none"),
    ], primaryKey: ["system", "code", "schedule_c", "year_from"],
    missingMeaning: "schedule_c: the code is known and means no destination; year_from: always "
      + "held; year_to: still holds; note: nothing to note")

  static let sovereigns = Schema(
    fields: [
      Field(name: "schedule_c", type: "string", description: "the territory, Schedule C code"),
      Field(name: "sovereign", type: "string", description: "its sovereign, Schedule C code"),
      Field(name: "year_from", type: "year", description: "the first year in which it holds"),
      Field(name: "year_to", type: "year", description: "the last year in which it holds"),
      Field(name: "note", type: "string", description: "what was decided"),
    ], primaryKey: ["schedule_c", "year_from"],
    missingMeaning: "sovereign: without a recognised one; year_from: always; year_to: still; note: "
      + "nothing to note")
}
