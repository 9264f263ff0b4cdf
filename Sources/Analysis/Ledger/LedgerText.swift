import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules
import Readings
package import Records
import Reports
import Sites

/// A ledger as lines for a terminal: a table with one line a sensor, then what is missing and why.
package struct LedgerText {
    private let ledger: Ledger
    private let clock: LedgerClock
    private let words: TableWords
    /// Gaps that are listed of one sensor.
    private static let most = 20

    /// Times of day are those of `zone`.
    package init(_ ledger: Ledger, zone: TimeZoneRules, language: Language = .en) {
        self.ledger = ledger
        words = TableWords(language)
        clock = LedgerClock(zone: zone, range: ledger.range, words: words)
    }

    private func pick(_ zh: String, _ en: String) -> String { words.pick(zh, en) }

    package var lines: [String] {
        var lines = [pick("数据完整性", "Ledger") + "  \(clock.heading)", ""] + table
        for sensor in ledger.sensors where hasPage(sensor) {
            lines += [""] + page(of: sensor)
        }
        lines += ["", pick("会话", "session")] + sessionLines
        lines += ["", pick("服务器", "broker")] + brokerLines
        let incomplete = ledger.sensors.count { !$0.isComplete }
        lines += [
            "",
            incomplete == 0
                ? pick("数据完整", "complete")
                : pick(
                    "\(ledger.sensors.count) 个测点中 \(incomplete) 个数据不完整",
                    "\(incomplete) of \(ledger.sensors.count) sensors are not complete"
                ),
        ]
        return lines
    }

    private var table: [String] {
        let head = words.pick(
            ["点位", "测点", "覆盖率", "有效率", "缺口", "最长缺口", "缺失消息", "迟到", "拒收", ""],
            ["site", "sensor", "coverage", "valid", "gaps", "longest", "missing", "late", "rejected", ""]
        )
        let rows = ledger.sensors.map { sensor in
            [
                sensor.sensor.site.text,
                sensor.sensor.sensor,
                LedgerText.percent(sensor.coverage),
                LedgerText.percent(sensor.validRate),
                "\(sensor.gaps.count)",
                sensor.gaps.isEmpty ? "" : clock.text(sensor.longestGap),
                sensor.isNumbered ? "\(sensor.missingMessages)" : pick("无编号", "not numbered"),
                "\(sensor.lateReadings)",
                "\(sensor.rejectedPayloads)",
                sensor.isComplete ? pick("完整", "complete") : pick("有缺失", "MISSING"),
            ]
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].columns }.max() ?? 0 }
        return ([head] + rows).map { row in
            zip(row, widths).map { $0.padding(to: $1) }.joined(separator: "  ").trimmingEnd()
        }
    }

    private func hasPage(_ sensor: SensorLedger) -> Bool {
        !sensor.isComplete || !sensor.late.isEmpty || !sensor.restarts.isEmpty || sensor.clockShift != nil
            || !sensor.marked.isEmpty
    }

    /// What was wrong with the sensor itself.
    private func faults(of sensor: SensorLedger) -> [String] {
        var lines: [String] = []
        if let shift = sensor.clockShift {
            let offset = TimeSpan.zero - shift
            let zone = SensorChange.looksLikeTimeZone(offset) ? " (a time zone?)" : ""
            lines.append(
                row(
                    "时钟",
                    "clock",
                    pick(
                        "\(words.clockOffset(offset))：\(sensor.shifted) 条读数按到达时间计，证据等级 C",
                        "\(OffsetText.text(offset))\(zone): \(sensor.shifted) readings stand at their arrival, grade C"
                    )
                )
            )
        }
        for (mark, count) in sensor.marked.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let what =
                switch mark {
                case .clock: pick("时钟错误，偏差当时未知", "of a wrong clock, by how much was not known yet")
                case .range: pick("声级超出仪器量程", "with a level that the instrument cannot measure")
                case .frozen: pick("声级长时间不变", "with a level that did not change for too long")
                default: pick("声级突变异常", "with a step that no sound makes")
                }
            lines.append(row("无效", "invalid", pick("\(count) 条读数：\(what)", "\(count) readings \(what)")))
        }
        return lines
    }

    private func page(of sensor: SensorLedger) -> [String] {
        var lines = ["\(sensor.sensor)"] + faults(of: sensor)
        for gap in sensor.gaps.prefix(LedgerText.most) {
            let reasons = gap.reasons.map(clock.text)
            lines.append(row("缺口", "gap", "\(clock(gap.range))  \(clock.text(gap.range.length))"))
            let unknown = pick("原因不明：没有可以解释的记录", "unknown: nothing is recorded that would explain it")
            lines += (reasons.isEmpty ? [unknown] : reasons).map(indented)
        }
        lines += rest(sensor.gaps.count, pick("个缺口", "gaps"))
        for missing in sensor.missing.prefix(LedgerText.most) {
            lines.append(row("缺失", "missing", numbers(of: missing) + pick("，", ", ") + clock(missing.between)))
            if missing.isFilled {
                lines.append(
                    indented(pick("已补齐：迟到数据覆盖全部时段", "filled: late readings cover the whole time between"))
                )
            }
            // A gap has said its reasons.
            if sensor.gaps.contains(where: { $0.range.overlaps(missing.between) }) { continue }
            let reasons = missing.reasons.map(clock.text)
            let unknown = pick("原因不明：在测点与本服务之间丢失", "unknown: lost between the sensor and here")
            lines += (reasons.isEmpty ? [unknown] : reasons).map(indented)
        }
        lines += rest(sensor.missing.count, pick("段缺失消息", "stretches of missing messages"))
        for late in sensor.late.prefix(LedgerText.most) {
            let by = clock.text(late.lateBy)
            let what = pick(
                "\(late.readings) 条读数迟到，最多 \(by)",
                "\(late.readings) readings arrived late, up to \(by)"
            )
            lines.append(row("迟到", "late", "\(clock(late.range))  \(what)"))
        }
        lines += rest(sensor.late.count, pick("段迟到数据", "late stretches"))
        lines += sensor.restarts.prefix(LedgerText.most).map {
            let what = pick(
                "测点重启：启动号由 \($0.from) 变为 \($0.to)",
                "the sensor restarted: boot \($0.from), then \($0.to)"
            )
            return row("重启", "restart", "\(clock($0.at))  \(what)")
        }
        return lines + rest(sensor.restarts.count, pick("次重启", "restarts"))
    }

    /// "messages 17 to 19 of boot 3".
    private func numbers(of missing: MissingMessages) -> String {
        let numbers = missing.numbers
        let (first, last) = (numbers.lowerBound, numbers.upperBound)
        let boot = missing.boot.map { pick("（启动号 \($0)）", " of boot \($0)") } ?? ""
        guard numbers.count > 1 else { return pick("消息 \(first)", "message \(first)") + boot }
        return pick("消息 \(first) 至 \(last)", "messages \(first) to \(last)") + boot
    }

    /// A line of one sensor, its kind first.
    private func row(_ zh: String, _ en: String, _ text: String) -> String {
        "  " + pick(zh, en).padding(to: 7) + "  " + text
    }

    private func indented(_ reason: String) -> String { "             \(reason)" }

    private func rest(_ count: Int, _ what: String) -> [String] {
        count > LedgerText.most
            ? [
                pick(
                    "  … 另有 \(count - LedgerText.most) \(what)；--json 列出全部",
                    "  … \(count - LedgerText.most) more \(what); --json lists all"
                )
            ] : []
    }

    private var sessionLines: [String] {
        let lines = ledger.occurrences.events(to: ledger.range.end).map { "  \(clock($0.at))  \(clock.text($0))" }
        return lines.isEmpty ? ["  " + pick("没有记录", "nothing is recorded")] : lines
    }

    private var brokerLines: [String] {
        guard ledger.occurrences.isDropCountTold else {
            return [
                pick(
                    "  服务器未提供丢弃消息数（$SYS/broker/publish/messages/dropped）",
                    "  it has not told how many messages it dropped ($SYS/broker/publish/messages/dropped)"
                )
            ]
        }
        let drops = ledger.occurrences.drops.filter { $0.range.overlaps(ledger.range) }
        let lines = drops.map { "  \(clock.text(.brokerDropped($0)))" }
        return lines.isEmpty ? ["  " + pick("没有丢弃消息", "no message was dropped")] : lines
    }

    /// Never 100 when something is missing: cut, not rounded.
    private static func percent(_ share: Double?) -> String {
        guard let share else { return "-" }
        let hundredths = Int(share * 10_000)
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) %"
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - columns))
    }

    fileprivate func trimmingEnd() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
