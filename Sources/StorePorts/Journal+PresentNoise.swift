import Acoustics
package import EventTime
package import NoiseRules
package import Readings
package import Records
package import Sites

extension Journal {
    /// What the journal has of a sensor, in order of the readings' starts; `reaching` is how long a reading that began
    /// before `span` may be.
    package func readings(
        of sensor: SensorKey,
        touching span: TimeRange,
        reaching: TimeSpan = .minutes(1)
    ) throws -> [Reading] {
        var readings: [Reading] = []
        let wide = TimeRange(start: span.start - reaching, end: span.end)
        try forEachReading(startingIn: wide, sensors: [sensor]) { readings.append($0.reading) }
        return readings
    }

    /// How loud it is at the sensors that may hear what `change` tells of: the loudest of those that were heard just
    /// now, else the one that was heard last. Nil when none of them was heard within two hours.
    package func presentNoise(
        of change: ViolationChange,
        at sensors: [(id: SensorID, key: SensorKey)],
        now: Instant
    ) throws -> PresentNoise? {
        let found = try sensors.compactMap { sensor -> PresentNoise? in
            for span in [TimeSpan.minutes(3), .hours(2)] {
                let range = TimeRange(start: now - span, end: now + .milliseconds(1))
                let readings = try readings(of: sensor.key, touching: range)
                let present = PresentNoise(readings, at: sensor.id.sensor, against: change.finding, now: now)
                if present.lastReading != nil { return present }
            }
            return nil
        }
        func rank(_ noise: PresentNoise) -> (Int, Instant) {
            (noise.level?.level.tenths ?? .min, noise.lastReading ?? .distantPast)
        }
        return found.max { rank($0) < rank($1) }
    }
}
