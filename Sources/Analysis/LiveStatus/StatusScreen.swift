package import EventTime
import NoiseRules
package import Records
import Reports

/// A board as the lines of one screen: the service in one line, how many sensors are in which state, then the rows, the
/// most urgent first. No line is wider than the screen and there are no more lines than it has: what does not fit is
/// counted in the last one.
package struct StatusScreen {
    private let language: Language
    private let isColoured: Bool
    /// Seconds east of UTC in which times of day are shown.
    private let offset: Int
    private let width: Int?
    private let height: Int?

    /// `width` in columns and `height` in lines, 1 and more; nil for a file or a pipe, which has none.
    package init(language: Language, isColoured: Bool, offset: Int, width: Int?, height: Int?) {
        self.language = language
        self.isColoured = isColoured
        self.offset = offset
        self.width = width.map { max(1, $0) }
        self.height = height.map { max(1, $0) }
    }

    package func lines(of table: StatusTable, at now: Instant) -> [String] {
        let clock = ScreenClock(now: now, offset: offset)
        let words = StatusTableWords(language, clock)
        let room = width ?? .max
        let rows = table.urgentRows

        let service = ServiceLine(collector: table.collector, words: words, clock: clock)
        var lines = [paint(table.collector.isBlind ? "31" : nil, service.text(at: now, within: room))]
        if isTall(6) { lines.append(summary(of: table, words, within: room)) }
        lines += troubles(of: table.collector, words).map { paint("31", $0.cut(to: room)) }
        let columns = StatusColumns(width: width, rows: rows)
        if isTall(8) {
            lines.append(
                paint("1", (columns.head(words) + words.pick("状态（+ 为超限 dB）", "state (+dB above limit)")).cut(to: room))
            )
        }

        let left = height.map { max(0, $0 - lines.count) } ?? rows.count
        let shown = rows.count <= left ? rows : Array(rows.prefix(max(0, left - 1)))
        lines += shown.map { line(of: $0, columns, words, at: now, within: room) }
        if shown.count < rows.count, left > 0 { lines.append(rest(rows.dropFirst(shown.count), words, within: room)) }
        return height.map { Array(lines.prefix($0)) } ?? lines
    }

    private func isTall(_ least: Int) -> Bool { height.map { $0 >= least } ?? true }

    private func line(
        of row: StatusTable.Row,
        _ columns: StatusColumns,
        _ words: StatusTableWords,
        at now: Instant,
        within room: Int
    ) -> String {
        let cells = columns.cells(of: row, words, at: now, offset: offset).cut(to: room)
        let left = room == .max ? Int.max : room - cells.columns
        guard left > 0 else { return cells }
        return cells + paint(StatusScreen.colour(of: row.urgency), state(of: row, words, within: left))
    }

    /// The notes that fit, each in the longest form that does; of the first one as much as there is room for.
    private func state(of row: StatusTable.Row, _ words: StatusTableWords, within room: Int) -> String {
        let (head, notes) = words.state(of: row)
        var text = head.cut(to: room)
        for (index, forms) in notes.enumerated() {
            let left = room == .max ? Int.max : room - text.columns - words.comma.columns
            if let parser = forms.first(where: { $0.columns <= left }) {
                text += words.comma + parser
            } else if index == 0, left >= 8, let parser = forms.last {
                text += words.comma + parser.cut(to: left)
            }
        }
        return text
    }

    /// "40 sensors: 1 not answered, 2 silent, 37 quiet   alerts waiting 0".
    private func summary(of table: StatusTable, _ words: StatusTableWords, within room: Int) -> String {
        let count = table.rows.count
        let tally = self.tally(of: table.rows, words).joined(separator: words.comma)
        let sensors = words.pick("测点 \(count)：", count == 1 ? "1 sensor: " : "\(count) sensors: ") + tally
        let waiting = table.alerts[.pending] ?? 0
        let delivered = table.alerts[.delivered] ?? 0
        return [
            sensors.columns <= room ? sensors : tally,
            words.pick("违规 \(table.openViolations)", "open violations \(table.openViolations)"),
            words.pick("告警待发 \(waiting)", "alerts waiting \(waiting)"),
            words.pick("已送达 \(delivered)", "delivered \(delivered)"),
            words.pick("无法解析 \(table.rejected)", "rejected \(table.rejected)"),
            words.pick("数据 \(table.readings)", "readings \(table.readings)"),
        ]
        .joined(within: room, separator: "  ")
    }

    private func rest(_ rows: ArraySlice<StatusTable.Row>, _ words: StatusTableWords, within room: Int) -> String {
        let count = words.pick("另有 \(rows.count) 个测点未显示：", "\(rows.count) more not shown: ")
        return (count + tally(of: Array(rows), words).joined(separator: words.comma)).cut(to: room)
    }

    private func tally(of rows: [StatusTable.Row], _ words: StatusTableWords) -> [String] {
        let counts = Dictionary(grouping: rows, by: \.urgency).mapValues(\.count)
        return Urgency.allCases.compactMap { urgency in
            counts[urgency].map { words.pick("\(words.text(urgency)) \($0)", "\($0) \(words.text(urgency))") }
        }
    }

    /// What is wrong with the collector, in an eighth of the screen at most.
    private func troubles(of collector: CollectorLine, _ words: StatusTableWords) -> [String] {
        var troubles = collector.troubles.map(words.text)
        if let plan = collector.plan, plan.isEdited {
            troubles.append(
                plan.since == nil
                    ? words.pick(
                        "本表按预案文件显示；运行中的服务使用另一版本",
                        "this table goes by the plan's files; the service uses another version"
                    )
                    : words.pick(
                        "预案文件已改，尚未启用：quiethours reload",
                        "the plan's files were edited and are not in use: quiethours reload"
                    )
            )
        }
        let most = height.map { $0 < 6 ? 0 : max(1, $0 / 8) } ?? .max
        guard troubles.count > most else { return troubles }
        guard most > 0 else { return [] }
        let hidden = troubles.count - most + 1
        return troubles.prefix(most - 1)
            + [
                words.pick(
                    "采集服务另有 \(hidden) 项异常：quiethours doctor",
                    "\(hidden) more collector problems: quiethours doctor"
                )
            ]
    }

    private static func colour(of urgency: Urgency) -> String? {
        switch urgency {
        case .unanswered: "31;1"
        case .answered: "31"
        case .over, .faulty, .loud: "33"
        case .muted: "36"
        case .silent, .unknown: "35"
        case .quiet: "32"
        case .noRule: nil
        }
    }

    private func paint(_ code: String?, _ text: String) -> String {
        guard isColoured, let code else { return text }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }
}
