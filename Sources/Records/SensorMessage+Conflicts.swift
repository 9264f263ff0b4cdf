import Acoustics
package import EventTime
package import Readings
import SensorPayloads

extension SensorMessage {
    /// What is to be kept of a message of which `readings` contradict readings that were recorded before: the bytes
    /// that the sensor sent, so that a person can decide for them. Empty without such readings.
    package func conflicts(_ readings: [Reading], at receivedAt: Instant) -> [RejectedPayload] {
        guard let first = readings.first else { return [] }
        if let source, readings.allSatisfy({ $0.shift == first.shift }) {
            return [conflict(source, readings, shift: first.shift, at: receivedAt)]
        }
        // Without a message, or with readings that were moved by different times, each by itself.
        return readings.map { reading in
            conflict(PayloadDecoders.source(of: reading, sensor: sensor), [reading], shift: .zero, at: receivedAt)
        }
    }

    private func conflict(
        _ source: MessageSource,
        _ contradicted: [Reading],
        shift: TimeSpan,
        at receivedAt: Instant
    ) -> RejectedPayload {
        let starts = contradicted.prefix(3).map { RFC3339.format($0.start, offset: 0) }.joined(separator: ", ")
        let more = contradicted.count > 3 ? " and \(contradicted.count - 3) more" : ""
        let which = readings.count > 1 ? " (\(contradicted.count) of \(readings.count) readings: \(starts)\(more))" : ""
        var payload = RejectedPayload(
            topic: source.topic,
            payload: source.payload,
            receivedAt: receivedAt,
            reason: .conflict,
            detail: """
                a reading with this start and duration was recorded before with other values\(which); the first one stands
                """,
            decoder: source.decoder,
            shift: shift
        )
        payload.isOfKnownSensor = true
        return payload
    }
}
