import EventTime
import Testing

@Suite("A clock that jumps")
struct SteadyClockTests {
    private static let start = Instant(milliseconds: 1_780_794_000_000)

    /// A machine whose wall clock is `ahead` of the truth from the tenth second on, with sensors that are
    /// `sensorsAhead` of it and are heard once a second, when at all.
    private func run(
        ahead: TimeSpan,
        sensorsAhead: TimeSpan?,
        seconds: Int64 = 200
    ) -> (atTen: TimeSpan, end: TimeSpan, doubt: TimeSpan?) {
        var clock = SteadyClock<Int>(wall: Self.start, monotonic: .zero)
        var atTen = TimeSpan.zero
        var end = TimeSpan.zero
        for second in 1...seconds {
            let true_ = Self.start + .seconds(second)
            let wall = second >= 10 ? true_ + ahead : true_
            end = clock.now(wall: wall, monotonic: .seconds(second)) - true_
            if second == 10 { atTen = end }
            if let sensorsAhead { clock.take([1: true_ + sensorsAhead], wall: wall, monotonic: .seconds(second)) }
        }
        return (atTen, end, clock.doubt)
    }

    @Test("a small correction is followed at once", arguments: [-60, -1, 1, 60])
    func small(seconds: Int64) {
        let error = run(ahead: .seconds(seconds), sensorsAhead: .zero)
        #expect(error.atTen == .seconds(seconds))
        #expect(error.doubt == nil)
    }

    @Test("a step is not followed while the sensors speak against it", arguments: [-3600, -61, 61, 3600, 86_400])
    func wrong(seconds: Int64) {
        let error = run(ahead: .seconds(seconds), sensorsAhead: .zero)
        #expect(error.atTen == .zero)
        #expect(error.end == .zero)
        #expect(error.doubt == .seconds(seconds))
    }

    @Test("a step is followed when the sensors agree with it", arguments: [-3600, 3600])
    func right(seconds: Int64) {
        let error = run(ahead: .seconds(seconds), sensorsAhead: .seconds(seconds))
        #expect(error.atTen == .zero)
        #expect(error.end == .seconds(seconds))
        #expect(error.doubt == nil)
    }

    @Test("with no sensor to ask, a step is followed after two minutes")
    func unheard() {
        #expect(run(ahead: .hours(1), sensorsAhead: nil, seconds: 100).end == .zero)
        #expect(run(ahead: .hours(1), sensorsAhead: nil).end == .hours(1))
    }

    @Test("a step that is taken back leaves nothing")
    func takenBack() {
        var clock = SteadyClock<Int>(wall: Self.start, monotonic: .zero)
        #expect(clock.now(wall: Self.start + .hours(2), monotonic: .seconds(1)) == Self.start + .seconds(1))
        #expect(clock.doubt != nil)
        #expect(clock.now(wall: Self.start + .seconds(2), monotonic: .seconds(2)) == Self.start + .seconds(2))
        #expect(clock.doubt == nil)
    }

    @Test(
        "a step that the sensors have contradicted is not taken when they fall silent, and is when they agree with it"
    )
    func contradicted() {
        var clock = SteadyClock<Int>(wall: Self.start, monotonic: .zero)
        func now(_ second: Int64) -> TimeSpan {
            let time = Self.start + .seconds(second)
            return clock.now(wall: time + .hours(1), monotonic: .seconds(second)) - time
        }
        for second in Int64(1)...30 {
            #expect(now(second) == .zero)
            clock.take(
                [1: Self.start + .seconds(second)],
                wall: Self.start + .seconds(second) + .hours(1),
                monotonic: .seconds(second)
            )
        }
        #expect(clock.fault == .sensors && clock.doubt == .hours(1))
        for second in Int64(31)...600 { #expect(now(second) == .zero) }
        for second in Int64(601)...640 {
            clock.take(
                [1: Self.start + .seconds(second) + .hours(1)],
                wall: Self.start + .seconds(second) + .hours(1),
                monotonic: .seconds(second)
            )
            _ = now(second)
        }
        #expect(now(641) == .hours(1) && clock.fault == nil && clock.doubt == nil)
    }
}

@Suite("A machine that starts with a wrong clock")
struct ImpossibleClockTests {
    private static let released = Instant(milliseconds: 1_767_225_600_000)
    /// 2026-06-07T09:00:00+08:00.
    private static let truth = Instant(milliseconds: 1_780_794_000_000)
    /// 1970-01-01T00:00:30Z.
    private static let empty = Instant(milliseconds: 30_000)

