import EventTime
import Testing

@Suite("A clock that jumps")
struct SteadyClockTests {
    private static let start = Instant(milliseconds: 1_780_794_000_000)

    /// A machine whose wall clock is `ahead` of the truth from the tenth second on, with sensors that are `sensorsAhead`
    /// of it and are heard once a second, when at all.
    private func run(
        ahead: Span,
        sensorsAhead: Span?,
        seconds: Int64 = 200
    ) -> (atTen: Span, end: Span, doubt: Span?) {
        var clock = SteadyClock(wall: Self.start, monotonic: .zero)
        var atTen = Span.zero
        var end = Span.zero
        for second in 1...seconds {
            let true_ = Self.start + .seconds(second)
            let wall = second >= 10 ? true_ + ahead : true_
            end = clock.now(wall: wall, monotonic: .seconds(second)) - true_
            if second == 10 { atTen = end }
            if let sensorsAhead { clock.witness(true_ + sensorsAhead, wall: wall, monotonic: .seconds(second)) }
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
        var clock = SteadyClock(wall: Self.start, monotonic: .zero)
        #expect(clock.now(wall: Self.start + .hours(2), monotonic: .seconds(1)) == Self.start + .seconds(1))
        #expect(clock.doubt != nil)
        #expect(clock.now(wall: Self.start + .seconds(2), monotonic: .seconds(2)) == Self.start + .seconds(2))
        #expect(clock.doubt == nil)
    }
}
