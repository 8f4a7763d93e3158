import ArgumentParser
import Codes

/// The root command.
@main
struct Swingport: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "swingport",
    abstract: "Do exports from swing states to treaty allies rise before presidential elections?",
    discussion: """
      EXAMPLES
        swingport analyze                          all registered analyses into out/
        swingport analyze swing-states --out a     the headline alone
        swingport analyze swing-states --swing margin-3 --ally nato
        swingport panel --source census --fill zero  a panel and its join report
        swingport map ally-share --year 2024 --out allies.svg
        swingport plot event-study study.json --out study.svg
        swingport rules --explain PA 2016          why a state is swing or not
        swingport refresh --dry-run                what would be fetched, and why
        swingport fit trade.csv --formula 'y ~ x | pair + year' --family poisson \
          --vcov cluster:pair
      """,
    version: version,
    subcommands: [
      Analyze.self, EventStudy.self, PlaceboCommand.self, LeaveOneOutCommand.self, Permute.self,
      Honest.self, Power.self, ReportCommand.self, PanelCommand.self, RecordsCommand.self,
      MapCommand.self, PlotCommand.self, Fit.self, FitBlock.self, FitBlocks.self, Rules.self,
      Refresh.self, Sources.self, Verify.self, Diff.self, Accept.self, Doctor.self, Schedule.self,
    ])

  /// Runs the command and turns a `DataError` into two lines on standard error and its exit status.
  static func main() {
    Terminal.occupyStandardStreams()
    do {
      var command = try parseAsRoot()
      try RepeatedOptions.refuse(Array(CommandLine.arguments.dropFirst()), of: command)
      try command.run()
    } catch let error as DataError {
      Terminal.say("swingport: \(error.message)\n  \(error.hint)")
      Terminal.exit(error.kind.exitCode)
    } catch {
      exit(withError: error)
    }
  }
}
