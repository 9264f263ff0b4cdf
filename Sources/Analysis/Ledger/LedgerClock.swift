import EventTime
import Readings
import Records
import Reports

/// Words for times and causes in a ledger.
struct LedgerClock {
    let zone: TimeZoneRules
    let range: TimeRange
    let words: TableWords

    /// The span with dates and offset.
    var heading: String {
        let start = RFC3339.format(range.start, offset: zone.offset(at: range.start))
        return "\(start) \(words.pick("至", "to")) \(RFC3339.format(range.end, offset: zone.offset(at: range.end)))"
    }

    /// Time of day; with the date where it is not the date that the span begins on.
    func callAsFunction(_ t: Instant) -> String {
        guard t > .distantPast, t < .distantFuture else { return words.pick("始终", "ever") }
        let text = RFC3339.format(t, offset: zone.offset(at: t))
        let time = text.dropFirst(11).prefix { $0 != "+" && $0 != "-" && $0 != "Z" }
        let isFirstDay = zone.localDate(at: t) == zone.localDate(at: range.start)
        return isFirstDay ? String(time) : "\(text.prefix(10)) \(time)"
    }

    func callAsFunction(_ range: TimeRange) -> String {
        let (start, end) = (self(range.start), self(range.end))
        if range.start <= .distantPast { return words.pick("截至 \(end)", "until \(end)") }
        if range.end >= .distantFuture { return words.pick("自 \(start) 起", "since \(start)") }
        return "\(start) \(words.pick("至", "to")) \(end)"
    }

    func text(_ reason: GapReason) -> String {
        switch reason {
        case .offline(let range):
            words.pick("测点状态为离线（\(self(range))）", "the sensor's status was offline (\(self(range)))")
        case .sessionForgotten(let range):
            words.pick(
                "服务器丢失了会话，\(self(range)) 发布的消息可能已丢失",
                "the broker had forgotten our session: what was published in it \(self(range)) may be lost"
            )
        case .notReceiving(let outage):
            words.pick(
                "\(self(outage.range)) 未接收：\(text(outage))",
                "not receiving \(self(outage.range)): \(text(outage))"
            )
        case .brokerDropped(let drop):
            words.pick(
                "服务器丢弃 \(drop.count) 条消息（本客户端或其他客户端），\(self(drop.range))",
                "the broker dropped \(drop.count) message\(s(drop.count)), of this or another client, \(self(drop.range))"
            )
        case .rejected(let count):
            words.pick(
                "此时段有 \(count) 条该测点的消息被拒收",
                "\(count) payload\(s(count)) of the sensor rejected in this time"
            )
        case .restarted(let restart):
            words.pick(
                "测点在 \(self(restart.at)) 前重启：启动号由 \(restart.from) 变为 \(restart.to)",
                "the sensor restarted before \(self(restart.at)): boot \(restart.from), then \(restart.to)"
            )
        case .messagesMissing(let count):
            words.pick(
                "测点编号的 \(count) 条消息未收到",
                "\(count) message\(s(count)) that the sensor numbered never came"
            )
        case .nothingSent:
            words.pick(
                "前后消息编号连续：测点此时段未发送数据",
                "no message number is missing around it: the sensor sent nothing for this time"
            )
        }
    }

    private func s(_ count: some BinaryInteger) -> String { count == 1 ? "" : "s" }

    func text(_ event: SessionEvent) -> String {
        switch event.kind {
        case .resumed:
            return words.pick(
                "已订阅 \(event.broker)，会话保留",
                "subscribed at \(event.broker); it had kept the session"
            )
        case .begun:
            return words.pick("已订阅 \(event.broker)，新会话", "subscribed at \(event.broker) with a new session")
        case .forgotten:
            let since =
                event.lastReceivedAt.map {
                    words.pick("；此前最后一条消息收于 \(self($0))", "; the last message before came at \(self($0))")
                } ?? ""
            return words.pick(
                "已订阅 \(event.broker)，会话已丢失\(since)",
                "subscribed at \(event.broker); IT HAD FORGOTTEN THE SESSION\(since)"
            )
        case .connectionLost: return words.pick("连接中断：", "connection lost: ") + event.detail
        case .stopped: return words.pick("服务停止，会话保留在服务器", "stopped; the session stays at the broker")
        case .refused:
            return words.pick(
                "服务器拒绝订阅“\(event.detail)”，相关情况不详",
                "the broker refuses '\(event.detail)', so that nothing is known of it"
            )
        }
    }

    private func text(_ outage: Outage) -> String {
        let cause =
            switch outage.cause {
            case .notYet: words.pick("服务此前从未订阅", "the service had never subscribed before")
            case .stopped: words.pick("服务已停止", "the service was stopped")
            case .connectionLost: words.pick("连接中断", "the connection was lost")
            case .died: words.pick("服务意外停止", "the service ended without a farewell")
            }
        let hasEnded = outage.range.end < .distantFuture && outage.cause != .notYet
        return cause
            + (hasEnded ? words.pick("；此后也未收到此时段的数据", "; nothing came for this gap since") : "")
    }

    /// "9 s", "1.250 s", "12 min 5 s", "3 h 2 min", with what is less left off from an hour on.
    func text(_ span: TimeSpan) -> String {
        let milliseconds = span.milliseconds
        let (hour, minute, second) = (words.pick("小时", "h"), words.pick("分钟", "min"), words.pick("秒", "s"))
        let seconds = milliseconds / 1000
        if seconds < 60, milliseconds % 1000 != 0 {
            let rest = "\(milliseconds % 1000)"
            return "\(seconds).\(String(repeating: "0", count: 3 - rest.count))\(rest) \(second)"
        }
        if seconds < 60 { return "\(seconds) \(second)" }
        if seconds < 3600 {
            return "\(seconds / 60) \(minute)" + (seconds % 60 > 0 ? " \(seconds % 60) \(second)" : "")
        }
        return "\(seconds / 3600) \(hour)" + (seconds / 60 % 60 > 0 ? " \(seconds / 60 % 60) \(minute)" : "")
    }
}
