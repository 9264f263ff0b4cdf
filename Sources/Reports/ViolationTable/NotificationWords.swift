import EventTime
import Records

/// Why a change was notified or not, and why an alert waits, in words for people.
struct NotificationWords {
    let words: TableWords

    /// Nil where somebody was notified at once: the alerts say whom. "not notified: muted; notified 09:20, as the noise
    /// went on".
    func line(_ record: NotificationRecord, _ time: (Instant) -> String) -> String? {
        guard case .suppress(let reason) = record.decision else { return nil }
        let later = record.notifiedLaterAt.map {
            words.pick("；噪声持续，\(time($0)) 已通知", "; notified \(time($0)), as the noise went on")
        }
        return words.pick("未通知：", "not notified: ") + text(reason) + (later ?? "")
    }

    func text(_ reason: NotificationDecision.SuppressReason) -> String {
        switch reason {
        case .muted: words.pick("告警静默中", "muted")
        case .late:
            words.pick("发生 5 分钟后才完成判定", "it was decided more than 5 min after it happened")
        case .notNotifiedBefore: words.pick("该违规此前未通知", "nobody was notified of this violation before")
        case .immaterial: words.pick("更正不足 1 dB 且不足 1 分钟", "the correction is below 1 dB and 1 min")
        case .noRecipient: words.pick("通知路由无可达的接收人", "no route leads to a recipient that a channel reaches")
        }
    }

    /// "held until 09:20: rate limit".
    func line(_ hold: AlertHold, _ time: (Instant) -> String) -> String {
        words.pick("暂缓至 \(time(hold.until))：", "held until \(time(hold.until)): ") + text(hold.reason)
    }

    func text(_ reason: AlertHold.Reason) -> String {
        switch reason {
        case .gathering: words.pick("等待合并同批告警", "others may join the message")
        case .sameMatter: words.pick("同一噪声刚已通知", "a message about the same noise has just left")
        case .rateLimit: words.pick("已达通知频次上限", "rate limit")
        case .storm: words.pick("多处同时发生，等待汇总", "noise began at several sites at once")
        }
    }
}

/// Whether a change was notified, for machines.
struct NotificationBody: Encodable {
    /// "notify" or "suppress".
    var decision: String
    var reason: String
    /// When it was notified after all.
    var later: String?

    init(_ record: NotificationRecord, _ time: (Instant) -> String) {
        decision = record.decision.isNotified ? "notify" : "suppress"
        reason = record.decision.reason
        later = record.notifiedLaterAt.map(time)
    }
}

/// Why an alert was held the last time, for machines.
struct HoldBody: Encodable {
    var reason: String
    var until: String

    init(_ hold: AlertHold, _ time: (Instant) -> String) {
        (reason, until) = (hold.reason.rawValue, time(hold.until))
    }
}
