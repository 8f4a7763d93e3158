import Codes
import Descriptors
import Fetching
import Store

/// Fetches the due parts of one source and puts the answers of each part together.
struct SourceFetch {
  let descriptor: SourceDescriptor
  let addresses: WireAddresses
  /// What the store has of each part, for conditional requests.
  let stored: [String: Snapshot]
  let partials: PartialKeeper

  /// Asks for parts and hands each over as soon as its last answer has come, so that no more answers
  /// are held than are being fetched.
  ///
  /// - Throws: `DataError` when an address cannot be made: a missing key, a bad endpoint.
  func run(
    _ requests: [PlannedRequest], fetcher: Fetcher, done: (PartProgress) -> Void
  ) throws(DataError) {
    var parts: [String: PartProgress] = [:]
    // Which planned request an address belongs to, and how often another way to ask was tried.
    var asked: [String: Question] = [:]
    var first: [TransferRequest] = []
    for (index, request) in requests.enumerated() {
      let transfer = try transfer(request.address, request)
      parts[request.partition] = PartProgress(
        name: request.partition, months: request.span.months, url: transfer.address.redacted)
      asked[transfer.address.redacted] = Question(
        request: request, order: [index], alternatives: request.alternatives[...])
      first.append(transfer)
    }
    var refused: DataError?
    fetcher.fetch(first) { fetched in
      let key = fetched.request.address.redacted
      guard let question = asked[key], var part = parts[question.request.partition] else {
        return []
      }
      let name = question.request.partition
      if let partial = fetched.partial { partials.keep(partial, descriptor.id, name) }
      var further: [TransferRequest] = []
      part.open -= 1
      switch fetched.result {
      case .delivered(let delivery):
        part.bodies.append((question.order, delivery.body, delivery.validators))
      case .notModified: part.isNotModified = true
      case .noContent:
        if let alternative = question.alternatives.first, question.request.isKnownToBeOut {
          do throws(DataError) {
            let transfer = try transfer(alternative, question.request)
            var next = question
            next.alternatives = question.alternatives.dropFirst()
            asked[transfer.address.redacted] = next
            further = [transfer]
          } catch { refused = error }
        } else {
          part.isEmpty = true
        }
      case .splitRequested:
        let pieces = descriptor.divided(question.request) ?? []
        if pieces.isEmpty {
          part.error =
            part.error
            ?? DataError(
              .cannotSplit, "\(key): the server fails on the answer's size",
              hint: "add a rule to 'split' of the source \(descriptor.id)")
        }
        for (index, piece) in pieces.enumerated() {
          do throws(DataError) {
            let transfer = try transfer(piece.address, piece)
            asked[transfer.address.redacted] = Question(
              request: piece, order: question.order + [index],
              alternatives: piece.alternatives[...])
            further.append(transfer)
          } catch { refused = error }
        }
      case .failed(let error): part.error = part.error ?? error.dataError
      }
      part.open += further.count
      if part.open == 0 {
        parts[name] = nil
        done(part)
      } else {
        parts[name] = part
      }
      return further
    }
    if let refused { throw refused }
  }

  private struct Question {
    let request: PlannedRequest
    let order: [Int]
    var alternatives: ArraySlice<PlannedAddress>
  }

  private func transfer(
    _ planned: PlannedAddress, _ request: PlannedRequest
  ) throws(DataError) -> TransferRequest {
    let address = try addresses.address(planned, source: descriptor.id)
    var transfer = TransferRequest(
      source: descriptor.id, address: address, kind: descriptor.contentKind,
      service: descriptor.layout.reader == .censusAPI ? .censusData : .web,
      decodedBound: descriptor.bounds.bytes.upperBound)
    transfer.maySplit = descriptor.divided(request) != nil
    let others = Set(descriptor.allowedHosts).subtracting([planned.host])
    if !others.isEmpty { transfer.redirects = RedirectPolicy(hosts: others) }
    if descriptor.layout.reader != .censusAPI {
      if let snapshot = stored[request.partition], snapshot.object != nil,
        request.reason != .forced
      {
        let validators = Validators(etag: snapshot.etag, lastModified: snapshot.lastModified)
        transfer.validators = validators.isEmpty ? nil : validators
      }
      transfer.mayResume = true
      transfer.partial = partials.find(descriptor.id, request.partition)
    }
    return transfer
  }
}

extension DataError.Kind {
  /// A server that fails on the size of an answer that cannot be divided.
  static let cannotSplit = Self(id: "http.500", exitCode: .unavailable)
}

extension SourceDescriptor {
  /// What a good answer looks like.
  var contentKind: ContentKind {
    switch layout.reader {
    case .censusAPI, .worldBank, .usAtlas: .json
    case .btsRawZip, .beaStateGDP: .zip
    case .scheduleC: .text
    case .mitPresident, .medslPresident, .atopDyadYears, .censusPopulation, .cepiiDistances:
      .delimited
    }
  }
}

/// Keeps the beginnings of cut transfers from one run to the next.
public struct PartialKeeper {
  /// Finds what an earlier run kept of a part of a source.
  public var find: (_ source: String, _ partition: String) -> PartialDownload?
  /// Keeps what came of a part.
  public var keep: (_ partial: PartialDownload, _ source: String, _ partition: String) -> Void

  /// Creates a keeper.
  public init(
    find: @escaping (String, String) -> PartialDownload?,
    keep: @escaping (PartialDownload, String, String) -> Void
  ) {
    self.find = find
    self.keep = keep
  }

  /// Keeps nothing.
  public static var none: PartialKeeper {
    PartialKeeper(find: { _, _ in nil }, keep: { _, _, _ in })
  }
}
