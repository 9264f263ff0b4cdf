package import Acoustics
package import EventTime

/// The levels of one hour of one sensor in which no violation was open, kept as what is usual there at that hour.
package struct HourBackground: Hashable, Sendable {
    /// Its start.
    package var hour: Instant
    package var LAeq: Level
    package var L50: Level
    package var L90: Level

    package init(hour: Instant, LAeq: Level, L50: Level, L90: Level) {
        self.hour = hour
        self.LAeq = LAeq
        self.L50 = L50
        self.L90 = L90
    }
}

/// The level that a place has without the noise in question.
package struct Background: Hashable, Sendable {
    package enum Basis: String, Hashable, Sendable, CaseIterable {
        /// A measurement that the plan declares.
        case declared
        /// Quiet hours of the same hour of the week.
        case hourOfWeek
        /// Quiet hours of the same hour of any day.
        case hourOfDay
        /// The lowest level of the seconds before a rise, for want of anything better.
        case justBefore
    }

    package var level: Level
    package var basis: Basis
    /// Number of hours that it rests on; 0 where it rests on none.
    package var hours: Int

    package init(level: Level, basis: Basis, hours: Int = 0) {
        self.level = level
        self.basis = basis
        self.hours = hours
    }
}
