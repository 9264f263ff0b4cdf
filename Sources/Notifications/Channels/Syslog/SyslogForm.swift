import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Reports
import Sites

/// An alert as an RFC 5424 message.
///
/// | severity | of |
/// |---|---|
/// | 1 alert | nobody answered |
/// | 2 critical | a violation that opened, grew worse or is still on |
/// | 3 error | nobody is on duty; the collector receives nothing |
/// | 4 warning | the same as critical with evidence grade C; a silent sensor; other trouble of the collector |
/// | 5 notice | closed, corrected, withdrawn; a sensor that is back; trouble of the collector that is over |
/// | 6 informational | a drill |
struct SyslogForm: Sendable {
    let facility: Int
    let host: String
    let structuredDataID: String

    /// Every receiver should take so many bytes (clause 6.1).
    static let most = 2048

    /// In UTF-8 with the mark that says so (clause 6.4): both languages, Chinese first. The second, then the end of the
    /// first is left out where it would be too long.
    func message(_ facts: AlertFacts, at now: Instant) -> String {
        let time = RFC3339.format(now, offset: 0)
        let fields = [
            "<\(facility * 8 + severity(of: facts))>1", time, SyslogForm.name(host, most: 255), "quiethours", "-",
            SyslogForm.name(facts.event.rawValue, most: 32),
        ]
        let head = fields.joined(separator: " ") + " [\(structuredDataID)\(parameters(facts))] \u{FEFF}"
        // A syslog server is read by programs and by people of either language.
        let both = "\(facts.zh.subject) | \(facts.en.subject)"
        return SyslogForm.cut(head + ((head + both).utf8.count <= SyslogForm.most ? both : facts.zh.subject))
    }

    private func severity(of facts: AlertFacts) -> Int {
        switch facts.event {
        case .unanswered: 1
        case .opened, .raised, .reminder: facts.grade == .C ? 4 : 2
        case .dutyGap, .collectorBlind: 3
        case .sensorSilent, .sensorClockOff, .sensorFaulty, .collectorSecondClient, .certificateEnds,
            .machineClockWrong, .planRefused:
            4
        case .closed, .corrected, .withdrawn, .sensorBack, .sensorClockRight, .sensorSound, .collectorReceiving,
            .collectorOnlyClient, .certificateRenewed, .machineClockRight, .planTaken:
            5
        case .drill: 6
        }
    }

    private func parameters(_ facts: AlertFacts) -> String {
        var list = [
            ("alert", facts.alert.text), ("type", facts.event.rawValue), ("subject", facts.subject),
            ("at", facts.time(facts.at)),
        ]
        if let site = facts.site { list.append(("site", site.id.text)) }
        if let change = facts.change, let finding = facts.finding {
            list += [
                ("kind", change.subject.kind.rawValue), ("source", change.subject.source.rawValue),
                ("sensor", finding.sensor),
            ]
            if let grade = facts.grade { list.append(("grade", grade.rawValue)) }
            if let level = finding.level { list.append(("level", level.text)) }
            list.append(("limit", finding.limit.level.text))
        }
        return list.map { " \($0)=\"\(SyslogForm.escaped($1))\"" }.joined()
    }

    /// `"`, `\` and `]` behind a backslash (clause 6.3.3).
    private static func escaped(_ value: String) -> String {
        String(value.flatMap { "\"\\]".contains($0) ? ["\\", $0] : [$0] })
    }

    /// Visible ASCII, `-` when nothing is left (clause 6).
    private static func name(_ text: String, most: Int) -> String {
        let visible = text.unicodeScalars.filter { (0x21...0x7E).contains($0.value) }.prefix(most)
        return visible.isEmpty ? "-" : String(String.UnicodeScalarView(visible))
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > most else { return text }
        var kept = String.UnicodeScalarView()
        var bytes = "…".utf8.count
        for scalar in text.unicodeScalars {
            bytes += String(scalar).utf8.count
            guard bytes <= most else { break }
            kept.append(scalar)
        }
        return String(kept) + "…"
    }
}
