import Acoustics
import EventTime
import ExamCalendar
import Foundation
package import Ingest
package import Mosquitto
import Readings
package import Records
import SensorPayloads
import Settings
package import Sites

/// Publishes as the plan's sensors would, a message a second and sensor.
///
/// With a speed above 1 simulated time begins so far in the past that it arrives at the present when the run ends:
/// that fills hours quickly, as late data, and raises no live alarm.
package struct Simulator {
    package struct Settings: Sendable {
        /// What each sensor does; sensors that are missing do what their place suggests.
        package var acts: [SensorID: Act]
        /// Simulated seconds a second, 1 to 3600.
        package var speed: Int
        /// Wall-clock seconds; nil until stopped. A speed above 1 needs it.
        package var seconds: Int?
        package var seed: UInt64

        package init(acts: [SensorID: Act] = [:], speed: Int = 1, seconds: Int? = nil, seed: UInt64 = 20_260_607) {
            self.acts = acts
            self.speed = speed
            self.seconds = seconds
            self.seed = seed
        }
    }

    private let settings: Settings
    private var uplink: Uplink
    /// Another run counts from 0 again.
    private let boot = Int64(Date().timeIntervalSince1970)
    private var voices: [Voice]

    private struct Voice {
        let sensor: SensorID
        let topic: String
        let act: Act
        var source: SoundSource
        var sequence: Int64 = 0
    }

    /// Connects to the broker; `trouble` is called when a connection is lost, which is then made again.
    package init(
        plan: Plan,
        broker: BrokerSettings,
        settings: Settings,
        trouble: @escaping (MosquittoError) -> Void = { _ in }
    ) throws {
        self.settings = settings
        var options = broker.connection
        options.clientID += "-simulator"
        options.cleanSession = true
        uplink = try Simulator.uplink(options, broker.password?.reveal(), trouble)
        voices = plan.sensors.enumerated().map { index, sensor in
            let act = settings.acts[sensor.id] ?? .demonstration(at: sensor.placement)
            return Voice(
                sensor: sensor.id,
                topic: NativeTopic.topic(sensor.id),
                act: act,
                source: SoundSource(act: act, placement: sensor.placement, seed: settings.seed &+ UInt64(index) * 7919)
            )
        }
    }

    /// By MQTT 5 where the broker speaks it: only that has a word for a message that may not be published.
    private static func uplink(
        _ options: ConnectionOptions,
        _ password: String?,
        _ trouble: @escaping (MosquittoError) -> Void
    ) throws(MosquittoError) -> Uplink {
        var newer = options
        newer.protocolVersion = .v5
        do throws(MosquittoError) {
            return try Uplink(options: newer, password: password, trouble: trouble)
        } catch {
            guard options.protocolVersion != .v5 else { throw error }
            return try Uplink(options: options, password: password, trouble: trouble)
        }
    }

    /// Runs until the settings' seconds are over or `isStopping` says so; calls `progress` after each second with the
    /// number of messages published so far.
    package mutating func run(isStopping: () -> Bool, progress: (Int) throws -> Void) throws {
        let begun = Date().timeIntervalSince1970.rounded(.down)
        let back = settings.speed > 1 ? Double((settings.seconds ?? 0) * (settings.speed - 1)) : 0
        var published = 0
        var wall = 0
        while settings.seconds.map({ wall < $0 }) ?? true {
            // A second is published when it is over.
            let wait = begun + Double(wall + 1) - Date().timeIntervalSince1970
            try uplink.idle(milliseconds: max(1, Int(wait * 1000)))
            if isStopping() { break }
            for step in 0..<settings.speed {
                let second = Int64(begun - back) + Int64(wall * settings.speed + step)
                published += publish(second: Instant(milliseconds: second * 1000))
            }
            try progress(published)
            wall += 1
        }
        try uplink.finish()
    }

    /// One second of every sensor; returns the number of messages.
    private mutating func publish(second: Instant) -> Int {
        var messages: [Uplink.Message] = []
        for index in voices.indices {
            let payload: [UInt8]
            let sequence = voices[index].sequence
            if voices[index].act == .nonsense {
                payload = Nonsense.payload(Int(sequence))
            } else if let reading = voices[index].source.next(at: second) {
                payload = NativeEncoder.payload([reading], sequence: MessageSequence(boot: boot, seq: sequence))
            } else {
                continue
            }
            voices[index].sequence += 1
            messages.append(Uplink.Message(topic: voices[index].topic, payload: payload))
        }
        uplink.publish(messages)
        return messages.count
    }
}
