import EventTime
import ExamCalendar
import NoiseRules
import Records

extension ViolationText {
    /// "suspected construction", or "confirmed construction (by Wang Fang)": only a person confirms.
    func standing(_ record: ViolationRecord) -> String {
        let source = record.subject.source.rawValue
        return record.confirmation.map { "confirmed \(source) (by \($0.by))" } ?? "suspected \(source)"
    }

    /// "answered   by Wang Fang at 2026-06-07T09:04:10+08:00, after 4 min; onSite", or by which answer it is covered.
    func answered(_ record: ViolationRecord) -> [String] {
        guard let first = record.firstAnswer, let minutes = record.minutesToAnswer, let furthest = record.furthest
        else {
            return ["answered   no"] + record.coverages.map { "           \(line($0, record))" }
        }
        let at = offsets.clock(forSite: record.subject.site)(first.at)
        return ["answered   by \(first.by) at \(at), after \(minutes) min; \(furthest.act.rawValue)"]
    }

    /// "covered by the response of Li Na to 20260607-7K3M9Q2A at 2026-06-07T09:04:10+08:00, until 2026-06-07T09:20:00+08:00".
    private func line(_ coverage: AnswerCoverage, _ record: ViolationRecord) -> String {
        let time = offsets.clock(forSite: record.subject.site)
        let answer = coverage.answer
        return "covered by the response of \(answer.by) to \(answer.violation) at \(time(answer.at))"
            + (coverage.until.map { ", until \(time($0))" } ?? "")
    }

    /// What was found and done, how it came, and when it was recorded if that was at another time.
    func line(_ answer: Answer, number: Int, of record: ViolationRecord, _ time: (Instant) -> String) -> String {
        var parts = [
            "\(number)", "\(time(answer.at))", "\(answer.act.rawValue) by \(answer.by)", "via \(answer.via.rawValue)",
        ]
        if answer.isConfirming { parts.append("confirmed") }
        if !answer.found.isEmpty { parts.append("found: \(PayloadText.joined(answer.found))") }
        if !answer.done.isEmpty { parts.append("done: \(PayloadText.joined(answer.done))") }
        if !answer.note.isEmpty { parts.append(PayloadText.joined(answer.note)) }
        if let alert = answer.alert { parts.append("to alert \(alert)") }
        if let corrected = answer.corrects { parts.append("corrects \(corrected)") }
        if let later = record.answers.firstIndex(where: { $0.corrects == number }) {
            parts.append("corrected by \(later + 1)")
        }
        if answer.recordedAt != answer.at { parts.append("recorded \(time(answer.recordedAt))") }
        return "  " + parts.joined(separator: "  ")
    }
}
