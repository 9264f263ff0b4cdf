import EventTime
import ExamCalendar
import Foundation
import Records
import Reports
import Sites
import Testing

/// Where texts stand, by a width that no font falls short of: what overlaps by it overlaps for certain.
@Suite("The picture of a season can be read")
struct SeasonLegibilityTests {
    private struct Area {
        var text: String
        var left: Double
        var right: Double
        var top: Double
        var bottom: Double

        func overlaps(_ other: Area) -> Bool {
            left < other.right - 0.5 && other.left < right - 0.5 && top < other.bottom - 0.5 && other.top < bottom - 0.5
        }
    }

    private static func leanWidth(_ text: String) -> Double {
        text.unicodeScalars.reduce(0) { width, scalar in
            switch scalar {
            case " ", "i", "j", "l", "t", "f", "r", "I", ".", ",", ":", ";", "'", "|", "(", ")", "-", "/": width + 0.22
            case "\u{20}"..."\u{7E}", "–": width + 0.46
            default: width + (scalar.value >= 0x2E80 ? 0.98 : 0)
            }
        }
    }

    /// Texts and rectangles in the order in which they are drawn.
    private static func areas(_ root: ReadElement) throws -> [(area: Area, isText: Bool, style: String)] {
        let css = root.children.first { $0.name == "style" }?.text ?? ""
        let drawn = root.children.filter { $0.name != "defs" }.flatMap(\.all)
        return try drawn.compactMap { element in
            let (x, y) = (element.number("x"), element.number("y"))
            switch element.name {
            case "text":
                let rule = try #require(css.range(of: ".\(element.style){font-size:"), "\(element.style)")
                let size = try #require(Double(css[rule.upperBound...].prefix { $0 != "p" }))
                let area = Area(
                    text: element.text,
                    left: x,
                    right: x + Self.leanWidth(element.text) * size,
                    top: y - size * 0.7,
                    bottom: y
                )
                return (area, true, element.style)
            case "rect":
                let (right, bottom) = (x + element.number("width"), y + element.number("height"))
                return (Area(text: "", left: x, right: right, top: y, bottom: bottom), false, element.style)
            default: return nil
            }
        }
    }

    private static func check(_ calendar: SiteCalendar, _ window: TimeRange, _ language: Language) throws {
        let root = try ReadSVG.root(of: CalendarSVG(calendar, language: language).drawing(of: window).text())
        let areas = try areas(root)
        let (width, height) = (root.number("width"), root.number("height"))
        var texts = 0
        for (index, item) in areas.enumerated() {
            let area = item.area
            #expect(area.left >= 0 && area.right <= width && area.top >= 0 && area.bottom <= height, "\(area)")
            guard item.isText else { continue }
            texts += 1
            // Whatever is drawn later, texts and bars alike, would cover it.
            for later in areas[(index + 1)...] where later.area.overlaps(area) {
                Issue.record("\"\(area.text)\" (\(item.style)) lies under \(later.style) \"\(later.area.text)\"")
            }
        }
        #expect(texts > 10)
    }

    @Test("in the worked plans", arguments: PublishedPlans.names, Language.allCases)
    func plans(name: String, language: Language) throws {
        let plan = try PublishedPlans.plan(name)
        try Self.check(
            PublishedPlans.calendar(of: plan),
            PublishedPlans.season(of: plan, margin: .hours(100)),
            language
        )
    }

    @Test("with long names, papers at once, clock changes and many notices", arguments: Language.allCases)
    func crowded(language: Language) throws {
        let scene = try SeasonScene.crowded()
        try Self.check(
            scene.calendar,
            SeasonScene.range("2025-10-20T00:00:00+01:00", "2025-11-09T00:00:00Z"),
            language
        )
    }

