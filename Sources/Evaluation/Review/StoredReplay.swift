import Acoustics
package import EventTime
import ExamCalendar
package import NoiseRules
package import Records
package import StorePorts

/// A span of the journal judged in event time, under one plan or several, or by plans that follow one another; writes
/// nothing.
///
/// It begins before the span, so that windows are full and the hour in progress is known, and reads on behind it until
/// nothing is open that opened within. What is usual by hour of the week is taken from the evaluation's own record.
package struct StoredReplay {
    private let range: TimeRange
    private var judges: [SuccessiveJudge]
    private var readings: OrderedReadings
    /// Behind the span it reads no further than this.
    private static let longestTail = TimeSpan.hours(26)

    /// `plans` may differ in everything; the readings are those of the sensors that any of them has.
    package init(plans: [Plan], journal: any Journal, store: any VerdictStore, range: TimeRange) throws {
        let single = plans.map { [PlanStretch(from: .distantPast, plan: $0)] }
        try self.init(successive: single, journal: journal, store: store, range: range)
    }

    /// Each of `successive` are plans that follow one another.
    package init(
        successive: [[PlanStretch]],
        journal: any Journal,
        store: any VerdictStore,
        range: TimeRange
    ) throws {
        self.range = range
        let keys = try journal.knownKeys()
        let start = range.start - (successive.flatMap { $0 }.map(\.plan.readAgain).max() ?? .zero)
        let background = try JudgeSnapshot(store.evaluationPoint().memory)
        judges = successive.compactMap { SuccessiveJudge($0, start: start, keys: keys, background: background) }
        let wanted = Set(judges.flatMap(\.sensors))
        readings = OrderedReadings(of: wanted, from: start, expectedSensorCount: keys.count)
    }

    /// Verdicts of the violations that opened within the span, by plan; `progress` is told how far the readings are.
    package mutating func verdicts(
        _ journal: any Journal,
        now: Instant,
        progress: (Instant) -> Void = { _ in }
    ) throws -> [[Verdict]] {
        // A violation that opened in the span is followed to its end, but not for ever.
        let last = min(range.end + StoredReplay.longestTail, now)
        var end = min(range.end, last)
        repeat {
            while readings.position < end {
                try readings.read(journal, to: end) { sensor, reading, sequence in
                    for index in judges.indices { judges[index].take(reading, of: sensor, sequence: sequence) }
                }
                progress(readings.position)
            }
            for index in judges.indices { judges[index].finish(at: end) }
            if judges.allSatisfy(\.isAtRest) { break }
            end = min(end + .minutes(10), last)
        } while readings.position < end
        return judges.map { judge in
            judge.verdicts.filter { verdict in
                switch verdict {
                case .violation(let change): range.contains(change.openedAt)
                case .sensor(let change): range.contains(change.at)
                case .notAssessable(let note): range.contains(note.at)
                }
            }
        }
    }
}
