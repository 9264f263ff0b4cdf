import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules
import Records
import Reports

/// A board as JSON objects of one line, for machines: one for each sensor, then one for the collector. Times are RFC 3339.
package struct BoardJSON {
    private let offset: Int

    /// `offset` is that of the times, in seconds.
    package init(offset: Int) {
        self.offset = offset
    }

    package func lines(of board: Board, at now: Instant) throws -> [String] {
        try board.rows.map { try JSONLine.encode(SensorBody($0, at: time(now), time)) }
            + [JSONLine.encode(CollectorBody(board, at: time(now), time))]
    }

    private func time(_ instant: Instant) -> String { RFC3339.format(instant, offset: offset) }
}

private struct SensorBody: Encodable {
    var at: String
    var site: String
    var sensor: String
    var placement: String
    /// Level of the newest reading, dB.
    var latest: Level?
    /// LAeq over the window of the strictest active rule, dB.
    var level: Level?
    var windowSeconds: Double?
    var rule: String?
    var limit: Level?
    var exam: String?
    /// quiet, over, violation, violation without data, no reading, unknown or rejected.
    var state: String
    /// By how much the level is above the limit, dB.
    var over: Double?
    var violation: String?
    var since: String?
    var detail: String?
    var clockOffsetSeconds: Double?
    var mark: String?

    init(_ row: Board.Row, at: String, _ time: (Instant) -> String) {
        self.at = at
        site = row.site
        sensor = row.sensor
        placement = row.placement
        latest = row.latest
        level = row.level
        windowSeconds = row.window?.seconds
        rule = row.rule
        limit = row.limit
        exam = row.session?.exam
        clockOffsetSeconds = row.clockOffset?.seconds
        mark = row.mark.map { "\($0)" }
        switch row.state {
        case .quiet: state = "quiet"
        case .over(let tenths): (state, over) = ("over", Double(tenths) / 10)
        case .violation(let id, let tenths):
            (state, violation, over) = ("violation", id.text, Double(tenths) / 10)
        case .violationWithoutData(let id, let last):
            (state, violation, since) = ("violation without data", id.text, last.map(time))
        case .noReading(let last): (state, since) = ("no reading", last.map(time))
        case .unknown(let last): (state, since) = ("unknown", last.map(time))
        case .rejected(let why): (state, detail) = ("rejected", why)
        }
    }
}

private struct CollectorBody: Encodable {
    var at: String
    /// receiving, interrupted or not running.
    var collector: String
    var since: String?
    var detail: String?
    /// What else operators were notified of, and that is not over.
    var troubles: [String]
    var openViolations: Int
    var readings: Int64
    var rejected: Int
    var alerts: [String: Int]

    init(_ board: Board, at: String, _ time: (Instant) -> String) {
        self.at = at
        switch board.collector.reception {
        case .receiving: collector = "receiving"
        case .interrupted(let last, let why): (collector, since, detail) = ("interrupted", last.map(time), why)
        case .notRunning(let last): (collector, since) = ("not running", last.map(time))
        }
        troubles = board.collector.troubles.map(\.matter.rawValue)
        openViolations = board.openViolations
        readings = board.readings
        rejected = board.rejected
        alerts = Dictionary(uniqueKeysWithValues: board.alerts.map { ($0.key.rawValue, $0.value) })
    }
}
