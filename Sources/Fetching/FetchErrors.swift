import Codes

extension DataError.Kind {
  /// Sockets are forbidden for this run.
  public static let offline = Self(id: "network.offline", exitCode: .unavailable)
  /// The time for the run is over.
  public static let budgetExhausted = Self(id: "run.budget_exhausted", exitCode: .unavailable)
  /// The server asks to be left alone for longer than a run waits.
  public static let comeBackLater = Self(id: "http.retry_later", exitCode: .tryLater)
  /// A redirect that may not be followed.
  public static let redirectRefused = Self(id: "http.redirect_refused", exitCode: .unavailable)
  /// A web page where data should be.
  public static let pagePosingAsData = Self(id: "content.page", exitCode: .dataRejected)
  /// Bytes that are not of the kind that was asked for.
  public static let otherContent = Self(id: "content.kind", exitCode: .dataRejected)
  /// An answer without a byte in it.
  public static let emptyContent = Self(id: "content.empty", exitCode: .dataRejected)
  /// An answer that ends in the middle.
  public static let truncatedContent = Self(id: "content.truncated", exitCode: .unavailable)

  /// An HTTP status that is a failure: 401 and 403 exit as a refused key, 400 and its like as
  /// configuration, 429 as try later, and the rest as unavailable.
  static func status(_ status: Int) -> Self {
    let exitCode: ExitCode =
      switch status {
      case 401, 403, 407: .keyRefused
      case 400, 405, 406, 413, 414, 422, 431: .configuration
      case 429: .tryLater
      default: .unavailable
      }
    return Self(id: "http.\(status)", exitCode: exitCode)
  }
}

/// The sentences of the errors that end a request.
struct FetchErrors {
  let address: Address
  let attempts: Int

  private var host: String { address.authority }
  private var tries: String { attempts == 1 ? "1 attempt" : "\(attempts) attempts" }

  func offline() -> TransferError {
    .init(
      .offline, "\(host) was not asked, for the run is offline",
      hint: "run without --offline to fetch", attempts: attempts)
  }

  func budget() -> TransferError {
    .init(
      .budgetExhausted, "the time for the run was over before \(host) answered, after \(tries)",
      hint: "run again; what is complete is kept", attempts: attempts)
  }

  func comeBack(seconds: Int, status: Int) -> TransferError {
    .init(
      .comeBackLater, "\(host) answered \(status) and asks for \(seconds) seconds of rest",
      hint: "run again in \(seconds) seconds", status: status, attempts: attempts,
      comeBackInSeconds: seconds)
  }

  func redirect(_ refusal: RedirectPolicy.Refusal, to place: String, status: Int) -> TransferError {
    let reason =
      switch refusal {
      case .notFollowed: "none is followed here"
      case .tooMany: "there were too many"
      case .loop: "it leads in a circle"
      case .downgrade: "it gives up encryption"
      case .foreignHost: "the descriptor does not list that host"
      case .secretWouldLeave: "the key would go to another host"
      }
    return .init(
      .redirectRefused, "\(host) redirects to \(place), which is refused: \(reason)",
      hint: "check the address in the descriptor, and list the host there if it is trusted",
      status: status, attempts: attempts)
  }

  func key(_ kind: DataError.Kind, status: Int) -> TransferError {
    kind == .censusKeyMissing
      ? .init(
        kind, "\(host) wants an API key and got none",
        hint: "ask for a key at https://api.census.gov/data/key_signup.html and put it into a file "
          + "or CENSUS_API_KEY", status: status, attempts: attempts)
      : .init(
        kind, "\(host) does not accept the API key",
        hint: "check that the key was activated by the e-mail that brought it, and is typed whole",
        status: status, attempts: attempts)
  }

  func status(_ status: Int, saying text: String) -> TransferError {
    let said = text.isEmpty ? "" : ": \(text)"
    let hint =
      switch status {
      case 401, 403: "check the key and whether the source allows automatic download"
      case 404, 410: "the document has moved or gone; check the address in the descriptor"
      case 451: "the source may not be downloaded from here; import the file by hand"
      case 400..<500: "check the parameters in the descriptor"
      default: "try again later"
      }
    return .init(
      .status(status), "\(host) answered \(status) to \(address.redacted) after \(tries)\(said)",
      hint: hint, status: status, attempts: attempts)
  }

