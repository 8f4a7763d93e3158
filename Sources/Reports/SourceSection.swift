import Hypotheses
import Tables

/// Where the data come from and under which terms: each source once, with the tables made from it.
struct SourceSection {
  let results: [AnalysisResult]
  let packages: [DataPackageDescriptor]

  private struct Entry {
    let source: DataPackageDescriptor.Source
    var licenses: [String]
    var tables: [String]
  }

  /// Writes the part.
  func write(into section: inout Markup) {
    for package in packages {
      section.element("h3", text: package.title)
      section.element("p", text: package.description)
      section.element("ul", ["class": "sources"]) { list in
        for entry in entries(package) {
          list.element("li") { write(entry, into: &$0) }
        }
      }
    }
    section.element(
      "p", ["class": "meta"],
      text:
        "Letters in brackets name the analyses that read their exports from a table. SHA-256 is "
        + "that of the file that was read, its first twelve digits; facts compiled by hand have "
        + "none.")
  }

  private func write(_ entry: Entry, into item: inout Markup) {
    let source = entry.source
    item.element("strong", text: source.title)
    item.write(". \(source.publisher).")
    item.void("br")
    item.write("Vintage: \(source.vintage). Retrieved \(source.retrieved). ")
    // Only addresses of the web become links; any other text stays text.
    if source.path.hasPrefix("https://") || source.path.hasPrefix("http://") {
      item.element("a", ["href": source.path], text: source.path)
    } else {
      item.write(source.path)
    }
    item.void("br")
    item.element("span", ["class": "note"]) { note in
      note.write("Licence or terms: \(entry.licenses.joined(separator: "; ")). ")
      note.write("SHA-256: \(Self.shortened(source.hash)) ")
      note.write("Tables: \(entry.tables.joined(separator: ", ")).")
    }
  }

  private func entries(_ package: DataPackageDescriptor) -> [Entry] {
    var entries: [Entry] = []
    for resource in package.resources {
      let readers = results.filter { result in
        result.join.tables.contains { $0.table == "\(package.name)/\(resource.path)" }
      }.map(\.specification.letter)
      let name =
        readers.isEmpty ? resource.name : "\(resource.name) [\(readers.joined(separator: ", "))]"
      let licenses = resource.licenses.map { "\($0.name): \($0.title)" }
      for source in resource.sources {
        if let index = entries.firstIndex(where: { $0.source == source }) {
          entries[index].tables.append(name)
          entries[index].licenses += licenses.filter { !entries[index].licenses.contains($0) }
        } else {
          entries.append(Entry(source: source, licenses: licenses, tables: [name]))
        }
      }
    }
    return entries
  }

  private static func shortened(_ hash: String?) -> String {
    guard let hash else { return "none." }
    return (hash.split(separator: ":").last.map { String($0.prefix(12)) } ?? "") + "…"
  }
}
