package import Acoustics
package import EventTime
import Mosquitto
import Records
package import SensorPayloads

/// Turns a batch of messages into the arrival that is committed: every message becomes readings or a rejected payload.
package struct BatchDecoder: Sendable {
    var decoder: any PayloadDecoder
    /// The sensors of the plan; what others send is kept as rejected.
    var sensors: Set<SensorID>

    package init(decoder: any PayloadDecoder, sensors: Set<SensorID>) {
        self.decoder = decoder
        self.sensors = sensors
    }

    /// A reading that ends later than this after it came in was stamped by a wrong clock.
    static let clockTolerance = Span.minutes(2)

    func knows(_ sensor: SensorID) -> Bool { sensors.contains(sensor) }

    func arrival(of batch: MessageBatch, receivedAt: Instant, routing: inout TopicRouting) -> Arrival {
        var arrival = Arrival(receivedAt: receivedAt, way: .mqtt)
        arrival.messages.reserveCapacity(batch.count)
        for index in 0..<batch.count {
            let topic = batch.topic(at: index)
            if routing.takes(topic, batch, index, sensors: self, &arrival) { continue }
            let decoded = batch.withPayload(at: index) {
                decode(topic: topic, payload: $0, receivedAt: receivedAt)
            }
            switch decoded {
            case .readings(let message): arrival.messages.append(message)
            case .rejected(let payload): arrival.rejected.append(payload)
            }
        }
        return arrival
    }

    /// One payload, as the plan of today has it; `receivedAt` is when it came from the broker.
    package func decode(topic: String, payload: Swift.Span<UInt8>, receivedAt: Instant) -> DecodedPayload {
        switch decoder.decode(topic: topic, payload: payload, receivedAt: receivedAt) {
        case .readings(var message):
            guard sensors.contains(message.sensor) else {
                let bytes = (0..<payload.count).map { payload[$0] }
                return .rejected(unknown(message.sensor, topic, bytes, receivedAt))
            }
            BatchDecoder.markFuture(&message.readings, receivedAt: receivedAt)
            return .readings(message)
        case .rejected(let payload): return .rejected(payload)
        }
    }

    func unknown(
        _ sensor: SensorID,
        _ topic: String,
        _ payload: [UInt8],
        _ receivedAt: Instant
    ) -> RejectedPayload {
        RejectedPayload(
            topic: topic,
            payload: payload,
            receivedAt: receivedAt,
            reason: .unknownSensor,
            detail: "the plan has no sensor '\(sensor)': add it to the plan or stop it from publishing"
        )
    }

    private static func markFuture(_ readings: inout [Reading], receivedAt: Instant) {
        let latest = receivedAt + clockTolerance
        for index in readings.indices where readings[index].end > latest {
            readings[index].mark = .clock
        }
    }
}
