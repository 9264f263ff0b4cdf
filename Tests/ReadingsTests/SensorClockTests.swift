import Acoustics
import EventTime
import Readings
import Testing

/// A sensor whose messages reach a conditioner at instants of the tests' choosing, all in milliseconds.
struct ConditionedSensor {
    static let noon = Instant(milliseconds: 1_780_804_800_000)
    private(set) var conditioner = SensorConditioner(.meter)
    private(set) var journal: [(reading: Reading, arrival: Instant)] = []

    /// A reading that ends `end` after noon by the sensor's clock.
    static func reading(end: Int64, duration: Int64 = 1000, LAeq: Double? = nil, historical: Bool = false) throws
        -> Reading
    {
        Reading(
            start: noon + .milliseconds(end - duration),
            duration: .milliseconds(duration),
            LAeq: LAeq.map(Level.init(decibels:)) ?? Level(tenths: 600 + Int((end / duration) & 7)),
            historical: historical
        )
    }

    /// What comes out of a message that arrives `at` after noon.
    @discardableResult
    mutating func send(_ message: [Reading], at: Int64) -> [Reading] { send([message], at: at)[0] }

    /// What comes out of messages that arrive together.
    @discardableResult
    mutating func send(_ messages: [[Reading]], at: Int64) -> [[Reading]] {
        let arrival = ConditionedSensor.noon + .milliseconds(at)
        for message in messages { conditioner.look(at: message, arrival: arrival) }
        return messages.map { message in
            var readings = message
            conditioner.condition(&readings, arrival: arrival)
            journal += readings.map { ($0, arrival) }
            return readings
        }
    }

    /// The same with nothing known but what the journal has of the last `span`.
    func restarted(recalling span: TimeSpan = .minutes(15)) -> ConditionedSensor {
        var sensor = self
        sensor.conditioner = conditioner.fresh
        let last = journal.last?.arrival ?? .distantPast
        var seen: Set<Reading> = []
        for (reading, arrival) in journal where arrival >= last - span && seen.insert(reading).inserted {
            sensor.conditioner.recall(reading, arrival: arrival)
        }
        sensor.conditioner.finishRecall()
        return sensor
    }

    /// One reading of `duration` each, sent `lag` after its end, which `jitter` varies; the shifts that come out.
    mutating func run(
        _ count: Int64,
        duration: Int64 = 1000,
        LAeq: Double? = nil,
        from start: Int64 = 0,
        lag: (Int64) -> Int64
    ) throws -> [Reading] {
        try (1...count).flatMap { number in
            let at = start + number * duration
            return send([try ConditionedSensor.reading(end: at - lag(number), duration: duration, LAeq: LAeq)], at: at)
        }
    }
}

@Suite("A sensor whose clock is wrong")
struct SensorClockTests {
    typealias Sensor = ConditionedSensor

    static func isPlain(_ reading: Reading) -> Bool { reading.shift == .zero && reading.mark == .normal }

    @Test("seconds with jitter of the network stay as they are", arguments: [0, 500, 5000, 59_000] as [Int64])
    func right(jitter: Int64) throws {
        var sensor = Sensor()
        let readings = try sensor.run(300) { $0 * 7919 % (jitter + 1) }
        #expect(readings.allSatisfy(SensorClockTests.isPlain))
    }

    struct Offset: CustomTestStringConvertible {
        var behind: Int64
        var isOff: Bool
        var jitter: Int64 = 0
        var testDescription: String { "\(behind) ms behind" }
    }

