import Codes
import JSONText

/// The errors of reading an answer, each with its place.
extension CensusAnswerCursor {
  func malformed(_ message: String) -> DataError {
    DataError(
      .malformedAnswer, "\(name), byte \(index)\(row > 0 ? " in row \(row)" : ""): \(message)",
      hint: "fetch it again; the answer is cut off or in another layout")
  }

  func wrongWidth(_ found: Int, _ width: Int) -> DataError {
    malformed("the row has not the \(width) cells of the header")
  }

  func tooLong(_ start: Int) -> DataError {
    DataError(
      .boundlessJSON,
      "\(name), byte \(start): a cell of more than \(CensusAnswerReader.longestCell) bytes",
      hint: "no cell is so long; fetch it again")
  }

  func badCell(
    _ column: Int, _ plan: CensusColumnPlan, _ message: String, _ hint: String
  ) -> DataError {
    DataError(
      .badAnswerCell, "\(name), row \(row), column '\(plan.header[column])': \(message)",
      hint: hint)
  }

  func badCode(_ column: Int, _ plan: CensusColumnPlan) -> DataError {
    badCell(
      column, plan, "the cell is no code of one to eight ASCII characters",
      "fetch it again; if it lasts, the publisher has changed its codes")
  }

  func notText(_ column: Int, _ plan: CensusColumnPlan) -> DataError {
    badCell(
      column, plan, "a code is wanted as text in quotes",
      "fetch it again; a code that lost its quotes has lost its leading zeros")
  }
}
