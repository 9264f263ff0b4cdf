import Acoustics
import Evaluation
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import TestSupport
import Testing

/// Whatever the order in which readings come, the batches, the ticks and the restarts: when everything has come and the
/// record is corrected, it says what the judge says of the same readings in the order of their times.
@Suite("The record after corrections")
struct ReviewPropertyTests {
    private static let start = Bench.nine
    private static let length: Int64 = 1500

    /// One school with three sensors, rules of every kind, and a paper with a listening window that begins and ends
    /// within.
    private static func plan(_ random: inout SplitMix64) throws -> Plan {
        func level(_ decibels: Double) throws -> Level { try #require(Level(decibels: decibels)) }
        func session(_ kind: SessionKind, _ from: Int64, _ to: Int64) -> ExamSession {
            ExamSession(
                exam: "gaokao",
                name: Name("English"),
                kind: kind,
                range: TimeRange(start: start + .seconds(from), end: start + .seconds(to))
            )
        }
        let placements: [Placement] = [.constructionBoundary, .constructionBoundary, .vendorStreet]
        let measured = try #require(LocalDate(year: 2026, month: 5, day: 1))
        let quiet = DeclaredBackground(day: try level(45), night: try level(45), measured: measured)
        let sensors = placements.enumerated().map { index, placement in
            Sensor(
                id: SensorID(site: "school", sensor: "s\(index)"),
                placement: placement,
                instrumentClass: .class1,
                silentAfter: .seconds(60),
                background: quiet
            )
        }
        func rule(
            _ id: String,
            _ when: Rule.When,
            _ basis: Rule.Basis,
            _ kind: ViolationKind = .limitExceeded,
            window: TimeSpan,
            minimum: TimeSpan = .zero,
            coverage: Int = 75,
            continuous: Bool = false
        ) -> Rule {
            Rule(
                id: RuleID(id),
                name: Name(id),
                when: when,
                place: Rule.Place(),
                basis: basis,
                kind: kind,
                measurement: Rule.Measurement(window: window, coveragePercent: coverage, isContinuous: continuous),
                hysteresis: Rule.Hysteresis(minimumDuration: minimum, clearAfter: .seconds(Int64(random.next() % 30)))
            )
        }
        let rules = [
            rule(
                "written",
                .sessions([.written]),
                .level(try level(60), document: "Notice 1"),
                window: .seconds(10),
                minimum: .seconds(Int64(random.next() % 5))
            ),
            rule(
                "listening",
                .sessions([.listening]),
                .level(try level(55), document: "Notice 1"),
                window: .seconds(5)
            ),
            rule(
                "always",
                .always,
                .level(try level(66), document: "Notice 2"),
                window: .seconds(40),
                coverage: 50 + Int(random.next() % 50)
            ),
            rule(
                "unbroken",
                .always,
                .level(try level(64), document: "Notice 3"),
                window: .seconds(30),
                continuous: true
            ),
            rule(
                "rise",
                .sessions([.written]),
                .rise(tenths: 100),
                .advisory,
                window: .seconds(1),
                minimum: .seconds(8)
            ),
        ]
        return Plan(
            authorities: [],
            sites: [Site(id: "school", name: Name("School"), zone: .zone1, timeZone: Bench.zone)],
            sensors: sensors,
            exams: [
                Exam(
                    id: "gaokao",
                    name: Name("Gaokao"),
                    sites: ["school"],
                    sessions: [session(.written, 120, 1300), session(.listening, 400, 700)]
                )
            ],
            rules: rules
        )
    }

    private struct Arriving {
        var sensor: SensorID
        var reading: Reading
        var at: Instant
    }

    /// Second by second, now and then loud for a while, with gaps, each reading with a delay of its own and some with a
    /// long one.
    private static func arrivals(_ plan: Plan, _ random: inout SplitMix64) throws -> [Arriving] {
        var arrivals: [Arriving] = []
        for sensor in plan.sensors {
            var second: Int64 = 0
            while second < length {
                let stretch = Int64(2 + random.next() % 60)
                let isLost = random.next() % 12 == 0
                let loud = random.next() % 3 == 0
                let base = loud ? 58 + Double(random.next() % 20) : 44 + Double(random.next() % 8)
                let held = random.next() % 5 == 0 ? Int64(random.next() % 240) : 0
                for _ in 0..<stretch where second < length {
                    defer { second += 1 }
                    if isLost { continue }
                    let reading = Reading(
                        start: start + .seconds(second),
                        duration: .seconds(1),
                        LAeq: Level(decibels: base + Double(random.next() % 40) / 10)
                    )
                    let delay = TimeSpan.milliseconds(Int64(random.next() % 3000)) + .seconds(held)
                    arrivals.append(Arriving(sensor: sensor.id, reading: reading, at: reading.end + delay))
                }
            }
        }
        return arrivals.sorted { $0.at < $1.at }
    }

    private static func canonical(_ plan: Plan, _ arrivals: [Arriving], until end: Instant) -> [ViolationOutcome] {
        var judge = EventTimeJudge(plan.judge(start: start))
        for arriving in arrivals.sorted(by: { $0.reading.end < $1.reading.end }) {
            guard let index = judge.judge.index(of: arriving.sensor) else { continue }
            judge.take(arriving.reading, of: index)
        }
        judge.finish(at: end)
        return ViolationOutcome.outcomes(of: judge.verdicts)
    }

    @Test("says what the readings say in the order of their times", arguments: 1...16)
    func settles(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let plan = try Self.plan(&random)
        let arrivals = try Self.arrivals(plan, &random)
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.path("quiethours.db"))
        func evaluator(at now: Instant) throws -> Evaluator {
            try Evaluator(
                inputs: EvaluationInputs(plan: plan, journal: store, store: store, routing: { _, _ in [] }),
                now: now
            )
        }
        var now = Self.start
        var current = try evaluator(at: now)
        var live = 0
        var corrected = 0
        func turn() throws {
            let outcome = try current.step(now: now)
            live += outcome.verdicts.count
            guard outcome.isCaughtUp else { return }
            live += try current.tick(now: now, watermark: now).count
            var review = try current.review(now: now, watermark: now)
            corrected += review.corrections.count
            while review.isGoing {
                review = try current.review(now: now, watermark: now)
                corrected += review.corrections.count
            }
        }
        var next = 0
        while next < arrivals.count {
            // As a batch comes: everything that arrived within up to eight seconds.
            let end = max(arrivals[next].at, now) + .milliseconds(Int64(random.next() % 8000))
            var batch: [SensorMessage] = []
            while next < arrivals.count, arrivals[next].at <= end {
                batch.append(SensorMessage(sensor: arrivals[next].sensor, readings: [arrivals[next].reading]))
                next += 1
            }
            now = end
            _ = try store.append(Arrival(receivedAt: now, origin: .mqtt, messages: batch))
            if random.next() % 40 == 0 { current = try evaluator(at: now) }
            try turn()
        }
        for _ in 0..<40 {
            now = now + .seconds(60)
            try turn()
        }
        let record = try store.violations(openOnly: false, limit: 1000).compactMap(\.outcome)
            .sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }
        let wanted = Self.canonical(plan, arrivals, until: now)
        #expect(!wanted.isEmpty)
        #expect(live > 0)
        let differences = OutcomeDifference.between(record, wanted)
        #expect(differences.isEmpty, "\(differences.map { Self.text($0) }.joined(separator: "\n"))")
        #expect(record.count == wanted.count)
        if seed == 1 { #expect(corrected > 0, "nothing was corrected, so that the test shows nothing") }
    }

    private static func text(_ difference: OutcomeDifference) -> String {
        func span(_ outcome: ViolationOutcome) -> String {
            let seconds = [outcome.openedAt, outcome.closedAt ?? .distantFuture].map { ($0 - start).seconds }
            return "\(outcome.id) \(outcome.subject.source) \(outcome.subject.kind) \(seconds) "
                + "\(outcome.worst.exceedanceTenths ?? 0) \(outcome.worst.rule) \(outcome.worst.sensor)"
        }
        return switch difference {
        case .appears(let outcome, let whole):
            "missing in the record: \(span(outcome)), part of \(String(describing: whole))"
        case .vanishes(let outcome, let into): "only in the record: \(span(outcome)), into \(String(describing: into))"
        case .changes(let before, let after): "record \(span(before)), readings \(span(after))"
        }
    }
}