  func content(_ finding: ContentCheck.Finding, status: Int, saying text: String) -> TransferError {
    let place = address.redacted
    let (kind, message): (DataError.Kind, String) =
      switch finding {
      case .empty: (.emptyContent, "\(place) is empty")
      case .page:
        (.pagePosingAsData, "\(place) answers with a web page where data should be: \(text)")
      case .truncated: (.truncatedContent, "\(place) ends in the middle, after \(tries)")
      case .otherKind: (.otherContent, "\(place) is not of the kind that the descriptor names")
      case .censusEmpty: (.censusEmpty, "\(place) has no rows")
      case .censusWithoutHeader: (.schemaDrift, "\(place) has no header row")
      }
    return .init(
      kind, message, hint: "look at the address in a browser; what was good before is still in use",
      status: status, attempts: attempts)
  }

  func fault(_ fault: TransferFault, detail: String, bound: Int) -> TransferError {
    let said = detail.isEmpty ? "" : " (\(detail))"
    return .init(
      fault.kind, sentence(fault, bound: bound) + said, hint: Self.hint(fault), attempts: attempts)
  }

  private func sentence(_ fault: TransferFault, bound: Int) -> String {
    switch fault {
    case .refused: "\(host) refused the connection, after \(tries)"
    case .unresolved: "\(host) has no address, after \(tries)"
    case .connectTimeout: "\(host) did not take the connection in time, after \(tries)"
    case .noFirstByte: "no first byte came from \(host) in time, after \(tries)"
    case .tooSlow: "\(host) sent too slowly for too long, after \(tries)"
    case .overTime: "the transfer from \(host) took too long, after \(tries)"
    case .reset: "\(host) cut the connection, after \(tries)"
    case .truncated: "\(host) sent fewer bytes than it announced, after \(tries)"
    case .tooLarge: "\(address.redacted) is larger than the \(bound) bytes that are allowed"
    case .headerBound: "\(host) sent too many headers, or too long ones"
    case .malformedHeader: "\(host) sent a header that is not one"
    case .encoding: "\(host) sent a body that is not encoded as it says"
    case .certificateExpired: "the certificate of \(host) is not valid at this time"
    case .certificateSelfSigned: "the certificate of \(host) vouches for itself"
    case .certificateWrongHost: "the certificate of \(host) is another host's"
    case .certificateUntrusted: "no trusted authority vouches for the certificate of \(host)"
    case .tlsHandshake: "\(host) and this program share no safe version of TLS"
    case .authoritiesFile: "the file of certificate authorities cannot be used"
    case .proxyAuthentication: "the proxy asks for a password before it connects to \(host)"
    case .proxyConnect: "the proxy could not connect to \(host), after \(tries)"
    case .proxyUnreachable: "the proxy for \(host) cannot be reached, after \(tries)"
    case .descriptors: "no file descriptor was left for a connection to \(host)"
    case .cancelled: "the run was stopped before \(host) had answered"
    case .other(let code): "the transfer from \(host) failed with number \(code) of libcurl"
    }
  }

  private static func hint(_ fault: TransferFault) -> String {
    switch fault {
    case .tooLarge: "raise the bound in the descriptor if the source has grown"
    case .headerBound, .malformedHeader, .encoding:
      "tell the publisher; nothing that came is in use"
    case .certificateExpired: "check the clock of this machine, then tell the publisher"
    case .certificateSelfSigned: "name its file with --cacert if it is your own server's"
    case .certificateWrongHost: "check the host name in the descriptor"
    case .certificateUntrusted:
      "install ca-certificates, or name your organisation's authority with --cacert"
    case .tlsHandshake: "the server must offer TLS 1.2 or later"
    case .authoritiesFile: "check the path and the format (PEM) of --cacert"
    case .proxyAuthentication: "put user and password into https_proxy"
    case .proxyConnect, .proxyUnreachable: "check https_proxy and no_proxy"
    case .descriptors: "raise 'ulimit -n'"
    case .cancelled: "run again; what came is taken up where it can be"
    default: "check the network, then try again later"
    }
  }
}
