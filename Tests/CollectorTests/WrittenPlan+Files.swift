import EventTime
import ExamCalendar
import TestSupport

extension WrittenPlan {
    /// `plan.yaml` and the files of sessions that it names, by their names. Every second exam stands in a file.
    ///
    /// Sessions and phases that the clock leaves nothing of are left out, because a plan must not have them.
    func files(_ walks: Walks) -> [String: String] {
        var files: [String: String] = [:]
        var examLines: [String] = []
        for (number, exam) in exams.enumerated() {
            let sittings = WrittenPlan(self, only: exam).sittings(walks)
            guard !sittings.isEmpty else { continue }
            examLines += [
                "  - id: \(exam.id)", "    name: \(exam.id)", "    sites: [\(exam.isHere ? "here" : "far")]",
            ]
            examLines += exam.zone.map { ["    time-zone: \($0.name)"] } ?? []
            if number.isMultiple(of: 2) {
                files["\(exam.id).csv"] = WrittenPlan.csv(sittings)
                examLines.append("    sessions-file: \(exam.id).csv")
            } else {
                examLines.append("    sessions:")
                examLines += sittings.map { "      - {\(WrittenPlan.line($0))}" }
            }
        }
        let noticeLines = notices.flatMap { lines($0, walks) }
        files["plan.yaml"] =
            (["version: 1", "time-zone: \(zone.name)", "authorities: [{id: duty, name: Duty, language: en}]"]
            + siteLines
            + (examLines.isEmpty ? [] : ["exams:"] + examLines)
            + (noticeLines.isEmpty ? [] : ["notices:"] + noticeLines)
            + ["rules: [{id: r, name: R, when: always, limit: {standard: GB 12523}, window: 20min}]"])
            .joined(separator: "\n")
        return files
    }

    private init(_ plan: WrittenPlan, only exam: Exam) {
        self = plan
        var here = exam
        here.isHere = true
        exams = [here]
    }

    private var siteLines: [String] {
        let district = place.district.map { ", district: \($0)" } ?? ""
        let (site, sensor) =
            place.isKnown
            ? (", coordinates: [31, 117]", ", coordinates: [\(WrittenPlan.latitude(place.metresNorth)), 117]")
            : ("", "")
        let day = "{starts: \(WrittenPlan.time(dayStart)), night: \(WrittenPlan.time(nightStart))}"
        return [
            "sites:",
            "  - {id: here, name: Here, zone: 1, day: \(day)\(site)\(district),",
            "     sensors: [{id: gate, placement: construction boundary, class: 1\(sensor)}]}",
            "  - {id: far, name: Far, zone: 1, coordinates: [32, 117], district: West,",
            "     sensors: [{id: gate, placement: construction boundary, class: 1}]}",
        ]
    }

    private static func csv(_ sittings: [Sitting]) -> String {
        let rows = sittings.map { sitting in
            [
                time(sitting.hours.to), sitting.kind, sitting.paper.isMakeUp ? "flood" : "", sitting.paper.name,
                date(sitting.paper.day), time(sitting.hours.from), "\(sitting.hours.lead)min",
                "\(sitting.hours.tail)min",
            ]
        }
        return ([["to", "kind", "make-up", "name", "date", "from", "lead", "tail"]] + rows)
            .map { $0.joined(separator: ",") + "\r\n" }.joined()
    }

    private static func line(_ sitting: Sitting) -> String {
        "name: \(sitting.paper.name), kind: \(sitting.kind), date: \(date(sitting.paper.day)), "
            + "from: \(time(sitting.hours.from)), to: \(time(sitting.hours.to)), "
            + "lead: \(sitting.hours.lead)min, tail: \(sitting.hours.tail)min"
            + (sitting.paper.isMakeUp ? ", make-up: flood" : "")
    }

    private func lines(_ notice: Notice, _ walks: Walks) -> [String] {
        let phases = notice.phases.filter { walks[notice.zone ?? zone].span($0.from, $0.to) != nil }
        guard !phases.isEmpty else { return [] }
        return [
            "  - id: \(notice.id)", "    name: \(notice.id)", "    issuer: Bureau",
            "    sites: [\(notice.isHere ? "here" : "far")]",
        ] + (notice.zone.map { ["    time-zone: \($0.name)"] } ?? []) + ["    phases:"]
            + phases.map { phase in
                "      - {name: \(phase.name), from: \(WrittenPlan.moment(phase.from)), to: \(WrittenPlan.moment(phase.to)), "
                    + "hours: \(WrittenPlan.text(phase.when)), area: \(WrittenPlan.text(phase.area)), "
                    + "activities: [\(phase.activities.sorted().joined(separator: ", "))]}"
            }
    }

    private static func text(_ when: When) -> String {
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        switch when {
        case .allDay: return "all day"
        case .papers(let kinds): return "{sessions: [\(kinds.sorted().joined(separator: ", "))]}"
        case .daily(let hours):
            let items = hours.map { daily in
                let on = daily.weekdays.sorted().map { days[$0] }.joined(separator: ", ")
                return "{from: \(time(daily.from)), to: \(time(daily.to)), on: [\(on)]}"
            }
            return "[\(items.joined(separator: ", "))]"
        }
    }

    private static func text(_ area: Area) -> String {
        switch area {
        case .everywhere: return "everywhere"
        case .radius(let metres): return "{radius: \(metres)}"
        case .districts(let names): return "{districts: [\(names.sorted().joined(separator: ", "))]}"
        case .belt(let south, let north):
            let corners = [(south, 116.5), (south, 117.5), (north, 117.5), (north, 116.5)]
            return "{polygon: [\(corners.map { "[\(latitude($0)), \($1)]" }.joined(separator: ", "))]}"
        }
    }

    /// So many metres north of the site, at 111.2 km a degree.
    private static func latitude(_ metresNorth: Int) -> Double { 31 + Double(metresNorth) / 111_200 }

    /// "2026-06-07T09:00" of a local minute since 1970.
    static func moment(_ local: Int64) -> String { "\(date(local / 1440))T\(time(Int(local % 1440)))" }

    private static func date(_ day: Int64) -> String {
        let date = LocalDate(daysSinceEpoch: day)
        return "\(date.year)-\(twoDigits(date.month))-\(twoDigits(date.day))"
    }

    private static func time(_ minute: Int) -> String { "\(twoDigits(minute / 60)):\(twoDigits(minute % 60))" }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
