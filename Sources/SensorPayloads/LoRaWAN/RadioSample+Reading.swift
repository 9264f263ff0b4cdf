import Acoustics
import EventTime
import Readings

extension RadioSample {
    /// The reading of the sample; nil when it holds nothing that a reading has.
    ///
    /// - Parameters:
    ///   - settings: What the owner says of the devices.
    ///   - arrival: When the network received the uplink.
    ///   - notes: Takes what of it no reading has, and why.
    /// - Returns: Beside it what keeps a level out that the device sent: nobody knows how it weighs frequencies.
    func reading(
        _ settings: RadioSettings,
        arrival: Instant,
        notes: inout [String]
    ) -> (reading: Reading?, problem: String?) {
        let end = clock.map { RadioSample.last($0, before: arrival) } ?? arrival - age
        // Of a moment alone there is no span.
        let isOfSpan = sound.contains { [.average, .maximum, .minimum].contains($0.kind) }
        let span = isOfSpan ? settings.span ?? .zero : .zero
        var reading = Reading(start: end - span, duration: span, LAeq: nil)
        var unknown: String?
        for sound in sound {
            guard let frequency = sound.frequency ?? settings.frequency else {
                if sound.kind == .peak {
                    notes.append("\(sound.name) is not stored: it is not known what kind of peak it is")
                } else {
                    unknown = unknown ?? sound.name
                }
                continue
            }
            let time = sound.time ?? settings.time
            switch (sound.kind, frequency) {
            case (.momentary, _):
                // A reading has one; the A-weighted one is what limits are about.
                if reading.momentary == nil || (frequency == .A && reading.momentary?.frequency != .A) {
                    reading.momentary = MomentaryLevel(sound.level, frequency: frequency, time: time)
                }
            case (.average, .A): reading.LAeq = sound.level
            case (.average, .C): reading.LCeq = sound.level
            case (.maximum, .A) where time == .fast: reading.LAFmax = sound.level
            case (.minimum, .A) where time == .fast: reading.LAFmin = sound.level
            case (.maximum, .A) where time == nil, (.minimum, .A) where time == nil:
                notes.append(
                    "\(sound.name) is not stored: its time weighting is not known; "
                        + "write the option time-weighting: fast if it is F"
                )
            case (.peak, _): notes.append("\(sound.name) is not stored: it is not known what kind of peak it is")
            default: notes.append("\(sound.name) is not stored: readings have no such level")
            }
        }
        if weather != Weather() { reading.weather = weather }
        if !air.isEmpty { reading.environment = air }
        if health != DeviceHealth() { reading.health = health }
        reading.isTimedByArrival = clock == nil
        let problem = unknown.map { name in
            "\(name) does not say how it weighs frequencies; write the option frequency-weighting: A if it is dB(A)"
        }
        return (reading.isEmpty ? nil : reading, problem)
    }

    /// The last time before `arrival` at which a clock of twelve hours showed `clock`, in UTC; up to a minute after it,
    /// as clocks differ.
    private static func last(_ clock: TimeSpan, before arrival: Instant) -> Instant {
        let half = TimeSpan.hours(12).milliseconds
        let latest = arrival.milliseconds + 60_000
        let behind = ((latest - clock.milliseconds) % half + half) % half
        return Instant(milliseconds: latest - behind)
    }
}
