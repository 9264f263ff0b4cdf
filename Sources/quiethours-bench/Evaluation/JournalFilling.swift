import Acoustics
import EventTime
import ExamCalendar
import Readings
import Records
import SensorPayloads
import Sites
import StorePorts

/// A journal of one-second readings as it grows when sensors take turns: number `n` is second `n / sensors` of sensor
/// `n % sensors`.
struct JournalFilling {
    /// Readings of one commit: none may be old when it comes in.
    private var batch: Int { min(20_000, sensors * 50) }

    let sensors: Int
    let start: EventTime.Instant
    let plan: Plan

    init(sensors: Int, start: EventTime.Instant) {
        self.sensors = sensors
        self.start = start
        plan = .measured(sensors: sensors, duration: .seconds(1)) { JournalFilling.sensor($0) }
    }

    private static func sensor(_ index: Int) -> SensorID {
        SensorID(site: SiteID("school-\(index / Load.sensorsPerSite)"), sensor: "meter-\(index)")
    }

    func instant(of number: Int) -> EventTime.Instant {
        start + .seconds(Int64(number / sensors))
    }

    /// Appends up to one batch of the readings from `number` on; returns how many.
    func append(from number: Int, upTo end: Int, to journal: any JournalIntake) throws -> Int {
        let next = min(end, number + batch)
        var arrival = Arrival(receivedAt: instant(of: next) + .milliseconds(100), origin: .mqtt)
        arrival.messages = (number..<next).map { number in
            SensorMessage(
                sensor: plan.sensors[number % sensors].id,
                readings: [
                    Reading(
                        start: instant(of: number),
                        duration: .seconds(1),
                        LAeq: Load.level(of: number % sensors, number / sensors)
                    )
                ]
            )
        }
        let outcome = try journal.append(arrival)
        guard outcome.appended == next - number else { throw BenchFailure("readings were there already: \(outcome)") }
        return next - number
    }
}
