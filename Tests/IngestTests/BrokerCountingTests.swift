import EventTime
import Records
import Testing

@testable import Ingest

@Suite("the broker's own count of what it dropped")
struct BrokerCountingTests {
    private struct Listening {
        var counting = BrokerCounting()

        mutating func uptime(_ text: String, at second: Int64, retained: Bool = false) -> DropCount? {
            let payload = Array(text.utf8)
            return counting.hear(BrokerCounting.uptimeTopic, payload.span, retained: retained, at: at(second))
        }

        mutating func dropped(_ text: String, at second: Int64, retained: Bool = false) -> DropCount? {
            let payload = Array(text.utf8)
            return counting.hear(BrokerCounting.droppedTopic, payload.span, retained: retained, at: at(second))
        }
    }

    @Test("is told once a connection, and when it changes, with the time since which it may have changed")
    func changes() {
        var broker = Listening()
        broker.counting.connected(lastReceivedAt: at(50))
        #expect(broker.dropped("3", at: 100, retained: true) == nil)
        let first = broker.uptime("90 seconds", at: 100, retained: true)
        #expect(
            first
                == DropCount(
                    at: at(100),
                    since: at(50),
                    brokerStartedAt: at(10),
                    dropped: 3
                )
        )
        #expect(broker.uptime("100 seconds", at: 110) == nil)
        // Of the same report as the uptime before: it may have grown since before we connected.
        #expect(broker.dropped("8", at: 110)?.since == at(50))
        #expect(broker.dropped("8", at: 110) == nil)
        #expect(broker.uptime("110 seconds", at: 120) == nil)
        #expect(broker.uptime("120 seconds", at: 130) == nil)
        #expect(broker.dropped("9", at: 130)?.since == at(120))

        broker.counting.connected(lastReceivedAt: at(131))
        #expect(broker.dropped("0", at: 200, retained: true) == nil)
        let again = broker.uptime("5 seconds", at: 200, retained: true)
        #expect(again?.brokerStartedAt == at(195) && again?.dropped == 0)
    }

    @Test(
        "an uptime of more than a hundred years says nothing, and traps nowhere",
        arguments: [
            "999999999999999999 seconds", "999999999999999999", "3162240001",
        ]
    )
    func absurdUptime(text: String) {
        var broker = Listening()
        broker.counting.connected(lastReceivedAt: nil)
        #expect(broker.dropped("1", at: 1) == nil)
        #expect(broker.uptime(text, at: 1) == nil)
        #expect(broker.uptime("1 seconds", at: 2)?.brokerStartedAt == at(1))
        #expect(broker.dropped("999999999999999999", at: 4) == nil)
        #expect(broker.dropped("999999999999999", at: 4)?.dropped == 999_999_999_999_999)
    }

    @Test("a broker that never stops counting is noted once a second")
    func endless() {
        var broker = Listening()
        broker.counting.connected(lastReceivedAt: nil)
        #expect(broker.uptime("1 seconds", at: 1) == nil)
        let noted = (0..<5000).count { broker.dropped("\($0)", at: 1 + Int64($0) / 1000) != nil }
        #expect(noted == 5)
    }

    @Test("what is no count is passed over", arguments: ["", "many", "-1", " 1", "1234567890123456789012"])
    func nonsense(text: String) {
        var broker = Listening()
        broker.counting.connected(lastReceivedAt: nil)
        #expect(broker.uptime("1 seconds", at: 1) == nil)
        #expect(broker.dropped(text, at: 1) == nil)
    }
}

private func at(_ second: Int64) -> Instant { Instant(milliseconds: second * 1000) }
