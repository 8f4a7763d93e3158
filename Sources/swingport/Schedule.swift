import ArgumentParser
import Codes
import Foundation
import Refreshing

/// The units that run a refresh on a schedule.
struct Schedule: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Print the systemd service and timer, or the crontab line, that refresh on a schedule.",
    discussion: """
      EXAMPLES
        swingport schedule service > swingport.service
        swingport schedule timer > swingport.timer
        swingport schedule crontab

      What is not due costs nothing, so that the timer may run daily: the monthly releases, the
      carry-over and the June revision are known to the sources.
      """)

  enum Unit: String, ExpressibleByArgument, CaseIterable { case service, timer, crontab }

  @Argument(help: "service, timer or crontab.")
  var unit: Unit

  @OptionGroup var folder: StoreFolder

  @Option(help: "The file from which the service manager takes the Census key.")
  var keyFile: String?

  func run() throws {
    // A user that the service manager makes up owns /var/lib/swingport and no other folder.
    let usual = ScheduleText.stateFolder + "/store"
    let chosen = unit == .service && folder.store == nil ? usual : try folder.path()
    let isOwn = chosen == usual || chosen.hasPrefix(ScheduleText.stateFolder + "/")
    let settings = ScheduleText.Settings(
      program: DataFolder.program.path, store: Self.absolute(chosen),
      user: isOwn ? nil : NSUserName(), keyFile: keyFile.map(Self.absolute))
    let paths = settings.program + settings.store + (settings.keyFile ?? "")
    guard !paths.contains(where: { $0.isWhitespace || "%\"'\\".contains($0) }) else {
      throw DataError(
        .wrongUse, "a path has a blank, a percent sign or a quote, which units read otherwise",
        hint: "choose paths without them")
    }
    let text =
      switch unit {
      case .service: ScheduleText.service(settings)
      case .timer: ScheduleText.timer
      case .crontab: ScheduleText.crontab(settings)
      }
    try Terminal.print(bytes: Array(text.utf8))
  }

  private static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }
}
