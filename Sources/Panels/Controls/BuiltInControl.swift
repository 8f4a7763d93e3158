import Codes
import Tables

/// One of the built-in controls as a variable of a panel.
public struct BuiltInControl: ControlVariable {
  /// The name of the column.
  public let name: String
  /// The unit of every figure.
  public let unit: String
  /// What it is, in a sentence with its source.
  public let definition: String
  /// What it varies over.
  public let key: ControlKey
  /// The first and the last year with a figure; years between may be missing.
  public let coverage: ClosedRange<CalendarYear>?
  /// The years with a figure, in order; nil where it has no years.
  public let years: [CalendarYear]?
  /// Where the figures come from.
  public let source: DataPackageDescriptor.Source?
  /// The areas of which the publisher speaks.
  public let rowCount: Int?
  private let figure: @Sendable (ControlUnit) -> Cell<Double>

  /// The figure of a unit, or why there is none; never a zero that nobody reported.
  public func cell(_ unit: ControlUnit) -> Cell<Double> { figure(unit) }

  fileprivate init(
    _ name: String, unit: String, definition: String, key: ControlKey, years: [CalendarYear],
    resource: DataPackageDescriptor.Resource?, rowCount: Int,
    figure: @escaping @Sendable (ControlUnit) -> Cell<Double>
  ) {
    self.name = name
    self.unit = unit
    self.definition = definition
    self.key = key
    self.years = years.isEmpty ? nil : years
    if let first = years.first, let last = years.last {
      coverage = first...last
    } else {
      coverage = nil
    }
    source = resource?.sources.first
    self.rowCount = rowCount
    self.figure = figure
  }
}

extension ControlTables {
  /// The tables as variables of a panel, in order of name.
  ///
  /// A year inside the coverage may still be missing, as Census population is from 2014 to 2019.
  public var variables: [any ControlVariable] {
    [
      BuiltInControl(
        "destination_distance", unit: "kilometres",
        definition: "distance between the most important cities (CEPII GeoDist, dist; Mayer & "
          + "Zignago 2011)",
        key: .destination, years: [], resource: resource("destination-distance"),
        rowCount: distances.count
      ) { [distances] unit in
        guard let destination = unit.destination?.scheduleC, let found = distances[destination]
        else { return .notReported(.noCode("CEPII")) }
        return .value(found.kilometres)
      },
      yearly(
        "destination_gdp", "gross domestic product of the destination (World Bank, NY.GDP.MKTP.CD)",
        destinationGDP, key: .destinationYear
      ) { $0.destination?.scheduleC },
      yearly(
        "destination_population", "residents of the destination (World Bank, SP.POP.TOTL)",
        destinationPopulation, key: .destinationYear
      ) { $0.destination?.scheduleC },
      yearly(
        "state_gdp", "gross domestic product of the state (BEA, SAGDP2N)", stateGDP,
        key: .stateYear
      ) { $0.state },
      yearly(
        "state_population", "residents of the state (Census Bureau)", statePopulation,
        key: .stateYear
      ) { $0.state },
    ]
  }

  private func resource(_ name: String) -> DataPackageDescriptor.Resource? {
    descriptor.resources.first { $0.name == name }
  }

  private func yearly<Area: Hashable & Sendable>(
    _ name: String, _ definition: String, _ control: YearlyControl<Area>, key: ControlKey,
    area: @escaping @Sendable (ControlUnit) -> Area?
  ) -> BuiltInControl {
    BuiltInControl(
      name, unit: control.unit, definition: definition, key: key, years: control.years,
      resource: resource(control.name), rowCount: control.areas.count
    ) { unit in
      guard let area = area(unit), let year = unit.period?.year else {
        return .notReported(.absentPair)
      }
      switch control[area, year] {
      case .value(let figure): return .value(Double(figure))
      case .reportedZero: return .reportedZero
      case .notReported(let reason): return .notReported(reason)
      }
    }
  }
}
