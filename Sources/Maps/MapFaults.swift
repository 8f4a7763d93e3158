import Drawing

extension DrawingError.ID {
  /// A boundary table does not have the rows or columns it must have.
  public static let boundaryTable = Self(rawValue: "maps.boundary_table")
  /// A state code is not an area of the boundary table, or has no place on this map.
  public static let unknownCode = Self(rawValue: "maps.unknown_code")
  /// One state has two readings.
  public static let duplicateCode = Self(rawValue: "maps.duplicate_code")
  /// A value is not a finite number.
  public static let valueNotFinite = Self(rawValue: "maps.value_not_finite")
  /// The classes asked for cannot be made.
  public static let classes = Self(rawValue: "maps.classes")
  /// The palette does not suit the classes asked for.
  public static let palette = Self(rawValue: "maps.palette")
  /// Panels or flows that make no figure.
  public static let composition = Self(rawValue: "maps.composition")
}
