import EventTime
import ExamCalendar

/// The words of the season's picture.
extension CalendarWords {
    func sensor(_ id: String) -> String { pick(zh: "测点 \(id)", en: "sensor \(id)") }
    var listening: String { pick(zh: "听力", en: "Listening") }
    var semicolon: String { pick(zh: "；", en: "; ") }

    func remark(_ remarks: [String]) -> String {
        pick(zh: "（\(remarks.joined(separator: "；"))）", en: " (\(remarks.joined(separator: "; ")))")
    }

    /// When quiet is due around a listening window.
    func quiet(_ span: WallSpan) -> String {
        pick(zh: "静音 \(CalendarWords.clock(span))", en: "quiet \(CalendarWords.clock(span))")
    }

    /// What an order made of a session's length.
    func moved(by span: TimeSpan) -> String {
        let minutes = abs(span.milliseconds) / 60_000
        return span > .zero
            ? pick(zh: "延长 \(minutes) 分钟", en: "extended by \(minutes) min")
            : pick(zh: "提前 \(minutes) 分钟结束", en: "ends \(minutes) min early")
    }

    func leftOut(_ span: WallSpan) -> String {
        let hours = CalendarWords.clock(span)
        return pick(zh: "拨快时钟：没有 \(hours)", en: "Clock put forward: there is no \(hours)")
    }

    func repeated(_ span: WallSpan) -> String {
        let hours = CalendarWords.clock(span)
        return pick(zh: "拨慢时钟：\(hours) 出现两次", en: "Clock put back: \(hours) comes twice")
    }

    /// "23 h", "24 h 30 min".
    func length(_ span: TimeSpan) -> String {
        let (hours, minutes) = (span.milliseconds / 60_000).quotientAndRemainder(dividingBy: 60)
        let whole = pick(zh: "\(hours) 小时", en: "\(hours) h")
        return minutes == 0 ? whole : whole + pick(zh: " \(minutes) 分", en: " \(minutes) min")
    }

    func quietDays(_ count: Int, _ first: LocalDate, _ last: LocalDate) -> String {
        let dates = [first, last].map { first.year == last.year ? date($0) : fullDate($0) }
        return pick(
            zh: "\(dates[0])至\(dates[1])：\(count) 天没有考试，也没有管控",
            en: "\(dates[0]) to \(dates[1]): \(count) days without sessions or bans"
        )
    }

    var seasonTitle: String { pick(zh: "考试与噪声管控日历", en: "Exams and noise bans") }
    var noNotices: String { pick(zh: "这段时间没有管控通告。", en: "No control notice in this time.") }
    var assumed: String {
        pick(zh: "计划未注明位置，按适用处理", en: "taken to hold: the plan does not tell where this is")
    }
}

/// The words of its legend.
extension CalendarWords {
    var paper: String { pick(zh: "考试", en: "paper") }
    var listeningWindow: String { pick(zh: "听力时段", en: "listening window") }
    var gap: String { pick(zh: "考间", en: "between sessions") }
    var leadAndTail: String { pick(zh: "前后静音", en: "quiet before and after") }
    var added: String { pick(zh: "延长部分", en: "extension") }
    var night: String { pick(zh: "夜间", en: "night") }
    var makeUpDay: String { pick(zh: "补考日", en: "make-up day") }

    /// "6/7", "7 Jun".
    func shortDate(_ date: LocalDate) -> String { pick(zh: "\(date.month)/\(date.day)", en: self.date(date)) }

    func bans(_ activities: Set<Activity>) -> String {
        pick(zh: "禁止：", en: "Banned: ") + self.activities(activities)
    }

    func zoneAndNight(_ zone: String, _ offsets: String, _ night: String) -> String {
        pick(zh: "当地时间 \(zone)（\(offsets)），夜间 \(night)", en: "Local time \(zone) (\(offsets)), night \(night)")
    }
}
