import Codes
import Descriptors
import Fetching

extension DataError.Kind {
  /// A key that a source needs and that nobody gave.
  public static let keyMissing = Self(id: "key.missing", exitCode: .keyRefused)
}

/// Turns planned addresses into addresses that can be fetched: with keys, and by way of mirrors.
public struct WireAddresses: Sendable {
  private let keys: [SourceAccess.KeyName: Secret]
  private let endpoints: [String: Address]

  /// Creates the translation.
  ///
  /// - Parameters:
  ///   - keys: The keys there are.
  ///   - endpoints: By source, the scheme, host and port to ask in place of the publisher's; a path
  ///     is put before the publisher's own.
  public init(keys: [SourceAccess.KeyName: Secret], endpoints: [String: Address]) {
    self.keys = keys
    self.endpoints = endpoints
  }

  /// The address of a request.
  ///
  /// - Throws: `key.missing` when a key is needed and not there; `address.refused` when the pieces
  ///   are no address.
  public func address(_ planned: PlannedAddress, source: String) throws(DataError) -> Address {
    var text = "\(planned.scheme)://\(planned.host)\(planned.path)"
    if let endpoint = endpoints[source] {
      let base = endpoint.path == "/" ? "" : endpoint.path
      text = "\(endpoint.scheme.rawValue)://\(endpoint.authority)\(base)\(planned.path)"
    }
    var address = try Address(parsing: text)
    for parameter in planned.query {
      switch parameter.value {
      case .plain(let value): address = address.adding(parameter.name, value)
      case .key(let name):
        guard let key = keys[name] else {
          throw DataError(
            .keyMissing, "a key of \(name.rawValue) is needed and none was given",
            hint: Self.hint(name))
        }
        address = address.adding(parameter.name, secret: key)
      }
    }
    return address
  }

  /// The address without its key, for plans; keys that are missing do no harm here.
  public func redacted(_ planned: PlannedAddress, source: String) throws(DataError) -> String {
    let placeholder = Secret("unused")
    let all = Dictionary(
      uniqueKeysWithValues: SourceAccess.KeyName.allCases.compactMap { name in
        placeholder.map { (name, $0) }
      })
    return try WireAddresses(keys: all, endpoints: endpoints)
      .address(planned, source: source).redacted
  }

  static func hint(_ name: SourceAccess.KeyName) -> String {
    switch name {
    case .census:
      "get a free key at api.census.gov/data/key_signup.html and put it into CENSUS_API_KEY, or "
        + "into a file that --census-key-file names"
    case .bea: "get a free key at apps.bea.gov/API/signup and put it into BEA_API_KEY"
    }
  }
}
