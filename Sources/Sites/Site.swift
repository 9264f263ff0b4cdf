package import EventTime

/// An exam site with what decides its limits.
package struct Site: Hashable, Sendable {
    package var id: SiteID
    package var name: Name
    package var address: String?
    package var coordinates: Coordinates?
    /// As routes name it.
    package var city: String?
    /// As control notices and routes name it.
    package var district: String?
    package var zone: SoundZone
    package var timeZone: TimeZoneRules
    package var dayHours: DayHours

    package init(
        id: SiteID,
        name: Name,
        address: String? = nil,
        coordinates: Coordinates? = nil,
        city: String? = nil,
        district: String? = nil,
        zone: SoundZone,
        timeZone: TimeZoneRules,
        dayHours: DayHours = .standard
    ) {
        self.id = id
        self.name = name
        self.address = address
        self.coordinates = coordinates
        self.city = city
        self.district = district
        self.zone = zone
        self.timeZone = timeZone
        self.dayHours = dayHours
    }
}
