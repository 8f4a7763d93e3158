import ArgumentParser
import Codes
import Estimation
import Foundation
import Reports

/// Measures one block of a regression: what a task of a cluster runs.
struct FitBlock: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure one block of a regression from standard input, for swingport fit-blocks.",
    discussion: """
      EXAMPLES
        swingport fit-block --block hs6 --family gaussian --vcov cluster:state \\
          --formula 'y ~ x | state^dest^hs6 + dest^month^hs6' < 870323.csv > 870323.json
        swingport fit-block --block hs6 --spec model.json --question round-2.json < 870323.csv

      A block holds rows that share no fixed effect with other blocks, in a table whose last line ends
      with a line feed. The answer is one line of JSON (swingport.block/3): gradient, products, sums by
      cluster and counts, at the coefficients of the question, and what is estimated, so that answers
      of another model are not added up. Answers and questions end with a seal: what was changed or cut
      since it was written is refused, as is a question of another model. docs/scale.md says how
      answers combine; docs/guides/spark.md how a cluster runs this.
      """)

  @Argument(help: "A CSV file with a header line; standard input unless said.")
  var data = "-"

  @OptionGroup var options: BlockOptions

  func run() throws {
    do {
      let specification = try options.specification()
      let question = try options.regression(specification, isLabelled: false).question
      let name =
        data == "-" ? "standard input" : URL(fileURLWithPath: data).lastPathComponent
      let statistics = try options.statistics(
        of: MappedFile(path: data), named: name, specification, question,
        threads: options.threadCount)
      try Terminal.print(bytes: BlockDocument.line(statistics))
    } catch {
      throw DataError.ofFit(error)
    }
  }
}
