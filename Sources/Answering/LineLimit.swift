import EventTime
import Synchronization

/// How many lines of the log one minute's bad messages may have, so that a sender of many does not fill the log.
final class LineLimit: Sendable {
    private struct Minute {
        var start: Instant
        var lines = 0
        var leftOut = 0
    }

    static let mostOfMinute = 20

    private let minute = Mutex(Minute(start: .distantPast))

    /// How many lines were left out since the last one; nil when this one is to be left out as well.
    func admit(at now: Instant) -> Int? {
        minute.withLock { minute in
            if now - minute.start >= .minutes(1) || now < minute.start {
                minute = Minute(start: now, leftOut: minute.leftOut)
            }
            guard minute.lines < LineLimit.mostOfMinute else {
                minute.leftOut += 1
                return nil
            }
            defer { minute.leftOut = 0 }
            minute.lines += 1
            return minute.leftOut
        }
    }
}
