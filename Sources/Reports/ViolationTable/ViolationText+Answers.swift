import EventTime
import ExamCalendar
import NoiseRules
import Records

extension ViolationText {
    /// "suspected construction", or "confirmed construction (by Wang Fang)": only a person confirms.
    func standing(_ record: ViolationRecord) -> String {
        let source = words.text(record.subject.source)
        return record.confirmation.map { words.pick("已确认\(source)（\($0.by)）", "confirmed \(source) (by \($0.by))") }
            ?? words.pick("疑似\(source)", "suspected \(source)")
    }

    /// "answered   by Wang Fang at 2026-06-07T09:04:10+08:00, after 4 min; onSite", or by which answer it is covered.
    func answered(_ record: ViolationRecord) -> [String] {
        guard let first = record.firstAnswer, let minutes = record.minutesToAnswer, let furthest = record.furthest
        else {
            return [label("响应", "answered", words.pick("无", "no"))]
                + record.coverages.map { label("", "", line($0, record)) }
        }
        let at = offsets.clock(forSite: record.subject.site)(first.at)
        return [
            label(
                "响应",
                "answered",
                words.pick("\(first.by)于 \(at)，\(minutes) 分钟后；", "by \(first.by) at \(at), after \(minutes) min; ")
                    + words.phrases.text(furthest.act)
            )
        ]
    }

    /// "covered by the response of Li Na to 20260607-7K3M9Q2A at 2026-06-07T09:04:10+08:00, until
    /// 2026-06-07T09:20:00+08:00".
    private func line(_ coverage: AnswerCoverage, _ record: ViolationRecord) -> String {
        let time = offsets.clock(forSite: record.subject.site)
        let answer = coverage.answer
        return words.pick(
            "由\(answer.by)于 \(time(answer.at)) 对 \(answer.violation) 的响应覆盖",
            "covered by the response of \(answer.by) to \(answer.violation) at \(time(answer.at))"
        ) + (coverage.until.map { words.pick("，至 \(time($0))", ", until \(time($0))") } ?? "")
    }

    /// What was found and done, how it came, and when it was recorded if that was at another time.
    func line(_ answer: Answer, number: Int, of record: ViolationRecord, _ time: (Instant) -> String) -> String {
        var parts = ["\(number)", "\(time(answer.at))", act(answer), words.pick("经", "via ") + words.text(answer.via)]
        if answer.report.isConfirming { parts.append(words.pick("已确认声源", "confirmed")) }
        if !answer.report.found.isEmpty {
            parts.append(words.pick("发现：", "found: ") + "\(PayloadText.joined(answer.report.found))")
        }
        if !answer.report.done.isEmpty {
            parts.append(words.pick("处置：", "done: ") + "\(PayloadText.joined(answer.report.done))")
        }
        if !answer.report.note.isEmpty { parts.append(PayloadText.joined(answer.report.note)) }
        if let alert = answer.alert { parts.append(words.pick("答复告警 ", "to alert ") + "\(alert)") }
        if let corrected = answer.corrects { parts.append(words.pick("更正第 \(corrected) 条", "corrects \(corrected)")) }
        if let later = record.answers.firstIndex(where: { $0.corrects == number }) {
            parts.append(words.pick("已由第 \(later + 1) 条更正", "corrected by \(later + 1)"))
        }
        if answer.recordedAt != answer.at { parts.append(words.pick("记录于 ", "recorded ") + time(answer.recordedAt)) }
        return "  " + parts.joined(separator: "  ")
    }
}
