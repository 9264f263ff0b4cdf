import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules
import Records

/// A ledger as lines for a terminal: a table with one line a sensor, then what is missing and why.
package struct LedgerText {
    private let ledger: Ledger
    private let clock: LedgerClock
    /// Gaps that are told of one sensor.
    private static let most = 20

    /// Times of day are those of `zone`.
    package init(_ ledger: Ledger, zone: TimeZoneRules) {
        self.ledger = ledger
        clock = LedgerClock(zone: zone, range: ledger.range)
    }

    package var lines: [String] {
        var lines = ["Ledger  \(clock.heading)", ""] + table
        for sensor in ledger.sensors where hasPage(sensor) {
            lines += [""] + page(of: sensor)
        }
        lines += ["", "session"] + sessionLines
        lines += ["", "broker"] + brokerLines
        let incomplete = ledger.sensors.count { !$0.isComplete }
        lines += [
            "", incomplete == 0 ? "complete" : "\(incomplete) of \(ledger.sensors.count) sensors are not complete",
        ]
        return lines
    }

    private var table: [String] {
        let head = ["site", "sensor", "coverage", "valid", "gaps", "longest", "missing", "late", "rejected", ""]
        let rows = ledger.sensors.map { sensor in
            [
                sensor.sensor.site,
                sensor.sensor.sensor,
                LedgerText.percent(sensor.coverage),
                LedgerText.percent(sensor.validRate),
                "\(sensor.gaps.count)",
                sensor.gaps.isEmpty ? "" : sensor.longestGap.told,
                sensor.isNumbered ? "\(sensor.missingMessages)" : "not numbered",
                "\(sensor.lateReadings)",
                "\(sensor.rejectedPayloads)",
                sensor.isComplete ? "complete" : "MISSING",
            ]
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
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
                "  clock    \(OffsetText.text(offset))\(zone): \(sensor.shifted) readings stand at their arrival, grade C"
            )
        }
        for (mark, count) in sensor.marked.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let words =
                switch mark {
                case .clock: "of a wrong clock, by how much was not known yet"
                case .range: "with a level that the instrument cannot measure"
                case .frozen: "with a level that did not change for too long"
                default: "with a step that no sound makes"
                }
            lines.append("  invalid  \(count) readings \(words)")
        }
        return lines
    }

    private func page(of sensor: SensorLedger) -> [String] {
        var lines = ["\(sensor.sensor)"] + faults(of: sensor)
        for gap in sensor.gaps.prefix(LedgerText.most) {
            let reasons = gap.reasons.map(clock.text)
            lines.append("  gap      \(clock(gap.range))  \(gap.range.length.told)")
            lines += (reasons.isEmpty ? ["unknown: nothing is recorded that would explain it"] : reasons).map(indented)
        }
        lines += rest(sensor.gaps.count, "gaps")
        for missing in sensor.missing.prefix(LedgerText.most) {
            let boot = missing.boot.map { " of boot \($0)" } ?? ""
            let numbers = missing.numbers
            let told = numbers.count == 1 ? "\(numbers.lowerBound)" : "\(numbers.lowerBound) to \(numbers.upperBound)"
            let messages = "message\(numbers.count == 1 ? "" : "s") \(told)\(boot)"
            lines.append("  missing  \(messages), \(clock(missing.between))")
            if missing.isFilled { lines.append(indented("filled: late readings cover the whole time between")) }
            // A gap has told its reasons.
            if sensor.gaps.contains(where: { $0.range.overlaps(missing.between) }) { continue }
            let reasons = missing.reasons.map(clock.text)
            lines += (reasons.isEmpty ? ["unknown: lost between the sensor and here"] : reasons).map(indented)
        }
        lines += rest(sensor.missing.count, "stretches of missing messages")
        for late in sensor.late.prefix(LedgerText.most) {
            lines.append(
                "  late     \(clock(late.range))  \(late.readings) readings arrived late, up to \(late.lateBy.told)"
            )
        }
        lines += rest(sensor.late.count, "late stretches")
        lines += sensor.restarts.prefix(LedgerText.most).map {
            "  restart  \(clock($0.at))  the sensor restarted: boot \($0.from), then \($0.to)"
        }
        return lines + rest(sensor.restarts.count, "restarts")
    }

    private func indented(_ reason: String) -> String { "             \(reason)" }

    private func rest(_ count: Int, _ what: String) -> [String] {
        count > LedgerText.most ? ["  … \(count - LedgerText.most) more \(what); --json lists all"] : []
    }

    private var sessionLines: [String] {
        let lines = ledger.occurrences.events(to: ledger.range.end).map { "  \(clock($0.at))  \(clock.text($0))" }
        return lines.isEmpty ? ["  nothing is recorded"] : lines
    }

    private var brokerLines: [String] {
        guard ledger.occurrences.isDropCountTold else {
            return ["  it has not told how many messages it dropped ($SYS/broker/publish/messages/dropped)"]
        }
        let drops = ledger.occurrences.drops.filter { $0.range.overlaps(ledger.range) }
        let lines = drops.map { "  \(clock.text(.brokerDropped($0)))" }
        return lines.isEmpty ? ["  no message was dropped"] : lines
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
        self + String(repeating: " ", count: max(0, width - count))
    }

    fileprivate func trimmingEnd() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