    @Test(
        "steady and more than 60 s behind, or 30 s ahead, it is moved to its arrival within ten seconds",
        arguments: [
            Offset(behind: 60_000, isOff: false), Offset(behind: 60_001, isOff: true),
            Offset(behind: 420_000, isOff: true, jitter: 100), Offset(behind: 28_800_000, isOff: true, jitter: 100),
            Offset(behind: -30_000, isOff: false), Offset(behind: -30_001, isOff: true),
            Offset(behind: -600_000, isOff: true, jitter: 100), Offset(behind: -28_800_000, isOff: true, jitter: 100),
            // Since 1970, and until 2099.
            Offset(behind: 1_780_804_800_000, isOff: true), Offset(behind: -2_300_000_000_000, isOff: true),
        ]
    )
    func off(row: Offset) throws {
        var sensor = Sensor()
        let readings = try sensor.run(40) { row.behind + $0 % 3 * row.jitter }
        guard row.isOff else {
            #expect(readings.allSatisfy(SensorClockTests.isPlain))
            return
        }
        let later = readings.dropFirst(11)
        #expect(later.allSatisfy { $0.mark == .normal && $0.shift == .milliseconds(row.behind) })
        for (number, reading) in later.enumerated() {
            let arrival = Sensor.noon + .milliseconds(Int64(number + 12) * 1000)
            #expect(reading.end <= arrival && arrival - reading.end <= .milliseconds(200))
        }
        // Until then: late as it came, or as of its arrival where that would be the future or beyond any memory.
        let isUnbelievable = row.behind < 0 || row.behind > 366 * 86_400_000
        for (number, reading) in readings.prefix(10).enumerated() {
            let arrival = Sensor.noon + .milliseconds(Int64(number + 1) * 1000)
            #expect((reading.mark == .clock) == isUnbelievable)
            if isUnbelievable { #expect(arrival - reading.end <= .seconds(2) && reading.end <= arrival) }
            #expect(
                reading.end - reading.shift == arrival - .milliseconds(row.behind + Int64(number + 1) % 3 * row.jitter)
            )
        }
    }

    struct Memory: CustomTestStringConvertible {
        var speed: Double
        var duration: Int64 = 1000
        var testDescription: String { "\(speed) times as fast, readings of \(duration) ms" }
    }

    @Test(
        "what comes from a sensor's memory, faster than it was measured, is never moved",
        arguments: [
            Memory(speed: 1.25), Memory(speed: 1.5), Memory(speed: 2), Memory(speed: 10), Memory(speed: 100),
            Memory(speed: 1.25, duration: 60_000), Memory(speed: 2, duration: 60_000),
            Memory(speed: 30, duration: 60_000),
            Memory(speed: 1.5, duration: 10_000),
        ]
    )
    func memory(row: Memory) throws {
        var sensor = Sensor()
        // An hour of readings, of which the first is an hour old.
        let count = 3_600_000 / row.duration
        var readings: [Reading] = []
        for number in 0..<count {
            let end = number * row.duration
            let at = 3_600_000 + Int64(Double(end) / row.speed)
            guard at - end > 60_000 else { break }
            readings += sensor.send([try Sensor.reading(end: end, duration: row.duration)], at: at)
        }
        #expect(readings.count > 20)
        #expect(readings.allSatisfy(SensorClockTests.isPlain))
    }

    @Test("slower memory is taken for a slow clock once, and not again")
    func slowMemory() throws {
        var sensor = Sensor()
        var moved: [Bool] = []
        for number in 0..<3000 as Range<Int64> {
            let end = number * 1000
            let at = 3_600_000 + end * 10 / 11
            moved += sensor.send([try Sensor.reading(end: end)], at: at).map { $0.shift != .zero }
        }
        let first = try #require(moved.firstIndex(of: true))
        let last = try #require(moved.lastIndex(of: true))
        #expect(first <= 11 && last < 60, "moved from \(first) to \(last)")
    }

    @Test("what a sensor marks as history is never looked at, and lies in no future")
    func history() throws {
        var sensor = Sensor()
        for number in 1...60 as ClosedRange<Int64> {
            let old = try Sensor.reading(end: number * 1000 - 420_000, historical: true)
            #expect(sensor.send([old], at: number * 1000) == [old])
        }
        let ahead = sensor.send([try Sensor.reading(end: 600_000, historical: true)], at: 61_000)
        #expect(ahead.map(\.mark) == [.clock] && ahead.map(\.end) == [Sensor.noon + .seconds(61)])
    }

    @Test("old readings between the live ones are no wrong clock, in any order")
    func interleaved() throws {
        for step in [1, -1] as [Int64] {
            var sensor = Sensor()
            for number in 1...120 as ClosedRange<Int64> {
                let live = try Sensor.reading(end: number * 1000 - 300)
                let old = try Sensor.reading(end: -2_000_000 + step * number * 1000)
                #expect(sensor.send([live], at: number * 1000).allSatisfy(SensorClockTests.isPlain))
                #expect(sensor.send([old], at: number * 1000 + 400).allSatisfy(SensorClockTests.isPlain))
            }
        }
    }

