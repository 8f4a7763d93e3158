/// What an archive from a server may be; the default is what an honest source never reaches.
public struct ZipPolicy: Sendable, Equatable {
  /// What is done with archives inside the archive.
  public enum Nested: Sendable {
    /// The whole archive is refused.
    case refused
    /// They are listed and never opened, for publishers who add copies of their tables in zips.
    case leftAlone
  }

  /// The most entries.
  public var mostEntries = 1000
  /// The largest entry in inflated bytes.
  public var largestEntry = 256 << 20
  /// The largest sum of all entries in inflated bytes.
  public var largestTotal = 1 << 30
  /// The largest multiple of its own size to which an entry may inflate.
  public var largestRatio = 100
  /// The inflated size from which the multiple counts.
  public var ratioFrom = 1 << 20
  /// What is done with archives inside the archive.
  public var nested = Nested.refused

  /// Creates the default policy.
  public init() {}
}
