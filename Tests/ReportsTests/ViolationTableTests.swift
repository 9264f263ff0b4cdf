import Acoustics
import EventTime
import ExamCalendar
import Foundation
import NoiseRules
import Records
import Reports
import Sites
import TestSupport
import Testing

@Suite("Violations as tables") struct ViolationTableTests {
    private static func record(closed: Bool = true) throws -> ViolationRecord {
        let opened = try RFC3339.instant("2026-06-07T01:03:12Z")
        var change = SampleViolation.change(
            1,
            .opened,
            site: "s1",
            sensor: "n1",
            opening: opened,
            at: opened
        )
        change.subject = ViolationSubject(site: "s1", source: .unattributed, kind: .limitExceeded)
        var answer = Answer(
            violation: SampleViolation.id,
            act: .onSite,
            by: "Li, Na",
            at: opened + .minutes(4),
            report: Answer.Report(note: "=SUM(A1)")
        )
        answer.report.found = "a breaker"
        return ViolationRecord(
            id: SampleViolation.id,
            subject: change.subject,
            openedAt: opened,
            closedAt: closed ? opened + .seconds(95) : nil,
            endedAt: closed ? opened + .seconds(85) : nil,
            worst: change.worst,
            changes: [change],
            answers: [answer]
        )
    }

    /// The cells by column; a comma within quotes is none that divides.
    private static func cells(_ line: String, _ header: String) -> [String: String] {
        var cells: [String] = [""]
        var isQuoted = false
        for c in line.dropLast(1) {
            if c == "\"" {
                isQuoted.toggle()
            } else if c == ",", !isQuoted {
                cells.append("")
            } else {
                cells[cells.count - 1].append(c)
            }
        }
        let names = header.dropLast(1).split(separator: ",").map(String.init)
        #expect(names.count == cells.count, "\(line)")
        return Dictionary(uniqueKeysWithValues: zip(names, cells))
    }

