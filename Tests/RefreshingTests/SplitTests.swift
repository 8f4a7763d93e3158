import Codes
import Descriptors
import Readers
import TestSupport
import Testing

private let builtIn = Result { try CensusAnswerTables.builtIn() }

@Suite struct `Requests that are too large` {
  /// Asks the simulated server, dividing wherever it fails, as a refresh does.
  private static func ask(
    _ request: PlannedRequest, _ descriptor: SourceDescriptor, _ server: CensusAnswerServer,
    asked: inout [Int]
  ) throws -> [String] {
    let reply = server.reply(
      path: request.address.path,
      query: request.address.query.map { parameter in
        switch parameter.value {
        case .plain(let text): (parameter.name, text)
        case .key: (parameter.name, "simulated-key")
        }
      })
    asked.append(reply.status)
    let kind = CensusReply.of(
      status: reply.status, headers: reply.headers.map { ($0[0], $0[1]) }, body: reply.body)
    switch kind {
    case .notReported: return []
    case .failure(let error) where error.kind == .censusServerTrouble:
      return try #require(descriptor.divided(request)).flatMap {
        try ask($0, descriptor, server, asked: &asked)
      }
    case .failure(let error): throw error
    case .table:
      let answer = try CensusAnswerReader(
        name: request.partition, value: descriptor.layout.value ?? "",
        commodity: descriptor.layout.commodity
      ).read(reply.body)
      let flows = answer.flows
      return flows.rows.map {
        "\(flows.origins[$0]) \(flows.destinations[$0]) \(flows.commodities[$0]) "
          + "\(flows.periods[$0]) \(flows.dollars[$0])"
      }
    }
  }

  /// F23.
  @Test func `five hundred on twelve months leads to four requests with the same rows`() throws {
    let descriptor = try SourceDescriptor(
      Checkout.bytes("fetch/sources/census-statehs-monthly.json"), file: "monthly")
    let today = try #require(CalendarDate(iso: "2026-02-20"))
    let since = try #require(CalendarMonth(iso: "2025-01"))
    let plan = try RefreshPlan(
      descriptors: [descriptor], facts: [], today: today, options: .init(since: since))
    let year = try #require(plan.requests.first { $0.partition == "2025" })
    var server = CensusAnswerServer(tables: try builtIn.get(), key: "simulated-key")
    var asked: [Int] = []
    let whole = try Self.ask(year, descriptor, server, asked: &asked)
    #expect(asked == [200] && whole.count > 100_000)
    server.mostRows = 60_000
    asked = []
    let pieces = try Self.ask(year, descriptor, server, asked: &asked)
    #expect(asked == [500, 200, 200, 200, 200])
    #expect(pieces.sorted() == whole.sorted())
  }
}
