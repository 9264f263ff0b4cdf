import Acoustics
package import EventTime
import ExamCalendar
package import NoiseRules
package import Records

/// A span of the journal judged in event time, under one plan or several; writes nothing.
///
/// It begins before the span, so that windows are full and the hour in progress is known, and reads on behind it until
/// nothing is open that opened within. What is usual by hour of the week is taken from the evaluation's own record.
package struct StoredReplay {
    private let range: TimeRange
    private var judges: [(judge: EventTimeJudge, sensors: [SensorKey: Int])] = []
    private var readings: OrderedReadings
    /// Behind the span it reads no further than this.
    private static let longestTail = EventTime.Span.hours(26)

    /// `plans` may differ in everything; the readings are those of the sensors that any of them has.
    package init(plans: [Plan], journal: any Journal, store: any VerdictStore, range: TimeRange) throws {
        self.range = range
        let keys = try journal.knownKeys()
        let memory = plans.flatMap(\.rules).map(\.memory).max() ?? .zero
        let start = range.start - memory - .hours(1) - .minutes(10)
        let snapshot = try JudgeSnapshot(store.evaluationPoint().memory)
        for plan in plans {
            var judge = plan.judge(start: start)
            judge.adoptBackground(of: snapshot, before: start)
            var sensors: [SensorKey: Int] = [:]
            for sensor in plan.sensors {
                if let key = keys[sensor.id], let index = judge.index(of: sensor.id) { sensors[key] = index }
            }
            judges.append((EventTimeJudge(judge), sensors))
        }
        let wanted = Set(judges.flatMap { $0.sensors.keys })
        readings = OrderedReadings(of: wanted, from: start, crowd: keys.count)
    }

    /// Verdicts of the violations that opened within the span, by plan; `progress` is told how far the readings are.
    package mutating func verdicts(
        _ journal: any Journal,
        now: Instant,
        progress: (Instant) -> Void = { _ in }
    ) throws -> [[Verdict]] {
        let last = min(range.end + StoredReplay.longestTail, now)
        var end = min(range.end, last)
        repeat {
            while readings.position < end {
                try readings.read(journal, to: end) { sensor, reading in
                    for index in judges.indices {
                        if let place = judges[index].sensors[sensor] { judges[index].judge.take(reading, of: place) }
                    }
                }
                progress(readings.position)
            }
            for index in judges.indices { judges[index].judge.finish(at: end) }
            if judges.allSatisfy({ $0.judge.judge.isAtRest }) { break }
            end = min(end + .minutes(10), last)
        } while readings.position < end
        return judges.map { judge, _ in
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
