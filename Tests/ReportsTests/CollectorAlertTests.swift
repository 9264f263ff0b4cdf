import EventTime
import Foundation
import NoiseRules
import Records
import Reports
import Sites
import Testing

/// What an operator reads of the collector itself.
struct CollectorAlertTests {
    private static let noticed = SamplePlan.opening

    @Test("nothing is received during a paper, Chinese: since when, from where, why, what to do")
    func blind() {
        let message = message(
            CollectorChange(
                .blind,
                isOn: true,
                about: "broker.example:8883",
                at: Self.noticed,
                since: Self.noticed - .seconds(60),
                detail: "nothing listens at broker.example:8883"
            ),
            to: "bureau"
        )
        #expect(message.subject == "【采集服务收不到数据】自 6月7日 09:02:12 起 · 语文考试中")
        #expect(
            message.text.hasPrefix(
                """
                采集服务（采集服务收不到数据）

                服务器：broker.example:8883
                最后数据：6月7日 09:02:12（UTC+08:00）
                发现时间：6月7日 09:03:12（UTC+08:00）
                考试：语文考试中
                原因：nothing listens at broker.example:8883
                处置建议：期间收不到任何测点的数据，无法判断噪声；测点未必有故障。
                """
            ),
            "\(message.text)"
        )
    }

    @Test("received again, English: from when to when, how long")
    func receiving() {
        let message = message(
            CollectorChange(
                .blind,
                isOn: false,
                about: "broker.example:8883",
                at: Self.noticed,
                since: Self.noticed - .seconds(187)
            ),
            to: "office"
        )
        #expect(message.subject == "[Collector receives again] 7 June 09:00:05 to 7 June 09:03:12")
        #expect(message.text.contains("Ended: 7 June 09:03:12 (UTC+08:00)\nDuration: 3 min 7 s\n"))
        #expect(!message.text.contains("To do"))
    }

    @Test("never received anything")
    func never() {
        let change = CollectorChange(.blind, isOn: true, about: "b:1883", at: Self.noticed - .hours(2))
        #expect(message(change, to: "office").subject == "[Collector receives nothing] never any data")
    }

    @Test("a certificate: the date with its year; one that has ended says so")
    func certificate() {
        let until = Self.noticed + .hours(24 * 300)
        var change = CollectorChange(
            .certificate,
            isOn: true,
            about: "broker.example:8883",
            at: Self.noticed,
            until: until
        )
        #expect(
            message(change, to: "office").subject
                == "[Server certificate ends soon] broker.example:8883 valid until 2027-04-03 09:03:12"
        )
        #expect(message(change, to: "bureau").text.contains("有效期至：2027-04-03 09:03:12（UTC+08:00）\n"))
        change.until = Self.noticed - .seconds(1)
        #expect(message(change, to: "bureau").subject.hasPrefix("【服务器证书已过期】broker.example:8883"))
    }

    @Test("this machine's clock: what it shows, what the time is, and what shows that it is wrong")
    func clock() {
        let change = CollectorChange(
            .machineClock,
            isOn: true,
            at: Self.noticed,
            offset: Instant(milliseconds: 30_000) - Self.noticed,
            evidence: .sensors
        )
        let english = message(change, to: "office")
        #expect(english.subject == "[Collector's clock is wrong] it shows 1970-01-01 08:00:30 at 2026-06-07 09:03:12")
        #expect(
            english.text.contains(
                "This machine: 1970-01-01 08:00:30 (UTC+08:00)\nTime used: 2026-06-07 09:03:12 (UTC+08:00)\nReason: "
                    + "this machine's clock disagrees with the sensors' clocks, which agree with one another\n"
            ),
            "\(english.text)"
        )
        #expect(message(change, to: "bureau").text.contains("原因：各测点时钟彼此一致，与本机时钟不符\n"))
    }

    @Test("every change has words in both languages, a type of its own, and an object that machines can read")
    func every() throws {
        var types: Set<String> = []
        for matter in CollectorChange.Matter.allCases {
            for isOn in [true, false] {
                let change = CollectorChange(matter, isOn: isOn, about: "x", at: Self.noticed, since: Self.noticed)
                for office in ["bureau", "office"] {
                    let facts = try #require(message(change, to: AuthorityID(office)).facts.first)
                    #expect(facts.site == nil && facts.subject == "\(matter.rawValue) x")
                    #expect(!facts.zh.instruction.isEmpty && !facts.en.instruction.isEmpty)
                    let json = try JSONSerialization.jsonObject(with: Data(facts.json.utf8)) as? [String: Any]
                    let object = try #require(json?["collector"] as? [String: Any])
                    #expect(object["matter"] as? String == matter.rawValue && object["on"] as? Bool == isOn)
                    types.insert(facts.event.rawValue)
                }
            }
        }
        #expect(types.count == 10 && types.allSatisfy { $0.hasPrefix("collector.") })
    }

    private func message(_ change: CollectorChange, to authority: AuthorityID) -> AlertMessage {
        AlertComposer(plan: SamplePlan.plan())
            .message(for: SamplePlan.alert(.collector(change), to: authority), now: change.at)
    }
}