    @Test("CSV has the same columns for every violation, and what is not known is empty")
    func csv() throws {
        let table = ViolationCSV(plan: SamplePlan.plan())
        #expect(table.header.hasPrefix("id,site,source,kind,state,opened,ended,closed,seconds,sensor,rule,"))
        let closed = Self.cells(table.line(try Self.record(), alerts: []), table.header)
        let expected = [
            "id": "20260607-7K3M9Q2A", "state": "closed", "seconds": "85", "level": "78.4", "limit": "70.0",
            "exceedance": "8.4", "LAFmax": "88.0", "valid_rate": "0.900", "standard": "GB 12523-2025", "clause": "4.1",
            "verdict": "yes", "answered_by": "Li, Na", "answer_minutes": "4", "act": "onSite", "alerts": "0",
        ]
        for (name, text) in expected { #expect(closed[name] == text, "\(name): \(closed[name] ?? "none")") }
        let open = Self.cells(table.line(try Self.record(closed: false), alerts: []), table.header)
        #expect(open["state"] == "open" && open["ended"] == "" && open["seconds"] == "" && open["closed"] == "")
    }

    @Test("with a local time spreadsheets have a date")
    func localTime() throws {
        let table = ViolationCSV(plan: SamplePlan.plan(), localTime: true)
        let cells = Self.cells(table.line(try Self.record(), alerts: []), table.header)
        let local = try #require(cells["local_time"])
        #expect(local.wholeMatch(of: /2026-06-07 \d\d:03:12/) != nil, "\(local)")
        #expect(cells["opened"]?.hasPrefix(local.replacing(" ", with: "T")) == true)
    }

    @Test("the words are those of the reader's language, ids and figures the same", arguments: Language.allCases)
    func languages(language: Language) throws {
        let text = ViolationText(plan: SamplePlan.plan(), language: language)
        let page = text.page(try Self.record(), alerts: []).joined(separator: "\n")
        let line = text.line(try Self.record())
        for part in ["20260607-7K3M9Q2A", "78.4", "70.0", "Li, Na", "a breaker"] { #expect(page.contains(part)) }
        let words =
            language == .zh
            ? ["疑似", "声源不明", "超限", "限值 70.0", "已到场", "发现：", "响应记录"]
            : ["suspected", "source unknown", "over limit", "limit 70.0", "on site by", "found: ", "answers"]
        for word in words { #expect(page.contains(word), "\(word) in \(page)") }
        for code in ["onSite", "limitExceeded", "unattributed"] {
            #expect(!page.contains(code) && !line.contains(code))
        }
        if language == .zh {
            for word in ["ongoing", "suspected", "highest", "answered", "changes", "valid"] {
                #expect(!page.contains(word) && !line.contains(word), "\(word) in \(page)")
            }
        }
    }

    @Test(
        "a change of which nobody was notified says why, and when it was after all; an alert that was held says why",
        arguments: Language.allCases
    )
    func notifications(language: Language) throws {
        var record = try Self.record()
        let later = record.openedAt + .minutes(20)
        record.notifications = [1: NotificationRecord(.suppress(.muted), notifiedLaterAt: later)]
        let change = try #require(record.changes.first)
        var alert = Alert(
            id: AlertID("a"),
            subject: .violation(change),
            authority: "bureau",
            channel: .mail,
            createdAt: later,
            expiresAt: later + .hours(1)
        )
        alert.nextAttemptAt = later + .minutes(5)
        alert.hold = AlertHold(.rateLimit, until: later + .minutes(5))
        let text = ViolationText(plan: SamplePlan.plan(), language: language)
        let page = text.page(record, alerts: [(alert, [])])
        let golden =
            language == .zh
            ? [
                "    未通知：告警静默中；噪声持续，2026-06-07T09:23:12+08:00 已通知",
                "    暂缓至 2026-06-07T09:28:12+08:00：已达通知频次上限",
            ]
            : [
                "    not notified: muted; notified 2026-06-07T09:23:12+08:00, as the noise went on",
                "    held until 2026-06-07T09:28:12+08:00: rate limit",
            ]
        for line in golden { #expect(page.contains(line), "\(page)") }
        // Each reason has words of its own, and none is a code.
        var sentences: Set<String> = []
        for reason in NotificationDecision.SuppressReason.allCases {
            record.notifications = [1: NotificationRecord(.suppress(reason))]
            let lines = text.page(record, alerts: []).filter {
                $0.hasPrefix(language == .zh ? "    未通知：" : "    not notified: ")
            }
            #expect(lines.count == 1)
            sentences.formUnion(lines)
        }
        #expect(sentences.count == NotificationDecision.SuppressReason.allCases.count)
        for reason in NotificationDecision.NotifyReason.allCases {
            record.notifications = [1: NotificationRecord(.notify(reason))]
            #expect(!text.page(record, alerts: []).joined().contains(language == .zh ? "未通知" : "not notified"))
        }
    }

    @Test("for machines, each change has its decision, and each alert its hold")
    func notificationJSON() throws {
        var record = try Self.record()
        let later = record.openedAt + .minutes(20)
        record.notifications = [1: NotificationRecord(.suppress(.late), notifiedLaterAt: later)]
        let change = try #require(record.changes.first)
        var alert = Alert(
            id: AlertID("a"),
            subject: .violation(change),
            authority: "bureau",
            channel: .mail,
            createdAt: later,
            expiresAt: later + .hours(1)
        )
        alert.hold = AlertHold(.sameMatter, until: later)
        let line = try ViolationJSON(plan: SamplePlan.plan()).line(record, alerts: [(alert, [])])
        let at = "2026-06-07T09:23:12+08:00"
        #expect(line.contains(#""notification":{"decision":"suppress","later":"\#(at)","reason":"late"}"#), "\(line)")
        #expect(line.contains(#""held":{"reason":"same-matter","until":"\#(at)"}"#), "\(line)")
        record.notifications = [:]
        #expect(!(try ViolationJSON(plan: SamplePlan.plan()).line(record).contains("notification")))
    }

    @Test("the standards of a day are objects that name their table")
    func standards() throws {
        let date = try #require(LocalDate(year: 2026, month: 6, day: 7))
        let lines = try StandardsJSON(plan: SamplePlan.plan()).lines(on: date)
        var tables: Set<String> = []
        for line in lines {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            tables.insert(try #require(object["table"] as? String))
            #expect((object["row"] as? [String: Any])?.isEmpty == false)
        }
        #expect(tables == ["edition", "limit", "measurement", "article", "penalty"])
    }

    @Test("changes of sensors and what cannot be assessed are in the reader's language")
    func judged() throws {
        let at = try RFC3339.instant("2026-06-07T01:03:12Z")
        let sensor = SensorID(site: "s1", sensor: "n1")
        let silent = SensorChange(sensor: sensor, step: .silent, at: at, lastReading: nil)
        let clock = SensorChange(sensor: sensor, step: .clockOff, at: at, lastReading: at, offset: .hours(8))
        let (zh, en) = (
            ViolationText(plan: SamplePlan.plan(), language: .zh), ViolationText(plan: SamplePlan.plan())
        )
        #expect(en.line(silent).hasSuffix("sensor s1/n1 silent, no reading yet"))
        #expect(zh.line(silent).hasSuffix("s1/n1 测点无数据，尚无数据"), "\(zh.line(silent))")
        let clockLine = zh.line(clock)
        #expect(clockLine.contains("测点时钟错误，快 8 小时（疑为时区设置错误），最后数据截至 2026-06-07"), "\(clockLine)")
    }

    @Test("a comparison is in the reader's language, with the same ids, times and figures")
    func comparison() throws {
        let outcome = try #require(try Self.record().outcome)
        let (zh, en) = (
            ComparisonText(plan: SamplePlan.plan(), language: .zh), ComparisonText(plan: SamplePlan.plan())
        )
        let changes = OutcomeDifference.changes(from: outcome, to: outcome)
        #expect(en.lines(changes)[0].hasPrefix("changes   \(outcome.id)  2026-06-07T"))
        #expect(en.lines(changes)[1].hasPrefix("to        \(outcome.id)"))
        let lines = zh.lines(changes)
        #expect(lines[0].hasPrefix("变更前\u{3000} \(outcome.id)  2026-06-07T"), "\(lines)")
        #expect(lines[1].hasPrefix("变更后") && lines[1].contains("疑似声源不明，超限  最高 "), "\(lines)")
        #expect(zh.lines(.vanishes(outcome, into: outcome.id))[0].hasSuffix("，现并入 \(outcome.id)"))
        #expect(zh.summary(same: 12, [changes]) == "12 条相同，新增 0，消失 0，变更 1")
        #expect(en.summary(same: 12, [changes]) == "12 the same, 0 appear, 0 vanish, 1 change")
    }
}