    @Test("a series counts by its newest value, and is moved as a whole")
    func series() throws {
        var sensor = Sensor()
        var moved: [[Reading]] = []
        for minute in 1...5 as ClosedRange<Int64> {
            let end = minute * 60_000 - 420_000
            let values = try (0..<60).map { try Sensor.reading(end: end - (59 - $0) * 1000) }
            moved.append(sensor.send(values, at: minute * 60_000 + minute % 2 * 3000))
        }
        #expect(moved[0].allSatisfy(SensorClockTests.isPlain) && moved[1].allSatisfy(SensorClockTests.isPlain))
        for minute in 2..<5 {
            let message = moved[minute]
            #expect(message.allSatisfy { $0.shift == .seconds(420) && $0.mark == .normal })
            #expect(zip(message, message.dropFirst()).allSatisfy { $0.end == $1.start })
        }
    }

    @Test(
        "one stray reading among good ones is kept as of its arrival, alone",
        arguments: [73 * 365 * 86_400_000, 61_000]
    )
    func stray(ahead: Int64) throws {
        var sensor = Sensor()
        for number in 1...100 as ClosedRange<Int64> {
            let good = try Sensor.reading(end: number * 1000 - 100)
            #expect(sensor.send([good], at: number * 1000) == [good])
            guard number % 50 == 0 else { continue }
            let stray = sensor.send([try Sensor.reading(end: number * 1000 + ahead)], at: number * 1000 + 10)
            #expect(stray.map(\.mark) == [.clock])
            #expect(stray.map(\.end) == [Sensor.noon + .milliseconds(number * 1000 + 10)])
        }
    }

