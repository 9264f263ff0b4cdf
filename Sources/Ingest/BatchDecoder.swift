import Acoustics
package import EventTime
import Mosquitto
import Records
package import SensorPayloads

/// Turns a batch of messages into the arrival that is committed: every message becomes readings, a rejected payload, or both.
package struct BatchDecoder: Sendable {
    var decoder: any PayloadDecoder
    /// The sensors of the plan; what others send is kept as rejected.
    var sensors: SensorConditioners

    package init(decoder: any PayloadDecoder, sensors: SensorConditioners) {
        self.decoder = decoder
        self.sensors = sensors
    }

    func knows(_ sensor: SensorID) -> Bool { sensors.knows(sensor) }

    /// A batch of one arrival. The sensors' clocks and levels are judged by it, so that each batch is to be given once, in
    /// the order of arrival.
    mutating func arrival(of batch: MessageBatch, receivedAt: Instant, routing: inout TopicRouting) -> Arrival {
        var arrival = Arrival(receivedAt: receivedAt, way: .mqtt)
        arrival.messages.reserveCapacity(batch.count)
        var places: [Int] = []
        places.reserveCapacity(batch.count)
        for index in 0..<batch.count {
            let topic = batch.topic(at: index)
            if let cut = cut(batch, index, topic, receivedAt) {
                arrival.rejected.append(cut)
                continue
            }
            if routing.takes(topic, batch, index, sensors: self, &arrival) { continue }
            let (decoded, place) = batch.withPayload(at: index) {
                take(topic: topic, payload: $0, receivedAt: receivedAt)
            }
            if let rejected = decoded.rejected { arrival.rejected.append(rejected) }
            if let message = decoded.message {
                arrival.messages.append(message)
                places.append(place)
            }
        }
        sensors.condition(&arrival.messages, places: places, arrival: receivedAt)
        return arrival
    }

    /// One payload by itself, as the plan of today has it; `receivedAt` is when it came from the broker.
    package func decode(topic: String, payload: Span<UInt8>, receivedAt: Instant) -> DecodedPayload {
        let (decoded, place) = take(topic: topic, payload: payload, receivedAt: receivedAt)
        return decoded.map { sensors.conditioned($0, place: place, arrival: receivedAt) }
    }

    /// What a payload holds, as its sensor sent it, and where the sensor stands; rejected when the plan does not have it.
    private func take(
        topic: String,
        payload: Span<UInt8>,
        receivedAt: Instant
    ) -> (decoded: DecodedPayload, place: Int) {
        let decoded = decoder.decode(topic: topic, payload: payload, receivedAt: receivedAt)
        guard let sensor = decoded.message?.sensor else { return (attributed(decoded, topic), 0) }
        guard let place = sensors.place(of: sensor) else {
            let bytes = (0..<payload.count).map { payload[$0] }
            return (.rejected(unknown(sensor, topic, bytes, receivedAt)), 0)
        }
        return (attributed(decoded, topic), place)
    }

    /// Says of what is rejected whether it came on a topic of the plan's sensors.
    private func attributed(_ decoded: DecodedPayload, _ topic: String) -> DecodedPayload {
        guard var payload = decoded.rejected, let sensor = NativeTopic.sensor(topic), knows(sensor) else {
            return decoded
        }
        payload.isOfKnownSensor = true
        guard let message = decoded.message else { return .rejected(payload) }
        return .partly(message, payload)
    }

    /// A message above the connection's limit, of which the first bytes are here; nil for a whole one.
    private func cut(_ batch: MessageBatch, _ index: Int, _ topic: String, _ receivedAt: Instant) -> RejectedPayload? {
        let size = batch.publishedSize(at: index)
        let payload = batch.withPayload(at: index) { $0.count }
        guard size > payload else { return nil }
        var cut = RejectedPayload(
            topic: topic,
            payload: batch.payload(at: index),
            receivedAt: receivedAt,
            reason: .tooLarge,
            detail: "message: \(size) bytes, of which the first \(payload) are kept; it is above broker.max-packet"
        )
        let sensor = NativeTopic.sensor(topic) ?? NativeTopic.sensor(topic, .status)
        cut.isOfKnownSensor = sensor.map(knows) ?? false
        return cut
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
}
