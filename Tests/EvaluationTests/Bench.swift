import Acoustics
import Evaluation
import EventTime
import ExamCalendar
import Foundation
import NoiseRules
import Notifications
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import StorePorts
import TestSupport
import Testing

/// A real store with a plan of one school, its gate and its yard, while a paper is being written.
final class Bench {
    static let gate = SensorID(site: "school", sensor: "gate")
    static let yard = SensorID(site: "school", sensor: "yard")
    static let zone = TimeZoneRules.fixed(name: "UTC+5:30", offset: 19_800)
    /// 09:00:00 local time, on a whole local hour that is none in UTC.
    static let nine = Instant(milliseconds: (1_780_704_000 + 9 * 3600 - 19_800) * 1000)
    let directory: TemporaryDirectory
    let store: SQLiteStore
    let plan: Plan

    /// The rule holds during papers, and one runs from nine to half past eleven, unless told otherwise.
    init(
        when: Rule.When = .sessions([.written]),
        session range: TimeRange = TimeRange(start: nine, end: nine + .minutes(150))
    ) throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.path("quiethours.db"))
        let session = ExamSession(
            exam: "gaokao",
            name: Name("Chinese"),
            kind: .written,
            range: range
        )
        let limit = try #require(Level(decibels: 60))
        plan = Plan(
            authorities: [Authority(id: "bureau", name: Name("Bureau"), language: .en, mail: ["duty@bureau.example"])],
            sites: [Site(id: "school", name: Name("School"), zone: .zone1, timeZone: Bench.zone)],
            sensors: [
                Sensor(
                    id: Bench.gate,
                    placement: .constructionBoundary,
                    instrumentClass: .class1,
                    silentAfter: .hours(9)
                ),
                Sensor(id: Bench.yard, placement: .yard, instrumentClass: .uncertified, silentAfter: .hours(9)),
            ],
            exams: [Exam(id: "gaokao", name: Name("Gaokao"), sites: ["school"], sessions: [session])],
            rules: [
                Rule(
                    id: "boundary",
                    name: Name("boundary"),
                    when: when,
                    place: Rule.Place(placements: [.constructionBoundary]),
                    basis: .level(limit, document: "Notice 1"),
                    measurement: Rule.Measurement(window: .seconds(10)),
                    hysteresis: Rule.Hysteresis(minimumDuration: .seconds(3), clearAfter: .seconds(8))
                )
            ]
        )
    }

    static func reading(_ second: Int, _ decibels: Double, duration: TimeSpan = .seconds(1)) throws -> Reading {
        Reading(
            start: nine + .seconds(Int64(second)),
            duration: duration,
            LAeq: Level(decibels: decibels)
        )
    }

    /// Appends readings of `sensor` as arrived right after the last of them, or at `receivedAt`.
    func append(_ readings: [Reading], of sensor: SensorID = Bench.gate, receivedAt: Instant? = nil) throws {
        let last = readings.map(\.end).max() ?? Bench.nine
        _ = try store.append(
            Arrival(
                receivedAt: receivedAt ?? last + .milliseconds(100),
                origin: .mqtt,
                messages: [SensorMessage(sensor: sensor, readings: readings)]
            )
        )
    }

    func evaluator(
        at now: Instant = Bench.nine,
        store verdicts: (any VerdictStore)? = nil,
        plan other: Plan? = nil
    ) throws -> Evaluator {
        let plan = other ?? plan
        let routing = AlertRouting(plan: plan, channels: [.mail, .log], expiry: .hours(1))
        return try Evaluator(
            inputs: EvaluationInputs(
                plan: plan,
                journal: store,
                store: verdicts ?? store,
                routing: { routing.alerts(for: $0, createdAt: $1) },
                orders: store
            ),
            now: now
        )
    }

    /// Everything that was decided, in order.
    func changes() throws -> [ViolationChange] {
        try store.violations(openOnly: false, limit: 100)
            .compactMap { try store.violation($0.id) }
            .flatMap(\.changes)
            .sorted { ($0.at, $0.number) < ($1.at, $1.number) }
    }
}
