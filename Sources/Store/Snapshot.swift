/// One answer of a source for one partition, with what is known of it.
public struct Snapshot: Hashable, Codable, Sendable {
  /// Which part of the source it answers, such as `2018`, or `all`.
  public var partition: String
  /// When it was retrieved.
  public var retrievedAt: Stamp
  /// The address that was asked, without any key.
  public var url: String
  /// The entity tag that the server gave, if any.
  public var etag: String?
  /// The text of the server's `Last-Modified`, if any.
  public var lastModified: String?
  /// The bytes of the answer, or nil where the source said that it reports nothing.
  public var object: ObjectID?
  /// The number of bytes of the answer.
  public var bytes: Int
  /// The number of rows that a reader found in the answer, those set aside included.
  public var rows: Int
  /// What the validators said, as a JSON text that the store does not look into.
  public var validators: String
  /// The tidy rows as objects of the store; what the answer does not hold is nil.
  public internal(set) var tidy = TidyObjects()

  /// Creates the record of an answer.
  public init(
    partition: String, retrievedAt: Stamp, url: String, etag: String? = nil,
    lastModified: String? = nil, object: ObjectID?, bytes: Int, rows: Int,
    validators: String = "[]"
  ) {
    self.partition = partition
    self.retrievedAt = retrievedAt
    self.url = url
    self.etag = etag
    self.lastModified = lastModified
    self.object = object
    self.bytes = bytes
    self.rows = rows
    self.validators = validators
  }

  /// Every object that the snapshot needs.
  var objects: [ObjectID] { (object.map { [$0] } ?? []) + tidy.all }

  /// Whether two answers hold the same bytes and were read into the same rows.
  func hasContent(of other: Snapshot) -> Bool {
    partition == other.partition && object == other.object && tidy == other.tidy
  }
}

/// The names of the objects that hold a snapshot's tidy rows.
public struct TidyObjects: Hashable, Codable, Sendable {
  /// Exports.
  public internal(set) var exports: ObjectID?
  /// Rows set aside.
  public internal(set) var setAside: ObjectID?
  /// Figures that are no exports.
  public internal(set) var series: ObjectID?

  /// The object of a kind.
  subscript(kind: TidyKind) -> ObjectID? {
    get {
      switch kind {
      case .exports: exports
      case .setAside: setAside
      case .series: series
      }
    }
    set {
      switch kind {
      case .exports: exports = newValue
      case .setAside: setAside = newValue
      case .series: series = newValue
      }
    }
  }

  /// The objects that there are.
  var all: [ObjectID] { TidyKind.allCases.compactMap { self[$0] } }
}

/// An answer with its tidy rows, to be committed.
public struct Arrival: Sendable {
  /// What is known of the answer.
  public var snapshot: Snapshot
  /// Its exports.
  public var exports: ExportColumns
  /// Its rows set aside.
  public var setAside: SetAsideColumns
  /// Its other figures.
  public var series: SeriesColumns

  /// Creates an arrival; what is not given has no rows.
  public init(
    _ snapshot: Snapshot, exports: ExportColumns = .none, setAside: SetAsideColumns = .none,
    series: SeriesColumns = .none
  ) {
    self.snapshot = snapshot
    self.exports = exports
    self.setAside = setAside
    self.series = series
  }

  /// The rows by kind, those without rows left out.
  var tidy: [TidyColumns] {
    [exports.tidy, setAside.tidy, series.tidy].filter { $0.count > 0 }
  }
}
