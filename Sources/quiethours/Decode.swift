import Acoustics
import ArgumentParser
import Collector
import EventTime
import Foundation
import Reports
import SensorPayloads

struct Decode: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Decode one payload from standard input: its readings, or the reason for rejecting it.",
        discussion: """
            Prints one JSON object a line. Exit code 1 when the payload, or a part of it, is rejected.

              echo '{"v":1,"obs":[{"end":"2026-06-07T09:00:01+08:00","dur":1,"LAeq":53.1}]}' |
                quiethours decode --topic noise/1/no1-middle/gate/obs
            """
    )

    @Option(help: "The decoder: \(PayloadDecoders.all.map(\.name).joined(separator: ", ")).") var decoder = "native"
    @Option(help: "The topic that it came on.") var topic = "noise/1/site/sensor/obs"
    @Flag(help: "Accepted for likeness with the other commands; the output is JSON already.") var json = false

    /// Longer than any broker takes (MQTT 5.0 section 2.1.4).
    private static let longest = 268_435_456

    func run() throws {
        guard let decoder = PayloadDecoders.named(decoder) else {
            throw ValidationError("there is no decoder \"\(decoder)\"")
        }
        let payload = try InputFile(path: "-").bytes(atMost: Decode.longest)
        let decoded = decoder.decode(topic: topic, payload: payload, receivedAt: .now)
        if let message = decoded.message {
            for reading in message.readings {
                try standardOutput(JSONLine.encode(ReadingJSON(message.sensor, reading)))
            }
        }
        if let rejected = decoded.rejected {
            let what = decoded.message == nil ? "rejected" : "rejected in part"
            standardError("\(what) (\(rejected.reason.rawValue)): \(rejected.detail)")
            throw ExitCode(1)
        }
    }
}

/// A reading as the decode command prints it: the columns of the readings CSV.
private struct ReadingJSON: Encodable {
    var time: String
    var sensor: String
    var duration: Double
    var LAeq: Level
    var LAFmax: Level?
    var LAFmin: Level?
    var LCeq: Level?
    var LAIeq: Level?
    var LCpeak: Level?
    var L5: Level?
    var L10: Level?
    var L50: Level?
    var L90: Level?
    var L95: Level?
    var wind: Double?
    var rain: Double?
    var thunder: Bool?
    var mark: String
    var excluded: String?

    init(_ sensor: SensorID, _ reading: Reading) {
        time = RFC3339.format(reading.start, offset: 0)
        self.sensor = sensor.description
        duration = reading.duration.seconds
        LAeq = reading.LAeq
        LAFmax = reading.LAFmax
        LAFmin = reading.LAFmin
        LCeq = reading.LCeq
        LAIeq = reading.LAIeq
        LCpeak = reading.LCpeak
        L5 = reading.percentiles?.L5
        L10 = reading.percentiles?.L10
        L50 = reading.percentiles?.L50
        L90 = reading.percentiles?.L90
        L95 = reading.percentiles?.L95
        wind = reading.weather?.windHundredths.map { Double($0) / 100 }
        rain = reading.weather?.rainHundredths.map { Double($0) / 100 }
        thunder = reading.weather?.thunder
        mark = "\(reading.mark)"
        excluded = reading.exclusion?.rawValue
    }
}
