import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

extension Plan {
    /// One rule that holds at every one of `count` sensors, ten to a site: LAeq over 15 readings, at most 70 dB.
    static func measured(sensors count: Int, duration: TimeSpan, sensor: (Int) -> SensorID) -> Plan {
        let sensors = (0..<count).map {
            Sensor(id: sensor($0), placement: .constructionBoundary, instrumentClass: .class1, silentAfter: .hours(1))
        }
        var sites: [Site] = []
        for sensor in sensors where sites.last?.id != sensor.id.site {
            let zone = TimeZoneRules.fixed(name: "UTC+8", offset: 28_800)
            sites.append(Site(id: sensor.id.site, name: Name(sensor.id.site.text), zone: .zone2, timeZone: zone))
        }
        let rule = Rule(
            id: "boundary",
            name: Name("boundary"),
            when: .always,
            place: Rule.Place(placements: [.constructionBoundary]),
            basis: .level(Level(hundredths: 7000) ?? .maximum, document: "the measurement"),
            measurement: Rule.Measurement(window: duration * 15),
            hysteresis: Rule.Hysteresis(minimumDuration: duration * 5, clearAfter: duration * 20)
        )
        let bureau = Authority(id: "bureau", name: Name("Bureau"), language: .en, mail: ["duty@bureau.example"])
        return Plan(authorities: [bureau], sites: sites, sensors: sensors, exams: [], rules: [rule])
    }
}
