/// How a request ended, and what is to be kept for the next time.
public struct Fetched: Sendable {
  /// The request.
  public let request: TransferRequest
  /// How it ended.
  public let result: TransferResult
  /// The beginning of the document, to be handed in as `TransferRequest.partial` later; nil when
  /// nothing is worth keeping, and what was kept is to be forgotten.
  public let partial: PartialDownload?
  /// Sentences for the user about things that were dealt with.
  public let warnings: [String]
}
