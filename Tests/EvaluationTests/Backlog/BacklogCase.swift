import Acoustics
import EventTime
import ExamCalendar
import Foundation
import Mosquitto
import NoiseRules
import Readings
import Records
import SensorPayloads
import Sites
import TestSupport

/// A collector that is away while edges of a plan's hours pass, and what waits for it at the broker.
struct BacklogCase: Sendable {
    /// One message of a sensor.
    struct Message {
        var topic: String
        var payload: [UInt8]
        /// Of its last reading.
        var end: Instant
    }

    let seed: UInt64
    /// Plan and readings, every one at its end.
    var scenario: Scenario
    /// The collector stops here, and starts again there; readings that end in between wait for it.
    let away: Instant
    let back: Instant
    let perMessage: Int
    /// The messages of one sensor after the other, as from gateways; else as they were measured.
    let isBySensor: Bool
    let batch: Int
    let inFlight: Int
    let version: ConnectionOptions.ProtocolVersion
    /// The collector's seconds in one of the machine's: the faster its clock, the shorter the pauses that it takes for
    /// the end.
    let speed: Int

    static func random(seed: UInt64) -> BacklogCase {
        var random = SplitMix64(seed: seed)
        let wanted = logarithmic(&random, 1...20_000)
        let length = max(200, wanted)
        let size = ScenarioSize(length: length, durations: [1000], windows: [1, 2, 5, 10, 30, 60])
        // Now and then over the edge of the night, or of the day.
        let starts = [Bench.nine, Bench.nine, Bench.nine + .hours(13), Bench.nine - .hours(3)]
        let start = random.pick(starts) - .seconds(Int64(random.pick(0...length)))
        let plan = Scenario.plan(&random, size, from: start)
        var arrivals: [Scenario.Arriving] = []
        for sensor in plan.sensors {
            arrivals += Scenario.readings(&random, size, from: start).map {
                Scenario.Arriving(sensor: sensor.id, reading: $0, at: $0.end)
            }
        }
        let end = start + .seconds(Int64(length))
        let away = start + .seconds(Int64(random.pick(20...length / 2)))
        let isEarly = random.once(in: 3)
        let back =
            isEarly
            ? away + .seconds(Int64(random.pick(10...length / 2))) : end + .seconds(Int64(random.pick(1...3600)))
        let waiting = arrivals.count { $0.at > away && $0.at <= back }
        return BacklogCase(
            seed: seed,
            scenario: Scenario(
                seed: seed,
                plan: plan,
                arrivals: arrivals.sorted { $0.at < $1.at },
                turns: [],
                restarts: [],
                start: start,
                end: end,
                isPrompt: true
            ),
            away: away,
            back: back,
            perMessage: min(400, max(1, waiting / wanted)),
            isBySensor: random.once(in: 4),
            batch: logarithmic(&random, 20...2000),
            inFlight: logarithmic(&random, 20...2000),
            version: random.pick(ConnectionOptions.ProtocolVersion.allCases),
            speed: random.pick([1, 1, 10, 100])
        )
    }

    /// Small ones as often as large ones.
    private static func logarithmic(_ random: inout SplitMix64, _ range: ClosedRange<Int>) -> Int {
        let (low, high) = (log(Double(range.lowerBound)), log(Double(range.upperBound)))
        return Int(exp(low + (high - low) * Double(random.pick(0...1000)) / 1000).rounded())
    }

    /// Messages whose last reading ended after `start` and not after `end`, in the order of publication.
    func messages(after start: Instant, until end: Instant) -> [Message] {
        let readings = scenario.arrivals.filter { $0.at > start && $0.at <= end }
        let sensors = scenario.plan.sensors.map(\.id)
        let messages = sensors.map { sensor in
            let own = readings.filter { $0.sensor == sensor }.map(\.reading)
            return stride(from: 0, to: own.count, by: perMessage).map { first in
                let part = Array(own[first..<min(own.count, first + perMessage)])
                return Message(
                    topic: NativeTopic.topic(sensor),
                    payload: NativeEncoder.payload(part),
                    end: part.last?.end ?? end
                )
            }
        }
        let all = messages.flatMap { $0 }
        return isBySensor
            ? all : all.enumerated().sorted { ($0.element.end, $0.offset) < ($1.element.end, $1.offset) }.map(\.element)
    }

    /// For people.
    var text: String {
        func seconds(_ t: Instant) -> String { "\((t - scenario.start).seconds)" }
        let waiting = messages(after: away, until: back).count
        return
            "away from \(seconds(away)) to \(seconds(back)), \(waiting) messages wait\(isBySensor ? ", by sensor" : ""), "
            + "\(perMessage) readings each, batch \(batch), in flight \(inFlight), MQTT \(version.rawValue), speed \(speed)\n"
            + scenario.text(inOrder: true)
    }
}
