import Codes

/// The pages by which the Census Data API says that a key is missing or wrong: a redirect to a page
/// that answers 200, or that page itself.
public enum CensusKeyPage {
  /// What an answer says about the key; nil when it says nothing.
  ///
  /// - Parameters:
  ///   - reply: The answer.
  ///   - withKey: Whether the question had a key.
  public static func kind(of reply: Reply, withKey: Bool) -> DataError.Kind? {
    if let location = reply.headers["location"], (300..<400).contains(reply.status) {
      if location.contains("missing_key") { return .censusKeyMissing }
      if location.contains("invalid_key") { return .censusKeyRejected }
    }
    let head = String(decoding: reply.body.prefix(2_048), as: UTF8.self).lowercased()
    if head.contains("<title>missing key</title>") { return .censusKeyMissing }
    if head.contains("<title>invalid key</title>") { return .censusKeyRejected }
    guard reply.headers["x-datawebapi-keyerror"] != nil else { return nil }
    return withKey ? .censusKeyRejected : .censusKeyMissing
  }
}
