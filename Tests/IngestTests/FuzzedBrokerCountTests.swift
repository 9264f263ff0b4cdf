import EventTime
import Records
import TestSupport
import Testing

@testable import Ingest

@Suite("Fuzzed counts of the broker")
struct FuzzedBrokerCountTests {
    /// 1,000,000 runs in the whole form: an uptime and a count, with a line break between.
    @Test("whatever the broker says of itself is a count or nothing")
    func counts() {
        let make: (inout SplitMix64) -> [UInt8] = { random in
            let uptime = random.damaged(Array("3912 seconds".utf8), alphabet: "0129 -+.es\u{FF}", most: 4)
            return uptime + [10] + random.damaged(Array("17".utf8), alphabet: "0129 -+.es\u{FF}", most: 4)
        }
        let now = Instant(milliseconds: 1_780_794_192_000)
        let fault = Fuzzing("broker-counts", runs: 1_000_000).run(make) { bytes in
            var counting = BrokerCounting()
            counting.connected(lastReceivedAt: nil)
            let halves = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
            var counts: [DropCount] = []
            for (half, topic) in zip(halves, [BrokerCounting.uptimeTopic, BrokerCounting.droppedTopic]) {
                let payload = Array(half)
                if let count = counting.hear(topic, payload.span, retained: false, at: now) { counts.append(count) }
            }
            guard let count = counts.first else { return nil }
            let age = now - count.brokerStartedAt
            guard age >= .zero, age <= .hours(24 * 366 * 100), count.dropped >= 0 else { return "\(count)" }
            return RFC3339.format(count.brokerStartedAt, offset: 0).isEmpty ? "no time" : nil
        }
        #expect(fault == nil)
    }

    @Test("an uptime of 18 digits is none", arguments: ["999999999999999999", "3162240001"])
    func longest(text: String) {
        var counting = BrokerCounting()
        counting.connected(lastReceivedAt: nil)
        let now = Instant(milliseconds: 1_780_794_192_000)
        let (uptime, dropped) = (Array(text.utf8), Array("1".utf8))
        #expect(counting.hear(BrokerCounting.uptimeTopic, uptime.span, retained: true, at: now) == nil)
        #expect(counting.hear(BrokerCounting.droppedTopic, dropped.span, retained: true, at: now) == nil)
    }
}
