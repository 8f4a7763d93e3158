import Codes
import Descriptors
import JSONText
import TestSupport
import Testing

/// The guide's example with one text replaced by another.
private func example(replacing old: String = "", with new: String = "") throws -> [UInt8] {
  let text = String(decoding: try Shipped.guideExample(), as: UTF8.self)
  if old.isEmpty { return Array(text.utf8) }
  #expect(text.contains(old))
  return Array(text.replacing(old, with: new).utf8)
}

private func refusal(of bytes: [UInt8]) -> DataError? {
  do {
    _ = try SourceDescriptor(bytes, file: "simulated.json")
    return nil
  } catch { return error as? DataError }
}

@Suite struct `Descriptors` {
  @Test(arguments: Shipped.files)
  func `every shipped descriptor is valid by the program and by the schema`(file: String) throws {
    let bytes = try Checkout.bytes("fetch/sources/\(file)")
    let descriptor = try SourceDescriptor(bytes, file: file)
    #expect(descriptor.id + ".json" == file)
    let schema = try SchemaValidator(Checkout.bytes("fetch/source.schema.json"))
    #expect(schema.problems(try JSONReader(name: file).value(from: bytes)) == [])
  }

  @Test func `every source of the list is described`() throws {
    let ids = try Shipped.all().map(\.id)
    for id in [
      "census-statehs-annual", "census-statehs-monthly", "census-statehs-hs2",
      "census-country-totals", "bts-transborder", "mit-president", "medsl-2024", "atop",
      "census-schedule-c", "world-bank", "bea-state-gdp", "census-state-population",
      "cepii-geodist", "us-atlas",
    ] {
      #expect(ids.contains(id))
    }
    for descriptor in try Shipped.all() {
      if let other = descriptor.reconcilesWith { #expect(ids.contains(other)) }
      if !descriptor.licence.mayRedistribute {
        guard case .manual = descriptor.access else {
          Issue.record("\(descriptor.id) is fetched though its terms do not grant redistribution")
          continue
        }
      }
    }
  }

  @Test func `the schema and the program know the same fields`() throws {
    let schema = try SchemaValidator(Checkout.bytes("fetch/source.schema.json"))
    guard case .object(let properties)? = schema.root["properties"] else {
      Issue.record("the schema has no properties")
      return
    }
    #expect(properties.members.map(\.name).sorted() == SourceDescriptor.fields.sorted())
  }

  @Test func `the example of the guide is a valid descriptor`() throws {
    let bytes = try example()
    let schema = try SchemaValidator(Checkout.bytes("fetch/source.schema.json"))
    #expect(try SourceDescriptor(bytes, file: "guide").id == "world-bank-trade-share")
    #expect(schema.problems(try JSONReader(name: "guide").value(from: bytes)) == [])
  }

  @Test(
    arguments: [
      (
        #""publisher": "World Bank""#, #""publsher": "World Bank""#, "descriptor.unknown_field",
        "publsher", "'publisher'"
      ),
      (
        #""least": 500000"#, #""leest": 500000"#, "descriptor.unknown_field", "bounds.bytes.leest",
        "'least'"
      ),
      (
        #""redistribution": true"#, #""redistribution": "yes""#, "descriptor.wrong_type",
        "licence.redistribution", "true or false"
      ),
      (#""days": 90"#, #""days": 0"#, "descriptor.bad_value", "cadence.days", "range"),
      (#""days": 90"#, #""days": 9e1"#, "descriptor.wrong_type", "cadence.days", "whole number"),
      (
        #""kind": "interval", "days": 90"#, #""kind": "interval""#, "descriptor.missing_field",
        "cadence.days", "fetch/README.md"
      ),
      (
        #""kind": "interval""#, #""kind": "intervall""#, "descriptor.bad_value", "cadence.kind",
        "'interval'"
      ),
      (
        #"  "citation": "World Bank, World Development Indicators, NE.TRD.GNFS.ZS.","#, "",
        "descriptor.missing_field", "citation", "add it"
      ),
      ("indicator/{name}", "indicator/{nam}", "descriptor.bad_value", "address.path", "{name}"),
      ("indicator/{name}", "indicator/{name", "descriptor.bad_value", "address.path", "close it"),
      (
        #""allowed_hosts": ["api.worldbank.org"]"#, #""allowed_hosts": ["worldbank.org"]"#,
        "descriptor.bad_value", "allowed_hosts", "add it"
      ),
      (
        #""host": "api.worldbank.org""#, #""host": "https://api.worldbank.org""#,
        "descriptor.bad_value", "address.host", "without scheme"
      ),
      (
        #"["per_page", "20000"]"#, #"["key", "0123456789abcdef0123456789abcdef01234567"]"#,
        "descriptor.bad_value", "address.query", "keep the key itself out"
      ),
      (
        #"["per_page", "20000"]"#, #"["key", "{key:census}"]"#, "descriptor.bad_value",
        "address.query", "key"
      ),
      (
        #""rows": {"least": 5000"#, #""rows": {"least": 50000"#, "descriptor.bad_value",
        "bounds.rows.least", "exchange"
      ),
      (#""name": "date""#, #""name": "value""#, "descriptor.bad_value", "columns", "once"),
      (
        #""reader": "world-bank""#, #""reader": "census-api""#, "descriptor.missing_field",
        "layout.value", "add it"
      ),
      (#""by": "listed""#, #""by": "year""#, "descriptor.bad_value", "partitions.items", "listed"),
      (
        #""id": "world-bank-trade-share""#, #""id": "World Bank""#, "descriptor.bad_value", "id",
        "lower-case"
      ),
      ("swingport.source/1", "swingport.source/2", "descriptor.bad_value", "form", "reads"),
    ] as [(String, String, String, String, String)])
  func `an error names file and field and what to do`(
    old: String, new: String, kind: String, field: String, hint: String
  ) throws {
    let error = try #require(try refusal(of: example(replacing: old, with: new)))
    #expect(error.kind.id == kind)
    #expect(error.kind.exitCode == .configuration)
    #expect(error.message.hasPrefix("simulated.json: "))
    #expect(error.message.contains("'\(field)"))
    #expect(error.hint.contains(hint))
  }

  @Test func `a member that stands twice is refused`() throws {
    let bytes = try example(replacing: #""id":"#, with: #""form": "swingport.source/1", "id":"#)
    #expect(refusal(of: bytes)?.kind.id == "json.duplicate_member")
  }

  @Test func `no shortening or change of one byte makes a descriptor trap`() throws {
    let bytes = try example()
    for length in stride(from: 0, to: bytes.count, by: 7) {
      #expect(refusal(of: Array(bytes[..<length])) != nil)
    }
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 0x15
      _ = refusal(of: changed)
    }
  }
}
