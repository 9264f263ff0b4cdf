import EventTime
import Foundation

/// How far a long scan has come, on standard error when that is a terminal.
struct ScanProgress {
    let range: TimeRange
    private let isShown = isatty(STDERR_FILENO) == 1

    init(range: TimeRange) {
        self.range = range
    }

    func show(_ t: Instant) {
        guard isShown else { return }
        let done = 100 * (t - range.start).milliseconds / max(1, range.length.milliseconds)
        write("\rreading the journal: \(min(100, max(0, done))) %")
    }

    func clear() {
        if isShown { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
