import EventTime
import ExamCalendar
import Records
import Sites

/// The words that a calendar needs beside the names of the plan, in one language.
struct CalendarWords: Sendable {
    let language: Language

    func pick(_ name: Name) -> String { language == .zh ? name.zh : name.en }
    func pick(zh: String, en: String) -> String { language == .zh ? zh : en }

    func kind(_ kind: SessionKind) -> String {
        switch kind {
        case .written: pick(zh: "考试", en: "exam")
        case .listening: pick(zh: "听力", en: "listening")
        case .gap: pick(zh: "考间", en: "between sessions")
        }
    }

    var ban: String { pick(zh: "禁噪", en: "noise ban") }
    var appeal: String { pick(zh: "倡议降噪", en: "appeal for quiet") }
    func hotline(_ number: String) -> String { pick(zh: "举报电话 \(number)", en: "hotline \(number)") }
    var makeUp: String { pick(zh: "补考", en: "make-up") }
    var colon: String { pick(zh: "：", en: ": ") }

    func activities(_ activities: Set<Activity>) -> String {
        Activity.allCases.filter(activities.contains).map { pick($0.name) }.joined(separator: pick(zh: "、", en: ", "))
    }

    /// "6月7日", "7 Jun".
    func date(_ date: LocalDate) -> String {
        pick(zh: "\(date.month)月\(date.day)日", en: "\(date.day) \(CalendarWords.months[date.month - 1].prefix(3))")
    }

    /// "2025年6月", "Jun 2025".
    func month(of date: LocalDate) -> String {
        pick(zh: "\(date.year)年\(date.month)月", en: "\(CalendarWords.months[date.month - 1].prefix(3)) \(date.year)")
    }

    /// "2025年6月7日", "7 June 2025".
    func fullDate(_ date: LocalDate) -> String {
        pick(
            zh: "\(date.year)年\(date.month)月\(date.day)日",
            en: "\(date.day) \(CalendarWords.months[date.month - 1]) \(date.year)"
        )
    }

    /// "周六", "Sat".
    func weekday(_ weekday: Weekday) -> String {
        let index = weekday.rawValue - 1
        return pick(
            zh: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"][index],
            en: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][index]
        )
    }

    /// "09:00", "24:00"; seconds only when they are not zero. Milliseconds after midnight.
    static func clock(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1000
        let minutes = "\(twoDigits(seconds / 3600)):\(twoDigits(seconds / 60 % 60))"
        return seconds % 60 == 0 ? minutes : "\(minutes):\(twoDigits(seconds % 60))"
    }

    /// "09:00–11:30".
    static func clock(_ span: WallSpan) -> String { "\(clock(span.from))–\(clock(span.to))" }

    /// "UTC+08:00".
    static func offset(seconds: Int) -> String {
        let minutes = Int64(abs(seconds) / 60)
        return "UTC\(seconds < 0 ? "-" : "+")\(twoDigits(minutes / 60)):\(twoDigits(minutes % 60))"
    }

    private static func twoDigits(_ n: Int64) -> String { n < 10 ? "0\(n)" : "\(n)" }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// Why a session is not as it was planned.
    func remarks(_ session: ExamSession, in zone: TimeZoneRules) -> [String] {
        let makeUp = session.makeUp.map { self.makeUp + colon + pick($0) }
        let moved = session.extensions.last.map { last in
            let planned = moment(session.plannedEnd, in: zone)
            return pick(
                zh: "\(last.by)更改结束时间，原为 \(planned)：\(last.why)",
                en: "end moved from \(planned) by \(last.by): \(last.why)"
            )
        }
        return [makeUp, moved].compactMap(\.self)
    }

    /// "2026-06-07 15:00 to 17:00"; with the offset from UTC near a clock change.
    func span(_ range: TimeRange, in zone: TimeZoneRules) -> String {
        let (from, to) = (moment(range.start, in: zone), moment(range.end, in: zone))
        let isSameDay = zone.localDate(at: range.start) == zone.localDate(at: range.end)
        let end = isSameDay ? String(to.dropFirst(11)) : to
        return "\(from) \(pick(zh: "至", en: "to")) \(end)"
    }

    func moment(_ instant: Instant, in zone: TimeZoneRules) -> String {
        let offset = zone.offset(at: instant)
        let text = String(RFC3339.format(instant, offset: offset).prefix(16)).replacing("T", with: " ")
        let change = zone.nextTransition(after: instant - .hours(24))
        guard let change, change < instant + .hours(24) else { return text }
        return "\(text) (\(CalendarWords.offset(seconds: offset)))"
    }
}
