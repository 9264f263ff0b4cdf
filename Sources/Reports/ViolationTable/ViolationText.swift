import Acoustics
import EventTime
import ExamCalendar
import Foundation
package import NoiseRules
package import Records
package import Sites

/// Violations as lines for a terminal.
package struct ViolationText {
    let offsets: Offsets
    private let recorded: RecordedEvidence
    private let law: RecordedLaw
    let words: TableWords

    package init(
        plan: Plan,
        calibrations: [SensorID: CalibrationRecord] = [:],
        language: Language = .en
    ) {
        words = TableWords(language)
        offsets = Offsets(plan: plan)
        recorded = RecordedEvidence(plan: plan, calibrations: calibrations)
        law = RecordedLaw(plan: plan)
    }

    /// One line for a listing; `muted` is the mute that holds for it now.
    package func line(_ record: ViolationRecord, muted: MuteNote? = nil) -> String {
        let time = offsets.clock(forSite: record.subject.site)
        let covering = record.coverages.first.map {
            words.pick("由\($0.answer.by)的响应覆盖", "covered by the response of \($0.answer.by)")
        }
        let answer = record.furthest.map(act) ?? covering ?? words.pick("无人响应", "not answered")
        let end =
            NoiseEnd(record).map { words.pick("\(time($0.ended)) 结束", "ended \(time($0.ended))") }
            ?? (record.withdrawnAt == nil ? words.pick("仍在持续", "ongoing") : "")
        return [
            record.id.text,
            words.state(record),
            time(record.openedAt),
            end,
            record.subject.site.text,
            standing(record),
            words.pick("最高 ", "highest ") + text(record.worst),
            answer,
        ]
        .filter { !$0.isEmpty }.joined(separator: "  ") + (muted.map { "  \(text($0, time))" } ?? "")
    }

    func label(_ zh: String, _ en: String, _ text: String) -> String {
        words.pick(
            zh.padding(toLength: 4, withPad: "\u{3000}", startingAt: 0),
            en.padding(toLength: 10, withPad: " ", startingAt: 0)
        )
            + " " + text
    }

    private func about(_ subject: ViolationSubject) -> String {
        words.phrases.list([words.text(subject.source), words.text(subject.kind)])
    }

    /// "on site by Wang Fang".
    func act(_ answer: Answer) -> String {
        let act = words.phrases.text(answer.act)
        return words.pick("\(answer.by)\(act)", "\(act) by \(answer.by)")
    }

    func reason(_ reason: ViolationChange.Reason) -> String {
        switch reason {
        case .overLimit: words.pick("超限", "over limit")
        case .standsOut: words.pick("高出背景", "exceeds the background")
        case .louder: words.pick("声级升高", "louder")
        case .stricterRule: words.pick("适用更严限值", "stricter limit")
        case .quiet: words.pick("已安静", "quiet")
        case .ruleEnded: words.pick("规则结束", "rule ended")
        case .noData: words.pick("无数据", "no data")
        case .outranked: words.pick("并入更严重的违规", "replaced by a stronger claim")
        case .judgedAgain: words.pick("复核", "re-evaluated")
        }
    }

    /// The whole of one violation.
    package func page(_ record: ViolationRecord, alerts: [(Alert, [Delivery])]) -> [String] {
        let time = offsets.clock(forSite: record.subject.site)
        var lines = [
            label("编号", "violation", record.id.text),
            label("点位", "site", record.subject.site.text),
            record.confirmation.map {
                label("已确认", "confirmed", about(record.subject))
                    + words.pick("，\($0.by)于 \(time($0.at))", ", by \($0.by) at \(time($0.at))")
            } ?? label("疑似", "suspected", about(record.subject)),
        ]
        lines += answered(record)
        lines += text(recorded.evidence(of: record), isConfirmed: record.confirmation != nil)
        lines += [
            label("开始", "since", time(record.openedAt)),
            label("至", "until", until(record, time))
                + (record.withdrawnAt.map {
                    words.pick("，\(time($0)) 复核后撤销", ", withdrawn \(time($0)): re-evaluated, it does not stand")
                } ?? ""),
            label("最高", "highest", text(record.worst)),
        ]
        let (citations, phrases) = (law.citations(for: record), words.phrases)
        lines += citations.articles.map { label("法律", "law", phrases.citation($0)) }
        lines += citations.penalties.map { label("罚则", "penalty", phrases.citation($0)) }
        lines += ["", words.pick("变化", "changes")]
        let notifications = NotificationWords(words: words)
        for change in record.changes {
            lines += self.lines(change)
            lines +=
                record.notifications[change.number].flatMap { notifications.line($0, time) }.map { ["    \($0)"] } ?? []
        }
        lines += ["", words.pick("告警", "alerts")]
        for (alert, deliveries) in alerts {
            lines.append("  \(alert.id)  " + words.text(alert.state).trimmingCharacters(in: .whitespaces))
            if let hold = alert.hold { lines.append("    " + notifications.line(hold, time)) }
            lines += deliveries.map { "    \(time($0.at))  \(words.text($0.outcome))  \($0.detail)" }
        }
        lines += ["", words.pick("响应记录", "answers")]
        lines += record.answers.enumerated().map { line($1, number: $0 + 1, of: record, time) }
        return lines
    }

    /// "2026-06-07T09:03:25+08:00, after 1 min 25 s; closed 2026-06-07T09:05:00+08:00 (quiet)".
    private func until(_ record: ViolationRecord, _ time: (Instant) -> String) -> String {
        guard let end = NoiseEnd(record) else { return words.pick("仍在持续", "ongoing") }
        let phrases = words.phrases
        let lasted = phrases.text(end.lasted)
        let last =
            time(end.ended)
            + words.pick("，历时 ", ", after ") + (end.isAtLeast ? phrases.atLeast(lasted) : lasted)
        guard end.isKnown else { return last }
        let gap = end.noDataSince.map { words.pick("，\(time($0)) 起无数据", ", no data since \(time($0))") } ?? ""
        return last + words.pick("；\(time(end.closed)) 判定结束", "; closed \(time(end.closed))")
            + (end.reason.map { words.phrases.remark("", reason($0) + gap) } ?? "")
    }

    /// The change, and under it what a correction has changed.
    package func lines(_ change: ViolationChange) -> [String] {
        let time = offsets.clock(forSite: change.subject.site)
        let muted = change.muted.map { "  \(text($0, time))" } ?? ""
        let line =
            "  \(time(change.at))  \(change.violation)  \(words.text(change.step)) (\(reason(change.reason)))  "
            + "\(change.subject.site)  " + words.pick("疑似", "suspected ") + words.text(change.subject.source)
            + "  \(text(change.finding))"
            + muted
        return [line] + (change.correction.map { ["    \(text($0, time))"] } ?? [])
    }

    /// "judged again for 09:00 to 09:10; before: 09:00 to 09:20, LAeq 78.4 dB ...".
    private func text(_ correction: Correction, _ time: (Instant) -> String) -> String {
        func span(_ outcome: ViolationOutcome) -> String {
            "\(time(outcome.openedAt)) " + words.pick("至", "to")
                + " \(NoiseEnd(outcome).map { time($0.ended) } ?? words.pick("今", "now")), \(text(outcome.worst))"
        }
        var parts = [
            words.pick("复核 ", "re-evaluated for ") + time(correction.from) + words.pick(" 至 ", " to ")
                + time(correction.to)
        ]
        if let before = correction.before { parts.append(words.pick("此前：", "before: ") + span(before)) }
        if let after = correction.after { parts.append(words.pick("现为：", "now: ") + span(after)) }
        if let other = correction.other {
            parts.append(
                correction.after == nil
                    ? words.pick("并入 \(other)", "it has become part of \(other)")
                    : words.pick("原属 \(other)", "it was part of \(other)")
            )
        }
        return parts.joined(separator: "; ")
    }

    /// "muted until 2026-06-07T10:00:00+08:00 by Wang: agreed".
    private func text(_ mute: MuteNote, _ time: (Instant) -> String) -> String {
        words.pick(
            "告警静默至 \(time(mute.until))，\(mute.by)：\(mute.why)",
            "muted until \(time(mute.until)) by \(mute.by): \(mute.why)"
        )
    }

    package func line(_ note: NotAssessable) -> String {
        let time = offsets.clock(forSite: note.sensor.site)
        let (level, limit) = (note.level.text, note.limit.level.text)
        let background = note.background.level.text
        return "  \(time(note.at))  \(note.sensor) "
            + words.pick(
                "不能判定：\(level) dB，限值 \(limit)，高出背景噪声 \(background) 不足 3 dB，规则 \(note.rule)",
                "not assessable: \(level) dB, limit \(limit), less than 3 dB above the background of \(background), "
                    + "rule \(note.rule)"
            )
    }

    package func line(_ change: SensorChange) -> String {
        let time = offsets.clock(forSite: change.sensor.site)
        let heard =
            change.lastReading.map { words.pick("最后数据截至 \(time($0))", "last reading to \(time($0))") }
            ?? words.pick("尚无数据", "no reading yet")
        let what = [
            change.offset.map(words.phrases.clockOffset), words.pick(nil, change.fault?.rawValue), heard,
        ]
        return "  \(time(change.at))  "
            + words.pick(
                "\(change.sensor) \(words.phrases.status(change))，",
                "sensor \(change.sensor) \(change.step.rawValue), "
            )
            + words.phrases.list(what.compactMap { $0 })
    }

    private func text(_ evidence: Evidence, isConfirmed: Bool) -> [String] {
        let phrases = words.phrases
        let missing = phrases.missing(evidence)
        return [label("证据", "evidence", phrases.standing(evidence.grade, isConfirmed: isConfirmed))]
            + (missing.isEmpty ? [] : [label("", "", words.pick("A 级尚缺：", "missing for grade A: ") + missing)])
    }

    /// " (97% valid, alarm)".
    private func quality(_ finding: Finding) -> String {
        var parts = [
            words.pick("有效率 ", "") + "\(min(100, Int((finding.coverage * 100 + 1e-9).rounded(.down))))%"
                + words.pick("", " valid")
        ]
        if finding.correctionTenths > 0 {
            parts.append(words.phrases.corrected(by: FixedPoint.text(tenths: finding.correctionTenths)))
        }
        if !finding.isVerdict { parts.append(words.pick("仅供预警", "alarm")) }
        if finding.isWithinUncertainty { parts.append(words.pick("在不确定度内", "within uncertainty")) }
        return " (\(parts.joined(separator: ", ")))"
    }

    func text(_ finding: Finding) -> String {
        let notices = finding.notices.map(\.notice).joined(separator: ", ")
        let notice = notices.isEmpty ? "" : words.pick("，通告 \(notices)", ", notice \(notices)")
        let seconds = finding.window.milliseconds / 1000
        let quality = quality(finding)
        if let rise = finding.rise {
            let level = finding.level.map { "LAeq \($0.text) dB" } ?? words.pick("无声级", "no level")
            let over = FixedPoint.text(tenths: rise.tenths)
            let background = rise.background.level.text
            let basis = words.text(rise.background.basis, hours: rise.background.hours)
            return words.pick(
                "\(finding.sensor) \(seconds) 秒 \(level)\(quality)，高出背景 \(background)（\(basis)）\(over) dB，"
                    + "置信度 \(words.phrases.text(rise.confidence))\(notice)，规则 \(finding.rule)",
                "\(level) over \(seconds) s\(quality) at \(finding.sensor), \(over) dB above the background of \(background) "
                    + "(\(basis)), confidence \(rise.confidence.rawValue)\(notice), rule \(finding.rule)"
            )
        }
        let limit = finding.limit
        let level =
            finding.level.map { "\(limit.quantity.rawValue) \($0.text) dB" } ?? words.pick("无声级", "no level")
        let mark = words.phrases.mark(verified: limit.verified, origin: limit.origin).map { ", \($0)" } ?? ""
        let clause = [limit.standard, limit.clause].filter { !$0.isEmpty }.joined(separator: " ")
        return words.pick(
            "\(finding.sensor) \(seconds) 秒 \(level)\(quality)，限值 \(limit.level.text)（\(clause)\(mark)），规则 \(finding.rule)\(notice)",
            "\(level) over \(seconds) s\(quality) at \(finding.sensor), limit \(limit.level.text) (\(clause)\(mark)), "
                + "rule \(finding.rule)\(notice)"
        )
    }
}