    @Test("the colours differ in lightness from what lies under them")
    func contrast() throws {
        let scene = try SeasonScene.crowded()
        let window = try SeasonScene.range("2025-10-20T00:00:00+01:00", "2025-11-09T00:00:00Z")
        let root = try ReadSVG.root(of: CalendarSVG(scene.calendar, language: .en).drawing(of: window).text())
        let css = root.children.first { $0.name == "style" }?.text ?? ""
        func colour(_ style: String) throws -> [Double] {
            let rule = try #require(css.range(of: ".\(style){"), "\(style)")
            let body = css[rule.upperBound...].prefix { $0 != "}" }
            let hash = try #require(body.range(of: "fill:#"), "\(style)")
            var digits = String(body[hash.upperBound...].prefix { $0.isHexDigit })
            if digits.count == 3 { digits = digits.map { "\($0)\($0)" }.joined() }
            let value = try #require(Int(digits, radix: 16))
            return [value >> 16, value >> 8 & 255, value & 255].map { Double($0) / 255 }
        }
        // WCAG 2.2, relative luminance and contrast ratio; 4.5 for text.
        func luminance(_ rgb: [Double]) -> Double {
            let linear = rgb.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        }
        func ratio(_ a: [Double], _ b: [Double]) -> Double {
            let (light, dark) = (max(luminance(a), luminance(b)), min(luminance(a), luminance(b)))
            return (light + 0.05) / (dark + 0.05)
        }
        #expect(ratio(try colour("name"), try colour("written")) >= 4.5)
        for text in ["agenda", "agendaListening", "quiet", "above", "flag", "tag", "date", "hour", "legend"] {
            for ground in ["sheet", "night", "halo", "months"] {
                #expect(ratio(try colour(text), try colour(ground)) >= 4.5, "\(text) on \(ground)")
            }
        }
        for number in 0..<5 {
            let (tint, night) = (try colour("n\(number)"), try colour("night"))
            let mixed = zip(tint, night).map { $0 * 0.22 + $1 * 0.78 }
            #expect(ratio(try colour("band"), mixed) >= 4.5, "\(number)")
        }
        // In black and white.
        #expect(ratio(try colour("night"), try colour("sheet")) >= 1.2)
        #expect(ratio(try colour("written"), try colour("sheet")) >= 3)
    }
}

extension SeasonScene {
    /// Everything at once, around the clock change of 26 October 2025.
    static func crowded() throws -> SeasonScene {
        var scene = SeasonScene(
            zone: try TimeZoneRules.load("Europe/London"),
            name: Name(
                zh: "一所名称非常长的学校：某某省某某市某某区实验中学东校区高级中学部第三考点",
                en: "A school with a name that is so long that it cannot stand on one line: The Royal Grammar School"
            )
        )
        func day(_ day: Int, _ time: String) -> String {
            "2025-\(day > 31 ? "11-0\(day - 31)" : "10-\(day)")T\(time):00\(day < 26 ? "+01:00" : "Z")"
        }
        for (number, start) in ["08:00", "09:15", "11:00", "12:10", "14:30"].enumerated() {
            let end = ["09:10", "10:20", "12:00", "13:00", "16:00"][number]
            let name = ["Art", "A very long title of a paper", "Mathematics, part two", "口语与听力考试", "Physics"][number]
            for date in [21, 26, 34] {
                try scene.add(name, .written, day(date, start), day(date, end), lead: .minutes(10), tail: .minutes(5))
            }
        }
        for date in [22, 27] {
            try scene.add("French", .written, day(date, "09:00"), day(date, "11:00"))
            try scene.add("French", .listening, day(date, "09:00"), day(date, "09:25"), lead: .minutes(15))
            try scene.add(
                "German",
                .written,
                day(date, "09:30"),
                day(date, "12:00"),
                makeUp: Name(zh: "台风", en: "Storm")
            )
            try scene.add("German", .listening, day(date, "11:30"), day(date, "11:50"), tail: .minutes(5))
            try scene.add("Noon", .gap, day(date, "12:00"), day(date, "13:30"))
            try scene.add(
                "History",
                .written,
                day(date, "13:30"),
                day(date, "15:40"),
                tail: .minutes(10),
                movedFrom: day(date, "15:00")
            )
        }
        try scene.add("A night of reading", .written, day(28, "22:00"), day(29, "02:00"), lead: .minutes(30))
        for number in 1...7 {
            try scene.ban(
                number % 2 == 0 ? "高考期间静音管理措施第\(number)阶段" : "Phase \(number) with a name of some length",
                day(20 + number, "06:30"),
                day(26 + number, "18:00"),
                hours: number % 3 == 0 ? .allDay : daily([(60 * number, 60 * number + 25), (1290, 400)]),
                activities: Set(Activity.allCases.prefix(number * 2))
            )
        }
        return scene
    }
}
