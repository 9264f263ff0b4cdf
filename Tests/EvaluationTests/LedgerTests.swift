import Acoustics
import Analysis
import Evaluation
import EventTime
import Readings
import Records
import SQLiteStore
import SensorPayloads
import TestSupport
import Testing

@Suite("The ledger of a sensor")
struct LedgerTests {
    private static let short = LedgerBench.range(0..<120)

    @Test("what is all there is complete, and late by nobody's clock")
    func complete() throws {
        let bench = try LedgerBench()
        try bench.send(0..<120)
        let ledger = try bench.gate(LedgerTests.short)
        #expect(ledger.isComplete)
        #expect(ledger.coverage == 1 && ledger.validRate == 1)
        #expect(ledger.readings == 120)
        #expect(ledger.isNumbered && ledger.late.isEmpty && ledger.restarts.isEmpty && ledger.rejected.isEmpty)
    }

    @Test("a hole in time and numbers is told, with the messages around it")
    func hole() throws {
        let bench = try LedgerBench()
        try bench.send(0..<30)
        try bench.send(40..<120)
        let ledger = try bench.gate(LedgerTests.short)
        #expect(ledger.gaps.map(\.range) == [LedgerBench.range(30..<40)])
        #expect(ledger.gaps.map(\.reasons) == [[.messagesMissing(10)]])
        #expect(ledger.missing.map(\.numbers) == [30...39])
        #expect(ledger.missing.map(\.between) == [LedgerBench.range(30..<40)])
        #expect(ledger.covered == .seconds(110) && ledger.validMilliseconds == 110_000)
    }

    @Test("numbers that go on over a hole say that nothing was sent")
    func nothingSent() throws {
        let bench = try LedgerBench()
        try bench.send(0..<30)
        try bench.send(40..<120, from: 10)
        let ledger = try bench.gate(LedgerTests.short)
        #expect(ledger.gaps.map(\.reasons) == [[.nothingSent]])
        #expect(ledger.missing.isEmpty)
    }

    @Test("without numbers nothing is said about them")
    func unnumbered() throws {
        let bench = try LedgerBench()
        try bench.bench.append(try (Array(0..<30) + Array(40..<120)).map { try Bench.reading($0, 50) })
        let ledger = try bench.gate(LedgerTests.short)
        #expect(ledger.gaps.map(\.reasons) == [[]])
        #expect(!ledger.isNumbered)
    }

