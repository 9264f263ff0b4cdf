package import Acoustics
package import EventTime

/// A sensor that fell silent or came back.
package struct SensorChange: Hashable, Sendable, Codable {
    package enum Step: String, Hashable, Sendable, Codable {
        case silent, back
    }

    package var sensor: SensorID
    package var step: Step
    /// When its silence had lasted as long as the plan allows (silent), or the start of the first new reading (back).
    package var at: Instant
    /// End of the last reading before the silence; nil when none was ever received.
    package var lastReading: Instant?

    package init(sensor: SensorID, step: Step, at: Instant, lastReading: Instant?) {
        self.sensor = sensor
        self.step = step
        self.at = at
        self.lastReading = lastReading
    }
}
