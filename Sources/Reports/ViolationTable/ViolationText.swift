package import Acoustics
import EventTime
import ExamCalendar
import Foundation
package import NoiseRules
package import Records

/// Violations as lines for a terminal.
package struct ViolationText {
    let offsets: Offsets
    private let recorded: RecordedEvidence
    private let law: RecordedLaw

    package init(plan: Plan, calibrations: [SensorID: CalibrationRecord] = [:]) {
        offsets = Offsets(plan: plan)
        recorded = RecordedEvidence(plan: plan, calibrations: calibrations)
        law = RecordedLaw(plan: plan)
    }

    /// One line for a listing; `muted` is the mute that holds for it now.
    package func line(_ record: ViolationRecord, muted: MuteNote? = nil) -> String {
        let time = offsets.clock(forSite: record.subject.site)
        let covering = record.coverages.first.map { "covered by the response of \($0.answer.by)" }
        let answer = record.furthest.map { "\($0.act.rawValue) by \($0.by)" } ?? covering ?? "not answered"
        let end = NoiseEnd(record).map { "ended \(time($0.ended))" } ?? (record.withdrawnAt == nil ? "ongoing" : "")
        return [
            record.id.text,
            record.state.padding(toLength: 9, withPad: " ", startingAt: 0),
            time(record.openedAt),
            end,
            record.subject.site,
            standing(record),
            "worst \(text(record.worst))",
            answer,
        ]
        .filter { !$0.isEmpty }.joined(separator: "  ") + (muted.map { "  \(text($0, time))" } ?? "")
    }

    /// The whole of one violation.
    package func page(_ record: ViolationRecord, alerts: [(Alert, [Delivery])]) -> [String] {
        let time = offsets.clock(forSite: record.subject.site)
        var lines = [
            "violation  \(record.id)",
            "site       \(record.subject.site)",
            record.confirmation.map {
                "confirmed  \(record.subject.source.rawValue), \(record.subject.kind.rawValue), by \($0.by) at \(time($0.at))"
            } ?? "suspected  \(record.subject.source.rawValue), \(record.subject.kind.rawValue)",
        ]
        lines += answered(record)
        lines += text(recorded.evidence(of: record), isConfirmed: record.confirmation != nil)
        lines += [
            "since      \(time(record.openedAt))",
            "until      \(until(record, time))"
                + (record.withdrawnAt.map { ", withdrawn \(time($0)): re-evaluated, it does not stand" } ?? ""),
            "worst      \(text(record.worst))",
        ]
        let (citations, phrases) = (law.citations(for: record), EnglishPhrases())
        lines += citations.articles.map { "law        \(phrases.citation($0))" }
        lines += citations.penalties.map { "penalty    \(phrases.citation($0))" }
        lines += ["", "changes"] + record.changes.flatMap(self.lines)
        lines += ["", "alerts"]
        for (alert, deliveries) in alerts {
            lines.append("  \(alert.id)  \(alert.state.rawValue)")
            lines += deliveries.map { "    \(time($0.at))  \($0.outcome.rawValue)  \($0.detail)" }
        }
        lines += ["", "answers"]
        lines += record.answers.enumerated().map { line($1, number: $0 + 1, of: record, time) }
        return lines
    }

    /// "2026-06-07T09:03:25+08:00, after 1 min 25 s; closed 2026-06-07T09:05:00+08:00 (quiet)".
    private func until(_ record: ViolationRecord, _ time: (Instant) -> String) -> String {
        guard let end = NoiseEnd(record) else { return "ongoing" }
        let phrases = EnglishPhrases()
        let lasted = phrases.text(end.lasted)
        let last = "\(time(end.ended)), after \(end.isAtLeast ? phrases.atLeast(lasted) : lasted)"
        guard end.isKnown else { return last }
        let gap = end.noDataSince.map { ", no data since \(time($0))" } ?? ""
        return last + "; closed \(time(end.closed))" + (end.reason.map { " (\($0.rawValue)\(gap))" } ?? "")
    }

    /// The change, and under it what a correction has changed.
    package func lines(_ change: ViolationChange) -> [String] {
        let time = offsets.clock(forSite: change.subject.site)
        let muted = change.muted.map { "  \(text($0, time))" } ?? ""
        let line =
            "  \(time(change.at))  \(change.violation)  \(change.step.rawValue) (\(change.reason.rawValue))  "
            + "\(change.subject.site)  suspected \(change.subject.source.rawValue)  \(text(change.finding))"
            + muted
        return [line] + (change.correction.map { ["    \(text($0, time))"] } ?? [])
    }

    /// "judged again for 09:00 to 09:10; before: 09:00 to 09:20, LAeq 78.4 dB ...".
    private func text(_ correction: Correction, _ time: (Instant) -> String) -> String {
        func span(_ outcome: ViolationOutcome) -> String {
            "\(time(outcome.openedAt)) to \(NoiseEnd(outcome).map { time($0.ended) } ?? "now"), \(text(outcome.worst))"
        }
        var parts = ["judged again for \(time(correction.from)) to \(time(correction.to))"]
        if let before = correction.before { parts.append("before: \(span(before))") }
        if let after = correction.after { parts.append("now: \(span(after))") }
        if let other = correction.other {
            parts.append(correction.after == nil ? "it has become part of \(other)" : "it was part of \(other)")
        }
        return parts.joined(separator: "; ")
    }

    /// "muted until 2026-06-07T10:00:00+08:00 by Wang: agreed".
    private func text(_ mute: MuteNote, _ time: (Instant) -> String) -> String {
        "muted until \(time(mute.until)) by \(mute.by): \(mute.why)"
    }

    package func line(_ note: NotAssessable) -> String {
        let time = offsets.clock(forSite: note.sensor.site)
        return
            "  \(time(note.at))  \(note.sensor) not assessable: \(note.level.text) dB, limit \(note.limit.level.text), "
            + "less than 3 dB above the background of \(note.background.level.text), rule \(note.rule)"
    }

    package func line(_ change: SensorChange) -> String {
        let time = offsets.clock(forSite: change.sensor.site)
        let phrases = EnglishPhrases()
        let what = [
            change.offset.map(phrases.clockOffset), change.fault?.rawValue,
            change.lastReading.map { "last reading to \(time($0))" } ?? "no reading yet",
        ]
        return "  \(time(change.at))  sensor \(change.sensor) \(change.step.rawValue), "
            + what.compactMap { $0 }.joined(separator: ", ")
    }

    private func text(_ evidence: Evidence, isConfirmed: Bool) -> [String] {
        let phrases = EnglishPhrases()
        let missing = phrases.missing(evidence)
        return ["evidence   \(phrases.standing(evidence.grade, isConfirmed: isConfirmed))"]
            + (missing.isEmpty ? [] : ["           missing for grade A: \(missing)"])
    }

    /// " (97% valid, alarm)".
    private func quality(_ finding: Finding) -> String {
        var parts = ["\(min(100, Int((finding.coverage * 100 + 1e-9).rounded(.down))))% valid"]
        if finding.correctionTenths > 0 {
            parts.append("corrected by -\(FixedPoint.text(tenths: finding.correctionTenths)) dB for the background")
        }
        if !finding.isVerdict { parts.append("alarm") }
        if finding.isWithinUncertainty { parts.append("within uncertainty") }
        return " (\(parts.joined(separator: ", ")))"
    }

    func text(_ finding: Finding) -> String {
        let notices = finding.notices.isEmpty ? "" : ", notice \(finding.notices.map(\.notice).joined(separator: ", "))"
        if let rise = finding.rise {
            let level = finding.level.map { "LAeq \($0.text) dB" } ?? "no level"
            return "\(level) over \(finding.window.milliseconds / 1000) s\(quality(finding)) at \(finding.sensor), "
                + "\(FixedPoint.text(tenths: rise.tenths)) dB above the background of \(rise.background.level.text) "
                + "(\(rise.background.basis.rawValue), \(rise.background.hours) hours), "
                + "confidence \(rise.confidence.rawValue)\(notices), rule \(finding.rule)"
        }
        let limit = finding.limit
        let level = finding.level.map { "\(limit.quantity.rawValue) \($0.text) dB" } ?? "no level"
        let mark = EnglishPhrases().mark(verified: limit.verified, origin: limit.origin).map { ", \($0)" } ?? ""
        let clause = [limit.standard, limit.clause].filter { !$0.isEmpty }.joined(separator: " ")
        return
            "\(level) over \(finding.window.milliseconds / 1000) s\(quality(finding)) at \(finding.sensor), limit \(limit.level.text) "
            + "(\(clause)\(mark)), rule \(finding.rule)\(notices)"
    }
}
