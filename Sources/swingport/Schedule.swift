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
    let settings = ScheduleText.Settings(
      program: DataFolder.program.path, store: try folder.path(), keyFile: keyFile)
    guard !(settings.program + settings.store + (keyFile ?? "")).contains(where: \.isWhitespace)
    else {
      throw DataError(
        .wrongUse, "a path has a blank, which units cannot hold plainly",
        hint: "choose paths without blanks")
    }
    let text =
      switch unit {
      case .service: ScheduleText.service(settings)
      case .timer: ScheduleText.timer
      case .crontab: ScheduleText.crontab(settings)
      }
    try Terminal.print(bytes: Array(text.utf8))
  }
}
