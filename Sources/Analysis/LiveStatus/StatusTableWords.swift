import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import Reports

/// What the table says, in the language of who looks at it. Times of day are those of one place.
struct StatusTableWords {
    private let words: TableWords
    private let clock: ScreenClock

    init(_ language: Language, _ clock: ScreenClock) {
        words = TableWords(language)
        self.clock = clock
    }

    func pick(_ zh: String, _ en: String) -> String { words.pick(zh, en) }

    /// Between what is said in one cell.
    var comma: String { pick("，", ", ") }
    var to: String { pick("至", "to") }

    func text(_ kind: SessionKind) -> String { words.text(kind) }

    /// The state, and what else is to be known of the row, the most important first; of each the longer form first.
    func state(of row: StatusTable.Row) -> (head: String, notes: [[String]]) {
        let muted = row.muted.map { note in
            let until = clock.minute(note.until)
            return [pick("静默至 \(until)", "muted to \(until)"), pick("静默", "muted")]
        }
        let others = own(row) + sensor(row)
        switch row.state {
        case .violation(_, let tenths):
            let isAbove = (tenths ?? 0) > 0
            let below: [[String]] =
                tenths == nil || isAbove ? [] : [[pick("现未超限", "below the limit now"), pick("现未超限", "now below")]]
            let excess = isAbove ? " " + FixedPoint.signed(tenths: tenths ?? 0) : ""
            return (pick("违规", "VIOLATION") + excess, claim(row, muted) + below + others)
        case .violationWithoutData(_, let since):
            let gap = since.map { [pick("\(clock($0)) 起无数据", "no data since \(clock($0))"), pick("无数据", "no data")] }
            return (pick("违规", "VIOLATION"), claim(row, muted) + [gap ?? [pick("无数据", "no data")]] + others)
        default:
            return (plain(row.state), notes(of: row.state) + (muted.map { [$0] } ?? []) + others)
        }
    }

    private func plain(_ state: StatusTable.State) -> String {
        switch state {
        case .quiet: pick("安静", "quiet")
        case .noRule: pick("当前无规则", "no rule now")
        case .over(let tenths): pick("超限", "over") + " " + FixedPoint.signed(tenths: tenths)
        case .violation, .violationWithoutData: pick("违规", "VIOLATION")
        case .invalid: pick("无有效声级", "no valid level")
        case .noReading(let since):
            since.map { pick("\(clock($0)) 起测点无数据", "silent since \(clock($0))") } ?? pick("尚无数据", "no reading yet")
        case .unknown(let since):
            since.map { pick("\(clock($0)) 起未接收", "no data since \(clock($0))") } ?? pick("未接收", "no data")
        case .rejected(let detail): pick("数据无法解析：", "rejected: ") + PayloadText.oneLine(String(detail.prefix(48)))
        }
    }

    private func notes(of state: StatusTable.State) -> [[String]] {
        switch state {
        case .noRule(let above?):
            let (excess, limit) = (FixedPoint.text(tenths: above.tenths), above.limit.text)
            let rule = PayloadText.oneLine(above.rule.text)
            return [
                [
                    pick("高于限值 \(limit)（\(rule)）达 \(excess)", "\(excess) above limit \(limit) of \(rule)"),
                    pick("高于 \(limit) 达 \(excess)", "\(excess) above \(limit)"),
                ]
            ]
        case .invalid(let why?): return [[text(why)]]
        default: return []
        }
    }

    /// Who has it in hand, and whether it is muted.
    private func claim(_ row: StatusTable.Row, _ muted: [String]?) -> [[String]] {
        let answer = row.violations.first?.answer
        let taken = answer.map { answer in
            let by = PayloadText.oneLine(answer.by)
            return [pick("\(by)\(words.text(answer.act))", "\(by): \(words.text(answer.act))")]
        }
        return (muted.map { [$0] } ?? []) + [taken ?? [pick("无人响应", "not answered")]]
    }

    /// The violation by the end of its id, which commands take for the whole.
    private func own(_ row: StatusTable.Row) -> [[String]] {
        guard let violation = row.violations.first else { return [] }
        let since = clock.minute(violation.openedAt)
        let more = row.violations.count - 1
        return (more > 0 ? [[pick("另有 \(more) 起", "+\(more) more")]] : [])
            + [[String(violation.id.text.suffix(8))], [pick("\(since) 起", "since \(since)")]]
    }

