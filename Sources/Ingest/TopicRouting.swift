import EventTime
import Mosquitto
import Readings
import Records
import SensorPayloads

/// Which messages are no observations, and what is noted of them: status reports of sensors, and the broker's own
/// counts. One for each connection's thread.
struct TopicRouting {
    private var broker = BrokerCounting()

    /// What ingest can do without, beside the observations. With QoS 0 the broker keeps none of its own counts for us
    /// while we are away.
    static let optionalSubscriptions = [
        OptionalSubscription(filter: "noise/1/+/+/status", qos: 1),
        OptionalSubscription(filter: BrokerCounting.uptimeTopic, qos: 0),
        OptionalSubscription(filter: BrokerCounting.droppedTopic, qos: 0),
    ]

    /// After a new connection what the broker says of itself counts from the start; `lastReceivedAt` is when anything
    /// was last heard before.
    mutating func connected(lastReceivedAt: Instant?) {
        broker.connected(lastReceivedAt: lastReceivedAt)
    }

    /// True when message `index` is no observation and has been noted in `arrival`.
    mutating func takes(
        _ topic: String,
        _ batch: MessageBatch,
        _ index: Int,
        sensors: BatchDecoder,
        _ arrival: inout Arrival
    ) -> Bool {
        if topic.utf8.first == UInt8(ascii: "$") {
            let count = batch.withPayload(at: index) {
                broker.hear(topic, $0, retained: batch.isRetained(at: index), at: arrival.receivedAt)
            }
            if let count { arrival.dropCounts.append(count) }
            return true
        }
        guard topic.utf8.suffix(7).elementsEqual("/status".utf8) else { return false }
        // A make may have a topic of this name, as ESPHome has.
        guard NativeTopic.sensor(topic, .status) != nil || !sensors.table.isDeclared(topic) else { return false }
        note(status: topic, batch, index, sensors: sensors, &arrival)
        return true
    }

    private mutating func note(
        status topic: String,
        _ batch: MessageBatch,
        _ index: Int,
        sensors: BatchDecoder,
        _ arrival: inout Arrival
    ) {
        // A retained status is older than the subscription: the ledger must not take it for news.
        let retained = batch.isRetained(at: index)
        let payload = batch.payload(at: index)
        // An empty payload takes a retained one back (MQTT 3.1.1 section 3.3.1.3).
        guard !payload.isEmpty else { return }
        let receivedAt = arrival.receivedAt
        guard let status = SensorStatus.decode(topic: topic, payload: payload.span) else {
            var rejected = RejectedPayload(
                topic: topic,
                payload: payload,
                receivedAt: receivedAt,
                reason: .malformed,
                detail: "no status: expected {\"state\":\"online\"} or {\"state\":\"offline\"}"
            )
            rejected.isOfKnownSensor = NativeTopic.sensor(topic, .status).map(sensors.knows) ?? false
            arrival.rejected.append(rejected)
            return
        }
        guard sensors.knows(status.sensor) else {
            arrival.rejected.append(sensors.unknown(status.sensor, topic, payload, receivedAt))
            return
        }
        arrival.statuses.append(StatusReport(status: status, receivedAt: receivedAt, retained: retained))
    }
}
