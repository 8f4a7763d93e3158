import Codes

/// An address in pieces, in which a key stands by its name and never by its text.
public struct PlannedAddress: Sendable, Equatable, Hashable {
  /// The value of a query parameter.
  public enum Value: Sendable, Equatable, Hashable {
    /// The text itself, not yet percent-encoded.
    case plain(String)
    /// A key, which only the transport may put in.
    case key(SourceAccess.KeyName)
  }

  /// A query parameter.
  public struct Parameter: Sendable, Equatable, Hashable {
    /// The name, not yet percent-encoded.
    public let name: String
    /// The value.
    public let value: Value

    /// Creates a parameter.
    public init(name: String, value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// The scheme, always `https`.
  public let scheme: String
  /// The host's name.
  public let host: String
  /// The path, beginning with a slash.
  public let path: String
  /// The query in order; a name may stand more than once.
  public let query: [Parameter]
}

/// One request of a plan.
public struct PlannedRequest: Sendable, Equatable {
  /// The source's id.
  public let source: String
  /// The part's name: `2016`, `2016-12`, `all`, or the name of a listed part.
  public let partition: String
  /// Why it is due.
  public let reason: DueReason
  /// What it asks for.
  public let span: RequestSpan
  /// Where to ask.
  public let address: PlannedAddress
  /// Other ways to ask, for when the answer is empty though the part is known to be out.
  public let alternatives: [PlannedAddress]
  /// Whether the part is known to be out: a later one is expected by now, or it was fetched before.
  ///
  /// An empty answer is then a surprise, and the alternatives are tried; else it means that the part
  /// is not reported yet.
  public let isKnownToBeOut: Bool
}

extension SourceDescriptor {
  /// The request for a part, or nil where a person must fetch it.
  func request(
    partition: String, values: [String: String], span: RequestSpan, reason: DueReason,
    isKnownToBeOut: Bool
  ) -> PlannedRequest? {
    guard case .automatic = access, let address else { return nil }
    var filled = values
    filled["name"] = partition
    if let months = span.months {
      filled["year"] = "\(months.upperBound.year)"
      filled["month"] = months.upperBound.twoDigits
      filled["from"] = "\(months.lowerBound)"
      filled["to"] = "\(months.upperBound)"
    }
    func planned(_ query: [AddressTemplate.Parameter]) -> PlannedAddress {
      let pieces = pieces(span)
      // A repeated parameter means "or", so a piece takes the place of what the whole named.
      var parameters = query.filter { part in !pieces.contains { $0.name == part.name } }.map {
        PlannedAddress.Parameter(name: $0.name, value: value($0.value, filled))
      }
      // The key stays last, where it is easiest to see that it is redacted.
      let end = parameters.firstIndex { if case .key = $0.value { true } else { false } }
      parameters.insert(contentsOf: pieces, at: end ?? parameters.count)
      return PlannedAddress(
        scheme: "https", host: address.host, path: AddressTemplate.fill(address.path, filled),
        query: parameters)
    }
    return PlannedRequest(
      source: id, partition: partition, reason: reason, span: span,
      address: planned(address.query), alternatives: alternatives.map(planned),
      isKnownToBeOut: isKnownToBeOut)
  }

  private func value(_ template: String, _ filled: [String: String]) -> PlannedAddress.Value {
    if template.hasPrefix("{key:"), case .automatic(let key?) = access { return .key(key) }
    return .plain(AddressTemplate.fill(template, filled))
  }

  private func pieces(_ span: RequestSpan) -> [PlannedAddress.Parameter] {
    split.compactMap { step in
      switch step {
      case .chapters(let parameter):
        span.chapter.map { PlannedAddress.Parameter(name: parameter, value: .plain($0)) }
      case .states(let parameter):
        span.state.map { PlannedAddress.Parameter(name: parameter, value: .plain($0)) }
      case .quarters, .months: nil
      }
    }
  }

  /// The smaller requests that together ask for what one request asked, when the server fails on it.
  ///
  /// - Parameter request: A request of this source.
  /// - Returns: The pieces in order, or nil where the source cannot be divided further.
  public func divided(_ request: PlannedRequest) -> [PlannedRequest]? {
    for step in split {
      let asked = address?.query.filter { $0.name == step.parameter }.map(\.value) ?? []
      guard let spans = request.span.divided(by: step, asked: asked) else { continue }
      var values: [String: String] = [:]
      if case .listed(let items) = partitions {
        values = items.first { $0.name == request.partition }?.values ?? [:]
      }
      return spans.compactMap { span in
        self.request(
          partition: request.partition, values: values, span: span, reason: request.reason,
          isKnownToBeOut: request.isKnownToBeOut)
      }
    }
    return nil
  }
}
