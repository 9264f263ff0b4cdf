import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

/// What belongs to the file.
extension ViolationContent {
    var details: [AlertContent.Row] {
        var rows: [AlertContent.Row?] = [
            row(.id, phrases.remark(change.violation.text, phrases.notice(number: change.number)))
        ]
        if isOver { rows.append(row(.confirmedBy, confirmed)) }
        rows += others.map(otherRow).map { row($0, $1) }
        if change.step == .withdrawn {
            rows.append(row(.limit, told.rise == nil ? limit(told.limit) : ""))
        } else {
            rows += measured
        }
        rows += [row(.rule, rule(told)), row(.reason, phrases.text(change.reason, lasting: composer.lasting(change)))]
        if change.step != .withdrawn { rows += standing }
        rows.append(row(.hotline, isChinese ? ChineseSite.hotlines : ""))
        return rows.compactMap { $0 }
    }

    private var measured: [AlertContent.Row?] {
        var rows: [AlertContent.Row?] = []
        if change.step == .raised { rows.append(row(.decided, clock.moment(change.at))) }
        if let end { rows += end.closingRows(clock, phrases).map { row($0, $1) } }
        rows.append(row(.finding, level(told)))
        if change.step == .raised, change.worst != change.finding { rows.append(row(.worst, level(change.worst))) }
        if change.step == .closed { rows.append(row(.level, level(change.finding))) }
        if let rise = told.rise {
            rows.append(row(.confidence, phrases.text(rise.confidence)))
        } else if let background = told.background {
            rows.append(row(.background, self.background(background)))
        }
        if told.limit.quantity != .LAFmax, let maximum = told.LAFmax {
            rows.append(row(.maximum, phrases.level(maximum.text)))
        }
        rows.append(row(.data, phrases.coverage(percent: percent(told), of: told.window)))
        if isOver, let session = change.finding.session {
            rows.append(
                row(
                    .session,
                    composer.session(session, atSite: change.subject.site).row(phrases, clock, at: change.openedAt)
                )
            )
        }
        if change.subject.kind != .prohibitedActivity { rows += told.notices.map { row(.notice, text($0)) } }
        return rows
    }

    /// Withholding, evidence and law.
    private var standing: [AlertContent.Row?] {
        var rows: [AlertContent.Row?] = []
        if let mute = change.muted {
            let text = phrases.muted(by: mute.by, until: clock.until(mute.until, from: change.at))
            rows.append(row(.withheld, mute.why.isEmpty ? text : phrases.remark(text, mute.why)))
        }
        let evidence = composer.evidence(of: told, in: change, until: change.closedAt ?? change.at)
        rows.append(row(.standing, phrases.standing(evidence.grade, isConfirmed: confirmation != nil)))
        rows.append(row(.missing, phrases.missing(evidence)))
        let citations = ([change] + others).map(composer.law.citations(for:))
        rows.append(row(.law, phrases.list(unique(citations.flatMap { $0.articles.map(phrases.citation) }))))
        rows += unique(citations.flatMap { $0.penalties.map(phrases.citation) }).map { row(.penalty, $0) }
        return rows
    }

    private func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }

    func rule(_ finding: Finding) -> String {
        composer.rules[finding.rule].map { phrases.pick($0.name) } ?? finding.rule.text
    }

    func sensor(_ finding: Finding) -> String {
        composer.sensorName(SensorID(site: change.subject.site, sensor: finding.sensor), phrases)
    }

    func level(_ finding: Finding) -> String {
        let quantity = phrases.quantity(finding.limit.quantity, window: finding.window)
        guard let level = finding.level else { return "\(quantity)\(phrases.colon)\(phrases.noLevel)" }
        var parts = ["\(quantity) \(phrases.level(level.text))"] + (exceedance(finding).map { [$0] } ?? [])
        if finding.correctionTenths > 0 {
            parts.append(phrases.corrected(by: FixedPoint.text(tenths: finding.correctionTenths)))
        }
        if finding.isWithinUncertainty {
            parts.append(phrases.withinUncertainty(FixedPoint.text(tenths: finding.uncertaintyTenths)))
        }
        if !finding.isVerdict { parts.append(phrases.alarm(standard: finding.limit.standard)) }
        parts.append(phrases.valid(percent: percent(finding)))
        return phrases.list(parts)
    }

    /// Nil at or under the limit, or the background.
    func exceedance(_ finding: Finding) -> String? {
        if let rise = finding.rise {
            return rise.tenths > 0 ? phrases.risen(FixedPoint.text(tenths: rise.tenths)) : nil
        }
        return finding.exceedanceTenths.flatMap { $0 > 0 ? phrases.over(FixedPoint.text(tenths: $0)) : nil }
    }

    func background(_ background: Background) -> String {
        phrases.remark(phrases.level(background.level.text), phrases.text(background))
    }

    /// Title, office and legal ground, what it bans until when, and who may go on.
    func text(_ note: NoticeNote) -> String {
        let title = phrases.remark(phrases.pick(note.name), phrases.pick(note.phase))
        let activities = phrases.list(note.activities.map { phrases.pick($0.name) })
        var parts = [title, phrases.pick(note.publication.issuer)]
        if let reference = note.publication.legalReference { parts.append(reference) }
        parts.append(phrases.bans(activities, until: clock.until(note.end, from: change.at)))
        if !note.exemptions.isEmpty { parts.append(phrases.exempt(phrases.list(note.exemptions.map(phrases.text)))) }
        if let hotline = note.publication.hotline { parts.append(phrases.hotline(hotline)) }
        return parts.joined(separator: phrases.separator)
    }

    func limit(_ limit: Limit) -> String {
        let source = [limit.standard, phrases.clause(limit.clause)].filter { !$0.isEmpty }.joined(separator: " ")
        var parts = [phrases.level(limit.level.text), source]
        if let period = limit.period { parts.append(phrases.text(period)) }
        if let zone = limit.zone { parts.append(phrases.text(zone)) }
        if limit.origin == .plan, let mark = phrases.mark(verified: true, origin: .plan) { parts.append(mark) }
        if !limit.verified { parts.append(phrases.unverified) }
        return phrases.list(parts)
    }

    /// Rounded down: 99.9 % is not "all".
    func percent(_ finding: Finding) -> Int {
        min(100, max(0, Int((finding.coverage * 100 + 1e-9).rounded(.down))))
    }

    private var isChinese: Bool { ChineseSite.contains(composer.zone(ofSite: change.subject.site)) }
}
