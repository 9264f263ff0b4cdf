package import Acoustics
package import EventTime

/// What one packet of measured values says, without reading more into it: what it leaves open stays open.
package struct HJ212Observation: Hashable, Sendable {
    /// MN; nil when the packet does not say it.
    package var device: String?
    package var edition: HJ212Edition
    /// ST.
    package var system: String?
    package var kind: HJ212Kind
    /// DataTime: the instant of ``HJ212Kind/instant``, the start of all others (HJ 212-2017, C.25 to C.28; HJ 212-2025,
    /// C.32 to C.35).
    package var time: Instant
    /// Why it is not live; nil when it seems to be.
    package var history: HJ212History?
    /// QN; a packet that is sent twice repeats it.
    package var requestNumber: String?
    package var packet: HJ212PacketNumber?
    package var sound: [HJ212SoundLevel] = []
    package var environment: [HJ212EnvironmentValue] = []
    /// Names of fields that are neither sound nor weather nor dust, as they are written.
    package var otherFields: [String] = []
    /// Values that cannot be, and were left out.
    package var leftOut: [HJ212Error] = []

    /// The length of what was measured: nil at an instant, and where the packet and the settings do not say it.
    package var duration: TimeSpan? {
        switch kind {
        case .instant, .singleMeasurement: nil
        case .minutes(let period): period
        case .hour: .hours(1)
        case .day: .hours(24)
        }
    }
}

package enum HJ212Kind: Hashable, Sendable {
    /// CN 2011.
    case instant
    /// CN 2051: 1 min for noise in 2025; before, what is set on the device (nil: not known).
    case minutes(TimeSpan?)
    /// CN 2061.
    case hour
    /// CN 2031.
    case day
    /// CN 2052: one measurement of noise, such as 20 min; its length is not in the packet.
    case singleMeasurement
}

package enum HJ212History: Hashable, Sendable {
    /// RF=1.
    case resent
    /// It was sent long after its end (QN): as when a platform asks for old data.
    case old
}

/// One level of sound.
package struct HJ212SoundLevel: Hashable, Sendable {
    package enum Quantity: Hashable, Sendable {
        /// Of an instant. Never an equivalent level.
        case instantaneous
        case equivalent
        case maximum
        case minimum
        /// Exceeded that many percent of the time.
        case percentile(Int)
        case dayAndNight
        /// `LA-Avg`: a mean of which it is not known how it was taken.
        case average
        /// `LA-Data`: a level of a period of which it is not known what it is.
        case unknown
    }

    /// The part of the packet's time that it is of.
    package enum Part: Hashable, Sendable {
        case whole, day, night
        /// `Ld` and `Ln` of a source that does not say which is the day.
        case unknownLd, unknownLn
    }

    package var quantity: Quantity
    package var part: Part
    /// Nil when the packet and the settings do not say it, as ``time``.
    package var frequency: FrequencyWeighting?
    package var time: TimeWeighting?
    /// Nil when it is marked as none and is not to be read.
    package var level: Level?
    /// Nil when the packet has no mark for it, as in the noise packets of the standard.
    package var mark: HJ212Mark?
    /// The field's name as it is written, `LA-Rtd`.
    package var name: String

    /// It counts: there is a level, and its mark, where it has one, is N.
    package var isValid: Bool { level != nil && (mark ?? .normal) == .normal }

    package var isLAeq: Bool { quantity == .equivalent && part == .whole && frequency == .A }

    /// The largest level is LAFmax only where both weightings are known.
    package var isLAFmax: Bool { quantity == .maximum && part == .whole && frequency == .A && time == .fast }

    package var isLAFmin: Bool { quantity == .minimum && part == .whole && frequency == .A && time == .fast }
}

/// One value of weather or dust.
package struct HJ212EnvironmentValue: Hashable, Sendable {
    package var quantity: HJ212Quantity
    package var statistic: HJ212Statistic
    /// In thousandths of the unit: °C, % relative humidity, kPa, m/s, degrees from north, µg/m³. Nil as with levels.
    package var thousandths: Int?
    /// False for dust of a source that does not say whether it sends µg/m³ or mg/m³: then it is as it was sent.
    package var isUnitKnown: Bool
    package var mark: HJ212Mark?
    package var name: String

    package var isValid: Bool { thousandths != nil && (mark ?? .normal) == .normal }
}
