import Acoustics
import Analysis
import Collector
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

/// What `watch` finds in a real store.
@Suite("The states that watch finds")
struct StatusTableStateTests {
    private static let now = SampleStatusTable.now
    private static let gate = SensorID(site: "school", sensor: "gate")
    private let directory: TemporaryDirectory
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.path("quiethours.db"))
        try connected(.begun)
    }

    private func connected(_ kind: SessionEvent.Kind) throws {
        let event = SessionEvent(
            at: Self.now - .seconds(20),
            kind: kind,
            lastReceivedAt: nil,
            broker: "b:1883",
            clientID: "c"
        )
        try store.record([event])
    }

    /// Readings of a second each, the last of which ended so many seconds ago.
    private func send(_ decibels: Double, secondsAgo: Int64 = 0, mark: DataMark = .normal) throws {
        let level = try #require(Level(decibels: decibels))
        let readings = (1...60).map { second in
            Reading(
                start: Self.now - .seconds(secondsAgo + Int64(second)),
                duration: .seconds(1),
                LAeq: level,
                mark: mark
            )
        }
        _ = try store.append(
            Arrival(
                receivedAt: Self.now - .seconds(secondsAgo),
                origin: .mqtt,
                messages: [SensorMessage(sensor: Self.gate, readings: readings.reversed())]
            )
        )
    }

    private func plan(when: Rule.When = .always) throws -> Plan {
        Plan(
            authorities: [],
            sites: [Site(id: "school", name: Name("School"), zone: .zone1, timeZone: .UTC)],
            sensors: [
                Sensor(
                    id: Self.gate,
                    placement: .constructionBoundary,
                    instrumentClass: .class1,
                    silentAfter: .minutes(5)
                )
            ],
            exams: [],
            rules: [
                Rule(
                    id: "works",
                    name: Name("works"),
                    when: when,
                    place: Rule.Place(),
                    basis: .level(try #require(Level(tenths: 600)), document: "Notice"),
                    measurement: Rule.Measurement(window: .minutes(1))
                )
            ]
        )
    }

    private func table(when: Rule.When = .always) throws -> StatusTable {
        try StatusTableReader(plan: try plan(when: when), store: store).table(at: Self.now, language: .en)
    }

    private func row(when: Rule.When = .always) throws -> StatusTable.Row {
        try #require(try table(when: when).rows.first)
    }

    private func open() throws {
        let change = SampleViolation.change(
            1,
            .opened,
            site: "school",
            sensor: "gate",
            opening: Self.now - .minutes(5),
            at: Self.now - .minutes(4)
        )
        try store.commit(VerdictBatch(cursor: 60, changes: [change]))
    }

    @Test("without a rule a level is not quiet; above the limit of a rule that does not hold now, it says by how much")
    func noRule() throws {
        try send(80)
        let limit = try #require(Level(tenths: 600))
        #expect(try row().state == .over(tenths: 200))
        let above = try row(when: .sessions([.written]))
        #expect(
            above.state == .noRule(above: StatusTable.Exceeded(tenths: 200, limit: limit, rule: "works"))
                && above.limit == nil
        )
        #expect(above.urgency == .loud)
        let other = try StatusTableStateTests()
        try other.send(50)
        #expect(try other.row(when: .sessions([.written])).state == .noRule(above: nil))
        #expect(try other.row().state == .quiet)
    }

    @Test("an open violation shows without a rule too, with who has it in hand and until when it is muted")
    func violation() throws {
        try send(80)
        try open()
        var row = try self.row(when: .sessions([.written]))
        #expect(row.state == .violation(SampleViolation.id, tenths: nil) && row.urgency == .unanswered)
        let answer = Answer(violation: SampleViolation.id, act: .onSite, by: "Wang Fang", at: Self.now)
        #expect(try store.record(answer) == .recorded)
        row = try self.row()
        #expect(row.state == .violation(SampleViolation.id, tenths: 200))
        #expect(row.violations.first?.answer?.by == "Wang Fang" && row.urgency == .answered)
        let mute = Mute(sites: ["school"], from: Self.now - .minutes(1), until: Self.now + .minutes(30))
        _ = try store.append(.mute(mute), at: Self.now - .minutes(1), by: "Li", why: "agreed")
        row = try self.row()
        #expect(row.muted?.until == Self.now + .minutes(30) && row.urgency == .muted)
    }

    @Test("a mute shows where nothing was found yet")
    func muted() throws {
        try send(80)
        let mute = Mute(sources: [.construction], from: Self.now, until: Self.now + .minutes(30))
        _ = try store.append(.mute(mute), at: Self.now, by: "Li", why: "agreed")
        let row = try self.row()
        #expect(row.state == .over(tenths: 200) && row.muted?.by == "Li" && row.urgency == .muted)
    }

    @Test("a violation at a sensor that the plan does not have any more keeps a row")
    func taken() throws {
        try open()
        var plan = try plan()
        plan.sensors = []
        let table = try StatusTableReader(plan: plan, store: store).table(at: Self.now, language: .en)
        #expect(table.rows.map(\.sensor) == ["gate"] && table.rows.first?.urgency == .unanswered)
    }

    @Test("readings that may enter no level are neither quiet nor a level")
    func invalid() throws {
        try send(50, mark: .fault)
        let row = try self.row()
        #expect(row.state == .invalid(.fault) && row.level == nil && row.urgency == .faulty)
    }

    @Test("while nothing is received, a level that is no news of now is not shown; a silent sensor is not called so")
    func blind() throws {
        try send(50, secondsAgo: 30)
        #expect(try row().state == .quiet)
        try connected(.connectionLost)
        let row = try self.row()
        #expect(row.state == .unknown(since: Self.now - .seconds(30)) && row.level == nil)
        #expect(row.heardTo == Self.now - .seconds(30))
    }

    @Test("the service's line: broker, and up to when readings are judged")
    func judged() throws {
        try send(50, secondsAgo: 30)
        #expect(try table().collector.judgedTo == nil)
        try store.commit(VerdictBatch(cursor: 60))
        try send(50)
        let collector = try table().collector
        #expect(collector.broker == "b:1883" && collector.reception == .receiving)
        #expect(collector.judgedTo == Self.now - .seconds(30) && collector.unjudged > 0)
    }
}