    @Test("one stray reading in a message leaves the others where they are")
    func strayInside() throws {
        var sensor = Sensor()
        let good = try (1...5).map { try Sensor.reading(end: $0 * 1000) }
        let strays = [try Sensor.reading(end: 2_300_000_000_000), try Sensor.reading(end: -1_780_000_000_000)]
        let readings = sensor.send(good.prefix(2) + strays + good.suffix(3), at: 5300)
        #expect(readings.filter { $0.mark == .normal } == good)
        #expect(
            readings.filter { $0.mark == .clock }.map(\.end.milliseconds)
                == [5300, 5299].map { $0 + Sensor.noon.milliseconds }
        )
    }

    @Test("a series of a clock that is ahead is moved as a whole, whatever of it lies in the past")
    func seriesAhead() throws {
        var sensor = Sensor()
        let values = try (0..<60).map { try Sensor.reading(end: 60_000 + 40_000 - (59 - $0) * 1000) }
        let readings = sensor.send(values, at: 60_000)
        #expect(readings.allSatisfy { $0.mark == .clock && $0.shift == .seconds(-40) })
    }

    @Test("it is right again with the first reading in time")
    func rightAgain() throws {
        for behind in [420_000, -600_000] as [Int64] {
            var sensor = Sensor()
            _ = try sensor.run(60) { _ in behind }
            let after = try sensor.run(60, from: 60_000) { _ in 200 }
            // A fast clock that is set goes back; a slow one goes forward.
            #expect(after.allSatisfy(SensorClockTests.isPlain), "\(behind)")
        }
    }

    @Test("the memory of a fast clock is no right clock")
    func memoryOfFastClock() throws {
        var sensor = Sensor()
        _ = try sensor.run(60) { _ in -600_000 }
        // Eleven minutes of outage, then everything ten times as fast, through the lag of a right clock.
        for number in 61...720 as ClosedRange<Int64> {
            let at = 720_000 + (number - 61) * 100
            let readings = sensor.send([try Sensor.reading(end: number * 1000 + 600_000)], at: at)
            #expect(readings.allSatisfy { $0.shift == .seconds(-600) && $0.mark == .normal })
        }
    }

    @Test(
        "a clock that was set to another wrong time is found anew",
        arguments: [420_000, -600_000, 30_000_000] as [Int64]
    )
    func setAnew(other: Int64) throws {
        var sensor = Sensor()
        _ = try sensor.run(60) { _ in 3_600_000 }
        let after = try sensor.run(60, from: 60_000) { _ in other }
        #expect(after.dropFirst(11).allSatisfy { $0.shift == .milliseconds(other) && $0.mark == .normal })
        let arrivals = (61...120).map { Sensor.noon + .seconds($0) }
        #expect(zip(after, arrivals).allSatisfy { $0.end <= $1 })
    }

    @Test("set back into a time that it had before, it is found as well, and nothing of the old time is taken for it")
    func setBack() throws {
        var sensor = Sensor()
        _ = try sensor.run(600) { _ in 420_000 }
        let after = try sensor.run(60, from: 600_000) { _ in 720_000 }
        #expect(after.dropFirst(12).allSatisfy { $0.shift == .seconds(720) })
    }

    @Test("a clock that drifts is followed")
    func drift() throws {
        var sensor = Sensor()
        // 500 ppm is a bad crystal; six hours of minutes, slower and faster.
        for sign in [1, -1] as [Int64] {
            sensor = Sensor()
            let readings = try sensor.run(360, duration: 60_000) { 420_000 + sign * $0 * 30 }
            for (number, reading) in readings.enumerated().dropFirst(3) {
                let arrival = Sensor.noon + .milliseconds(Int64(number + 1) * 60_000)
                #expect(reading.shift != .zero && reading.end <= arrival && arrival - reading.end <= .seconds(12))
            }
        }
    }

    @Test("a slow network does not hide a slow clock, nor is one taken for it")
    func bursts() throws {
        var slow = Sensor()
        var right = Sensor()
        var moved: [Reading] = []
        // Ten seconds at once, every ten seconds.
        for burst in 1...12 as ClosedRange<Int64> {
            let at = burst * 10_000 + burst % 3 * 700
            let ends = (0..<10).map { burst * 10_000 - (9 - $0) * 1000 }
            moved += slow.send(try ends.map { [try Sensor.reading(end: $0 - 420_000)] }, at: at).flatMap { $0 }
            let same = try ends.map { [try Sensor.reading(end: $0)] }
            #expect(right.send(same, at: at) == same)
        }
        #expect(moved.dropFirst(40).allSatisfy { $0.shift >= .seconds(420) && $0.shift <= .milliseconds(421_400) })
    }

    @Test("what is sent again after a reconnection comes out as before")
    func sentAgain() throws {
        for behind in [420_000, -600_000, 0] as [Int64] {
            var sensor = Sensor()
            let readings = try sensor.run(30) { behind + $0 % 4 * 50 }
            for number in [28, 12, 11, 10, 3, 1] as [Int64] {
                let again = try Sensor.reading(end: number * 1000 - behind - number % 4 * 50)
                let out = sensor.send([again], at: 30_500 + number)
                #expect(out == [readings[Int(number) - 1]], "\(behind) ms, reading \(number)")
            }
            let next = try sensor.run(20, from: 31_000) { behind + $0 % 4 * 50 }
            #expect(next.allSatisfy { $0.shift == .milliseconds(behind) })
        }
    }

    @Test("many readings of an unknown clock that come at once are told apart")
    func manyAtOnce() throws {
        var sensor = Sensor()
        let messages = try (1...40).map { [try Sensor.reading(end: 135_000 + $0 * 1000)] }
        let readings = sensor.send(messages, at: 500).flatMap { $0 }
        #expect(readings.allSatisfy { $0.mark == .clock })
        #expect(Set(readings.map(\.start)).count == 40)
        #expect(readings.allSatisfy { $0.end <= Sensor.noon + .milliseconds(500) })
        // The sensor was set; when those seconds come, they are its own.
        let after = try sensor.run(60, from: 130_000) { _ in 100 }
        #expect(after.allSatisfy(SensorClockTests.isPlain))
    }

    @Test("a restart changes nothing", arguments: [420_000, -600_000, 28_800_000, 200] as [Int64])
    func restart(behind: Int64) throws {
        for stop in [5, 9, 10, 11, 12, 40] as [Int64] {
            var undisturbed = Sensor()
            let lag: (Int64) -> Int64 = { behind + $0 * 37 % 200 }
            _ = try undisturbed.run(stop, lag: lag)
            var restarted = undisturbed.restarted()
            let one = try undisturbed.run(60, from: stop * 1000) { lag($0 + stop) }
            let other = try restarted.run(60, from: stop * 1000) { lag($0 + stop) }
            #expect(one == other, "\(behind) ms, stopped after \(stop)")
        }
    }

    @Test("when our own clock is set, right sensors stay right and wrong ones are not forgotten")
    func rebased() throws {
        let years: Int64 = 1_700_000_000_000
        var sensor = Sensor()
        _ = try sensor.run(30) { _ in -years }
        var conditioner = sensor.conditioner
        conditioner.rebase(by: .milliseconds(years))
        let reading = try Sensor.reading(end: years + 31_000)
        var message = [reading]
        let arrival = Sensor.noon + .milliseconds(years + 31_100)
        conditioner.look(at: message, arrival: arrival)
        conditioner.condition(&message, arrival: arrival)
        #expect(message == [reading])
    }
}
