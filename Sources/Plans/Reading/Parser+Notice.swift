import EventTime
import ExamCalendar
import Settings
import Sites

/// A moment on the wall clock of some zone.
struct LocalMoment: Hashable {
    var date: LocalDate
    var time: LocalTime
}

extension Parser where T == LocalMoment {
    static var localMoment: Parser {
        Parser(expected: Wording("a date and a time of day, like 2026-06-06T18:00", zh: "日期和时刻，例如 2026-06-06T18:00")) {
            value in
            guard
                let text = value.text(
                    expected: Wording(
                        "a date and a time of day, like 2026-06-06T18:00",
                        zh: "日期和时刻，例如 2026-06-06T18:00"
                    )
                )
            else { return nil }
            let parts = text.split(separator: "T", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let date = LocalDate(text: parts[0]), let time = LocalTime(text: parts[1]) else {
                value.report(
                    Wording(
                        "is no date and time of day; write one like 2026-06-06T18:00",
                        zh: "不是日期和时刻；请填写如 2026-06-06T18:00"
                    )
                )
                return nil
            }
            return LocalMoment(date: date, time: time)
        }
    }
}

extension Parser where T == Coordinates {
    /// `[22.5431, 114.0579]`
    static var coordinates: Parser {
        let expected = Wording(
            "[latitude, longitude] in degrees of WGS 84, like [22.5431, 114.0579]",
            zh: "[纬度, 经度]，WGS 84 度数，例如 [22.5431, 114.0579]"
        )
        return Parser(expected: expected) { value in
            guard let numbers = Parser<Double>(expected: expected, parse: { Double($0) }).wholeList.read(value) else {
                return nil
            }
            guard numbers.count == 2, let place = Coordinates(latitude: numbers[0], longitude: numbers[1]) else {
                value.report(
                    Wording("is no place on the earth; write \(expected.en)", zh: "不是有效坐标；\(expected.request)")
                )
                return nil
            }
            return place
        }
    }
}

extension Parser where T == ControlNotice.Hours {
    /// `all day`, a list of `{from, to, on}`, or `{sessions: [written]}`.
    static var noticeHours: Parser {
        let expected = Wording(
            "all day, a list of {from: 22:00, to: 06:00}, or {sessions: [written]}",
            zh: "all day、{from: 22:00, to: 06:00} 的列表，或 {sessions: [written]}"
        )
        return Parser(expected: expected) { value in
            if value.isList {
                let hours = (Parser<[Section]>.sections.read(value) ?? []).compactMap(DailyHours.read)
                return hours.isEmpty ? nil : .daily(hours)
            }
            guard value.isSection else {
                return Parser<ControlNotice.Hours>(expected: expected) { $0 == "all day" ? .allDay : nil }.read(value)
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
            section.report(
                "to",
                Wording(
                    "is the time at which they start; write 00:00 to 24:00 for the whole day",
                    zh: "与开始时刻相同；全天请填写 00:00 至 24:00"
                )
            )
            return nil
        }
        return hours
    }
}

extension Parser where T == Weekday {
    fileprivate static var weekday: Parser {
        Parser(expected: Wording("a day of the week, like saturday", zh: "星期，例如 saturday")) { text in
            Weekday.allCases.first { "\($0)" == text }
        }
    }
}

extension Parser where T == ControlArea {
    /// `everywhere`, `homes`, `{radius: 500}`, `{districts: […]}`, `{polygon: [[lat, lon], …]}` or
    /// `{line: [[lat, lon], …], width: 40}`.
    static func controlArea(districts: Parser<String>) -> Parser {
        let expected =
            Wording(
                "everywhere, homes, {radius: 500} in metres, {districts: [a name]}, {polygon: [[22.5, 114.0], …]}, or "
                    + "{line: [[22.5, 114.0], …], width: 40}",
                zh:
                    "everywhere、homes、{radius: 500}（米）、{districts: [名称]}、{polygon: [[22.5, 114.0], …]} 或 {line: [[22.5, 114.0], …], width: 40}"
            )
        return Parser(expected: expected) { value in
            guard value.isSection else {
                return Parser<ControlArea>(expected: expected) { text in
                    switch text {
                    case "everywhere": .everywhere
                    case "homes": .homes
                    default: nil
                    }
                }.read(value)
            }
            guard let section = value.section() else { return nil }
            let wholeMetres = Parser<Int>(expected: Wording("whole metres from 1 to 100000", zh: "1 至 100000 的整数（米）")) {
                text in
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
                    Wording(
                        "names more or fewer than one area; write one of radius, districts, polygon and line",
                        zh: "区域须恰好写一种；请填写 radius、districts、polygon、line 之一"
                    )
                )
                return nil
            }
            if let metres { return .radius(metres: metres) }
            if let districts { return .districts(districts) }
            if section.has("line") {
                guard let points, let width else { return nil }
                guard let line = Polyline(points: points) else {
                    section.report(
                        "line",
                        Wording("has no length; write two points or more that are not the same", zh: "没有长度；请填写至少两个不同的点")
                    )
                    return nil
                }
                return .line(line, width: width)
            }
            guard let corners else { return nil }
            guard let polygon = Polygon(corners: corners) else {
                section.report(
                    "polygon",
                    Wording(
                        "encloses nothing; write three corners or more that do not lie on one line",
                        zh: "围不成区域；请填写至少三个不在同一直线上的顶点"
                    )
                )
                return nil
            }
            return .polygon(polygon)
        }
    }
}
