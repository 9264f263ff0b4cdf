import EventTime
import Foundation

/// How far a long scan has come, on standard error when that is a terminal. One thread uses it.
final class ScanProgress {
    private let range: TimeRange
    private let passes: Int64
    private let isShown = isatty(STDERR_FILENO) == 1
    private var shown: Int64 = -1

    /// The scan goes `passes` times over `range`.
    init(range: TimeRange, passes: Int = 1) {
        self.range = range
        self.passes = Int64(passes)
    }

    /// In the pass with this number, from 0, it has come to `t`.
    func show(_ t: Instant, pass: Int = 0) {
        guard isShown else { return }
        let length = max(1, range.length.milliseconds)
        let done = min(length, max(0, (t - range.start).milliseconds))
        let percent = (100 * Int64(pass) + 100 * done / length) / passes
        guard percent != shown else { return }
        shown = percent
        standardError(status: "\rreading the journal: \(percent) %")
    }

    func clear() {
        if isShown { standardError(status: "\r\u{1B}[K") }
    }
}
