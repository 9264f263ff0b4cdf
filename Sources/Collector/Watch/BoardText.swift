import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules
import Records
import Reports

/// A board as lines of text for a terminal.
package struct BoardText {
    private let isColoured: Bool
    /// Seconds east of UTC in which times of day are shown.
    private let offset: Int

    package init(isColoured: Bool, offset: Int) {
        self.isColoured = isColoured
        self.offset = offset
    }

    package func lines(of board: Board, at now: Instant) -> [String] {
        var lines = [
            "Quiet Hours  \(clock(now))   \(reception(board.collector.reception))readings \(board.readings)   "
                + "rejected \(board.rejected)   open violations \(board.openViolations)   alerts delivered "
                + "\(board.alerts[.delivered] ?? 0), waiting \(board.alerts[.pending] ?? 0)"
        ]
        lines += board.collector.troubles.map { paint("31", "collector: \(PayloadText.oneLine(trouble($0)))") }
        lines += [
            "",
            bold(cells("site", "sensor", "now", "LAeq", "window", "limit", "rule in force", "session") + "state"),
        ]
        for row in board.rows {
            let session = row.session.map { "\($0.kind.rawValue) to \(clock($0.end).prefix(5))" } ?? "none"
            let line = cells(
                row.site,
                row.sensor,
                row.latest?.text ?? "",
                row.level?.text ?? "",
                row.window.map { "\($0.milliseconds / 1000) s" } ?? "",
                row.limit?.text ?? "",
                row.rule ?? "none",
                session
            )
            lines.append(line + state(row.state) + notes(row))
        }
        return lines
    }

    private func reception(_ reception: CollectorLine.Reception) -> String {
        func since(_ instant: Instant?) -> String { instant.map { " since \(clock($0))" } ?? "" }
        switch reception {
        case .receiving: return ""
        case .interrupted(let start, let why):
            return paint("31", "NOT RECEIVING\(since(start)): \(PayloadText.oneLine(why))") + "   "
        case .notRunning(let start): return paint("31", "SERVICE NOT RUNNING\(since(start))") + "   "
        }
    }

    private func trouble(_ change: CollectorChange) -> String {
        switch change.matter {
        case .blind: "nothing is received from \(change.about)"
        case .secondClient: "another client with the id \(change.about) is likely"
        case .planRefused: "edited settings or an edited plan were not taken up: \(change.detail)"
        case .certificate:
            "the certificate of \(change.about) ends \(change.until.map { RFC3339.format($0, offset: offset) } ?? "soon")"
        case .machineClock: change.evidence?.words ?? "this machine's clock is wrong"
        }
    }

    /// What is wrong with the sensor itself, behind its state.
    private func notes(_ row: Board.Row) -> String {
        var notes: [String] = []
        if let offset = row.clockOffset {
            let zone = SensorChange.looksLikeTimeZone(offset) ? " (a time zone?)" : ""
            notes.append("clock \(OffsetText.text(offset))\(zone)")
        }
        switch row.mark {
        case .clock: notes.append("clock wrong")
        case .range: notes.append("level out of its range")
        case .frozen: notes.append("frozen at one level")
        case .jump: notes.append("impossible step")
        case .normal, .over, .under, .calibration, .fault, .partial, nil: break
        }
        return notes.isEmpty ? "" : "  " + paint("33", notes.joined(separator: ", "))
    }

    private func state(_ state: Board.State) -> String {
        switch state {
        case .quiet: paint("32", "quiet")
        case .over(let tenths): paint("33", "over by \(decibels(tenths))")
        case .violation(let id, let tenths):
            paint("31", "VIOLATION \(id)" + (tenths > 0 ? "  +\(decibels(tenths))" : "  clearing"))
        case .violationWithoutData(let id, let since):
            paint("31", "VIOLATION \(id)  no data" + (since.map { " since \(clock($0))" } ?? ""))
        case .unknown(let since): paint("35", since.map { "no data since \(clock($0))" } ?? "no data")
        case .noReading(let since): paint("35", since.map { "silent since \(clock($0))" } ?? "no reading yet")
        case .rejected(let detail): paint("35", "rejected: \(PayloadText.oneLine(String(detail.prefix(48))))")
        }
    }

    private func decibels(_ tenths: Int) -> String { "\(tenths / 10).\(abs(tenths % 10)) dB" }

    private func clock(_ t: Instant) -> String {
        let whole = Instant(milliseconds: t.milliseconds / 1000 * 1000)
        return String(RFC3339.format(whole, offset: offset).dropFirst(11).prefix(8))
    }

    private static let widths = [20, 16, 6, 6, 8, 7, 23, 20]

    private func cells(_ texts: String...) -> String {
        zip(texts, BoardText.widths).map { written, width in
            let text = PayloadText.oneLine(written)
            let shown = text.displayWidth < width ? text : text.truncated(toWidth: width - 1)
            return shown + String(repeating: " ", count: width - shown.displayWidth)
        }
        .joined()
    }

    private func bold(_ text: String) -> String { paint("1", text) }
    private func paint(_ code: String, _ text: String) -> String {
        isColoured ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}

extension String {
    /// Columns on a terminal; Chinese characters (from U+2E80 on) take two.
    fileprivate var displayWidth: Int { unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2e80 ? 2 : 1) } }

    fileprivate func truncated(toWidth width: Int) -> String {
        var text = self
        while text.displayWidth > width - 1 { text.removeLast() }
        return text + "…"
    }
}
