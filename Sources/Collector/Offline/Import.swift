package import Acoustics
package import EventTime
package import Records
import SensorPayloads

/// Puts readings from a file into the journal, as historical data of one arrival.
package enum Import {
    /// Readings of one commit.
    private static let chunk = 10_000

    /// Commits in parts and calls `progress` after each with the number of readings done.
    package static func append(
        _ readings: [(sensor: SensorID, reading: Reading)],
        to journal: some Journal,
        receivedAt: Instant,
        progress: (Int) -> Void
    ) throws -> AppendOutcome {
        var total = AppendOutcome()
        for start in stride(from: 0, to: readings.count, by: chunk) {
            let part = readings[start..<min(start + chunk, readings.count)]
            let messages = part.map { sensor, reading in
                var reading = reading
                reading.historical = true
                return DecodedMessage(sensor: sensor, readings: [reading])
            }
            let outcome = try journal.append(Arrival(receivedAt: receivedAt, way: .file, messages: messages))
            total.appended += outcome.appended
            total.repeated += outcome.repeated
            total.replaced += outcome.replaced
            total.conflicting += outcome.conflicting
            progress(start + part.count)
        }
        return total
    }
}
