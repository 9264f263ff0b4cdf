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

/// Publishes as the plan's sensors would, a message a second and sensor: a device of HJ 212 or ChirpStack in its own
/// form, all others by the project's contract.
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
        /// Nil for one that speaks the project's own contract.
        let device: SensorDevice?
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
                device: sensor.device,
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
            guard let message = message(of: index, second) else { continue }
            voices[index].sequence += 1
            messages.append(Uplink.Message(topic: message.topic, payload: message.payload))
        }
        uplink.publish(messages)
        return messages.count
    }

    /// As the sensor's make writes it, where that is known.
    private mutating func message(of index: Int, _ second: Instant) -> DeviceMessage? {
        let (sensor, device, sequence) = (voices[index].sensor, voices[index].device, voices[index].sequence)
        if voices[index].act == .nonsense {
            return DeviceMessage(topic: NativeTopic.topic(sensor), payload: Nonsense.payload(Int(sequence)))
        }
        guard let reading = voices[index].source.next(at: second) else { return nil }
        if let device, let decoder = PayloadDecoders.named(device.decoder),
            let message = decoder.message(of: reading, device: device.id, number: sequence)
        {
            return message
        }
        let number = MessageSequence(boot: boot, seq: sequence)
        return DeviceMessage(
            topic: NativeTopic.topic(sensor),
            payload: NativeEncoder.payload([reading], sequence: number)
        )
    }
}
