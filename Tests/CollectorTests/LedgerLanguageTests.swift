import Acoustics
import Evaluation
import EventTime
import ExamCalendar
import Foundation
import NoiseRules
import Readings
import Records
import Reports
import SQLiteStore
import Sites
import TestSupport
import Testing

@testable import Analysis

@Suite("The ledger in the reader's language") struct LedgerLanguageTests {
    private static let zone = TimeZoneRules.fixed(name: "Asia/Shanghai", offset: 8 * 3600)
    /// 2026-06-07T09:00:00+08:00.
    private static let start = Instant(milliseconds: 1_780_794_000_000)
    private static let range = TimeRange(start: start, end: start + .hours(1))

    private static func clock(_ language: Language) -> LedgerClock {
        LedgerClock(zone: zone, range: range, words: TableWords(language))
    }

    /// Words of the Latin alphabet that are no name, abbreviation or unit.
    private static func english(_ text: String) -> [String] {
        text.matches(of: /[A-Za-z]{2,}/).map { String($0.output) }
            .filter {
                ![
                    "MQTT", "UTF", "json", "school", "gate", "broker", "example", "SYS", "publish", "messages",
                    "dropped",
                ].contains($0)
            }
    }

    @Test("an empty hour, with its table, its gap and what the broker has not said")
    func empty() throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.path("quiethours.db"))
        let sensor = Sensor(
            id: SensorID(site: "school", sensor: "gate"),
            placement: .yard,
            instrumentClass: .class1
        )
        let ledger = try Ledger(
            of: [sensor],
            zone: Self.zone,
            range: Self.range,
            now: Self.range.end,
            records: store
        ) { _ in }
        let zh = LedgerText(ledger, zone: Self.zone, language: .zh).lines
        #expect(zh[0] == "数据完整性  2026-06-07T09:00:00+08:00 至 2026-06-07T10:00:00+08:00")
        #expect(zh[2].hasPrefix("点位") && zh[3].hasSuffix("有缺失"), "\(zh)")
        #expect(zh.contains { $0.hasPrefix("  缺口     09:00:00 至 10:00:00  1 小时") }, "\(zh)")
        #expect(zh.last == "1 个测点中 1 个数据不完整")
        // What stands above one another on a terminal begins in the same column.
        func column(_ row: String, _ cell: String) -> Int? {
            row.firstRange(of: cell).map { String(row[..<$0.lowerBound]).columns }
        }
        #expect(column(zh[2], "测点") == column(zh[3], "gate"), "\(zh[2])\n\(zh[3])")
        for line in zh.dropFirst() { #expect(Self.english(line).isEmpty, "\(line)") }
        let en = LedgerText(ledger, zone: Self.zone).lines
        #expect(en[0].hasPrefix("Ledger  ") && en.count == zh.count)
        #expect(en.contains { $0.hasPrefix("  gap      09:00:00 to 10:00:00  1 h") }, "\(en)")
        #expect(en.last == "1 of 1 sensors are not complete")
    }

    @Test("every cause, in words of one language alone")
    func causes() {
        let outages = Outage.Cause.allCases.map { GapReason.notReceiving(Outage(range: Self.range, cause: $0)) }
        let reasons: [GapReason] =
            outages + [
                .offline(Self.range), .sessionForgotten(Self.range), .rejected(1), .rejected(2),
                .brokerDropped(Drop(count: 3, range: Self.range)), .messagesMissing(1), .nothingSent,
                .restarted(Restart(at: Self.start, from: 1, to: 2)),
            ]
        for reason in reasons {
            let (zh, en) = (Self.clock(.zh).text(reason), Self.clock(.en).text(reason))
            #expect(Self.english(zh).isEmpty && !Self.english(en).isEmpty, "\(zh) | \(en)")
            #expect(!en.contains { $0 > "\u{2e80}" }, "\(en)")
        }
        for kind in SessionEvent.Kind.allCases {
            let event = SessionEvent(
                at: Self.start,
                kind: kind,
                lastReceivedAt: Self.start,
                broker: "broker.example:1883",
                clientID: "q",
                detail: ""
            )
            let (zh, en) = (Self.clock(.zh).text(event), Self.clock(.en).text(event))
            #expect(Self.english(zh).isEmpty && zh != en, "\(zh)")
        }
        #expect(
            Self.clock(.zh).text(.seconds(725)) == "12 分钟 5 秒" && Self.clock(.en).text(.seconds(725)) == "12 min 5 s"
        )
        #expect(Self.clock(.zh).text(.milliseconds(1250)) == "1.250 秒")
    }
}
