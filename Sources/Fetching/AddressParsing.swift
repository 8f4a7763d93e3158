import Codes

extension DataError.Kind {
  /// An address that is not one, or not one that may be fetched.
  public static let addressRefused = Self(id: "address.refused", exitCode: .configuration)
}

extension Address {
  /// Reads an address such as `https://api.census.gov/data?get=STATE`.
  ///
  /// - Parameter text: An absolute address; `+` in the query is a space, as forms write it.
  /// - Throws: `address.refused` for another scheme than https, http to a host that is not this
  ///   machine, a user name or password in the address, a fragment, a control character, a host that
  ///   is not plain letters, digits, dots and hyphens, or a path that climbs with `..`.
  public init(parsing text: String) throws(DataError) {
    func refusal(_ reason: String) -> DataError {
      DataError(
        .addressRefused, "the address '\(ServerText.plain(text, limit: 200))' \(reason)",
        hint: "write it as https://host/path?name=value")
    }
    guard text.utf8.count <= 8_192 else { throw refusal("is longer than 8,192 bytes") }
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !#"<>"\^`{|}"#.utf8.contains($0) })
    else { throw refusal("has a character that no address has") }
    guard !text.contains("#") else { throw refusal("has a fragment") }
    guard let colon = text.firstRange(of: "://"),
      let scheme = Scheme(rawValue: text[..<colon.lowerBound].lowercased())
    else { throw refusal("is neither https nor http") }
    let rest = text[colon.upperBound...]
    let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    let authority = rest[..<authorityEnd]
    guard !authority.contains("@") else { throw refusal("has a user name or a password") }
    guard let (host, port) = Self.hostAndPort(authority) else {
      throw refusal("has no host that can be read")
    }
    guard scheme == .https || Self.isLoopback(host) else {
      throw refusal("is plain http to another machine")
    }
    let pathEnd = rest[authorityEnd...].firstIndex(of: "?") ?? rest.endIndex
    let path = rest[authorityEnd..<pathEnd]
    guard let decoded = PercentEncoding.decode(path, plusIsSpace: false) else {
      throw refusal("has an escape that cannot be read")
    }
    guard !decoded.split(separator: "/").contains(where: { $0 == ".." || $0 == "." }) else {
      throw refusal("has a path that climbs")
    }
    var query: [Parameter] = []
    if pathEnd < rest.endIndex {
      for part in rest[rest.index(after: pathEnd)...].split(separator: "&") {
        let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = PercentEncoding.decode(sides[0], plusIsSpace: true),
          let value = PercentEncoding.decode(sides.count == 2 ? sides[1] : "", plusIsSpace: true)
        else { throw refusal("has an escape that cannot be read") }
        query.append(Parameter(name: name, value: .text(value)))
      }
    }
    self.init(
      scheme: scheme, host: host, port: port, path: path.isEmpty ? "/" : String(path), query: query)
  }

  private static func hostAndPort(_ authority: Substring) -> (String, Int?)? {
    let host: Substring
    let after: Substring
    if authority.hasPrefix("[") {
      guard let close = authority.firstIndex(of: "]") else { return nil }
      host = authority[authority.index(after: authority.startIndex)..<close]
      after = authority[authority.index(after: close)...]
      guard host.utf8.count >= 2, host.contains(":"),
        host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
      else { return nil }
    } else {
      let end = authority.firstIndex(of: ":") ?? authority.endIndex
      host = authority[..<end]
      after = authority[end...]
      guard !host.isEmpty, host.utf8.count <= 253, !host.hasPrefix("."), !host.hasPrefix("-"),
        !host.contains(".."),
        host.utf8.allSatisfy({ PercentEncoding.isUnreserved($0) && $0 != 0x7E })
      else { return nil }
    }
    if after.isEmpty { return (host.lowercased(), nil) }
    guard after.hasPrefix(":"), after.utf8.dropFirst().allSatisfy({ (48...57).contains($0) }),
      let port = Int(after.dropFirst()), (1...65_535).contains(port)
    else { return nil }
    return (host.lowercased(), port)
  }

  /// The address that a `Location` header names, seen from this one.
  ///
  /// A query value that repeats one of this address's secrets is a secret there too.
  ///
  /// - Throws: `address.refused` as for `init(parsing:)`.
  public func following(location: String) throws(DataError) -> Address {
    let trimmed = location.split(separator: "#", omittingEmptySubsequences: false)[0]
    let base = "\(scheme.rawValue)://\(authority)"
    let text: String
    if trimmed.contains("://") {
      text = String(trimmed)
    } else if trimmed.hasPrefix("//") {
      text = "\(scheme.rawValue):\(trimmed)"
    } else if trimmed.hasPrefix("/") {
      text = base + trimmed
    } else {
      text = base + path[...(path.lastIndex(of: "/") ?? path.startIndex)] + trimmed
    }
    let redactor = Redactor(secrets)
    let known = Set(secrets)
    var address: Address
    do {
      address = try Address(parsing: text)
    } catch {
      // The text is the server's and may repeat the key.
      throw DataError(error.kind, redactor.redact(error.message), hint: error.hint)
    }
    address.query = address.query.map { part in
      guard case .text(let value) = part.value, let secret = Secret(value), known.contains(secret)
      else { return part }
      return Parameter(name: part.name, value: .secret(secret))
    }
    return address
  }
}
