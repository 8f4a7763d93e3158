import Codes

/// What an exchange that ended means for its request.
enum ReplyJudge {
  enum Step {
    /// The request has ended.
    case end(TransferResult)
    /// The request has ended, and every other to the same host would end alike.
    case closeHost(TransferError)
    /// To be asked elsewhere.
    case follow(Address)
    /// To be asked again from the beginning, at once.
    case restart
    /// To be asked again if the retry policy says so; else it ends with the error.
    case `repeat`(RetryPolicy.Outcome, otherwise: TransferError)
  }

  static func judge(_ finished: FinishedExchange, for job: FetchJob) -> Step {
    if let fault = finished.fault {
      job.keepPartial(of: finished.reply)
      if fault == .tooLarge || fault == .encoding { job.partial = nil }
      // A server that thinks for so long is as little up to the question as one that says so.
      if job.request.maySplit, fault == .noFirstByte || fault == .overTime {
        return .end(.splitRequested)
      }
      let error = job.errors.fault(
        fault, detail: ServerText.plain(job.redactor.redact(finished.detail)),
        bound: job.request.decodedBound)
      return .repeat(.fault(fault), otherwise: error)
    }
    guard let reply = finished.reply else {
      let error = job.errors.fault(.reset, detail: "", bound: 0)
      return .repeat(.fault(.reset), otherwise: error)
    }
    if job.request.service == .censusData,
      let kind = CensusKeyPage.kind(of: reply, withKey: job.request.address.carriesSecret)
    {
      return .closeHost(job.errors.key(kind, status: reply.status))
    }
    if let resuming = job.resuming, reply.status == 206 || reply.status == 416 {
      return resumed(reply, resuming, job)
    }
    switch reply.status {
    case 200: return delivered(reply, after: nil, job)
    case 204: return .end(.noContent)
    case 304: return notModified(reply, job)
    case 301, 302, 303, 307, 308: return redirected(reply, job)
    case 500 where job.request.maySplit: return .end(.splitRequested)
    default:
      let error = job.errors.status(reply.status, saying: job.said(reply.body))
      return .repeat(.status(reply.status), otherwise: error)
    }
  }

  private static func resumed(
    _ reply: Reply, _ partial: PartialDownload, _ job: FetchJob
  ) -> Step {
    switch ResumePolicy.verdict(on: reply, to: partial) {
    case .splice: return delivered(reply, after: partial, job)
    case .whole, .restart:
      job.partial = nil
      return .restart
    }
  }

  private static func notModified(_ reply: Reply, _ job: FetchJob) -> Step {
    if job.validators != nil, job.resuming == nil { return .end(.notModified) }
    guard !job.askedWithoutCache else {
      return .end(.failed(job.errors.status(304, saying: "")))
    }
    // Nobody asked whether something changed: a cache on the way answered for another's copy.
    job.askedWithoutCache = true
    job.partial = nil
    return .restart
  }

  private static func redirected(_ reply: Reply, _ job: FetchJob) -> Step {
    func refuse(_ refusal: RedirectPolicy.Refusal, _ place: String) -> Step {
      .end(.failed(job.errors.redirect(refusal, to: place, status: reply.status)))
    }
    guard let location = reply.headers["location"] else {
      return .end(.failed(job.errors.status(reply.status, saying: "no location")))
    }
    let next: Address
    do throws(DataError) {
      next = try job.address.following(location: location)
    } catch {
      let shown = ServerText.plain(job.redactor.redact(location), limit: 200)
      let plain = shown.lowercased().hasPrefix("http://")
      return refuse(plain ? .downgrade : .foreignHost, shown)
    }
    if let refusal = job.request.redirects.refusal(of: next, after: job.visited) {
      return refuse(refusal, job.redactor.redact(next.redacted))
    }
    return .follow(next)
  }

  private static func delivered(
    _ reply: Reply, after partial: PartialDownload?, _ job: FetchJob
  ) -> Step {
    let body = partial.map { $0.bytes + reply.body } ?? reply.body
    guard body.count <= job.request.decodedBound else {
      job.partial = nil
      let error = job.errors.fault(.tooLarge, detail: "", bound: job.request.decodedBound)
      return .end(.failed(error))
    }
    job.partial = nil
    if let finding = ContentCheck.finding(
      in: body, kind: job.request.kind, service: job.request.service)
    {
      let error = job.errors.content(finding, status: reply.status, saying: job.said(body))
      guard finding == .truncated else { return .end(.failed(error)) }
      return .repeat(.fault(.truncated), otherwise: error)
    }
    return .end(
      .delivered(
        Delivery(
          status: reply.status, headers: reply.headers.kept(redactedBy: job.redactor), body: body,
          sha256: Digest.sha256(body),
          redactedAddress: job.redactor.redact(job.address.redacted), attempts: job.exchanges,
          resumedFrom: partial?.bytes.count ?? 0)))
  }
}
