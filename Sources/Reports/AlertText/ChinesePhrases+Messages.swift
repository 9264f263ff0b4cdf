import EventTime
import NoiseRules
import Records

/// What messages say beside the facts of a violation: that they are late, passed on or many, and how to answer them.
extension ChinesePhrases {
    func late(by age: TimeSpan) -> String { "迟到的通知：事件发生在 \(text(age))之前，现场情况可能已变化。" }
    func lateTag(by age: TimeSpan) -> String { "（迟到 \(text(age))）" }
    func unanswered(tier: Int) -> String { "无人响应，升级至第\(ChineseNumber.text(tier))级" }
    func unanswered(since moment: String, isYours: Bool) -> String {
        "自 \(moment) 起无人响应，" + (isYours ? "现升级至您处，请立即响应。" : "已升级上报；您仍可响应。")
    }
    func storm(sites: Int) -> String { "\(sites) 个考点同时超限" }
    var stormAdvice: String { "多个考点在数秒内同时超限，可能为天气或飞机噪声，请先核实。" }
    func notifiedBefore(count: Int, at moment: String) -> String { "其中 \(count) 条已于 \(moment) 通知。" }
    var notified: String { "已通知" }
    func digest(count: Int, of category: AlertCategory) -> String {
        switch category {
        case .violation: "\(count) 条告警汇总"
        case .sensor: "\(count) 条测点情况汇总"
        case .operation: "\(count) 条运行情况汇总"
        }
    }
    func heldBack(count: Int) -> String { "其中 \(count) 条因消息数量限制而延后发送。" }
    func more(count: Int) -> String { "另有 \(count) 条见记录" }
    func reminder(for span: TimeSpan) -> String { "已持续 \(text(span))，噪声仍未停止。" }
    var reminder: String { "仍在持续" }
    var unknownNow: String { "数据中断，情况不明" }
    var nobody: String { "尚无人响应" }
    var nobodyOnDuty: String { "无人值班" }
    var openEnd: String { "排班表结束" }
    var fillRoster: String { "此时段的告警只发到单位，不到个人。请补排值班人员。" }
    var drill: String { "演练" }
    var answer: String { "立即响应" }
    var confirmReceipt: String { "确认收到" }

    func text(_ act: Answer.Act) -> String {
        switch act {
        case .acknowledged: "已响应"
        case .onSite: "已到场"
        case .disposed: "已处置"
        case .closed: "已办结"
        }
    }

    var drillSubject: String { "测试告警，非真实事件" }
    var isDrill: String { "这是演练，并无违规，只用于检验告警能否送达。" }
    var answerDrill: String { "无须到现场处置。如迟到、重复或内容有误，请告知发送方。" }
    var checkSensor: String { "数据中断期间无法判定此处噪声。请检查供电、网络和设备，必要时派人值守。" }

    func now(_ level: String) -> String { "当前 \(level)" }
    func belowNow(_ level: String) -> String { "当前低于限值（\(level)）" }
    func below(_ present: String) -> String { "\(present)，最近一分钟未超限" }
    func noData(since moment: String?) -> String { (moment.map { "\($0) 起无数据" } ?? "无数据") + "，噪声是否持续不明" }
    func present(_ level: String, over span: TimeSpan, at moment: String) -> String {
        "\(level)（\(moment)，\(text(span))平均）"
    }
    func averaged(_ level: String, over window: TimeSpan) -> String { "\(text(window)) \(level)" }
    func limitIs(_ level: String) -> String { "限值 \(level)" }
    func highest(_ level: String) -> String { "最高 \(level)" }
    func lasted(_ span: TimeSpan, isAtLeast: Bool) -> String {
        "持续\(isAtLeast ? atLeast(text(span)) : " \(text(span))")"
    }
    func atLeast(_ span: String) -> String { "至少 \(span)" }
    func closed(_ at: String, quietSince: String) -> String { "\(at)，自 \(quietSince) 起低于限值" }
    func closed(_ at: String, noDataSince: String) -> String { "\(at)，自 \(noDataSince) 起无数据，噪声是否持续不明" }
    func claims(_ titles: [String]) -> String { titles.joined(separator: "、") }
    func responseTo(_ violation: String) -> String { "对 \(violation) 的响应" }
    func route(_ name: String) -> String {
        if name.hasSuffix(", copy") { return remark(String(name.dropLast(6)), "抄送") }
        guard let tier = name.firstRange(of: ", tier ") else { return name }
        let number = Int(name[tier.upperBound...]).map(ChineseNumber.text) ?? String(name[tier.upperBound...])
        return remark(String(name[..<tier.lowerBound]), "第\(number)级")
    }
}
