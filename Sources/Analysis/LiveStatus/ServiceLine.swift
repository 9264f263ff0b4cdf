import EventTime
import Records
import Reports

/// The one line about the service: whether anything is received from which broker, the plan in use, and up to when
/// readings are judged.
struct ServiceLine {
    let collector: CollectorLine
    let words: StatusTableWords
    let clock: ScreenClock

    private static let gap = "  "

    func text(at now: Instant, within room: Int) -> String {
        switch collector.reception {
        case .receiving: receiving(at: now, within: room)
        case .interrupted(let start, let why):
            join(
                [
                    clock(now),
                    words.pick("\(since(start))收不到数据", "NOT RECEIVING\(since(start))"),
                    judged, plan(long: false),
                    [collector.broker, why].compactMap { $0.map(PayloadText.oneLine) }.joined(separator: ": "),
                ]
            ).cut(to: room)
        case .notRunning(let start):
            join(
                [
                    clock(now), words.pick("\(since(start))服务未运行", "SERVICE NOT RUNNING\(since(start))"), judged,
                    plan(long: false),
                ]
            ).cut(to: room)
        }
    }

    /// The longest form that fits: the broker's name is shortened last.
    private func receiving(at now: Instant, within room: Int) -> String {
        let from = collector.broker.map { words.pick("接收自 ", "receiving from ") + PayloadText.oneLine($0) }
        let short = words.pick("接收正常", "receiving")
        func line(_ broker: String, long: Bool) -> String { join([clock(now), broker, plan(long: long), judged]) }
        for parser in [line(from ?? short, long: true), line(from ?? short, long: false)] where parser.columns <= room {
            return parser
        }
        let left = room - line("", long: false).columns - ServiceLine.gap.columns
        let broker = from.flatMap { left > short.columns + 8 ? $0.cut(to: left) : nil } ?? short
        return line(broker, long: false).cut(to: room)
    }

    private var judged: String {
        guard let to = collector.judgedTo else { return words.pick("尚未判定", "nothing judged yet") }
        let waiting =
            collector.unjudged > 0
            ? words.comma + words.pick("待判定 \(collector.unjudged)", "\(collector.unjudged) waiting") : ""
        return words.pick("判定至 \(clock(to))", "judged to \(clock(to))") + waiting
    }

    private func plan(long: Bool) -> String {
        guard let plan = collector.plan else { return "" }
        let name = words.pick("预案 ", "plan ") + plan.sha256.description.prefix(8)
        guard let since = plan.since else { return name + words.pick("（文件）", " (file)") }
        return long ? name + words.pick("，\(clock.minute(since)) 起", " since \(clock.minute(since))") : name
    }

    private func since(_ instant: Instant?) -> String {
        instant.map { words.pick("\(clock($0)) 起", " since \(clock($0))") } ?? ""
    }

    private func join(_ parts: [String]) -> String {
        parts.filter { !$0.isEmpty }.joined(separator: ServiceLine.gap)
    }
}
