/// The units that run a refresh on a schedule.
public enum ScheduleText {
  /// What a schedule needs to know of the machine.
  public struct Settings: Sendable {
    /// The path of the program.
    public var program: String
    /// The folder of the store.
    public var store: String
    /// The user who owns the store; nil for a user that the service manager makes up, which can own
    /// nothing but `stateFolder`.
    public var user: String?
    /// The file from which the service manager takes the key; nil for none.
    public var keyFile: String?

    /// Creates settings.
    public init(program: String, store: String, user: String?, keyFile: String?) {
      self.program = program
      self.store = store
      self.user = user
      self.keyFile = keyFile
    }
  }

  /// The folder that the service manager gives to the service.
  public static let stateFolder = "/var/lib/swingport"

  private static func keyNote(_ settings: Settings) -> String {
    settings.keyFile == nil
      ? "# Without a key the sources of the Census Bureau end with 77; add --key-file to name one.\n"
      : ""
  }

  /// The systemd service: one refresh, with no right but to write the store and to reach the net.
  public static func service(_ settings: Settings) -> String {
    let credential =
      settings.keyFile.map { "LoadCredential=census-api-key:\($0)\n" } ?? ""
    let owner = settings.user.map { "User=\($0)" } ?? "DynamicUser=yes\nStateDirectory=swingport"
    return keyNote(settings) + """
      [Unit]
      Description=Refresh the export data of swingport
      Documentation=man:systemd.timer(5)
      Wants=network-online.target
      After=network-online.target

      [Service]
      Type=oneshot
      ExecStart=\(settings.program) refresh --store \(settings.store) --wait 60
      \(credential)# 65 data were refused and wait to be looked at; 75 another refresh was running.
      SuccessExitStatus=75
      TimeoutStartSec=45min
      \(owner)
      ReadWritePaths=-\(settings.store)
      UMask=0077
      NoNewPrivileges=yes
      CapabilityBoundingSet=
      AmbientCapabilities=
      ProtectSystem=strict
      ProtectHome=read-only
      PrivateTmp=yes
      PrivateDevices=yes
      ProtectClock=yes
      ProtectControlGroups=yes
      ProtectHostname=yes
      ProtectKernelLogs=yes
      ProtectKernelModules=yes
      ProtectKernelTunables=yes
      ProtectProc=invisible
      RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
      RestrictNamespaces=yes
      RestrictRealtime=yes
      RestrictSUIDSGID=yes
      LockPersonality=yes
      MemoryDenyWriteExecute=yes
      SystemCallArchitectures=native
      SystemCallFilter=@system-service
      SystemCallFilter=~@privileged @resources
      LimitCORE=0
      MemoryMax=1G

      """
  }

  /// The systemd timer: weekdays after the release at 8:30 in Washington, and in the evening.
  ///
  /// The second run is for days on which the publisher is late. What is not due costs nothing, so
  /// that the June revision needs no timer of its own.
  public static let timer = """
    [Unit]
    Description=Refresh the export data of swingport when the publishers do

    [Timer]
    OnCalendar=Mon..Fri 09:15 America/New_York
    OnCalendar=Mon..Fri 20:15 America/New_York
    RandomizedDelaySec=20min
    Persistent=yes

    [Install]
    WantedBy=timers.target

    """

  /// Lines for crontab with the same meaning; cron of Debian reads hours in the machine's zone.
  public static func crontab(_ settings: Settings) -> String {
    let key = settings.keyFile.map { " --census-key-file \($0)" } ?? ""
    return keyNote(settings)
      + "# Hours of this machine's clock: choose two after 9 in the morning of Washington.\n"
      + "17 15,23 * * 1-5 \(settings.program) refresh --store \(settings.store)\(key) --wait 60\n"
  }
}
