import Codes
import JSONText
import Tables

/// Reads which areas a file of us-atlas has: a TopoJSON topology with an object `states`.
///
/// The outlines themselves are decoded where boundaries are imported; this tells whether a file is
/// whole before it is kept.
public enum USAtlasStates {
  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The name by which errors call it.
  /// - Returns: FIPS codes and names of the areas in the file's order.
  /// - Throws: `DataError` of kind `malformedTable` for another layout or an area that refers to an
  ///   arc that is not there, `badCell`, `duplicateKey`, or of JSON.
  public static func read(_ bytes: [UInt8], name: String) throws -> [(fips: String, name: String)] {
    guard case .object(let root) = try JSONReader(name: name).value(from: bytes),
      root["type"] == .text("Topology"), case .object(let objects)? = root["objects"],
      case .object(let states)? = objects["states"], case .list(let areas)? = states["geometries"],
      case .list(let arcs)? = root["arcs"]
    else { throw malformed(name, "it is no topology with states") }
    var seen = Set<String>()
    return try areas.map { area in
      guard case .object(let area) = area, case .text(let fips)? = area["id"],
        fips.utf8.count == 2, case .object(let properties)? = area["properties"],
        case .text(let title)? = properties["name"], let outline = area["arcs"]
      else { throw malformed(name, "an area has no code of two digits or no name") }
      guard seen.insert(fips).inserted else {
        throw DataError(
          .duplicateKey, "\(name): the area \(fips) stands twice", hint: "fetch it again")
      }
      guard within(outline, arcs.count) else {
        throw malformed(name, "the area \(fips) refers to an arc that is not there")
      }
      return (fips, title)
    }
  }

  /// Whether all arc numbers of nested lists exist; a number below zero means the arc backwards.
  private static func within(_ value: JSONValue, _ count: Int) -> Bool {
    if case .list(let items) = value { return items.allSatisfy { within($0, count) } }
    return value.wholeNumber.map { (-Int64(count)..<Int64(count)).contains($0) } ?? false
  }

  private static func malformed(_ name: String, _ what: String) -> DataError {
    DataError(
      .malformedTable, "\(name): \(what)", hint: "check that it is states-10m.json of us-atlas 3")
  }
}
