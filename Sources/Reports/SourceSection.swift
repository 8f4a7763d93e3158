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
    section.element("h2", text: "Sources and licences")
    for package in packages {
      section.element("h3", text: package.title)
      section.element("p", text: package.description)
      table(package).write(into: &section)
    }
  }

  private func table(_ package: DataPackageDescriptor) -> ReportTable {
    ReportTable(
      caption: "Sources of \(package.name).",
      note: "Letters in brackets are the analyses that read a table's exports. SHA-256 is that of "
        + "the file that was read, its first twelve digits; facts compiled by hand have none.",
      columns: [
        .text("Source"), .text("Publisher"), .text("Vintage"), .text("Retrieved"),
        .text("Licence or terms"), .text("Address"), .text("SHA-256"), .text("Tables"),
      ],
      rows: entries(package).map { entry in
        [
          entry.source.title, entry.source.publisher, entry.source.vintage,
          entry.source.retrieved, entry.licenses.joined(separator: "; "), entry.source.path,
          Self.shortened(entry.source.hash), entry.tables.joined(separator: ", "),
        ]
      })
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
    guard let hash else { return "none" }
    return (hash.split(separator: ":").last.map { String($0.prefix(12)) } ?? "") + "…"
  }
}
