import Acoustics
import ArgumentParser
import EventTime
import SensorPayloads

/// What is published in one measurement, as publisher and subscribers both must know it.
struct Load: ParsableArguments {
    @Option var site: String
    @Option var sensors: Int
    @Option var messages: Int
    @Option var observationsPerMessage: Int
    @Option var qos: Int
    @Option(help: "Messages a second; 0 for as many as the broker takes.") var rate = 0
    @Option(help: "Milliseconds since 1970 at which the first reading starts.") var start: Int64 = 0

    init() {}

    init(site: String, sensors: Int, messages: Int, observationsPerMessage: Int, qos: Int, rate: Int) {
        self.site = site
        self.sensors = sensors
        self.messages = messages
        self.observationsPerMessage = observationsPerMessage
        self.qos = qos
        self.rate = rate
    }

    var filter: String { "noise/1/\(site)/+/obs" }
    var readings: Int { messages * observationsPerMessage }
    /// Seconds that one sensor's readings span.
    var span: Int { (messages + sensors - 1) / sensors * observationsPerMessage }

    var arguments: [String] {
        [
            "--site", site, "--sensors", "\(sensors)", "--messages", "\(messages)",
            "--observations-per-message", "\(observationsPerMessage)", "--qos", "\(qos)", "--rate", "\(rate)",
            "--start", "\(start)",
        ]
    }

    func sensor(_ index: Int) -> SensorID {
        SensorID(site: site, sensor: "meter-\(index)")
    }

    /// Seconds of LAeq one after another, as a meter sends them; sensors take turns and share their times.
    func payload(_ index: Int) -> [UInt8] {
        let first = index / sensors * observationsPerMessage
        return NativeEncoder.payload(
            (first..<first + observationsPerMessage).map { second in
                Reading(
                    start: Instant(milliseconds: start + Int64(second) * 1000),
                    duration: .seconds(1),
                    // From 45.00 to 74.99 dB, without a pattern that a cache could learn.
                    LAeq: Level(hundredths: 4500 + (second * 7919 + index * 104_729) % 3000) ?? .minimum
                )
            }
        )
    }
}