    @Test("late data fills the hole: it is gone, and told as late")
    func reconciled() throws {
        let bench = try LedgerBench()
        try bench.send(0..<30)
        try bench.send(40..<120)
        #expect(try !bench.gate(LedgerTests.short).isComplete)
        try bench.send(30..<40, receivedAt: LedgerBench.at(4000))
        let ledger = try bench.gate(LedgerTests.short)
        #expect(ledger.isComplete)
        #expect(
            ledger.late == [
                LateStretch(range: LedgerBench.range(30..<40), readings: 10, lateBy: .seconds(4000 - 31))
            ]
        )
    }

    @Test("a memory card without numbers fills the time of missing messages, or leaves it missing where it has a hole")
    func memoryCard() throws {
        let bench = try LedgerBench()
        try bench.send(0..<30)
        try bench.send(40..<120)
        let card = LedgerBench.at(4000)
        try bench.bench.append(try (25..<39).map { try Bench.reading($0, 50) }, receivedAt: card)
        let nearly = try bench.gate(LedgerTests.short)
        #expect(nearly.gaps.map(\.range) == [LedgerBench.range(39..<40)])
        #expect(nearly.missing.map(\.isFilled) == [false])
        #expect(nearly.missingMessages == 10)
        try bench.bench.append([try Bench.reading(39, 50)], receivedAt: card)
        let filled = try bench.gate(LedgerTests.short)
        #expect(filled.missing.map(\.isFilled) == [true])
        #expect(filled.missingMessages == 0)
        #expect(filled.isComplete)
    }

    @Test("a restart is told and is no loss")
    func restart() throws {
        let bench = try LedgerBench()
        try bench.send(0..<60, boot: 4)
        try bench.send(70..<120, boot: 5, from: 70)
        let ledger = try bench.gate(LedgerTests.short)
        let restart = Restart(at: LedgerBench.at(70), from: 4, to: 5)
        #expect(ledger.restarts == [restart])
        #expect(ledger.gaps.map(\.reasons) == [[.restarted(restart)]])
        #expect(ledger.missing.isEmpty)
    }

    @Test("a counter that begins anew without a word loses nothing", arguments: [nil, 1] as [Int64?])
    func silentRestart(boot: Int64?) throws {
        let bench = try LedgerBench()
        try bench.send(0..<60, boot: boot, from: -5000)
        try bench.send(60..<120, boot: boot, from: 60)
        let ledger = try bench.gate(LedgerTests.short)
        #expect(ledger.missing.isEmpty)
        #expect(ledger.isComplete)
    }

    @Test("numbers that a backlog of yesterday used are not missing today")
    func backlog() throws {
        let bench = try LedgerBench()
        try bench.send(0..<60)
        for second in 60..<70 {
            // Sent now, as numbers 60 to 69, and measured two hours ago.
            let reading = try Bench.reading(second - 7200, 50)
            let number = MessageSequence(boot: 1, seq: Int64(second))
            let message = SensorMessage(sensor: Bench.gate, readings: [reading], sequence: number)
            let at = LedgerBench.at(60)
            _ = try bench.bench.store.append(Arrival(receivedAt: at, origin: .mqtt, messages: [message]))
        }
        try bench.send(60..<120, from: -10)
        let ledger = try bench.gate(LedgerTests.short)
        #expect(ledger.missing.isEmpty)
        #expect(ledger.isComplete)
    }

    @Test("a message that was rejected is missing until it is decoded again, with its number")
    func retried() throws {
        let bench = try LedgerBench()
        try bench.send(0..<30)
        try bench.reject(.unknownVersion, at: 30)
        try bench.send(31..<120)
        let before = try bench.gate(LedgerTests.short)
        #expect(before.missing.map(\.numbers) == [30...30])

        var found: Int64?
        try bench.bench.store.forEachRejected(QuarantineFilter()) { entry in
            found = entry.id
            return true
        }
        let id = try #require(found)
        var reading = try Bench.reading(30, 50)
        reading.historical = true
        let number = MessageSequence(boot: 1, seq: 30)
        var review = QuarantineReview(receivedAt: LedgerBench.at(3000))
        review.decoded = [(id, [SensorMessage(sensor: Bench.gate, readings: [reading], sequence: number)])]
        _ = try bench.bench.store.settle(review)
        let ledger = try bench.gate(LedgerTests.short)
        #expect(ledger.missing.isEmpty && ledger.isComplete)
        #expect(ledger.rejected.isEmpty)
        #expect(ledger.restarts.isEmpty)
    }

    @Test("messages without anything new are not missing")
    func barren() throws {
        let bench = try LedgerBench()
        try bench.send(0..<30)
        let readings = [[], [try Bench.reading(5, 50)], [try Bench.reading(6, 70)]]
        for (index, readings) in readings.enumerated() {
            let number = MessageSequence(boot: 1, seq: Int64(30 + index))
            let message = SensorMessage(sensor: Bench.gate, readings: readings, sequence: number)
            let at = LedgerBench.at(30)
            _ = try bench.bench.store.append(Arrival(receivedAt: at, origin: .mqtt, messages: [message]))
        }
        try bench.send(30..<120, from: -3)
        let ledger = try bench.gate(LedgerTests.short)
        #expect(ledger.missing.isEmpty)
        #expect(ledger.isComplete)
        #expect(ledger.rejected == [.conflict: 1])
    }

    @Test("a sensor that never sent has one gap, the whole span")
    func never() throws {
        let bench = try LedgerBench()
        try bench.send(0..<3)
        let yard = try #require(try bench.ledger().sensors.first { $0.sensor == Bench.yard })
        #expect(yard.gaps.map(\.range) == [LedgerBench.hour])
        #expect(yard.coverage == 0 && yard.validRate == 0)
    }

    @Test("what is not due yet is not missing; what is due is")
    func due() throws {
        let bench = try LedgerBench()
        try bench.send(0..<60)
        let soon = try bench.gate(LedgerTests.short, now: LedgerBench.at(120))
        #expect(soon.isComplete)
        #expect(soon.range == LedgerBench.range(0..<60))
        #expect(soon.validRate == 1)
        let later = try bench.gate(LedgerTests.short, now: LedgerBench.at(122))
        #expect(later.gaps.map(\.range) == [LedgerBench.range(60..<120)])
        #expect(later.coverage == 0.5)
    }

    @Test("readings that are excluded cover their time and are not valid; a clock ahead covers nothing")
    func quality() throws {
        let bench = try LedgerBench()
        try bench.bench.append(
            try (0..<120).map { second in
                var reading = try Bench.reading(second, 50)
                if second < 10 { reading.mark = .calibration }
                if (20..<30).contains(second) { reading.mark = .clock }
                return reading
            }
        )
        let ledger = try bench.gate(LedgerTests.short)
        #expect(ledger.gaps.map(\.range) == [LedgerBench.range(20..<30)])
        #expect(ledger.covered == .seconds(110))
        #expect(ledger.validMilliseconds == 100_000)
    }

    @Test("a reading that begins before the span covers its part of it")
    func reachingIn() throws {
        let bench = try LedgerBench()
        try bench.bench.append([try Bench.reading(-30, 50, duration: .minutes(1))])
        try bench.bench.append(try (30..<120).map { try Bench.reading($0, 50) })
        #expect(try bench.gate(LedgerTests.short).gaps.isEmpty)
    }

    @Test("a reading of a day that began long before the span covers its part of it, and is valid in no hour")
    func dayReachingIn() throws {
        let bench = try LedgerBench()
        let day = try Bench.reading(-23 * 3600 - 1800, 50, duration: .hours(24))
        try bench.bench.append([day])
        try bench.bench.append(try (2700..<3600).map { try Bench.reading($0, 50) })
        let ledger = try bench.gate()
        #expect(ledger.gaps.map(\.range) == [LedgerBench.range(1800..<2700)])
        #expect(ledger.coverage == 0.75 && ledger.validRate == 0.25)
    }

    @Test("a hole in the seconds is a gap although their minute came")
    func passedOver() throws {
        let bench = try LedgerBench()
        try bench.send(0..<30)
        try bench.send(40..<120)
        try bench.bench.append(try [0, 60].map { try Bench.reading($0, 50, duration: .minutes(1)) })
        let ledger = try bench.gate(LedgerTests.short)
        #expect(ledger.gaps.map(\.range) == [LedgerBench.range(30..<40)])
        #expect(ledger.gaps.map(\.reasons) == [[.messagesMissing(10)]])
        #expect(ledger.covered == .seconds(110) && ledger.validMilliseconds == 110_000)
    }

    @Test("a minute of which the seconds cover less than half fills the rest")
    func filledByMinute() throws {
        let bench = try LedgerBench()
        try bench.bench.append(try (Array(0..<20) + Array(60..<120)).map { try Bench.reading($0, 50) })
        try bench.bench.append([try Bench.reading(0, 50, duration: .minutes(1))])
        let ledger = try bench.gate(LedgerTests.short)
        #expect(ledger.isComplete && ledger.validRate == 1)
    }

    @Test("a hole before long readings is measured by the short ones before it")
    func beforeLong() throws {
        let bench = try LedgerBench()
        try bench.bench.append(try (0..<600).map { try Bench.reading($0, 50) })
        try bench.bench.append([try Bench.reading(900, 50, duration: .seconds(2700))])
        #expect(try bench.gate().gaps.map(\.range) == [LedgerBench.range(600..<900)])
    }

    @Test("readings at every half second cover what they cover")
    func halfSeconds() throws {
        let bench = try LedgerBench()
        try bench.bench.append(
            try (0..<120).map { number in
                var reading = try Bench.reading(0, 50)
                reading.start = reading.start + .milliseconds(Int64(number) * 500)
                return reading
            }
        )
        let ledger = try bench.gate(LedgerTests.short)
        #expect(ledger.gaps.map(\.range) == [LedgerBench.range(60..<120)])
        #expect(ledger.validMilliseconds == 60_000)
    }

    @Test("less than half a reading is no gap")
    func unpunctual() throws {
        let bench = try LedgerBench()
        try bench.bench.append(
            try (0..<120).map { second in
                var reading = try Bench.reading(second, 50)
                reading.start = reading.start + .milliseconds(second % 2 == 0 ? 0 : 499)
                return reading
            }
        )
        #expect(try bench.gate(LedgerTests.short).isComplete)
    }

    /// Seeds of journals with seconds, minutes, holes, marks, weather, repeats and late data.
    @Test("the valid rate is the hourly one, hour by hour and over the day", arguments: 0..<12 as Range<UInt64>)
    func agreement(seed: UInt64) throws {
        let bench = try LedgerBench()
        var random = SplitMix64(seed: seed)
        var second = -600
        var readings: [Reading] = []
        while second < 6 * 3600 {
            let duration = [1, 1, 1, 1, 60, 900, 3600].randomElement(using: &random) ?? 1
            let jitter: Int64 = [0, 10, 400, 700].randomElement(using: &random) ?? 0
            for _ in 0..<Int.random(in: 1...(duration == 1 ? 900 : 3), using: &random) {
                var reading = try Bench.reading(second, 50, duration: .seconds(Int64(duration)))
                reading.start = reading.start + .milliseconds(Int64.random(in: 0...jitter, using: &random))
                if Int.random(in: 0..<20, using: &random) == 0 {
                    reading.mark = DataMark.allCases.randomElement(using: &random) ?? .normal
                }
                if Int.random(in: 0..<50, using: &random) == 0 {
                    reading.weather = Weather(windHundredths: Int.random(in: 0...900, using: &random))
                }
                if Int.random(in: 0..<30, using: &random) == 0 {
                    reading.measuredSeconds = Int.random(in: 0...duration, using: &random)
                }
                readings.append(reading)
                second += duration
            }
            // A hole, or minutes over the seconds that are there already.
            second += Int.random(in: -600...900, using: &random)
        }
        for part in readings.split(maxSplits: 200, whereSeparator: { _ in Int.random(in: 0..<50, using: &random) == 0 })
        {
            let late = Int.random(in: 0..<4, using: &random) == 0
            try bench.bench.append(Array(part), receivedAt: late ? LedgerBench.at(30_000) : nil)
        }
        var rates: [Double] = []
        let day = LedgerBench.range(0..<6 * 3600)
        try HourlySummaries(plan: bench.bench.plan, journal: bench.bench.store).forEach(in: day) { hourly in
            guard hourly.sensor == Bench.gate else { return }
            let own = try bench.gate(TimeRange(start: hourly.hour, end: hourly.hour + .hours(1)))
            #expect(own.validRate == hourly.coverage.validRate, "hour \(rates.count)")
            rates.append(hourly.coverage.validRate)
        }
        #expect(rates.count == 6 && Set(rates).count > 1)
        let whole = try #require(try bench.gate(day).validRate)
        #expect(abs(whole - rates.reduce(0, +) / 6) < 1e-9)
    }
}
