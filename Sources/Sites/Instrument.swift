package import Acoustics
package import EventTime

/// Accuracy class of the meter (IEC 61672-1); `uncertified` is a low-cost sensor, good for leads only.
package enum InstrumentClass: String, Hashable, Sendable, CaseIterable {
    case class1 = "1"
    case class2 = "2"
    case uncertified

    /// What the class leaves open at 1 kHz, in tenths of a decibel (IEC 61672-1: 0.7 and 1.0 dB); for an uncertified
    /// sensor a figure of our own.
    package var uncertaintyTenths: Int {
        switch self {
        case .class1: 7
        case .class2: 10
        case .uncertified: 30
        }
    }

    /// What instruments of the class can measure.
    package var limits: InstrumentLimits {
        switch self {
        case .class1, .class2: .meter
        case .uncertified: .indicator
        }
    }
}

/// A verification certificate of an instrument.
package struct Certificate: Hashable, Sendable {
    package var number: String
    /// Last day of its validity.
    package var expires: LocalDate

    package init(number: String, expires: LocalDate) {
        self.number = number
        self.expires = expires
    }
}

/// The background at a sensor as it was measured with the source off, LAeq (GB 12523-2011 cl. 5.5).
package struct DeclaredBackground: Hashable, Sendable {
    package var day: Level?
    package var night: Level?
    package var measured: LocalDate

    /// Nil when no level is given.
    package init?(day: Level?, night: Level?, measured: LocalDate) {
        guard day != nil || night != nil else { return nil }
        self.day = day
        self.night = night
        self.measured = measured
    }

    package func level(in period: DayPeriod) -> Level? {
        switch period {
        case .day: day
        case .night: night
        }
    }
}
