import Glibc

/// Certificates for tests, made by the `openssl` program when they are first asked for and removed
/// when the tests end: an authority, and servers' certificates good and bad.
public struct TestCertificates: Sendable {
  /// The kinds of server certificate.
  public enum Kind: String, Sendable, CaseIterable {
    /// For `localhost`, signed by the authority, valid now.
    case good
    /// The same, and over since yesterday.
    case expired
    /// Signed by itself.
    case selfSigned
    /// For another host.
    case wrongHost
    /// Signed by an authority that nobody knows.
    case unknownAuthority
  }

  /// Why certificates could not be made.
  public struct Failure: Error, CustomStringConvertible {
    /// What to do.
    public let description: String
  }

  /// The folder that holds them.
  public let folder: String
  /// The file of the trusted authority.
  public var authority: String { folder + "/authority.pem" }

  /// The certificates of this test run.
  public static let shared: Result<TestCertificates, Failure> = make()

  private static func make() -> Result<TestCertificates, Failure> {
    var template = Array("/tmp/swingport-certificates-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      return .failure(Failure(description: "no folder for certificates can be made in /tmp"))
    }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    func openssl(_ text: String) -> Bool {
      let arguments = ["openssl"] + text.split(separator: " ").map(String.init)
      return ChildProcess(arguments, in: folder)?.wait() == 0
    }
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    func authority(_ name: String) -> Bool {
      openssl("req -x509 \(key) -keyout \(name).key -out \(name).pem -days 30 -subj /CN=\(name)")
    }
    func server(_ kind: Kind, by authority: String, host: String, days: Int) -> Bool {
      let name = kind.rawValue
      return openssl(
        "req \(key) -keyout \(name).key -out \(name).csr -subj /CN=\(host)"
          + " -addext subjectAltName=DNS:\(host)")
        && openssl(
          "x509 -req -in \(name).csr -CA \(authority).pem -CAkey \(authority).key"
            + " -CAcreateserial -days \(days) -copy_extensions copy -out \(name).pem")
    }
    let made =
      authority("authority") && authority("stranger")
      && server(.good, by: "authority", host: "localhost", days: 30)
      && server(.expired, by: "authority", host: "localhost", days: -1)
      && server(.wrongHost, by: "authority", host: "elsewhere.example", days: 30)
      && server(.unknownAuthority, by: "stranger", host: "localhost", days: 30)
      && openssl(
        "req -x509 \(key) -keyout selfSigned.key -out selfSigned.pem -days 30 -subj /CN=localhost"
          + " -addext subjectAltName=DNS:localhost")
    guard made else {
      return .failure(Failure(description: "'openssl' (Debian: openssl) made no certificates"))
    }
    atexit {
      guard let folder = try? TestCertificates.shared.get().folder else { return }
      _ = ChildProcess(["rm", "-r", folder], in: "/")?.wait()
    }
    return .success(TestCertificates(folder: folder))
  }
}

/// A TLS server on a loopback address: `openssl s_server`, which answers with files of a folder.
public final class LoopbackTLS: Sendable {
  /// The port.
  public let port: UInt16
  private let child: ChildProcess

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - kind: The certificate that it shows.
  ///   - replies: Whole HTTP answers by name; `/name` asks for one.
  ///   - options: More options of `s_server`, such as `-tls1`.
  /// - Throws: A failure that says what is missing.
  public init(
    _ kind: TestCertificates.Kind, replies: [String: [UInt8]], options: [String] = []
  ) throws(TestCertificates.Failure) {
    let certificates = try TestCertificates.shared.get()
    var template = Array((certificates.folder + "/replies-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .init(description: "no folder for replies can be made")
    }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for (name, bytes) in replies {
      let file = open(folder + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      let written = write(file, bytes, bytes.count)
      close(file)
      guard written == bytes.count else { throw .init(description: "a reply cannot be written") }
    }
    let name = certificates.folder + "/" + kind.rawValue
    let arguments =
      ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", name + ".pem", "-key"]
      + [name + ".key", "-HTTP"] + options
    guard let child = ChildProcess(arguments, in: folder, readsOutput: true) else {
      throw .init(description: "'openssl' (Debian: openssl) cannot be run")
    }
    while let line = child.readLine() {
      if line.hasPrefix("ACCEPT"), let number = line.split(separator: ":").last,
        let port = UInt16(number)
      {
        self.port = port
        self.child = child
        return
      }
    }
    child.terminate()
    throw .init(description: "'openssl s_server' did not say its port")
  }

  deinit { child.terminate() }
}
