package import EventTime
import Foundation

extension LocalConfiguration {
    /// When the plan or a file that it names was last written or put in its place, as the file system has it; `now`
    /// when that is later or cannot be known. Blocks on the files.
    package func planEdited(by now: Instant) -> Instant {
        let changes = ([planPath] + sessionsPaths).compactMap(LocalConfiguration.lastChange)
        return changes.max().map { min($0, now) } ?? now
    }

    /// The later of the file's modification and of the change of its entry: a copy that keeps its old times is new too.
    private static func lastChange(of path: String) -> Instant? {
        var file = stat()
        guard stat(path, &file) == 0 else { return nil }
        return max(instant(file.st_mtim), instant(file.st_ctim))
    }

    private static func instant(_ time: timespec) -> Instant {
        Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
