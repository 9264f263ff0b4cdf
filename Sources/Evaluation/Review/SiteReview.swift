import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites
import StorePorts
import StoredForms

/// One site judged again over a span, in event time, from all that the journal has by now.
///
/// It begins and ends where nothing is open or on its way to be, in the record and in the new judgement alike, so that
/// what lies outside stands as it is. It reads the journal in slices, so that live judging waits for none.
struct SiteReview {
    let site: SiteID
    /// The part of what is pending that it takes up.
    let cause: TimeRange
    /// What is compared; grows at its end while the new judgement has something open there.
    private(set) var range: TimeRange
    private var judging: EventTimeJudge
    private let sensors: [SensorKey: Int]
    /// How long what was heard bears on a verdict.
    private let margin: TimeSpan
    private var readings: OrderedReadings

    /// The record of the site where it touches a span.
    typealias Record = (TimeRange) throws -> [ViolationRecord]

    /// Takes up what lies long enough before `horizon`; nil while something is open there, or nothing lies that far
    /// back.
    init?(
        _ entry: PendingReviews.Entry,
        site: SiteID,
        plan: Plan,
        live: Judge,
        keys: [SensorID: SensorKey],
        horizon: Instant,
        record: Record
    ) throws {
        let own = plan.sensors.filter { $0.id.site == site }
        let rules = plan.rules.filter { rule in own.contains(where: rule.place.holds) }
        // A minute more, for sensors' clocks that differ.
        margin = (rules.map(\.memory).max() ?? .zero) + .minutes(1)
        let end = min(entry.to, horizon - margin)
        guard end > entry.from else { return nil }
        cause = TimeRange(start: entry.from, end: end)
        let around = TimeRange(start: entry.from - margin, end: end + margin)
        guard let range = try SiteReview.settled(around, by: margin, horizon: horizon, record: record) else {
            return nil
        }
        // Whole hours behind it, where a rule compares with what is usual in the hour.
        let isHourly = rules.contains(where: \.asksForBackground)
        // What reaches over the beginning covers time of what follows.
        let lead = margin + live.longestReading(site)
        let start = range.start - (isHourly ? .hours(1) + .minutes(10) + lead : lead)
        var judge = plan.judge(start: start, site: site)
        // What became usual later must not be known earlier than it was.
        judge.adoptBackground(of: live, before: start)
        self.site = site
        self.range = range
        judging = EventTimeJudge(judge)
        sensors = Dictionary(uniqueKeysWithValues: own.enumerated().compactMap { i, s in keys[s.id].map { ($0, i) } })
        readings = OrderedReadings(of: Set(sensors.keys), from: start, expectedSensorCount: plan.sensors.count)
    }

    /// `range` with every violation of the record that touches it, each whole with `margin` around it; nil when one is
    /// open or it would end after `horizon`.
    private static func settled(
        _ range: TimeRange,
        by margin: TimeSpan,
        horizon: Instant,
        record: Record
    ) throws -> TimeRange? {
        var range = range
        // A violation taken in whole may reach into another one, which is then taken in as well.
        while range.end <= horizon {
            var wider = range
            for violation in try record(range) {
                // An open one is still being judged live: correcting it would cross its next change.
                guard let closedAt = violation.closedAt else { return nil }
                wider.start = min(wider.start, violation.openedAt - margin)
                wider.end = max(wider.end, closedAt + margin)
            }
            if wider == range { return range }
            range = wider
        }
        return nil
    }

    enum Progress {
        /// Another slice is to be read.
        case going
        case done
        /// The new judgement has something open where the span begins: to be begun again no later than this.
        case earlier(Instant)
        /// It has come to where something is still open; to be begun anew later.
        case postponed
    }

    /// Reads and judges one slice, of what was judged live.
    mutating func step(
        _ journal: any Journal,
        cursor: Int64,
        horizon: Instant,
        record: Record
    ) throws -> Progress {
        try readings.read(journal, to: range.end, cursor: cursor) { sensor, reading, _ in
            if let index = sensors[sensor] { judging.take(reading, of: index) }
        }
        guard readings.position == range.end else { return .going }
        judging.finish(at: range.end)
        if reachesIn {
            // Twice as long each time, so that a noise of hours takes few attempts.
            return .earlier(range.start - (range.end - range.start))
        }
        if judging.judge.isAtRest { return .done }
        let longer = TimeRange(start: range.start, end: range.end + margin)
        guard let settled = try SiteReview.settled(longer, by: margin, horizon: horizon, record: record),
            settled.start == range.start
        else { return .postponed }
        range = settled
        return .going
    }

    /// Whether something of the new judgement began before the span and lasted into it. The record has nothing open
    /// there; what it has within would be taken back, and the noise would be lost.
    private var reachesIn: Bool {
        ViolationOutcome.outcomes(of: judging.verdicts).contains {
            $0.openedAt < range.start && ($0.closedAt ?? .distantFuture) > range.start
        }
    }

    /// The judge at the span's end.
    var judge: Judge { judging.judge }

    /// The violations of the new judgement; one from before the span is none of its business.
    var outcomes: [ViolationOutcome] {
        ViolationOutcome.outcomes(of: judging.verdicts).filter { $0.openedAt >= range.start }
    }

    /// What the new judgement says of one violation.
    func changes(of violation: ViolationID) -> [ViolationChange] {
        judging.verdicts.compactMap { verdict in
            guard case .violation(let change) = verdict, change.violation == violation else { return nil }
            return change
        }
    }
}
