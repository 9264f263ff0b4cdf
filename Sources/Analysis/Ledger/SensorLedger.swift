import Acoustics
package import EventTime
package import Readings
import SensorPayloads
package import Sites

/// What is there of one sensor in a span of time, what is missing, and what the records say of why.
package struct SensorLedger: Hashable, Sendable {
    package var sensor: SensorID
    /// The span, without what is not due yet.
    package var range: TimeRange
    package var readings = 0
    /// Time that readings cover, whatever their quality; one whose clock ran ahead covers nothing.
    package var covered = TimeSpan.zero
    /// Valid time, hour by hour as the hourly figures count it; a fraction only where a reading was measured in part.
    package var validMilliseconds = 0.0
    package var gaps: [TimeGap] = []
    package var missing: [MissingMessages] = []
    package var restarts: [Restart] = []
    package var late: [LateStretch] = []
    /// Payloads of its topic that were rejected in the span, by reason.
    package var rejected: [RejectionReason: Int] = [:]
    /// Whether any of its messages had a number.
    package var isNumbered = false
    /// By how much the last reading was moved whose sensor's clock was wrong; nil when none was.
    package var clockShift: TimeSpan?
    /// Readings that were moved for it.
    package var shifted = 0
    /// Readings that were declared invalid on arrival, by what was found.
    package var marked: [DataMark: Int] = [:]

    package init(sensor: SensorID, range: TimeRange) {
        self.sensor = sensor
        self.range = range
    }

    package var isComplete: Bool { gaps.isEmpty && missing.allSatisfy(\.isFilled) }

    /// 0...1; nil when nothing is due yet.
    package var coverage: Double? { share(Double(covered.milliseconds)) }
    /// 0...1; nil when nothing is due yet. Over whole local hours it is the mean of their `valid_rate`, weighed by
    /// their length.
    package var validRate: Double? { share(validMilliseconds) }

    /// Those whose time is not filled by other means.
    /// Numbers are the sensor's own: with a few restarts it can leave out more than can be counted.
    package var missingMessages: Int64 { missing.reduce(0) { $0.adding($1.isFilled ? 0 : $1.count) } }
    package var longestGap: TimeSpan { gaps.map(\.range.length).max() ?? .zero }
    package var lateReadings: Int { late.reduce(0) { $0 + $1.readings } }
    package var rejectedPayloads: Int { rejected.values.reduce(0, +) }

    private func share(_ milliseconds: Double) -> Double? {
        let length = range.length.milliseconds
        return length > 0 ? min(1, milliseconds / Double(length)) : nil
    }
}

/// Time that no reading covers.
package struct TimeGap: Hashable, Sendable {
    package var range: TimeRange
    /// What the records say of it; empty when they say nothing.
    package var reasons: [GapReason]

    package init(range: TimeRange, reasons: [GapReason] = []) {
        self.range = range
        self.reasons = reasons
    }
}

/// Message numbers that the sensor gave and that never came in.
package struct MissingMessages: Hashable, Sendable {
    package var boot: Int64?
    package var numbers: ClosedRange<Int64>
    /// From the end of the message before to the start of the message after, by their readings' time.
    package var between: TimeRange
    /// Late readings cover the whole time between: what they told has come by other means (a memory card).
    package var isFilled = false
    package var reasons: [GapReason]

    package init(boot: Int64?, numbers: ClosedRange<Int64>, between: TimeRange, reasons: [GapReason] = []) {
        self.boot = boot
        self.numbers = numbers
        self.between = between
        self.reasons = reasons
    }

    package var count: Int64 { numbers.upperBound - numbers.lowerBound + 1 }
}

/// The sensor began to count anew.
package struct Restart: Hashable, Sendable {
    /// Start of the first reading after it.
    package var at: Instant
    package var from: Int64
    package var to: Int64

    package init(at: Instant, from: Int64, to: Int64) {
        self.at = at
        self.from = from
        self.to = to
    }
}

/// Readings in a row that arrived too late for a live alarm (`Judge.lateAfter`).
package struct LateStretch: Hashable, Sendable {
    package var range: TimeRange
    package var readings: Int
    /// The longest time from a reading's end to its arrival.
    package var lateBy: TimeSpan

    package init(range: TimeRange, readings: Int, lateBy: TimeSpan) {
        self.range = range
        self.readings = readings
        self.lateBy = lateBy
    }
}

/// One thing that the records say about the time of a gap. None of them is a guess; several may hold.
package enum GapReason: Hashable, Sendable {
    /// The sensor's status was offline.
    case offline(TimeRange)
    /// The broker had lost our session, and with it what it had queued for us since.
    case sessionForgotten(TimeRange)
    /// We were not connected; what the broker queued for us would have come since.
    case notReceiving(Outage)
    /// The broker dropped messages, of this client or another.
    case brokerDropped(Drop)
    case rejected(Int)
    case restarted(Restart)
    /// So many messages, sent by the sensor around the gap, never came.
    case messagesMissing(Int64)
    /// The numbers of the messages before and after the gap leave none out: the sensor sent nothing for it.
    case nothingSent
}

/// Time in which ingest was not subscribed.
package struct Outage: Hashable, Sendable {
    package enum Cause: String, Hashable, Sendable, CaseIterable {
        /// The service had not subscribed at all yet.
        case notYet
        case stopped, connectionLost
        /// It ended without a word: killed, or the machine went down.
        case died
    }

    package var range: TimeRange
    package var cause: Cause
    /// What was said at its beginning.
    package var detail: String

    package init(range: TimeRange, cause: Cause, detail: String = "") {
        self.range = range
        self.cause = cause
        self.detail = detail
    }
}

/// Messages that the broker says it dropped, for any of its clients.
package struct Drop: Hashable, Sendable {
    package var count: Int64
    package var range: TimeRange

    package init(count: Int64, range: TimeRange) {
        self.count = count
        self.range = range
    }
}