    private struct Machine {
        var clock: SteadyClock<Int>
        var wallError: TimeSpan
        var second: Int64 = 0

        init(wall: Instant, stored: Instant? = nil, trusted: Set<Int> = []) {
            wallError = wall - ImpossibleClockTests.truth
            clock = SteadyClock(
                wall: wall,
                monotonic: .zero,
                released: ImpossibleClockTests.released,
                stored: stored,
                trusted: trusted
            )
        }

        var time: Instant { ImpossibleClockTests.truth + .seconds(second) }
        /// Our own time less the truth.
        mutating func error() -> TimeSpan {
            clock.now(wall: time + wallError, monotonic: .seconds(second)) - time
        }

        /// Sensors are heard, each ahead of the truth by so much.
        mutating func hear(_ sensors: [Int: TimeSpan], isDisciplined: Bool = false) {
            let time = time
            clock.take(
                sensors.mapValues { time + $0 },
                wall: time + wallError,
                monotonic: .seconds(second),
                isDisciplined: isDisciplined
            )
        }
    }

    @Test("1970: the first sensor's time is taken before anything is dated, and the clock is followed once it is right")
    func first() {
        var machine = Machine(wall: Self.empty)
        #expect(machine.clock.fault == .release && machine.clock.isGuess && machine.clock.awaitsSensors)
        #expect(machine.clock.now(wall: Self.empty, monotonic: .zero) == Self.released)
        machine.hear([1: .milliseconds(-200)])
        #expect(machine.error() == .milliseconds(-200))
        #expect(machine.clock.fault == .release && !machine.clock.isGuess)
        machine.second = 60
        machine.hear([1: .milliseconds(-200), 2: .milliseconds(-100)])
        #expect(machine.error() == .milliseconds(-200) && machine.clock.fault == .sensors)
        #expect(machine.clock.doubt == Self.empty - Self.truth + .milliseconds(200))
        machine.wallError = .milliseconds(3)
        machine.second = 61
        #expect(machine.error() == .milliseconds(3))
        #expect(machine.clock.fault == nil && machine.clock.doubt == nil && !machine.clock.awaitsSensors)
    }

    @Test("1970 with a store: the newest arrival is the guess, and a backlog moves the time on until it is drained")
    func backlog() {
        var machine = Machine(wall: Self.empty, stored: Self.truth - .hours(3))
        #expect(machine.clock.fault == .newestArrival)
        #expect(machine.error() == .hours(-3))
        for step in Int64(0)...36 {
            machine.hear([1: .hours(-3) + .minutes(5) * step, 2: .hours(-3) + .minutes(5) * step])
        }
        #expect(machine.error() == .zero)
        machine.second = 100
        machine.hear([1: .zero, 2: .zero])
        #expect(machine.error() == .zero)
    }

    @Test("a sensor that has lost its clock with the machine says nothing")
    func both() {
        var machine = Machine(wall: Self.empty)
        machine.hear([1: Self.empty - Self.truth])
        #expect(machine.clock.isGuess && machine.error() == Self.released - Self.truth)
        machine.hear([2: .zero, 3: .zero])
        #expect(machine.error() == .zero)
    }

    @Test("the first sensor is wrong: the others correct the time")
    func wrongFirst() {
        var machine = Machine(wall: Self.empty)
        machine.hear([1: .hours(8)])
        #expect(machine.error() == .hours(8))
        machine.second = 1
        machine.hear([2: .zero, 3: .zero])
        #expect(machine.error() == .zero && machine.clock.fault == .sensors)
    }

    @Test("nothing heard: a clock that somebody sets is followed at once, one that stays in 1970 never")
    func set() {
        var machine = Machine(wall: Self.empty)
        machine.second = 3600
        #expect(machine.error() == Self.released - Self.truth)
        machine.wallError = .zero
        #expect(machine.error() == .zero && machine.clock.fault == nil)
        machine.wallError = Self.empty - Self.truth
        machine.second = 7200
        #expect(machine.error() == .zero && machine.clock.fault == .release)
    }

