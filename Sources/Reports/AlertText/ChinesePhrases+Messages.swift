import EventTime
import Records

/// What messages say beside the facts of a violation: that they are late, passed on or many, and how to answer them.
extension ChinesePhrases {
    func late(by age: EventTime.Span) -> String { "迟到的通知：事件发生在 \(text(age))之前，现场情况可能已变化。" }
    func lateTag(by age: EventTime.Span) -> String { "（迟到 \(text(age))）" }
    func unanswered(tier: Int) -> String { "无人确认，转第 \(tier) 级" }
    func unanswered(since moment: String, isYours: Bool) -> String {
        "自 \(moment) 起无人确认，" + (isYours ? "现转由您处置，请尽快确认。" : "已转报他人；您仍可确认。")
    }
    func storm(sites: Int) -> String { "\(sites) 个考点同时超限" }
    var stormAdvice: String { "多处在数秒内同时变响，天气或飞机的可能性大于各处同时施工，请先核实。" }
    func digest(count: Int) -> String { "\(count) 条警报合并通知" }
    func heldBack(count: Int) -> String { "其中 \(count) 条因短时间内消息过多而暂缓发送。" }
    func more(count: Int) -> String { "另有 \(count) 条见记录" }
    func stillOn(for span: EventTime.Span) -> String { "已持续 \(text(span))，噪声仍未停止。" }
    var stillOn: String { "仍在持续" }
    var nobody: String { "尚无人确认" }
    var nobodyOnDuty: String { "无人值班" }
    var openEnd: String { "排班表结束" }
    var fillRoster: String { "此时段的警报只发到单位，不到个人。请补排值班人员。" }
    var drill: String { "演练" }
    var answer: String { "受理并答复" }
    var confirmReceipt: String { "确认收到" }

    func text(_ act: Answer.Act) -> String {
        switch act {
        case .acknowledged: "已受理"
        case .onSite: "已到场"
        case .disposed: "已处置"
        case .closed: "已办结"
        }
    }

    var drillSubject: String { "测试警报，并无真实违规" }
    var isDrill: String { "这是演练，并无违规，只用于检验警报能否送达。" }
    var answerDrill: String { "无须到现场处置。如迟到、重复或内容有误，请告知发送方。" }
    var checkSensor: String { "停报期间无法判断此处噪声。请检查供电、网络和设备，必要时派人值守。" }
}
