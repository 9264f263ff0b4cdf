import EventTime
import Sites

/// The gaokao by its models. The slots are stable; which subject sits in one is not everywhere the same (Guangxi 2026
/// changes politics and chemistry). In many provinces listening is not in June: a plan says with `listening` whether it
/// is.
extension Timetable {
    static let gaokao = [
        Timetable(
            id: "gaokao-old",
            name: Name(zh: "高考（文理分科）", en: "Gaokao, arts and sciences"),
            rows: firstDay + [
                row(8, "09:00", "11:30", "文科/理科综合", "Humanities or sciences"), foreignLanguage("17:00"),
            ]
        ),
        Timetable(
            id: "gaokao-tibet",
            name: Name(zh: "高考（文理分科，加试藏语文）", en: "Gaokao, arts and sciences, with Tibetan"),
            rows: firstDay + [
                row(8, "09:00", "11:30", "文科/理科综合", "Humanities or sciences"), foreignLanguage("17:00"),
                row(9, "09:00", "11:30", "藏语文", "Tibetan"),
            ]
        ),
        Timetable(
            id: "gaokao-3+1+2",
            name: Name(zh: "高考（3+1+2）", en: "Gaokao, 3+1+2"),
            rows: firstDay + [
                row(8, "09:00", "10:15", "物理/历史", "Physics or history"), foreignLanguage("17:00"),
                row(9, "08:30", "09:45", "化学", "Chemistry"), row(9, "11:00", "12:15", "地理", "Geography"),
                row(9, "14:30", "15:45", "思想政治", "Politics"), row(9, "17:00", "18:15", "生物", "Biology"),
            ]
        ),
        Timetable(
            id: "gaokao-3+3-shandong",
            name: Name(zh: "高考（3+3，山东）", en: "Gaokao, 3+3, Shandong"),
            rows: firstDay + [foreignLanguage("16:40", listening: false)] + threeADay
        ),
        Timetable(
            id: "gaokao-3+3-shandong-listening",
            name: Name(zh: "高考外语听力（山东，1月）", en: "Gaokao listening test in January, Shandong"),
            rows: [
                // Its end is not published with it; 30 minutes are what such a test takes.
                row(8, "09:00", "09:30", "外语听力", "Foreign language listening", month: 1, kind: .listening)
            ]
        ),
        Timetable(
            id: "gaokao-3+3-beijing",
            name: Name(zh: "高考（3+3，北京）", en: "Gaokao, 3+3, Beijing"),
            rows: firstDay + [foreignLanguage("17:00", listening: false)] + threeADay
        ),
        Timetable(
            id: "gaokao-3+3-tianjin",
            name: Name(zh: "高考（3+3，天津）", en: "Gaokao, 3+3, Tianjin"),
            rows: firstDay + [
                foreignLanguage("17:00"),
                row(9, "08:30", "09:30", "物理", "Physics"), row(9, "11:00", "12:00", "思想政治", "Politics"),
                row(9, "15:00", "16:00", "化学", "Chemistry"),
                row(10, "08:30", "09:30", "历史", "History"), row(10, "11:00", "12:00", "生物", "Biology"),
                row(10, "15:00", "16:00", "地理", "Geography"),
            ]
        ),
    ]

    private static let firstDay = [
        row(7, "09:00", "11:30", "语文", "Chinese"), row(7, "15:00", "17:00", "数学", "Mathematics"),
    ]

    /// Shandong and Beijing.
    private static let threeADay = [
        row(9, "08:00", "09:30", "物理", "Physics"), row(9, "11:00", "12:30", "思想政治", "Politics"),
        row(9, "15:30", "17:00", "化学", "Chemistry"),
        row(10, "08:00", "09:30", "历史", "History"), row(10, "11:00", "12:30", "生物", "Biology"),
        row(10, "15:30", "17:00", "地理", "Geography"),
    ]

    /// 8 June in the afternoon; a listening part goes before the written one (15:00 to 15:20 in Beijing 2010 and 2014).
    private static func foreignLanguage(_ to: String, listening: Bool = true) -> Row {
        var paper = row(8, "15:00", to, "外语", "Foreign language")
        if listening { paper.listening = Hours(from: time("15:00"), to: time("15:20")) }
        return paper
    }

    private static func row(
        _ day: Int,
        _ from: String,
        _ to: String,
        _ zh: String,
        _ en: String,
        month: Int = 6,
        kind: SessionKind = .written
    ) -> Row {
        Row(month: month, day: day, from: time(from), to: time(to), name: Name(zh: zh, en: en), kind: kind)
    }

    private static func time(_ text: String) -> LocalTime {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2, let time = LocalTime(hour: parts[0], minute: parts[1]) else {
            preconditionFailure("\(text) is not a time of day")
        }
        return time
    }
}
