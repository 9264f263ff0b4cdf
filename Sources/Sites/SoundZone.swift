package import EventTime

/// Functional zone of the measuring point (GB 3096-2008 cl. 4), set by the local government.
package enum SoundZone: String, Hashable, Sendable, CaseIterable {
    case zone0 = "0"
    case zone1 = "1"
    case zone2 = "2"
    case zone3 = "3"
    case zone4a = "4a"
    case zone4b = "4b"
}

/// When day begins and ends at a site; a city may shift the standard 06:00 to 22:00.
package struct DayHours: Hashable, Sendable {
    package var dayStart: LocalTime
    package var nightStart: LocalTime

    /// Nil unless day begins before night on the same civil day.
    package init?(dayStart: LocalTime, nightStart: LocalTime) {
        guard dayStart < nightStart else { return nil }
        self.dayStart = dayStart
        self.nightStart = nightStart
    }

    private init(dayStartSeconds: Int, nightStartSeconds: Int) {
        dayStart = LocalTime(secondsOfDay: dayStartSeconds)
        nightStart = LocalTime(secondsOfDay: nightStartSeconds)
    }

    package static let standard = DayHours(dayStartSeconds: 6 * 3600, nightStartSeconds: 22 * 3600)
}

/// Day or night at a site.
package enum DayPeriod: String, Hashable, Sendable, CaseIterable {
    case day, night
}
