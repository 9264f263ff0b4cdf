import Acoustics
import Collector
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites
import StorePorts

extension Plan {
    /// Ends with 65 where the plan has no such site.
    func site(named id: SiteID) throws -> Site {
        guard let site = site(id) else {
            throw CommandFailure.unknown("site", id.text, among: sites.map(\.id.text))
        }
        return site
    }

    /// Ends with 65 at the first that the plan does not have.
    func check(sites ids: [SiteID]) throws {
        for id in ids { _ = try site(named: id) }
    }

    /// Ends with 65 where the plan has no such exam.
    func check(exam id: ExamID) throws {
        guard !exams.contains(where: { $0.id == id }) else { return }
        throw CommandFailure.unknown("exam", id.text, among: exams.map(\.id.text))
    }

    /// `name` is SITE/SENSOR, or SENSOR of `site`; ends with 65 where the plan has no such sensor.
    func sensor(named name: String, at site: SiteID? = nil) throws -> Sensor {
        let full = site.map { "\($0)/\(name)" }
        guard let sensor = sensors.first(where: { $0.id.description == name || $0.id.description == full }) else {
            let known = sensors.filter { site == nil || $0.id.site == site }
            throw CommandFailure.unknown(
                "sensor",
                name,
                among: known.map { site == nil ? $0.id.description : $0.id.sensor }
            )
        }
        return sensor
    }

    /// The clock of the first of these sites, of the plan's first one where none is named.
    func zone(of ids: [SiteID] = []) -> TimeZoneRules {
        (sites.first { ids.contains($0.id) } ?? sites.first)?.timeZone ?? .UTC
    }
}

extension Store {
    /// The violation that `text` names by its id, or by an end of it that no other has; ends with 65 where there is
    /// none.
    func violationID(_ text: String) throws -> ViolationID {
        ViolationID(try only(.violation, text, "violation", listedBy: "violations list"))
    }

    /// The alert that `text` names in the same way.
    func alertID(_ text: String) throws -> AlertID {
        AlertID(try only(.alert, text, "alert", listedBy: "alerts list"))
    }

    /// The drill that `text` names in the same way.
    func drillID(_ text: String) throws -> String {
        try only(.drill, text, "drill", listedBy: "alerts list")
    }

    private func only(_ kind: NamedRecord, _ text: String, _ word: String, listedBy command: String) throws -> String {
        let found = try ids(kind, endingIn: text, limit: 6)
        switch found.count {
        case 1: return found[0]
        case 0: throw CommandFailure.notFound(word, text, listedBy: command)
        default:
            let some = found.prefix(5).joined(separator: ", ") + (found.count > 5 ? " …" : "")
            throw CommandFailure("several \(word)s end in \(text): \(some); write more of its id", .badData)
        }
    }
}