    /// What is wrong with the sensor itself.
    private func sensor(_ row: StatusTable.Row) -> [[String]] {
        var notes: [[String]] = []
        if let offset = row.clockOffset {
            let clock = pick("时钟", "clock ")
            notes.append(
                [
                    clock + words.clockOffset(offset), clock + words.clockOffset(offset, isBrief: true),
                    pick("时钟错误", "clock wrong"),
                ]
            )
        }
        if case .invalid = row.state { return notes }
        switch row.mark {
        case .clock: notes.append([pick("时钟错误", "clock wrong")])
        case .range: notes.append([text(Exclusion.range)])
        case .frozen: notes.append([text(Exclusion.frozen)])
        case .jump: notes.append([text(Exclusion.jump)])
        case .normal, .over, .under, .calibration, .fault, .partial, nil: break
        }
        return notes
    }

    private func text(_ exclusion: Exclusion) -> String {
        switch exclusion {
        case .over: pick("过载", "overload")
        case .calibration: pick("校准中", "calibration")
        case .fault: pick("设备故障", "device fault")
        case .clock: pick("时钟错误", "clock wrong")
        case .range: pick("声级超出量程", "level out of its range")
        case .frozen: pick("声级长时间不变", "frozen at one level")
        case .jump: pick("声级突变异常", "impossible step")
        case .wind: pick("大风", "wind")
        case .rain: pick("降雨", "rain")
        case .thunder: pick("雷电", "thunder")
        case .noLAeq: pick("无等效声级", "sends no LAeq")
        case .noLength: pick("平均时长未知", "averaging time unknown")
        }
    }

    func text(_ urgency: Urgency) -> String {
        switch urgency {
        case .unanswered: pick("未响应", "not answered")
        case .answered: pick("已响应", "answered")
        case .over: pick("超限", "over")
        case .muted: pick("静默", "muted")
        case .silent: pick("无数据", "silent")
        case .unknown: pick("未接收", "no data")
        case .faulty: pick("异常", "faulty")
        case .loud: pick("偏高", "loud")
        case .quiet: pick("安静", "quiet")
        case .noRule: pick("无规则", "no rule")
        }
    }

    /// What is wrong with the collector itself.
    func text(_ change: CollectorChange) -> String {
        let detail =
            switch change.matter {
            case .blind, .secondClient: change.about
            case .planRefused: change.detail
            case .certificate: change.about + (change.until.map { " " + clock.day($0) } ?? "")
            case .machineClock: change.evidence.map(words.text) ?? ""
            }
        let said = words.text(change)
        return PayloadText.oneLine(detail.isEmpty ? said : said + pick("：", ": ") + detail)
    }

    /// How long ago: seconds for two minutes, then minutes, hours, days; at most six columns.
    func age(_ age: TimeSpan) -> String {
        let seconds = max(0, age.milliseconds / 1000)
        if seconds < 120 { return "\(seconds) \(pick("秒", "s"))" }
        if seconds < 6000 { return "\(seconds / 60) \(pick("分", "min"))" }
        if seconds < 172_800 { return "\(seconds / 3600) \(pick("时", "h"))" }
        return "\(min(999, seconds / 86_400)) \(pick("天", "d"))"
    }
}

extension FixedPoint {
    fileprivate static func signed(tenths: Int) -> String { (tenths > 0 ? "+" : "") + text(tenths: tenths) }
}

/// Times of day as one place has them, at one instant; of other days with their date.
struct ScreenClock {
    private let now: Instant
    private let offset: Int

    /// `offset` is seconds east of UTC.
    init(now: Instant, offset: Int) {
        self.now = now
        self.offset = offset
    }

    /// "08:31:05", "06-07 08:31".
    func callAsFunction(_ instant: Instant) -> String {
        isToday(instant) ? String(text(instant).dropFirst(11).prefix(8)) : minute(instant)
    }

    /// "08:31", "06-07 08:31".
    func minute(_ instant: Instant) -> String {
        let time = text(instant).dropFirst(11).prefix(5)
        return isToday(instant) ? String(time) : "\(text(instant).dropFirst(5).prefix(5)) \(time)"
    }

    /// "2026-06-07".
    func day(_ instant: Instant) -> String { String(text(instant).prefix(10)) }

    private func isToday(_ instant: Instant) -> Bool { day(instant) == day(now) }
    private func text(_ instant: Instant) -> String { RFC3339.format(instant, offset: offset) }
}
