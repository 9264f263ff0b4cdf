package import Acoustics
import EventTime
import Readings
import Records
import SensorPayloads
package import Sites
package import StorePorts

/// The sensors of the plan, each with what is known of its clock and of its levels.
///
/// A value of the ingest thread.
package struct SensorConditioners: Sendable {
    private var places: [SensorID: Int]
    private var conditioners: [SensorConditioner]

    /// `sensors` with what each can measure.
    package init(_ sensors: [(id: SensorID, limits: InstrumentLimits)]) {
        places = Dictionary(sensors.enumerated().map { ($1.id, $0) }) { first, _ in first }
        conditioners = sensors.map { SensorConditioner($0.limits) }
    }

    /// All with the same limits.
    package init(_ sensors: some Sequence<SensorID>, limits: InstrumentLimits) {
        self.init(sensors.map { ($0, limits) })
    }

    /// Those of another plan, `sensors` with what each can measure: what is known of a sensor that stays is kept.
    package func replaced(by sensors: [(id: SensorID, limits: InstrumentLimits)]) -> SensorConditioners {
        var replaced = SensorConditioners(sensors)
        for (place, sensor) in sensors.enumerated() {
            guard let known = places[sensor.id] else { continue }
            replaced.conditioners[place] = conditioners[known].with(sensor.limits)
        }
        return replaced
    }

    func knows(_ sensor: SensorID) -> Bool { places[sensor] != nil }

    /// Where the sensor's conditioner stands; nil when the plan does not have the sensor.
    func place(of sensor: SensorID) -> Int? { places[sensor] }

    /// Puts right and marks what came together; `places` are those of the messages' sensors.
    mutating func condition(_ messages: inout [SensorMessage], places: [Int], arrival: Instant) {
        for index in messages.indices {
            // All are looked at before any is moved: the newest reading of the arrival says how wrong the clock is.
            conditioners[places[index]].look(at: messages[index].readings, arrival: arrival)
        }
        for index in messages.indices {
            conditioners[places[index]].condition(&messages[index].readings, arrival: arrival)
        }
    }

    /// The same of one message by itself, of whose sensor nothing is known.
    func conditioned(_ message: SensorMessage, place: Int, arrival: Instant) -> SensorMessage {
        var message = message
        var conditioner = conditioners[place].fresh
        conditioner.look(at: message.readings, arrival: arrival)
        conditioner.condition(&message.readings, arrival: arrival)
        return message
    }

    /// Our own clock was set forward by `step`.
    mutating func rebase(by step: TimeSpan) {
        for index in conditioners.indices { conditioners[index].rebase(by: step) }
    }
}

extension SensorConditioners {
    /// How far back a restart looks: as long as an unchanging level takes by default, and half as long again.
    private static let recalled = TimeSpan.minutes(15)
    /// No more readings than this are looked at, about a second's work.
    private static let mostRecalled: Int64 = 500_000

    /// Takes from the journal what came over MQTT last.
    package mutating func recall(from journal: some Journal) throws {
        for index in conditioners.indices { conditioners[index] = conditioners[index].fresh }
        var known: [SensorKey: Int] = [:]
        for (sensor, key) in try journal.knownKeys() { known[key] = places[sensor] }
        let last = try journal.lastSequence()
        var newest: Instant?
        _ = try journal.forEachEntry(after: last - 1, limit: 1) { newest = $0.receivedAt }
        guard let newest else { return }
        // By arrival: the sensors' own times may be the ones that are wrong.
        let first = try journal.firstSequence(receivedFrom: newest - SensorConditioners.recalled)
        var sequence = max(first, last - SensorConditioners.mostRecalled + 1) - 1
        while sequence < last {
            let read = try journal.forEachEntry(after: sequence, limit: 10_000) { entry in
                guard entry.origin == .mqtt, let place = known[entry.sensor] else { return }
                conditioners[place].recall(entry.reading, arrival: entry.receivedAt)
            }
            guard let read else { break }
            sequence = read
        }
        for index in conditioners.indices { conditioners[index].finishRecall() }
    }
}
