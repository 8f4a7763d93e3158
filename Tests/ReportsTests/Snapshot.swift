import FoundationEssentials
import TestSupport
import Testing

/// Compares text with the committed one; where they differ, the test fails and says where the new
/// text was written.
func expect(_ text: String, matches name: String) throws {
  let committed = try? Checkout.bytes("Tests/Snapshots/Reports/\(name)")
  guard committed != Array(text.utf8) else { return }
  let folder = FileManager.default.temporaryDirectory.appending(path: "swingport-snapshots")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  let file = folder.appending(path: name)
  try Data(text.utf8).write(to: file)
  Issue.record(
    "Tests/Snapshots/Reports/\(name) differs; the new text is in \(file.path): compare the two, and copy it there if the change is meant"
  )
}
