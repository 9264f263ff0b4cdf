import Acoustics
package import EventTime
package import ExamCalendar
import NoiseRules
package import Records
import Sites

/// The words of tables for a terminal, in the language of who reads them.
package struct TableWords: Sendable {
    package let language: Language
    let phrases: any Phrases

    package init(_ language: Language) {
        self.language = language
        phrases =
            switch language {
            case .zh: ChinesePhrases()
            case .en: EnglishPhrases()
            }
    }

    package func pick<T>(_ zh: T, _ en: T) -> T { language == .zh ? zh : en }

    /// What a person answered: "on site".
    package func text(_ act: Answer.Act) -> String { phrases.text(act) }

    package func text(_ kind: SessionKind) -> String { phrases.text(kind) }

    /// What concerns the collector itself: "Second client with the collector's id".
    package func text(_ change: CollectorChange) -> String { phrases.status(change) }

    /// What shows that this machine's clock is wrong.
    package func text(_ evidence: ClockEvidence) -> String { phrases.text(evidence) }

    /// By how much a sensor's clock is wrong, to a second, from an hour on to a minute: "8 h ahead (a time zone?)", in
    /// brief without the doubt.
    package func clockOffset(_ offset: TimeSpan, isBrief: Bool = false) -> String {
        let unit: Int64 = abs(offset.milliseconds) < 3_599_500 ? 1000 : 60_000
        let size = TimeSpan(milliseconds: (abs(offset.milliseconds) + unit / 2) / unit * unit)
        let isBehind = offset < .zero
        guard isBrief else { return phrases.clockOffset(isBehind ? TimeSpan.zero - size : size) }
        let text = phrases.text(size)
        return isBehind ? pick("慢 \(text)", "\(text) behind") : pick("快 \(text)", "\(text) ahead")
    }

    func text(_ source: NoiseSource) -> String {
        switch source {
        case .construction: pick("施工", "construction")
        case .vendor: pick("摊贩", "vendor")
        case .unattributed: pick("声源不明", "source unknown")
        }
    }

    func text(_ kind: ViolationKind) -> String {
        switch kind {
        case .limitExceeded: pick("超限", "over limit")
        case .prohibitedActivity: pick("禁止活动", "prohibited activity")
        case .advisory: pick("提示", "advisory")
        }
    }

    /// "open", "closed" or "withdrawn", to one width.
    func state(_ record: ViolationRecord) -> String {
        switch record.state {
        case "open": pick("进行中", "open     ")
        case "closed": pick("已结束", "closed   ")
        default: pick("已撤销", "withdrawn")
        }
    }

    func text(_ step: ViolationChange.Step) -> String {
        switch step {
        case .opened: pick("新发", "opened")
        case .raised: pick("升高", "raised")
        case .closed: pick("结束", "closed")
        case .corrected: pick("更正", "corrected")
        case .withdrawn: pick("撤销", "withdrawn")
        }
    }

    /// What an alert is about, in a word or two.
    func text(_ subject: AlertSubject) -> String {
        switch subject {
        case .violation(let change): text(change.step)
        case .sensor(let change): pick(phrases.status(change), subject.kind)
        case .unanswered(let escalation): pick(phrases.unanswered(tier: escalation.tier), subject.kind)
        case .reminder: pick("仍在持续", subject.kind)
        case .dutyGap: pick("无人值班", subject.kind)
        case .drill: pick("演练", subject.kind)
        case .collector(let change): pick(phrases.status(change), subject.kind)
        }
    }

    func text(_ via: Answer.Origin) -> String {
        switch via {
        case .command: pick("命令", "command")
        case .link: pick("链接", "link")
        case .mqtt: "MQTT"
        }
    }

    func text(_ state: Alert.State) -> String {
        switch state {
        case .pending: pick("待发", "pending  ")
        case .delivered: pick("已送达", "delivered")
        case .failed: pick("失败", "failed   ")
        case .expired: pick("已过期", "expired  ")
        }
    }

    func text(_ outcome: Delivery.Outcome) -> String {
        switch outcome {
        case .accepted: pick("已接收", "accepted")
        case .partial: pick("部分接收", "partial")
        case .deferred: pick("稍后重试", "deferred")
        case .refused: pick("被拒绝", "refused")
        }
    }

    /// Where a background comes from: "no history", "same hour of the week, 12 hours".
    func text(_ background: Background.Basis, hours: Int) -> String {
        let source =
            switch background {
            case .declared: pick("申报值", "declared")
            case .hourOfWeek: pick("每周同一时段", "same hour of the week")
            case .hourOfDay: pick("每日同一时段", "same hour of the day")
            case .justBefore: pick("无历史数据，取出现前最低声级", "no history, lowest level just before")
            }
        return hours > 0 ? source + pick("，\(hours) 小时", ", \(hours) hours") : source
    }
}
