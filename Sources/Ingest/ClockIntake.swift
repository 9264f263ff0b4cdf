import Acoustics
package import EventTime
import Mosquitto
import Readings
import SensorPayloads
package import Sites

/// The service's clock as ingest serves it: sensors say what time it is by their own clocks. Safe from any thread.
package struct ClockIntake: Sendable {
    /// Takes the ends of the newest readings of sensors that were just heard, by their own clocks.
    let take: @Sendable ([SensorID: Instant]) -> Void
    /// Whether the next readings may change the service's time, so that they are to be taken before their arrival is
    /// dated.
    let awaitsSensors: @Sendable () -> Bool

    package init(
        take: @escaping @Sendable ([SensorID: Instant]) -> Void = { _ in },
        awaitsSensors: @escaping @Sendable () -> Bool = { false }
    ) {
        self.take = take
        self.awaitsSensors = awaitsSensors
    }
}

extension Reading {
    /// The end by the sensor's own clock; nil for what it sends from its memory, and where it has none.
    var ownEnd: Instant? { historical || isTimedByArrival ? nil : end - shift }
}

extension BatchDecoder {
    /// The ends of the newest readings of each sensor of the plan in a batch, by the sensors' own clocks. Keeps
    /// nothing.
    func ends(in batch: MessageBatch, now: Instant) -> [SensorID: Instant] {
        var ends: [SensorID: Instant] = [:]
        for index in 0..<batch.count {
            let topic = batch.topic(at: index)
            let decoder = table.decoder(for: topic)
            let context = MessageContext(topic: topic, receivedAt: now, isRetained: batch.isRetained(at: index))
            guard case .readings(let messages) = batch.withPayload(at: index, { decoder.decode($0, of: context) })
            else {
                continue
            }
            for message in messages {
                guard let sensor = directory.sensor(of: message.device, by: decoder.name), knows(sensor),
                    let end = message.readings.compactMap(\.ownEnd).max()
                else { continue }
                ends[sensor] = max(end, ends[sensor] ?? end)
            }
        }
        return ends
    }
}
