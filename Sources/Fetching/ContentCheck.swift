import Codes

/// Whether bytes look like what was asked for, before any reader sees them.
public enum ContentCheck {
  /// What is wrong with a body.
  public enum Finding: Hashable, Sendable {
    /// There is nothing.
    case empty
    /// A web page stands where data should be.
    case page
    /// It begins as it should and does not end as it should.
    case truncated
    /// It does not begin as it should.
    case otherKind
    /// A Census answer without rows: nothing, or the header row alone.
    case censusEmpty
    /// A Census answer without the header row.
    case censusWithoutHeader
  }

  /// Judges a body; nil when nothing is wrong with it.
  ///
  /// Costs a look at both ends; of JSON below 64 KiB, one pass.
  public static func finding(
    in body: [UInt8], kind: ContentKind, service: TransferRequest.Service = .web
  ) -> Finding? {
    let start = firstMark(body)
    if start == body.endIndex {
      return service == .censusData ? .censusEmpty : .empty
    }
    if kind != .page, isPage(body[start...]) { return .page }
    switch kind {
    case .json:
      guard body[start] == 0x5B || body[start] == 0x7B else { return .otherKind }
      return jsonFinding(body[start...], service: service)
    case .delimited: return body.last == 0x0A || body.last == 0x0D ? nil : .truncated
    case .zip:
      guard body.starts(with: [0x50, 0x4B, 0x03, 0x04]) || isEmptyZip(body) else {
        return .otherKind
      }
      return hasZipEnd(body) ? nil : .truncated
    case .page: return isPage(body[start...]) ? nil : .otherKind
    case .text, .bytes: return nil
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// The first byte that is neither blank nor part of a byte-order mark.
  private static func firstMark(_ body: [UInt8]) -> Int {
    let mark = body.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return body[mark...].firstIndex { !isBlank($0) } ?? body.endIndex
  }

  private static func isPage(_ body: ArraySlice<UInt8>) -> Bool {
    let head = String(decoding: body.prefix(512), as: UTF8.self).lowercased()
    if head.hasPrefix("<!doctype html") || head.hasPrefix("<html") { return true }
    // An XML prologue or a comment may stand before the page.
    return (head.hasPrefix("<?xml") || head.hasPrefix("<!--") || head.hasPrefix("<head"))
      && (head.contains("<html") || head.contains("<!doctype html") || head.contains("<title"))
  }

  private static func isEmptyZip(_ body: [UInt8]) -> Bool {
    body.starts(with: [0x50, 0x4B, 0x05, 0x06])
  }

  /// The end record stands in the last 22 to 65,557 bytes.
  private static func hasZipEnd(_ body: [UInt8]) -> Bool {
    guard body.count >= 22 else { return false }
    let earliest = max(0, body.count - 65_557)
    var position = body.count - 22
    while position >= earliest {
      if body[position] == 0x50, body[position + 1] == 0x4B, body[position + 2] == 0x05,
        body[position + 3] == 0x06,
        body.count - position - 22 >= Int(body[position + 20]) | Int(body[position + 21]) << 8
      {
        return true
      }
      position -= 1
    }
    return false
  }

  /// A long answer is judged by its ends: JSON ends as it began, and a Census answer, an array of
  /// arrays, ends with two brackets.
  private static func jsonFinding(
    _ body: ArraySlice<UInt8>, service: TransferRequest.Service
  ) -> Finding? {
    let isArray = body.first == 0x5B
    guard let last = body.lastIndex(where: { !isBlank($0) }), last > body.startIndex,
      body[last] == (isArray ? 0x5D : 0x7D)
    else { return .truncated }
    guard body.count >= 65_536 else { return shortJSONFinding(body, service: service) }
    guard service == .censusData else { return nil }
    guard isArray else { return .censusWithoutHeader }
    let inner = body[..<last].last { !isBlank($0) }
    return inner == 0x5D ? nil : .truncated
  }

  private static func shortJSONFinding(
    _ body: ArraySlice<UInt8>, service: TransferRequest.Service
  ) -> Finding? {
    var rows = 0
    var depth = 0
    var inText = false
    var escaped = false
    for byte in body {
      if inText {
        if escaped {
          escaped = false
        } else if byte == 0x5C {
          escaped = true
        } else if byte == 0x22 {
          inText = false
        }
        continue
      }
      switch byte {
      case 0x22: inText = true
      case 0x5B, 0x7B:
        depth += 1
        if depth == 2 { rows += 1 }
      case 0x5D, 0x7D: depth -= 1
      default: break
      }
    }
    if depth != 0 || inText { return .truncated }
    guard service == .censusData else { return nil }
    if body.first != 0x5B || rows == 0 { return .censusWithoutHeader }
    return rows == 1 ? .censusEmpty : nil
  }
}
