import EventTime
import Records

/// Follows the broker's count of messages that it dropped, over one connection after another; tells the first count of
/// a connection and every change (mosquitto(8), `$SYS`).
struct BrokerCounting {
    static let uptimeTopic = "$SYS/broker/uptime"
    static let droppedTopic = "$SYS/broker/publish/messages/dropped"

    /// A hundred years, s: more is no broker's, and no time that can be counted back from now.
    private static let longestUptime: Int64 = 100 * 366 * 86_400
    private static let pause = TimeSpan.seconds(1)

    private var startedAt: Instant?
    private var dropped: Int64?
    private var told: Int64?
    private var notedAt: Instant?
    /// The broker reports at intervals: a change came after the report before the last one that was heard live, for the
    /// last one may be of the same interval.
    private var heardAt: Instant?
    private var heardBefore: Instant?

    /// The broker may be another run of itself; a change that it tells next may be as old as `lastReceivedAt`.
    mutating func connected(lastReceivedAt: Instant?) {
        startedAt = nil
        dropped = nil
        told = nil
        notedAt = nil
        heardBefore = lastReceivedAt
        heardAt = lastReceivedAt
    }

    /// A payload that is no count is passed over: it is the broker's, not a sensor's.
    mutating func hear(_ topic: String, _ payload: Span<UInt8>, retained: Bool, at now: Instant) -> DropCount? {
        guard let number = BrokerCounting.number(payload) else { return nil }
        switch topic {
        case BrokerCounting.uptimeTopic:
            guard number <= BrokerCounting.longestUptime else { return nil }
            // Once for each connection: computed again it would waver by a second, and look like a restart.
            if startedAt == nil { startedAt = now - .seconds(number) }
            if !retained {
                heardBefore = heardAt
                heardAt = now
            }
        case BrokerCounting.droppedTopic: dropped = number
        default: return nil
        }
        guard let startedAt, let dropped, dropped != told else { return nil }
        // A broker reports every few seconds; one that never stops does not fill the store.
        if let notedAt, now >= notedAt, now - notedAt < BrokerCounting.pause { return nil }
        told = dropped
        notedAt = now
        return DropCount(at: now, since: heardBefore, brokerStartedAt: startedAt, dropped: dropped)
    }

    /// The digits at the start, at most 15: "0", "3912 seconds".
    private static func number(_ payload: Span<UInt8>) -> Int64? {
        var value: Int64 = 0
        var digits = 0
        while digits < payload.count, let digit = payload[digits].digit {
            guard digits < 15 else { return nil }
            value = value * 10 + digit
            digits += 1
        }
        return digits > 0 ? value : nil
    }
}

extension UInt8 {
    fileprivate var digit: Int64? {
        self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") ? Int64(self - UInt8(ascii: "0")) : nil
    }
}
