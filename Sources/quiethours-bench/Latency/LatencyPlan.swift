import Acoustics
import EventTime
import ExamCalendar
import Foundation
import Sites

/// The settings and the plan of the latency measurement, written as an operator would write them.
struct LatencyPlan {
    /// Sites that each go over the limit once; one reading is enough.
    let alarms: Int
    let load: Load

    func site(_ alarm: Int) -> SiteID { SiteID("alarm-\(alarm)") }
    func recipient(_ alarm: Int) -> String { "\(site(alarm))@bureau.example" }

    func write(to folder: TemporaryFolder, brokerPort: Int, mailPort: Int) throws -> String {
        let settings = """
            broker: {host: 127.0.0.1, port: \(brokerPort), client-id: quiethours-latency}
            store: {path: store}
            plan: plan.yaml
            reporters: {mail: {host: 127.0.0.1, port: \(mailPort), security: none, from: bench@school.example}}

            """
        try settings.write(toFile: folder.path("quiethours.yaml"), atomically: true, encoding: .utf8)
        try plan.write(toFile: folder.path("plan.yaml"), atomically: true, encoding: .utf8)
        return folder.path("quiethours.yaml")
    }

    private var plan: String {
        let authorities = (0..<alarms).map {
            "  - {id: bureau-\($0), name: Bureau, language: en, mail: [\(recipient($0))], sites: [\(site($0))]}"
        }
        var sensors: [(site: SiteID, sensors: [String])] = (0..<alarms).map { (site($0), ["gate"]) }
        for index in 0..<load.sensors {
            let id = load.sensor(index)
            if sensors.last?.site != id.site { sensors.append((id.site, [])) }
            sensors[sensors.count - 1].sensors.append(id.sensor)
        }
        let sites = sensors.map { site, sensors in
            let placement = site.text.hasPrefix("alarm") ? "vendor street" : "construction boundary"
            let list = sensors.map { "{id: \($0), placement: \(placement), class: \"1\", silent-after: 1h}" }
            return "  - {id: \(site), name: \(site), zone: \"2\", sensors: [\(list.joined(separator: ", "))]}"
        }
        return """
            version: 1
            time-zone: UTC
            authorities:
              - {id: nobody, name: Nobody, language: en, sources: [construction]}
            \(authorities.joined(separator: "\n"))
            sites:
            \(sites.joined(separator: "\n"))
            exams:
              - id: exam
                name: Exam
                sites: [\(site(0))]
                sessions: [{name: Paper, date: 2026-06-07, from: "09:00", to: "11:30"}]
            rules:
              - id: alarm
                name: Alarm
                when: always
                where: {placements: [vendor street]}
                limit: {level: 70, document: the measurement}
                window: 1s
              - id: load
                name: Load
                when: always
                where: {placements: [construction boundary]}
                limit: {level: 70, document: the measurement}
                window: 15s
                minimum-duration: 5s

            """
    }
}
