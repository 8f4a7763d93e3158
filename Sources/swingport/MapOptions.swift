import ArgumentParser
import Drawing
import Maps
import Panels

/// Where a map's exports come from.
enum MapSourceChoice: String, ExpressibleByArgument, CaseIterable {
  case census, bts

  var source: ExportSource { self == .census ? .censusOriginOfMovement : .transborderFreight }
}

/// How a map shows the states.
enum MapView: String, ExpressibleByArgument, CaseIterable {
  case map, tiles, symbols, flows

  /// The view of a choropleth; nil for flows, which are a figure of their own.
  var view: Choropleth.View? { Choropleth.View(rawValue: rawValue) }
}

/// What is written on the states.
enum MapLabels: String, ExpressibleByArgument, CaseIterable {
  case none, code, value, both

  var labels: Choropleth.Labels { Choropleth.Labels(rawValue: rawValue) ?? .both }
}

/// How swing states are marked.
enum MapHatch: String, ExpressibleByArgument, CaseIterable {
  case hatch, outline
}

/// The page's colours.
enum MapTheme: String, ExpressibleByArgument, CaseIterable {
  case light, dark, print

  var theme: Theme { Theme.all.first { $0.name == rawValue } ?? .light }
}

/// What a picture is written as.
enum MapFormat: String, ExpressibleByArgument, CaseIterable {
  case svg, png, pdf
}
