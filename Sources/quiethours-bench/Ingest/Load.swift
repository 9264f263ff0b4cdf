import Acoustics
import ArgumentParser
import EventTime
import Readings
import SensorPayloads
import Sites

/// What is published in one measurement, as publisher and subscribers both must know it.
struct Load: ParsableArguments {
    @Option(help: "Begins the id of every site.") var name: String
    @Option var sensors: Int
    @Option var messages: Int
    @Option var observationsPerMessage: Int
    @Option var qos: Int
    @Option(help: "Messages a second; 0 for as many as the broker takes.") var rate = 0
    @Option(help: "Milliseconds since 1970 at which the first reading starts.") var start: Int64 = 0

    /// What old data is depends on the clock, so all that a sensor sends at full speed must fit into this many seconds.
    static let longestSpan = 150
    /// Sensors of one site.
    static let sensorsPerSite = 10

    init() {}

    init(name: String, sensors: Int, messages: Int, observationsPerMessage: Int, qos: Int, rate: Int) {
        self.name = name
        self.sensors = sensors
        self.messages = messages
        self.observationsPerMessage = observationsPerMessage
        self.qos = qos
        self.rate = rate
    }

    var readings: Int { messages * observationsPerMessage }
    var readingsPerSensor: Int { (messages + sensors - 1) / sensors * observationsPerMessage }

    /// A reading's length: as long as there is time between two readings of a sensor, at most a second.
    var duration: TimeSpan {
        let milliseconds =
            rate > 0
            ? sensors * 1000 / (rate * observationsPerMessage) : 100_000 / readingsPerSensor
        return .milliseconds(Int64(min(1000, max(1, milliseconds))))
    }

    /// Seconds that one sensor's readings span.
    var span: Int { readingsPerSensor * Int(duration.milliseconds) / 1000 }

    var arguments: [String] {
        [
            "--name", name, "--sensors", "\(sensors)", "--messages", "\(messages)",
            "--observations-per-message", "\(observationsPerMessage)", "--qos", "\(qos)", "--rate", "\(rate)",
            "--start", "\(start)",
        ]
    }

    func sensor(_ index: Int) -> SensorID {
        SensorID(site: SiteID("\(name)-\(index / Load.sensorsPerSite)"), sensor: "meter-\(index)")
    }

    /// LAeq without gaps, as a meter sends it; sensors take turns and share their times.
    func payload(_ index: Int) -> [UInt8] {
        let first = index / sensors * observationsPerMessage
        return NativeEncoder.payload(
            (first..<first + observationsPerMessage).map { number in
                Reading(
                    start: Instant(milliseconds: start) + duration * Int64(number),
                    duration: duration,
                    LAeq: Load.level(of: index % sensors, number)
                )
            }
        )
    }

    /// From 45.00 to 74.99 dB, without a pattern that a cache could learn, with an energy mean of 66.6 dB. One sensor
    /// in ten is 5 dB louder, and so over the limit of the plan.
    static func level(of sensor: Int, _ number: Int) -> Level {
        let louder = sensor % 10 == 0 ? 500 : 0
        return Level(hundredths: 4500 + (number * 7919 + sensor * 104_729) % 3000 + louder) ?? .minimum
    }
}