    @Test(
        "a store whose newest arrival lies in the future: sensors that agree with the clock, or two minutes, settle it"
    )
    func futureStore() {
        var machine = Machine(wall: Self.truth, stored: Self.truth + .hours(24 * 365))
        #expect(machine.clock.fault == .newestArrival)
        machine.hear([1: .zero])
        #expect(machine.error() == .zero && machine.clock.fault == nil)
        var unheard = Machine(wall: Self.truth, stored: Self.truth + .hours(24 * 365))
        unheard.second = 1
        _ = unheard.error()
        unheard.second = 122
        #expect(unheard.error() == .zero && unheard.clock.fault == nil)
    }

    struct Row: CustomTestStringConvertible {
        let testDescription: String
        var wall: TimeSpan
        var sensors: [Int: TimeSpan]
        var seconds: Int64 = 20
        var isDisciplined = false
        var trusted: Set<Int> = []
        /// Our time less the truth in the end.
        var error: TimeSpan
        var fault: ClockEvidence?
    }

    @Test(
        "a clock that may be right is doubted only when most of several sensors contradict it",
        arguments: [
            Row(
                testDescription: "40 min slow, two sensors right",
                wall: .minutes(-40),
                sensors: [1: .zero, 2: .zero],
                error: .zero,
                fault: .sensors
            ),
            Row(
                testDescription: "40 min fast, two sensors right",
                wall: .minutes(40),
                sensors: [1: .zero, 2: .zero],
                error: .zero,
                fault: .sensors
            ),
            Row(
                testDescription: "40 min slow, one sensor",
                wall: .minutes(-40),
                sensors: [1: .zero],
                error: .minutes(-40)
            ),
            Row(
                testDescription: "right, one sensor of three wrong",
                wall: .zero,
                sensors: [1: .zero, 2: .zero, 3: .minutes(40)],
                error: .zero
            ),
            Row(
                testDescription: "40 min slow, one sensor of three wrong in its own way",
                wall: .minutes(-40),
                sensors: [1: .zero, 2: .zero, 3: .minutes(7)],
                error: .zero,
                fault: .sensors
            ),
            Row(
                testDescription: "all sensors 8 h ahead look like a time zone",
                wall: .zero,
                sensors: [1: .hours(8), 2: .hours(8), 3: .hours(8)],
                error: .zero
            ),
            Row(
                testDescription: "8 h slow, and two sensors agreed with us before the restart",
                wall: .hours(-8),
                sensors: [1: .zero, 2: .zero, 3: .zero],
                trusted: [1, 2],
                error: .zero,
                fault: .sensors
            ),
            Row(
                testDescription: "the kernel keeps the clock right",
                wall: .zero,
                sensors: [1: .minutes(40), 2: .minutes(40)],
                isDisciplined: true,
                error: .zero
            ),
            Row(
                testDescription: "29 s is nothing",
                wall: .seconds(-29),
                sensors: [1: .zero, 2: .zero],
                error: .seconds(-29)
            ),
            Row(
                testDescription: "31 s from the future cannot be",
                wall: .seconds(-31),
                sensors: [1: .zero, 2: .zero],
                error: .zero,
                fault: .sensors
            ),
        ]
    )
    func plausible(row: Row) {
        var machine = Machine(wall: Self.truth + row.wall, trusted: row.trusted)
        for second in Int64(0)..<row.seconds {
            machine.second = second
            _ = machine.error()
            machine.hear(row.sensors, isDisciplined: row.isDisciplined)
        }
        #expect(machine.error() == row.error)
        #expect(machine.clock.fault == row.fault)
    }

    @Test("sensors that send late are no clock that is fast: a backlog of an hour is not followed")
    func late() {
        var machine = Machine(wall: Self.truth)
        for second in Int64(0)..<30 {
            machine.second = second
            let behind = TimeSpan.hours(-1) + .seconds(second * 60)
            machine.hear([1: behind, 2: behind])
            #expect(machine.error() == .zero && machine.clock.fault == nil)
        }
    }
}
