import Acoustics
package import EventTime
import Mosquitto
package import Readings
import Records
import SensorPayloads
import Sites

/// Turns a batch of messages into the arrival that is committed: every message becomes readings, a rejected payload, or
/// both.
package struct BatchDecoder: Sendable {
    let table: TopicTable
    let directory: DeviceDirectory
    /// The sensors of the plan; what others send is kept as rejected.
    var sensors: SensorConditioners

    package init(_ intake: SensorIntake) {
        table = intake.table
        directory = intake.directory
        sensors = SensorConditioners(intake.sensors)
    }

    /// The same for another plan: what is known of a sensor that stays is kept.
    func replaced(by intake: SensorIntake) -> BatchDecoder {
        var replaced = BatchDecoder(intake)
        replaced.sensors = sensors.replaced(by: intake.sensors)
        return replaced
    }

    func knows(_ sensor: SensorID) -> Bool { sensors.knows(sensor) }

    /// A batch of one arrival. The sensors' clocks and levels are judged by it, so that each batch is to be given once,
    /// in the order of arrival.
    mutating func arrival(of batch: MessageBatch, receivedAt: Instant, routing: inout TopicRouting) -> Arrival {
        var arrival = Arrival(receivedAt: receivedAt, origin: .mqtt)
        arrival.messages.reserveCapacity(batch.count)
        var places: [Int] = []
        places.reserveCapacity(batch.count)
        var published = 0
        var times = ArrivalTimes()
        for index in 0..<batch.count {
            let topic = batch.topic(at: index)
            // First: what is cut off is neither a status nor a reading, whatever its beginning looks like.
            if let cut = cut(batch, index, topic, receivedAt) {
                arrival.rejected.append(cut)
                published += 1
                continue
            }
            let noted = arrival.rejected.count + arrival.statuses.count
            if routing.takes(topic, batch, index, sensors: self, &arrival) {
                published += arrival.rejected.count + arrival.statuses.count - noted
                continue
            }
            published += 1
            let context = MessageContext(topic: topic, receivedAt: receivedAt, isRetained: batch.isRetained(at: index))
            let taken = batch.withPayload(at: index) { take($0, context) }
            arrival.rejected += taken.rejected
            arrival.statuses += taken.statuses
            for (message, place) in taken.messages {
                var message = message
                times.separate(&message, place: place)
                arrival.messages.append(message)
                places.append(place)
            }
        }
        arrival.publishedCount = published
        // After the whole batch: the lag of a clock is that of all that arrives together (decision 0030).
        sensors.condition(&arrival.messages, places: places, arrival: receivedAt)
        return arrival
    }

    /// One payload by itself, as the plan of today has it; `receivedAt` is when it came from the broker, and `shift` by
    /// how much its times were moved then.
    package func decode(
        topic: String,
        payload: Span<UInt8>,
        receivedAt: Instant,
        shift: TimeSpan = .zero
    ) -> (messages: [SensorMessage], rejected: [RejectedPayload]) {
        let taken = take(payload, MessageContext(topic: topic, receivedAt: receivedAt))
        let messages = taken.messages.map { message, place in
            var message = message
            for index in message.readings.indices where shift != .zero {
                message.readings[index].start = message.readings[index].start + shift
                message.readings[index].shift = shift
            }
            return sensors.conditioned(message, place: place, arrival: receivedAt)
        }
        return (messages, taken.rejected)
    }

    private struct Taken {
        var messages: [(message: SensorMessage, place: Int)] = []
        var statuses: [StatusReport] = []
        var rejected: [RejectedPayload] = []
    }

    /// What a payload holds, as its devices sent it, and where their sensors stand; rejected where the plan does not
    /// have them.
    private func take(_ payload: Span<UInt8>, _ context: MessageContext) -> Taken {
        let decoder = table.decoder(for: context.topic)
        let decoded = decoder.decode(payload, of: context)
        var taken = Taken()
        if let rejected = decoded.rejected { taken.rejected.append(attributed(rejected, by: decoder)) }
        let messages = decoded.messages
        guard !messages.isEmpty else { return taken }
        let source = MessageSource(
            topic: context.topic,
            payload: payload.withUnsafeBufferPointer { unsafe Array($0) },
            decoder: decoder.name
        )
        var unknown: [DeviceID] = []
        for message in messages {
            guard let sensor = directory.sensor(of: message.device, by: decoder.name),
                let place = sensors.place(of: sensor)
            else {
                unknown.append(message.device)
                continue
            }
            if let state = message.state {
                let status = SensorStatus(sensor: sensor, state: state)
                taken.statuses.append(
                    StatusReport(status: status, receivedAt: context.receivedAt, retained: context.isRetained)
                )
                continue
            }
            let known = SensorMessage(
                sensor: sensor,
                readings: message.isPart ? message.readings.map(\.apart) : message.readings,
                sequence: message.sequence,
                source: source
            )
            taken.messages.append((known, place))
        }
        if !unknown.isEmpty { taken.rejected.append(self.unknown(unknown, source, context.receivedAt)) }
        return taken
    }

    /// Says of what is rejected whether it came on a topic of the plan's sensors.
    private func attributed(_ rejected: RejectedPayload, by decoder: any PayloadDecoder) -> RejectedPayload {
        var rejected = rejected
        rejected.isOfKnownSensor = isOfKnownSensor(rejected.topic, decoder)
        return rejected
    }

    private func isOfKnownSensor(_ topic: String, _ decoder: any PayloadDecoder) -> Bool {
        guard let device = decoder.device(of: topic) else { return false }
        return directory.sensor(of: device, by: decoder.name).map(knows) ?? false
    }

    /// A message above the connection's limit, of which the first bytes are here; nil for a whole one.
    private func cut(_ batch: MessageBatch, _ index: Int, _ topic: String, _ receivedAt: Instant) -> RejectedPayload? {
        let size = batch.publishedSize(at: index)
        let payload = batch.withPayload(at: index) { $0.count }
        // The client keeps the first bytes and says how many there were (decision 0035).
        guard size > payload else { return nil }
        var cut = RejectedPayload(
            topic: topic,
            payload: batch.payload(at: index),
            receivedAt: receivedAt,
            reason: .tooLarge,
            detail: "message: \(size) bytes, of which the first \(payload) are kept; it is above broker.max-packet"
        )
        cut.isOfKnownSensor =
            isOfKnownSensor(topic, table.decoder(for: topic)) || NativeTopic.sensor(topic, .status).map(knows) ?? false
        return cut
    }

    private func unknown(_ devices: [DeviceID], _ source: MessageSource, _ receivedAt: Instant) -> RejectedPayload {
        if case .sensor(let sensor) = devices[0], devices.count == 1 {
            return unknown(sensor, source.topic, source.payload, receivedAt, decoder: source.decoder)
        }
        let names = devices.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
        let more = devices.count > 3 ? " and \(devices.count - 3) more" : ""
        let first = "{decoder: \(source.decoder), id: \(devices[0])}"
        return RejectedPayload(
            topic: source.topic,
            payload: source.payload,
            receivedAt: receivedAt,
            reason: .unknownSensor,
            detail: "no sensor of the plan is the device \(names)\(more): give one 'device: \(first)', or stop it",
            decoder: source.decoder
        )
    }

    func unknown(
        _ sensor: SensorID,
        _ topic: String,
        _ payload: [UInt8],
        _ receivedAt: Instant,
        decoder: String? = nil
    ) -> RejectedPayload {
        RejectedPayload(
            topic: topic,
            payload: payload,
            receivedAt: receivedAt,
            reason: .unknownSensor,
            detail: "the plan has no sensor '\(sensor)': add it to the plan or stop it from publishing",
            decoder: decoder
        )
    }
}
