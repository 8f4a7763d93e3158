import CCurl
import Glibc

/// What a process that holds a key can do for itself; the command decides.
public enum ProcessHardening {
  /// Keeps the memory of this process out of core dumps and away from other processes of the user.
  ///
  /// - Returns: Whether the kernel agreed.
  public static func forbidDumps() -> Bool { swingport_forbid_dumps() == 0 }
}

/// Keeps a server that hangs up in the middle of a TLS record from ending the process: libcurl is
/// told to leave signals alone, so SIGPIPE is held back on this thread while it works.
package enum BrokenPipeShield {
  /// Does the work with SIGPIPE held back, and drops one that came meanwhile.
  package static func during<Result>(_ work: () -> Result) -> Result {
    var pipe = sigset_t()
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    var pending = sigset_t()
    sigpending(&pending)
    let wasPending = sigismember(&pending, SIGPIPE) == 1
    var before = sigset_t()
    pthread_sigmask(SIG_BLOCK, &pipe, &before)
    defer {
      if !wasPending {
        var none = timespec()
        while sigtimedwait(&pipe, nil, &none) == -1, errno == EINTR {}
      }
      pthread_sigmask(SIG_SETMASK, &before, nil)
    }
    return work()
  }
}
