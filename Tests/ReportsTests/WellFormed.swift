/// Reads text as XML far enough to say whether it is well-formed, and collects what it refers to.
struct WellFormed {
  private(set) var problems: [String] = []
  private(set) var ids: [String] = []
  private(set) var references: [String] = []
  private(set) var elements: [String: Int] = [:]
  private var stack: [String] = []

  init(_ text: String) {
    var rest = Substring(text)
    var roots = 0
    while let start = rest.firstIndex(of: "<") {
      check(references: rest[..<start])
      if stack.isEmpty, rest[..<start].contains(where: { !$0.isWhitespace }) {
        problems.append("text outside the root: \(rest[..<start].prefix(40))")
      }
      guard let end = rest[start...].firstIndex(of: ">") else {
        problems.append("a tag is not closed: \(rest[start...].prefix(40))")
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("?") || tag == "!DOCTYPE html" { continue }
      if tag.hasPrefix("/") {
        if stack.popLast() != String(tag.dropFirst()) { problems.append("</\(tag)> ends nothing") }
        continue
      }
      if stack.isEmpty { roots += 1 }
      let isVoid = tag.hasSuffix("/")
      open(isVoid ? tag.dropLast() : tag)
      if isVoid { stack.removeLast() }
    }
    check(references: rest)
    if !stack.isEmpty { problems.append("not closed: \(stack)") }
    if roots != 1 { problems.append("\(roots) roots") }
    let repeated = Dictionary(grouping: ids) { $0 }.filter { $1.count > 1 }.keys.sorted()
    if !repeated.isEmpty { problems.append("identifiers twice: \(repeated)") }
    for reference in references where !ids.contains(reference) {
      problems.append("nothing has the identifier \(reference)")
    }
  }

  private mutating func open(_ tag: Substring) {
    let name = tag.prefix { !$0.isWhitespace }
    stack.append(String(name))
    elements[String(name), default: 0] += 1
    if name.isEmpty || !name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) {
      problems.append("an element is called \(tag.prefix(40))")
    }
    var rest = tag.dropFirst(name.count).drop(while: \.isWhitespace)
    var seen = Set<Substring>()
    while !rest.isEmpty {
      guard let equals = rest.firstIndex(of: "="), rest[rest.index(after: equals)...].first == "\""
      else {
        problems.append("an attribute without a quoted value: \(rest.prefix(40))")
        return
      }
      let key = rest[..<equals]
      let value = rest[rest.index(equals, offsetBy: 2)...].prefix { $0 != "\"" }
      check(references: value)
      if !seen.insert(key).inserted { problems.append("\(key) twice in <\(name)>") }
      switch key {
      case "id": ids.append(String(value))
      case "aria-labelledby": references += value.split(separator: " ").map(String.init)
      case "href" where value.hasPrefix("#"): references.append(String(value.dropFirst()))
      default: break
      }
      rest = rest[value.endIndex...].dropFirst().drop(while: \.isWhitespace)
    }
  }

  private mutating func check(references text: Substring) {
    var rest = text
    while let start = rest.firstIndex(of: "&") {
      let name = rest[rest.index(after: start)...].prefix { $0 != ";" }
      if !["amp", "lt", "gt", "quot", "#39"].contains(name) {
        problems.append("&\(name.prefix(20)) is no reference")
      }
      rest = rest[name.endIndex...]
    }
  }
}
