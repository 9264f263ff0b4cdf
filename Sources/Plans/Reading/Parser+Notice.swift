import EventTime
import ExamCalendar
import Settings

/// A moment on the wall clock of some zone.
struct LocalMoment: Hashable {
    var date: LocalDate
    var time: LocalTime
}

extension Parser where T == LocalMoment {
    static var localMoment: Parser {
        Parser(wanted: "a date and a time of day, like 2026-06-06T18:00") { value in
            guard let text = value.text(wanted: "a date and a time of day, like 2026-06-06T18:00") else { return nil }
            let parts = text.split(separator: "T", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let date = LocalDate(text: parts[0]), let time = LocalTime(text: parts[1]) else {
                value.report("is no date and time of day; write one like 2026-06-06T18:00")
                return nil
            }
            return LocalMoment(date: date, time: time)
        }
    }
}

extension Parser where T == Coordinates {
    /// `[22.5431, 114.0579]`
    static var coordinates: Parser {
        let wanted = "[latitude, longitude] in degrees of WGS 84, like [22.5431, 114.0579]"
        return Parser(wanted: wanted) { value in
            guard let numbers = Parser<Double>(wanted: wanted, parse: { Double($0) }).wholeList.read(value) else {
                return nil
            }
            guard numbers.count == 2, let place = Coordinates(latitude: numbers[0], longitude: numbers[1]) else {
                value.report("is no place on the earth; write \(wanted)")
                return nil
            }
            return place
        }
    }
}

extension Parser where T == ControlNotice.Hours {
    /// `all day`, a list of `{from, to, on}`, or `{sessions: [written]}`.
    static var noticeHours: Parser {
        let wanted = "all day, a list of {from: 22:00, to: 06:00}, or {sessions: [written]}"
        return Parser(wanted: wanted) { value in
            if value.isList {
                let hours = (Parser<[Section]>.sections.read(value) ?? []).compactMap(DailyHours.read)
                return hours.isEmpty ? nil : .daily(hours)
            }
            guard value.isSection else {
                return Parser<ControlNotice.Hours>(wanted: wanted) { $0 == "all day" ? .allDay : nil }.read(value)
            }
            guard let section = value.section() else { return nil }
            let kinds = section.required("sessions", Parser<SessionKind>.choice("kind of session").set)
            section.finish()
            return kinds.map { .sessions($0) }
        }
    }

}

extension Section {
    /// A list of `{from, to, on}` under `key`; what is wrong in it is left out.
    func dailyHours(_ key: String) -> [DailyHours] {
        list(key, .section).compactMap(DailyHours.read)
    }
}

extension DailyHours {
    /// `{from: 22:00, to: 06:00, on: [saturday]}`; nil after reporting what is wrong.
    fileprivate static func read(_ section: Section) -> DailyHours? {
        let from = section.required("from", .time)
        let to = section.required("to", .endTime)
        let days = section.optional("on", Parser<Weekday>.weekday.set, default: Set(Weekday.allCases))
        section.finish()
        guard let from, let to else { return nil }
        guard let hours = DailyHours(from: from, to: to, weekdays: days) else {
            section.report("to", "is the time at which they start; write 00:00 to 24:00 for the whole day")
            return nil
        }
        return hours
    }
}

extension Parser where T == Weekday {
    fileprivate static var weekday: Parser {
        Parser(wanted: "a day of the week, like saturday") { text in Weekday.allCases.first { "\($0)" == text } }
    }
}

extension Parser where T == ControlArea {
    /// `everywhere`, `homes`, `{radius: 500}`, `{districts: […]}`, `{polygon: [[lat, lon], …]}` or
    /// `{line: [[lat, lon], …], width: 40}`.
    static func controlArea(districts: Parser<String>) -> Parser {
        let wanted =
            "everywhere, homes, {radius: 500} in metres, {districts: [a name]}, {polygon: [[22.5, 114.0], …]}, or "
            + "{line: [[22.5, 114.0], …], width: 40}"
        return Parser(wanted: wanted) { value in
            guard value.isSection else {
                return Parser<ControlArea>(wanted: wanted) { text in
                    switch text {
                    case "everywhere": .everywhere
                    case "homes": .homes
                    default: nil
                    }
                }.read(value)
            }
            guard let section = value.section() else { return nil }
            let wholeMetres = Parser<Int>(wanted: "whole metres from 1 to 100000") { text in
                Int(text).flatMap { (1...100_000).contains($0) ? $0 : nil }
            }
            let metres = section.optional("radius", wholeMetres)
            let districts = section.optional("districts", districts.set)
            let corners = section.optional("polygon", Parser<Coordinates>.coordinates.wholeList)
            let points = section.optional("line", Parser<Coordinates>.coordinates.wholeList)
            let width = section.has("line") ? section.required("width", wholeMetres) : nil
            section.finish()
            guard ["radius", "districts", "polygon", "line"].filter(section.has).count == 1 else {
                section.reportLack(
                    "names more or fewer than one area; write one of radius, districts, polygon and line"
                )
                return nil
            }
            if let metres { return .radius(metres: metres) }
            if let districts { return .districts(districts) }
            if section.has("line") {
                guard let points, let width else { return nil }
                guard let line = Polyline(points: points) else {
                    section.report("line", "has no length; write two points or more that are not the same")
                    return nil
                }
                return .line(line, width: width)
            }
            guard let corners else { return nil }
            guard let polygon = Polygon(corners: corners) else {
                section.report("polygon", "encloses nothing; write three corners or more that do not lie on one line")
                return nil
            }
            return .polygon(polygon)
        }
    }
}
