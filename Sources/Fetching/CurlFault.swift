import CCurl
import Glibc

/// What libcurl's result codes mean here.
enum CurlFault {
  /// The facts about a failed transfer that tell faults with the same code apart.
  struct Facts {
    var code: CURLcode
    var systemError = 0
    /// OpenSSL's verdict on the certificate (`X509_V_ERR_…`).
    var certificate = 0
    /// The status with which a proxy answered CONNECT.
    var proxyStatus = 0
    var usesProxy = false
    var connected = false
    var answered = false

    init(code: CURLcode) { self.code = code }

    /// Reads the facts from a handle.
    init(code: CURLcode, transfer: CurlTransfer) {
      self.code = code
      let handle = transfer.handle
      _ = swingport_curl_get_long(handle, CURLINFO_OS_ERRNO, &systemError)
      _ = swingport_curl_get_long(handle, CURLINFO_SSL_VERIFYRESULT, &certificate)
      _ = swingport_curl_get_long(handle, CURLINFO_HTTP_CONNECTCODE, &proxyStatus)
      var microseconds: Int64 = 0
      _ = swingport_curl_get_large(handle, CURLINFO_PRETRANSFER_TIME_T, &microseconds)
      connected = microseconds > 0
      usesProxy = transfer.usesProxy
      answered = transfer.answered
    }
  }

  static func classify(_ facts: Facts) -> TransferFault {
    if facts.usesProxy, facts.proxyStatus == 407 { return .proxyAuthentication }
    if facts.usesProxy, facts.proxyStatus >= 300 { return .proxyConnect }
    switch facts.code {
    case CURLE_COULDNT_RESOLVE_PROXY: return .proxyUnreachable
    case CURLE_COULDNT_RESOLVE_HOST: return .unresolved
    case CURLE_COULDNT_CONNECT:
      if [Int(EMFILE), Int(ENFILE)].contains(facts.systemError) { return .descriptors }
      return facts.usesProxy ? .proxyUnreachable : .refused
    case CURLE_OPERATION_TIMEDOUT:
      return facts.connected || facts.answered ? .overTime : .connectTimeout
    case CURLE_PARTIAL_FILE: return .truncated
    case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
      return .reset
    case CURLE_SSL_CONNECT_ERROR:
      return facts.systemError == Int(ECONNRESET) ? .reset : .tlsHandshake
    case CURLE_PEER_FAILED_VERIFICATION: return certificateFault(facts.certificate)
    case CURLE_SSL_CACERT_BADFILE: return .authoritiesFile
    case CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR: return .encoding
    case CURLE_FILESIZE_EXCEEDED: return .tooLarge
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL: return .malformedHeader
    // libcurl calls a header line of more than 100 KiB a lack of memory.
    case CURLE_OUT_OF_MEMORY where facts.connected: return .headerBound
    default: return .other(code: Int(facts.code.rawValue))
    }
  }

  /// The numbers are OpenSSL's and have not changed since 1998.
  private static func certificateFault(_ verdict: Int) -> TransferFault {
    switch verdict {
    case 9, 10: .certificateExpired
    case 18: .certificateSelfSigned
    // OpenSSL found no fault in the chain, and libcurl another name in the certificate: it leaves
    // the verdict at 1, unspecified. 62 and 64 are OpenSSL's own words for another name.
    case 0, 1, 62, 64: .certificateWrongHost
    default: .certificateUntrusted
    }
  }
}
