import EventTime
import Health
import Records
import Synchronization
import Testing

@Suite("Signs of life")
struct HeartbeatTests {
    /// A clock that moves only when a test moves it.
    private final class Hand: Sendable {
        private let time = Mutex(Duration.seconds(1000))
        var now: Duration { time.withLock { $0 } }
        func move(by step: Duration) { time.withLock { $0 += step } }
    }

    private let hand = Hand()
    private let heartbeat: Heartbeat

    init() {
        heartbeat = Heartbeat("ingest") { [hand] in hand.now }
    }

    private var reasons: [String] { Liveness(heartbeats: [heartbeat], limit: .seconds(30)).reasons }

    @Test("a loop that turns is alive, one that does not is named after the limit")
    func turning() {
        #expect(!heartbeat.hasBegun)
        heartbeat.beat()
        #expect(heartbeat.hasBegun)
        hand.move(by: .seconds(30))
        #expect(reasons == [])
        hand.move(by: .seconds(2))
        #expect(reasons == ["ingest: no sign of life for 32 s"])
        heartbeat.beat()
        #expect(reasons == [])
    }

    @Test("one that never turned counts from its making")
    func never() {
        hand.move(by: .seconds(31))
        #expect(reasons == ["ingest: no sign of life for 31 s"])
    }

    @Test("who says that he is away is missed only after that, and a beat ends the leave")
    func away() {
        heartbeat.beat(awayFor: .minutes(3))
        hand.move(by: .seconds(200))
        #expect(reasons == [])
        hand.move(by: .seconds(11))
        #expect(reasons == ["ingest: no sign of life for 31 s"])
        heartbeat.beat(awayFor: .minutes(3))
        heartbeat.beat()
        hand.move(by: .seconds(31))
        #expect(reasons.count == 1)
    }

    @Test("who has ended is not missed")
    func ended() {
        heartbeat.end()
        hand.move(by: .seconds(3600))
        #expect(reasons == [])
    }
}
