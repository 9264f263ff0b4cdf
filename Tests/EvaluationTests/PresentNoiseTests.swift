import Acoustics
import Evaluation
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import SQLiteStore
import Sites
import StorePorts
import TestSupport
import Testing

@Suite("How loud it is now, and what is news by it")
struct PresentNoiseTests {
    private static func finding(limit: Double = 60, _ quantity: Quantity = .LAeq) throws -> Finding {
        Finding(
            sensor: "gate",
            rule: "boundary",
            limit: Limit(
                level: try #require(Level(decibels: limit)),
                quantity: quantity,
                standard: "Notice 1",
                clause: "",
                verified: true
            ),
            level: nil,
            LAFmax: nil,
            window: .minutes(5),
            coverage: 1,
            session: nil
        )
    }

    private static func noise(_ readings: [Reading], now: Int, limit: Double = 60) throws -> PresentNoise {
        PresentNoise(readings, at: "gate", against: try finding(limit: limit), now: Bench.nine + .seconds(Int64(now)))
    }

    @Test("the last ten seconds, and the last minute beside them")
    func spans() throws {
        let readings = try (0..<60).map { try Bench.reading($0, $0 < 50 ? 50 : 70) }
        let noise = try Self.noise(readings, now: 61)
        #expect(noise.level?.level.text == "70.0" && noise.level?.over == .seconds(10))
        #expect(noise.level?.at == Bench.nine + .seconds(60) && noise.lastReading == Bench.nine + .seconds(60))
        // 10 lg (50/60 · 10^5 + 10/60 · 10^7)
        #expect(noise.lastMinute?.text == "62.4")
        #expect(noise.isAbove && !noise.isBelow)
        let quiet = try Self.noise(readings, now: 61, limit: 65)
        #expect(quiet.isAbove && quiet.isBelow, "loud just now, and below over the minute")
        #expect(try Self.noise([Bench.reading(0, 60)], now: 1).isBelow, "what equals the limit is not above it")
    }

    @Test("a reading longer than ten seconds speaks for itself, and overlaps count once")
    func long() throws {
        let minute = try Bench.reading(0, 70, duration: .seconds(60))
        #expect(try Self.noise([minute], now: 65).level?.over == .seconds(60))
        let twice = try (0..<60).map { try Bench.reading($0, 50) } + [Bench.reading(0, 80, duration: .seconds(60))]
        #expect(try Self.noise(twice, now: 60).lastMinute?.text == "50.0")
    }

    @Test(
        "without a valid reading for half a minute and one and a half readings it is not known",
        arguments: [(1, 32, true), (1, 33, false), (60, 180, true), (60, 181, false)]
    )
    func unknown(duration: Int, now: Int, isKnown: Bool) throws {
        let reading = try Bench.reading(0, 70, duration: .seconds(Int64(duration)))
        let noise = try Self.noise([reading], now: now)
        #expect((noise.level != nil) == isKnown && !noise.isBelow)
        #expect(noise.lastReading == reading.end)
        var marked = reading
        marked.mark = .calibration
        #expect(try Self.noise([marked], now: duration).lastReading == nil, "what is left out says nothing")
    }

    /// A bench that hears old readings at once and ticks.
    private struct Run {
        var evaluator: Evaluator

        init(_ bench: Bench) throws { evaluator = try bench.evaluator() }

        mutating func turn(_ second: Int) throws {
            let now = Bench.nine + .seconds(Int64(second))
            _ = try evaluator.step(now: now)
            _ = try evaluator.tick(now: now, watermark: now)
        }
    }

    private func told(_ bench: Bench) throws -> [ViolationChange.Step] {
        try bench.store.dueAlerts(at: .distantFuture, channel: .log, limit: 100).compactMap(\.subject.violation?.step)
    }

    @Test("an event of an hour ago is recorded and is no news, however fresh and quiet the newest reading is")
    func old() throws {
        let bench = try Bench()
        var run = try Run(bench)
        let now = Bench.nine + .seconds(3600)
        try bench.append((0..<30).map { try Bench.reading($0, 85) }, receivedAt: now)
        try run.turn(3600)
        try bench.append([Bench.reading(3600, 45)], receivedAt: now + .seconds(1))
        try run.turn(3601)
        try run.turn(3602)
        #expect(try bench.changes().first?.step == .opened)
        #expect(try told(bench) == [])
    }

    @Test("what was withheld because it was old is told when it is above the limit now, and not while it is between")
    func above() throws {
        let bench = try Bench()
        var run = try Run(bench)
        // Six minutes ago above the limit, and since then neither above it nor clear.
        let readings = try (0..<400).map { try Bench.reading($0, $0 < 20 ? 75 : 59) }
        try bench.append(readings, receivedAt: Bench.nine + .seconds(400))
        try run.turn(400)
        #expect(try bench.changes().map(\.step) == [.opened])
        #expect(try told(bench) == [])
        try bench.append((400..<415).map { try Bench.reading($0, 75) })
        try run.turn(415)
        #expect(try told(bench) == [.opened])
        try bench.append((415..<440).map { try Bench.reading($0, 45) })
        try run.turn(440)
        #expect(try told(bench) == [.opened, .closed], "the end of what was told is told")
    }
}
