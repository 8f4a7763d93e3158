/// The content of a `datapackage.json`: who published the tables, when, under which licence, and
/// what each column means.
///
/// The names are those of the Data Package standard where it has one, so that R's `frictionless` and
/// its Python namesake read the folder as it is.
public struct DataPackageDescriptor: Codable, Sendable, Equatable {
  /// A short name for programs.
  public var name: String
  /// A title for people.
  public var title: String
  /// What the package holds and how it was made.
  public var description: String
  /// The tables in order of name.
  public var resources: [Resource]

  /// Creates a descriptor.
  public init(name: String, title: String, description: String, resources: [Resource]) {
    self.name = name
    self.title = title
    self.description = description
    self.resources = resources
  }

  /// One table.
  public struct Resource: Codable, Sendable, Equatable {
    /// The table's name, by which programs ask for it.
    public var name: String
    /// A title for people.
    public var title: String
    /// What one row is, and what a reader must know.
    public var description: String
    /// The file's path inside the package's folder.
    public var path: String
    /// The file's size.
    public var bytes: Int
    /// The file's SHA-256 as `sha256:` and 64 hexadecimal digits.
    public var hash: String
    /// The 64 hexadecimal digits of ``hash`` alone.
    public var digits: String { String(hash.split(separator: ":").last ?? "") }
    /// The number of rows below the header.
    public var rows: Int
    /// Where the figures come from.
    public var sources: [Source]
    /// The licence or terms of the figures.
    public var licenses: [License]
    /// The columns.
    public var schema: Schema

    /// Creates the description of a table.
    public init(
      name: String, title: String, description: String, path: String, bytes: Int, hash: String,
      rows: Int, sources: [Source], licenses: [License], schema: Schema
    ) {
      self.name = name
      self.title = title
      self.description = description
      self.path = path
      self.bytes = bytes
      self.hash = hash
      self.rows = rows
      self.sources = sources
      self.licenses = licenses
      self.schema = schema
    }
  }

  /// Where figures come from.
  public struct Source: Codable, Sendable, Equatable {
    /// The publisher and the title of the series, as it is to be cited.
    public var title: String
    /// The publisher.
    public var publisher: String
    /// The state of the series as published: a version, a release or a month.
    public var vintage: String
    /// Where the publisher offers it.
    public var path: String
    /// The day on which the file that was read was retrieved, ISO 8601.
    public var retrieved: String
    /// The SHA-256 of the file that was read, as `sha256:` and digits; nil for compiled facts.
    public var hash: String?

    /// Creates a source.
    public init(
      title: String, publisher: String, vintage: String, path: String, retrieved: String,
      hash: String?
    ) {
      self.title = title
      self.publisher = publisher
      self.vintage = vintage
      self.path = path
      self.retrieved = retrieved
      self.hash = hash
    }
  }

  /// A licence or terms of use.
  public struct License: Codable, Sendable, Equatable {
    /// A short identifier such as `CC0-1.0` or `public-domain`.
    public var name: String
    /// The licence's title or the terms in a sentence.
    public var title: String

    /// Creates a licence.
    public init(name: String, title: String) {
      self.name = name
      self.title = title
    }
  }

  /// A table's columns and what an empty cell means.
  public struct Schema: Codable, Sendable, Equatable {
    /// The columns in order.
    public var fields: [Field]
    /// The columns that together name a row.
    public var primaryKey: [String]
    /// The texts that mean that there is no figure.
    public var missingValues: [String]
    /// What a missing value means here, in a sentence.
    public var missingMeaning: String

    /// Creates a schema.
    public init(
      fields: [Field], primaryKey: [String], missingValues: [String] = [""],
      missingMeaning: String
    ) {
      self.fields = fields
      self.primaryKey = primaryKey
      self.missingValues = missingValues
      self.missingMeaning = missingMeaning
    }
  }

  /// One column.
  public struct Field: Codable, Sendable, Equatable {
    /// The column's name.
    public var name: String
    /// `string`, `integer`, `number`, `year`, `date` or `boolean`.
    public var type: String
    /// The unit of a figure; nil for text.
    public var unit: String?
    /// What the column holds.
    public var description: String

    /// Creates a column.
    public init(name: String, type: String, unit: String? = nil, description: String) {
      self.name = name
      self.type = type
      self.unit = unit
      self.description = description
    }
  }
}
