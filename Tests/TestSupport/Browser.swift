import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// A page in headless Chromium, driven through its debugging pipe: keys as a user presses them, and
/// everything that the page complains about or asks for.
public final class Browser {
  /// What went wrong between the test and the browser.
  public struct Failure: Error, CustomStringConvertible {
    /// What was asked, and the answer.
    public let description: String

    /// A failure in words.
    public init(description: String) { self.description = description }
  }

  /// Errors on the console, exceptions, and refused requests.
  public private(set) var problems: [String] = []
  /// Every address that was asked for.
  public private(set) var requests: [String] = []

  private let process = Process()
  private let folder: URL
  private let toBrowser: Int32
  private let fromBrowser: Int32
  private var unread: [UInt8] = []
  private var last = 0
  private var session = ""
  private var isLoaded = false

  /// Starts a browser with an empty page.
  ///
  /// - Throws: `Failure` where Chromium is not installed or does not answer.
  public init(width: Int, height: Int = 900) throws {
    guard let chromium = Renderers.chromium else { throw Failure(description: "no chromium") }
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("swingport-browser-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (input, output) = (folder.path + "/in", folder.path + "/out")
    guard mkfifo(input, 0o600) == 0, mkfifo(output, 0o600) == 0 else {
      throw Failure(description: "no pipes")
    }
    // Opened both ways, so that opening waits for nobody.
    toBrowser = Glibc.open(input, O_RDWR)
    fromBrowser = Glibc.open(output, O_RDWR)
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c",
      "exec \"$0\" --headless=new --no-sandbox --disable-gpu --hide-scrollbars --no-first-run "
        + "--remote-debugging-pipe --user-data-dir=\"$1/profile\" about:blank 3<\"$1/in\" 4>\"$1/out\"",
      chromium.path, folder.path,
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let target = try send("Target.createTarget", ["url": "about:blank"])["targetId"] as? String
    let attached = try send(
      "Target.attachToTarget", ["targetId": target ?? "", "flatten": true])
    session = attached["sessionId"] as? String ?? ""
    for domain in ["Page", "Runtime", "Log", "Network"] { try send("\(domain).enable") }
    try send(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
    close(toBrowser)
    close(fromBrowser)
    try? FileManager.default.removeItem(at: folder)
  }

  /// Opens a file and waits until it is loaded.
  public func open(_ file: URL, scripts: Bool = true) throws {
    try send("Emulation.setScriptExecutionDisabled", ["value": !scripts])
    isLoaded = false
    try send("Page.navigate", ["url": file.absoluteString])
    while !isLoaded { try handle(read()) }
  }

  /// The value of an expression.
  @discardableResult
  public func evaluate(_ expression: String) throws -> Any? {
    let answer = try send(
      "Runtime.evaluate", ["expression": expression, "returnByValue": true])
    if let fault = answer["exceptionDetails"] { throw Failure(description: "\(fault)") }
    return (answer["result"] as? [String: Any])?["value"]
  }

  /// The value of an expression as text.
  public func text(_ expression: String) throws -> String {
    try evaluate(expression) as? String ?? ""
  }

  /// Presses a key and lets it go.
  public func press(_ key: String) throws {
    let codes = [
      "Tab": 9, "Escape": 27, "End": 35, "Home": 36, "ArrowLeft": 37, "ArrowUp": 38,
      "ArrowRight": 39, "ArrowDown": 40,
    ]
    for type in ["rawKeyDown", "keyUp"] {
      try send(
        "Input.dispatchKeyEvent",
        ["type": type, "key": key, "code": key, "windowsVirtualKeyCode": codes[key] ?? 0])
    }
  }

  /// Takes the medium for which the page is shown, `screen` or `print`, and whether its reader prefers
  /// dark pages.
  public func show(as medium: String, isDark: Bool = false) throws {
    try send(
      "Emulation.setEmulatedMedia",
      [
        "media": medium,
        "features": [["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]],
      ])
  }

  /// The page on paper.
  public func pdf() throws -> [UInt8] {
    let answer = try send("Page.printToPDF", ["printBackground": false])
    return Data(base64Encoded: answer["data"] as? String ?? "").map(Array.init) ?? []
  }

  /// What assistive programs are told: role and name of every node that is not passed over.
  public func accessibleNodes() throws -> [(role: String, name: String)] {
    let answer = try send("Accessibility.getFullAXTree")
    return (answer["nodes"] as? [[String: Any]] ?? []).compactMap { node in
      guard node["ignored"] as? Bool != true,
        let role = (node["role"] as? [String: Any])?["value"] as? String
      else { return nil }
      return (role, (node["name"] as? [String: Any])?["value"] as? String ?? "")
    }
  }

  @discardableResult
  private func send(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    last += 1
    let id = last
    var message: [String: Any] = ["id": id, "method": method, "params": parameters]
    if !session.isEmpty { message["sessionId"] = session }
    let bytes = Array(try JSONSerialization.data(withJSONObject: message)) + [0]
    guard write(toBrowser, bytes, bytes.count) == bytes.count else {
      throw Failure(description: "\(method) could not be sent")
    }
    while true {
      let answer = try read()
      guard answer["id"] as? Int == id else {
        handle(answer)
        continue
      }
      if let error = answer["error"] { throw Failure(description: "\(method): \(error)") }
      return answer["result"] as? [String: Any] ?? [:]
    }
  }

  private func handle(_ event: [String: Any]) {
    let parameters = event["params"] as? [String: Any] ?? [:]
    switch event["method"] as? String {
    case "Page.loadEventFired": isLoaded = true
    case "Runtime.exceptionThrown": problems.append("\(parameters)")
    case "Runtime.consoleAPICalled":
      if ["error", "warning", "assert"].contains(parameters["type"] as? String) {
        problems.append("\(parameters)")
      }
    case "Log.entryAdded": problems.append("\(parameters)")
    case "Network.requestWillBeSent":
      let request = parameters["request"] as? [String: Any]
      requests.append(request?["url"] as? String ?? "?")
    default: break
    }
  }

  /// The next message; a browser that says nothing for half a minute has failed.
  private func read() throws -> [String: Any] {
    while true {
      if let end = unread.firstIndex(of: 0) {
        let message = Data(unread[..<end])
        unread.removeFirst(end + 1)
        return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
      }
      var waiting = pollfd(fd: fromBrowser, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 30_000) > 0 else {
        throw Failure(description: "the browser does not answer")
      }
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      #if canImport(Glibc)
        let count = Glibc.read(fromBrowser, &chunk, chunk.count)
      #else
        let count = Foundation.read(fromBrowser, &chunk, chunk.count)
      #endif
      guard count > 0 else { throw Failure(description: "the browser has gone") }
      unread += chunk[..<count]
    }
  }
}
