import Acoustics
import EventTime
import NoiseRules
import Records
import Reports
import Sites
import Testing

/// What an officer reads of a sensor that fell silent or came back.
struct SensorAlertTests {
    private let sensor = SensorID(site: "s1", sensor: "n1")

    @Test("silent during an exam, Chinese")
    func silent() {
        let change = SensorChange(
            sensor: sensor,
            step: .silent,
            at: SamplePlan.opening + .seconds(60),
            lastReading: SamplePlan.opening
        )
        let message = message(change, to: "bureau")
        #expect(message.subject == "【测点无数据】第一中学 n1（施工场界） 自 6月7日 09:03:12 起 · 语文考试中")
        #expect(message.text.contains("最后数据：6月7日 09:03:12（UTC+08:00）\n发现时间：6月7日 09:04:12（UTC+08:00）\n"))
        #expect(message.text.contains("考试：语文考试中；11:30 结束\n"))
        #expect(message.text.contains("数据中断期间无法判定此处噪声"))
    }

    @Test("back, English: how long it was away")
    func back() {
        let change = SensorChange(
            sensor: sensor,
            step: .back,
            at: SamplePlan.opening + .minutes(185),
            lastReading: SamplePlan.opening
        )
        let message = message(change, to: "office")
        #expect(message.subject == "[Sensor back] School No. 1 n1 (construction boundary) 7 June 12:08:12")
        #expect(message.text.contains("Ended: 7 June 12:08:12 (UTC+08:00)\nDuration: 3 h 5 min\n"))
    }

    @Test("a sensor that never sent anything")
    func never() {
        let change = SensorChange(sensor: sensor, step: .silent, at: SamplePlan.opening, lastReading: nil)
        #expect(message(change, to: "office").subject.contains("never any data"))
        #expect(message(change, to: "bureau").text.contains("最后数据：从未收到数据\n"))
    }

    private func message(_ change: SensorChange, to authority: AuthorityID) -> AlertMessage {
        AlertComposer(plan: SamplePlan.plan())
            .message(for: SamplePlan.alert(.sensor(change), to: authority), now: change.at)
    }
}
