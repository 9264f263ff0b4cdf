import EventTime
import Testing

@Suite("What sensors agree upon")
struct SensorTimesTests {
    private static let start = Instant(milliseconds: 1_780_794_000_000)

    /// Sensors that are heard once a second for `seconds`, each behind or ahead of the truth by so much.
    private func times(_ offsets: [TimeSpan], seconds: Int64 = 10) -> SensorTimes<Int> {
        var times = SensorTimes<Int>()
        for second in 0..<seconds {
            for (sensor, offset) in offsets.enumerated() {
                times.take(Self.start + .seconds(second) + offset, of: sensor, monotonic: .seconds(second))
            }
        }
        return times
    }

    private func difference(_ consensus: SensorTimes<Int>.Consensus?) -> TimeSpan? {
        consensus.map { Instant(milliseconds: 0) + $0.offset - Self.start }
    }

    @Test("the largest group decides, its middle is the time, and a sensor that stands apart is not heard")
    func majority() {
        let offsets: [TimeSpan] = [.seconds(1), .seconds(-1), .seconds(-3), .hours(8), .minutes(-40)]
        let consensus = times(offsets).consensus(monotonic: .seconds(10))
        #expect(consensus?.sensors == [0, 1, 2] && difference(consensus) == .seconds(-1))
        #expect(consensus?.isSteady == true)
    }

    @Test("half is no majority; one sensor alone is")
    func half() {
        #expect(times([.zero, .hours(1)]).consensus(monotonic: .seconds(10)) == nil)
        #expect(difference(times([.hours(1)]).consensus(monotonic: .seconds(10))) == .hours(1))
        #expect(SensorTimes<Int>().consensus(monotonic: .zero) == nil)
    }

    @Test("the edge of agreement is ten seconds")
    func agreement() {
        #expect(times([.zero, .seconds(10)]).consensus(monotonic: .seconds(10))?.sensors == [0, 1])
        #expect(times([.zero, .milliseconds(10_001)]).consensus(monotonic: .seconds(10)) == nil)
    }

    @Test("of one sensor the latest time counts; a delay of some messages changes nothing")
    func delays() {
        var times = times([.zero])
        for second in Int64(10)..<20 {
            times.take(Self.start + .seconds(second) - .seconds(9), of: 0, monotonic: .seconds(second))
        }
        #expect(difference(times.consensus(monotonic: .seconds(20))) == .zero)
    }

    @Test("a clock that is set back is followed within two minutes")
    func setBack() {
        var times = times([.hours(1)])
        for second in Int64(10)..<140 {
            times.take(Self.start + .seconds(second), of: 0, monotonic: .seconds(second))
        }
        #expect(difference(times.consensus(monotonic: .seconds(140))) == .zero)
    }

    @Test("a backlog that drains is not steady until it is drained", arguments: [2, 10, 60])
    func backlog(speed: Int64) {
        var times = SensorTimes<Int>()
        for second in Int64(0)..<20 {
            times.take(Self.start + .seconds(second * speed), of: 0, monotonic: .seconds(second))
            #expect(times.consensus(monotonic: .seconds(second))?.isSteady == false)
        }
        let drained = Self.start + .seconds(20 * speed)
        for second in Int64(20)..<30 {
            times.take(drained + .seconds(second - 20), of: 0, monotonic: .seconds(second))
        }
        #expect(times.consensus(monotonic: .seconds(30))?.isSteady == true)
    }

    @Test("a sensor that is not heard for three minutes has no voice any more")
    func forgotten() {
        let times = times([.zero])
        #expect(times.consensus(monotonic: .seconds(9) + .minutes(3)) != nil)
        #expect(times.consensus(monotonic: .seconds(10) + .minutes(3)) == nil)
    }
}
