/// A time zone of the tz database: offsets from UTC over time.
package struct TimeZoneRules: Hashable, Sendable {
    package let name: String
    /// Seconds east of UTC.
    package let offset: Int

    package init(name: String, offset: Int) {
        self.name = name
        self.offset = offset
    }
}
