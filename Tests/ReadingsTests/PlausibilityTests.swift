import Acoustics
import EventTime
import Readings
import Testing

@Suite("Levels that no instrument measures")
struct PlausibilityTests {
    typealias Sensor = ConditionedSensor

    private func marks(
        _ levels: [Double],
        duration: Int64 = 1000,
        limits: InstrumentLimits = .meter,
        change: (inout Reading) -> Void = { _ in }
    ) throws -> [DataMark] {
        var conditioner = SensorConditioner(limits)
        return try levels.enumerated().map { number, level in
            var reading = try Sensor.reading(end: Int64(number + 1) * duration, duration: duration, LAeq: level)
            change(&reading)
            conditioner.checkLevel(&reading)
            return reading.mark
        }
    }

    @Test("below the floor or above the ceiling")
    func range() throws {
        #expect(
            try marks([0, 14.9, 15, 50, 100, 140, 140.1, 160]) == [
                .range, .range, .normal, .normal, .normal, .normal, .range, .range,
            ]
        )
        #expect(
            try marks([19.9, 20, 75, 130, 130.1], limits: .indicator) == [.range, .normal, .normal, .normal, .range]
        )
        let own = InstrumentLimits(range: try level(32)...level(90))
        #expect(try marks([31.9, 32, 90, 90.1], limits: own) == [.range, .normal, .normal, .range])
    }

    private func level(_ decibels: Double) throws -> Level { try #require(Level(decibels: decibels)) }

    struct Frozen: CustomTestStringConvertible {
        var duration: Int64
        var count: Int
        var firstMarked: Int?
        var after: TimeSpan? = .minutes(10)
        var testDescription: String { "\(count) readings of \(duration) ms, \(after.map { "\($0.seconds)" } ?? "off")" }
    }

    @Test(
        "one value for ten minutes and thirty readings; of means for ten hours",
        arguments: [
            Frozen(duration: 1000, count: 599, firstMarked: nil),
            Frozen(duration: 1000, count: 700, firstMarked: 599),
            Frozen(duration: 10_000, count: 80, firstMarked: 59),
            Frozen(duration: 10_001, count: 360, firstMarked: nil),
            Frozen(duration: 60_000, count: 599, firstMarked: nil),
            Frozen(duration: 60_000, count: 620, firstMarked: 599),
            Frozen(duration: 1000, count: 40, firstMarked: 29, after: .seconds(10)),
            Frozen(duration: 1000, count: 4000, firstMarked: nil, after: nil),
        ]
    )
    func frozen(row: Frozen) throws {
        let limits = InstrumentLimits(range: InstrumentLimits.meter.range, frozenAfter: row.after)
        let marks = try marks([Double](repeating: 45.2, count: row.count), duration: row.duration, limits: limits)
        #expect(marks.firstIndex(of: .frozen) == row.firstMarked)
        if let first = row.firstMarked { #expect(marks[first...].allSatisfy { $0 == .frozen }) }
    }

    @Test("another value, of a hundredth, begins anew")
    func thawed() throws {
        let levels = [Double](repeating: 45.2, count: 700) + [45.21] + [Double](repeating: 45.2, count: 599)
        let marks = try marks(levels)
        #expect(marks[599..<700].allSatisfy { $0 == .frozen })
        #expect(marks[700...].allSatisfy { $0 == .normal })
    }

    @Test("what the sensor says itself is left to it", arguments: [DataMark.over, .under, .calibration, .fault])
    func itsOwnWord(mark: DataMark) throws {
        let marks = try marks([Double](repeating: 0, count: 700)) { $0.mark = mark }
        #expect(marks.allSatisfy { $0 == mark })
    }

    @Test("a step of 60 dB from one second to the next, and only there")
    func jump() throws {
        #expect(try marks([40, 100, 100, 40, 40]) == [.normal, .jump, .normal, .jump, .normal])
        #expect(try marks([40, 99.9, 40]) == [.normal, .normal, .normal])
        #expect(try marks([40, 100], duration: 1001) == [.normal, .normal])
        var conditioner = SensorConditioner(.meter)
        // Two seconds with nothing between: anything may have happened.
        var readings = [try Sensor.reading(end: 1000, LAeq: 40), try Sensor.reading(end: 3000, LAeq: 100)]
        for index in readings.indices { conditioner.checkLevel(&readings[index]) }
        #expect(readings.map(\.mark) == [.normal, .normal])
    }

    @Test("what comes again or out of order is judged by its range alone")
    func again() throws {
        var sensor = Sensor()
        _ = try sensor.run(5) { _ in 100 }
        let old = sensor.send(
            [try Sensor.reading(end: 1900, LAeq: 125), try Sensor.reading(end: 2900, LAeq: 3)],
            at: 6000
        )
        #expect(old.map(\.mark) == [.normal, .range])
    }

    @Test("a restart does not thaw a frozen sensor")
    func restart() throws {
        for stop in [300, 599, 600, 650] as [Int64] {
            var undisturbed = Sensor()
            _ = try undisturbed.run(stop, LAeq: 60) { _ in 100 }
            var restarted = undisturbed.restarted(recalling: stop < 600 ? .minutes(15) : .seconds(20))
            let one = try undisturbed.run(400, LAeq: 60, from: stop * 1000) { _ in 100 }
            let other = try restarted.run(400, LAeq: 60, from: stop * 1000) { _ in 100 }
            #expect(one.map(\.mark) == other.map(\.mark))
            #expect(one.last?.mark == .frozen)
        }
    }

    @Test("a stray time does not keep what follows from being judged")
    func stray() throws {
        var sensor = Sensor()
        sensor.send([try Sensor.reading(end: 2_300_000_000_000)], at: 0)
        let readings = try sensor.run(700, LAeq: 60) { _ in 100 }
        #expect(readings.last?.mark == .frozen)
    }
}
