import Alliances
import Codes
import Elections
import Maps
import Panels
import Tables

extension MapMaker {
  /// The built-in tables behind the rules of a figure, for the metadata.
  ///
  /// A user's own list is no built-in table and is named by the id of its rule alone.
  func ruleSources(_ request: MapRequest, swing: Bool = true, allies: Bool = true) throws
    -> [MapSource]
  {
    var tables = swing ? ["returns"] : []
    if allies {
      switch request.allyRule.id {
      case "treaty", "nato", "treaty-without-americas": tables.append("treaties")
      case "atop-defense": tables.append("atop-defense")
      default: break
      }
    }
    return try tables.map(source)
  }

  /// A table of `election-data/`, for the metadata.
  func source(_ table: String) throws -> MapSource {
    let resource = try data.electionResource(table)
    return MapSource(
      id: table, vintage: resource.sources.first?.vintage ?? "", sha256: resource.digits)
  }
}
