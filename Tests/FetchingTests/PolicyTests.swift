import Fetching
import TestSupport
import Testing

@Suite struct `Fetching policies` {
  @Test func `waits double up to their ceiling and are drawn between nothing and it`() {
    let policy = RetryPolicy()
    func wait(_ attempt: Int, _ unit: Double) -> RetryPolicy.Decision {
      var patient = policy
      patient.attempts = 50
      return patient.decide(
        attempt: attempt, outcome: .fault(.reset), retryAfter: nil, now: 0, unit: unit)
    }
    let ceilings = (1...9).map { wait($0, 1) }
    let expected = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]
    #expect(ceilings == expected.map { .wait(milliseconds: $0) })
    #expect(wait(40, 1) == .wait(milliseconds: 60_000))
    #expect(wait(3, 0) == .wait(milliseconds: 0))
    #expect(wait(3, 0.25) == .wait(milliseconds: 1_000))
  }

  @Test func `five attempts are the most, two at a name, one at what lasts`() {
    let policy = RetryPolicy()
    func decide(_ attempt: Int, _ outcome: RetryPolicy.Outcome) -> RetryPolicy.Decision {
      policy.decide(attempt: attempt, outcome: outcome, retryAfter: nil, now: 0, unit: 0)
    }
    #expect(decide(4, .status(503)) == .wait(milliseconds: 0))
    #expect(decide(5, .status(503)) == .giveUp)
    #expect(decide(1, .fault(.unresolved)) == .wait(milliseconds: 0))
    #expect(decide(2, .fault(.unresolved)) == .giveUp)
    for outcome: RetryPolicy.Outcome in [
      .status(404), .status(501), .fault(.certificateExpired), .fault(.tooLarge),
      .fault(.cancelled),
    ] {
      #expect(decide(1, outcome) == .giveUp)
    }
    #expect(
      policy.decide(
        attempt: 5, outcome: .status(429), retryAfter: .seconds(7), now: 0, unit: 0)
        == .comeBack(seconds: 7))
    #expect(
      policy.decide(
        attempt: 1, outcome: .status(503), retryAfter: .seconds(121), now: 0, unit: 0)
        == .comeBack(seconds: 121))
    #expect(
      policy.decide(
        attempt: 1, outcome: .status(503), retryAfter: .seconds(120), now: 0, unit: 0)
        == .wait(milliseconds: 120_000))
  }

  @Test(arguments: [
    ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sun Nov  6 08:49:37 1994", 784_111_777),
    ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Tue, 29 Feb 2000 23:59:60 GMT", 951_868_800),
    ("Mon, 29 Feb 2100 00:00:00 GMT", nil), ("Sunday, 06-Nov-94 08:49:37 GMT", nil),
    ("Sun, 06 Nov 1994 24:49:37 GMT", nil), ("Sun, 06 Nov 1994 08:49:37 CET", nil), ("", nil),
  ])
  func `dates of headers are seconds since 1970`(text: String, seconds: Int?) {
    #expect(HTTPDate.seconds(text) == seconds)
  }

  @Test func `every second of many years is read back from its date`() throws {
    // An oracle that counts days one by one.
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    var days = 0
    for year in 1970...2104 {
      let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for (month, length) in [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        .enumerated()
      {
        for day in 1...length {
          let text = "Mon, \(day < 10 ? "0" : "")\(day) \(months[month]) \(year) 01:02:03 GMT"
          #expect(HTTPDate.seconds(text) == days * 86_400 + 3_723)
          days += 1
        }
      }
    }
  }

  @Test(arguments: [
    ("5", RetryAfter.seconds(5)), ("0", .seconds(0)), ("007", .seconds(7)),
    ("99999999999999999999999", .seconds(999_999_999)), ("-5", nil), ("5 s", nil), ("soon", nil),
    ("", nil), ("5.5", nil), ("Sun, 06 Nov 1994 08:49:37 GMT", .moment(784_111_777)),
  ])
  func `Retry-After is seconds or a date`(text: String, parsed: RetryAfter?) {
    #expect(RetryAfter(text) == parsed)
  }

  @Test(arguments: [
    ("bytes 600-999/1000", 600, 999, 1_000), ("BYTES 0-0/1", 0, 0, 1), ("bytes 5-9/*", 5, 9, nil),
  ])
  func `content ranges are read`(text: String, first: Int, last: Int, total: Int?) throws {
    let range = try #require(ContentRange(text))
    #expect(range.first == first && range.last == last && range.total == total)
  }

  @Test(arguments: [
    "bytes */1000", "bytes 9-5/10", "bytes 0-10/10", "lines 0-1/2", "bytes 0-1,3-4/9", "bytes 0-1",
    "bytes  0-1/2", "bytes +0-1/2", "bytes 0-9999999999999999999/*", "", "bytes -1/2", "bytes 0-/2",
  ])
  func `content ranges that are none are refused`(text: String) {
    #expect(ContentRange(text) == nil)
  }

  @Test func `a host is asked as often as its bucket fills`() {
    var politeness = Politeness(rates: ["api.example": 2], otherRate: 4, burst: 2)
    #expect(politeness.take("api.example", now: 0) == 0)
    #expect(politeness.take("api.example", now: 0) == 0)
    #expect(politeness.take("api.example", now: 0) == 500)
    #expect(politeness.take("api.example", now: 499) > 0)
    #expect(politeness.take("api.example", now: 500) == 0)
    // Another host has a bucket of its own, and a long rest fills a bucket no further than its rim.
    #expect(politeness.take("other.example", now: 500) == 0)
    var taken = 0
    while politeness.take("api.example", now: 1_000_000) == 0 { taken += 1 }
    #expect(taken == 2)
    politeness.close("other.example", until: 9_000, now: 500)
    #expect(politeness.take("other.example", now: 1_000) == 8_000)
    #expect(politeness.take("other.example", now: 9_000) == 0)
  }

  @Test func `a clock that goes back does not starve a host`() {
    var politeness = Politeness(rates: [:], otherRate: 1, burst: 1)
    #expect(politeness.take("h", now: 1_000_000) == 0)
    #expect(politeness.take("h", now: 0) <= 1_000)
    #expect(politeness.take("h", now: 1_001_000) == 0)
  }

  @Test func `a minute's requests to one host stay within its rate`() throws {
    let server = try #require(FaultServer(.reply(text: "x")))
    let harness = Harness()
    harness.policy.politeness = Politeness(rates: [:], otherRate: 2, burst: 2)
    let requests = try (0..<10).map { try TransferRequest.to(server.origin + "/\($0)") }
    var moments: [Int] = []
    harness.fetch(requests) { _ in
      moments.append(harness.clock.milliseconds)
      return []
    }
    #expect(moments.count == 10)
    // Two at once, then one each half second: the tenth begins after four seconds.
    #expect(harness.clock.milliseconds >= 4_000)
    #expect(harness.clock.milliseconds < 6_000)
  }

  @Test func `a budget is what is left of it`() {
    let budget = RunBudget(start: 1_000, milliseconds: 60_000)
    #expect(budget.left(now: 1_000) == 60_000)
    #expect(budget.left(now: 500) == 60_000)
    #expect(budget.left(now: 61_000) == 0)
    #expect(budget.allows(pause: 59_999, now: 1_000))
    #expect(!budget.allows(pause: 60_000, now: 1_000))
    #expect(RunBudget(start: 0).milliseconds == 30 * 60_000)
  }

  @Test func `the watchdog waits long for a first byte and is strict about speed after it`() {
    var silent = Watchdog(timeouts: TransferTimeouts(), start: 0)
    #expect(silent.judge(now: 179_999, answered: false, bytes: 0) == nil)
    #expect(silent.judge(now: 180_000, answered: false, bytes: 0) == .noFirstByte)
    var slow = Watchdog(timeouts: TransferTimeouts(), start: 0)
    var verdicts: [TransferFault?] = []
    for second in 150...209 {
      verdicts.append(slow.judge(now: second * 1_000, answered: true, bytes: (second - 150) * 499))
    }
    #expect(verdicts.allSatisfy { $0 == nil })
    #expect(slow.judge(now: 210_000, answered: true, bytes: 60 * 499) == .tooSlow)
    var fair = Watchdog(timeouts: TransferTimeouts(), start: 0)
    for second in 0..<899 {
      #expect(fair.judge(now: second * 1_000, answered: true, bytes: second * 500) == nil)
    }
    #expect(fair.judge(now: 900_000, answered: true, bytes: 450_000) == .overTime)
    // A fast start does not pay for a stall of a minute.
    var stalled = Watchdog(timeouts: TransferTimeouts(), start: 0)
    #expect(stalled.judge(now: 1_000, answered: true, bytes: 50_000_000) == nil)
    #expect(stalled.judge(now: 60_999, answered: true, bytes: 50_000_000) == nil)
    #expect(stalled.judge(now: 61_999, answered: true, bytes: 50_000_000) == .tooSlow)
  }

  @Test func `a log line is JSON of fixed fields`() {
    let harness = Harness()
    guard let server = FaultServer(.reply(503, text: "no"), .reply(text: "yes")),
      let request = try? TransferRequest.to(server.origin + "/a?b=c")
    else {
      Issue.record("no server")
      return
    }
    _ = harness.fetch(request)
    let names = harness.events.map(\.name)
    #expect(names == [.started, .retrying, .started, .delivered])
    let place = "\(server.origin)/a?b=c"
    #expect(
      harness.events[1].jsonLine(timestamp: "2026-01-01T00:00:00Z")
        == #"{"ts":"2026-01-01T00:00:00Z","level":"warning","event":"retrying","source":"test","#
        + #""attempt":1,"http":503,"bytes":0,"ms":500,"redacted_url":"\#(place)","#
        + #""error":"http.503"}"#)
  }
}
