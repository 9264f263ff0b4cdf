import EventTime
import Testing

@testable import Ingest

@Suite("a broker that brings nothing")
struct QuietTimeTests {
    @Test("proves nothing without a subscription, nor soon after one", arguments: [false, true])
    func subscription(isResumed: Bool) {
        var quiet = QuietTime()
        #expect(!quiet.isProof(at: .hours(1)))
        quiet.subscribed(isResumed: isResumed, at: .seconds(100))
        let wait = isResumed ? QuietTime.afterResumption : QuietTime.afterBegin
        #expect(!quiet.isProof(at: .seconds(100) + wait - .milliseconds(1)))
        #expect(quiet.isProof(at: .seconds(100) + wait))
    }

    @Test("proves nothing between two messages, and something when it lasts")
    func messages() {
        var quiet = QuietTime()
        quiet.subscribed(isResumed: true, at: .zero)
        quiet.received(at: .seconds(1))
        #expect(!quiet.isProof(at: .seconds(5)), "a message does not shorten the wait after a subscription")
        for second in 20...40 as ClosedRange<Int64> {
            quiet.received(at: .seconds(second))
            #expect(!quiet.isProof(at: .milliseconds(second * 1000 + 2999)))
        }
        #expect(quiet.isProof(at: .seconds(43)))
    }

    @Test("however busy it is, what is ten minutes old has come when it was there all the time")
    func bound() {
        var quiet = QuietTime()
        #expect(quiet.bound(at: .hours(9)) == nil)
        quiet.subscribed(isResumed: true, at: .seconds(7))
        #expect(quiet.bound(at: .seconds(606)) == nil)
        #expect(quiet.bound(at: .seconds(607)) == .minutes(10))
        quiet.subscribed(isResumed: true, at: .seconds(700))
        #expect(quiet.bound(at: .seconds(800)) == nil)
    }

    @Test("a clock that was set is noticed by the other one")
    func step() {
        var step = ClockStep()
        let start = Instant(milliseconds: 0)
        #expect(step.taken(wall: start, monotonic: .seconds(50)) == nil)
        #expect(step.taken(wall: start + .seconds(14), monotonic: .seconds(60)) == nil)
        #expect(step.taken(wall: start + .hours(1), monotonic: .seconds(61)) == .seconds(3600 - 15))
        #expect(step.taken(wall: start, monotonic: .seconds(62)) == .seconds(-3601))
    }
}
