/// Which sensor: the site that it guards and its name there, both as in the topic `noise/1/{site}/{sensor}/obs`.
package struct SensorID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let site: SiteID
    package let sensor: String

    package init(site: SiteID, sensor: String) {
        self.site = site
        self.sensor = sensor
    }

    package var description: String { "\(site)/\(sensor)" }

    package static func < (a: SensorID, b: SensorID) -> Bool {
        (a.site, a.sensor) < (b.site, b.sensor)
    }
}
