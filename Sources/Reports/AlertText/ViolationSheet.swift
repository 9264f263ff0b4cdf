import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records

/// The facts of one step in a violation's life.
struct ViolationSheet {
    private let composer: AlertComposer
    private let change: ViolationChange
    private let phrases: any Phrases
    private let clock: SiteClock
    private let followUp: FollowUp?
    private let confirmation: Answer?

    /// `followUp` says why it is told although nothing has changed.
    init(_ composer: AlertComposer, _ change: ViolationChange, _ phrases: any Phrases, _ followUp: FollowUp? = nil) {
        self.followUp = followUp
        confirmation = composer.confirmation(of: .violation(change))
        self.composer = composer
        self.change = change
        self.phrases = phrases
        clock = SiteClock(zone: composer.zone(ofSite: change.subject.site), phrases: phrases)
    }

    func sheet(now: Instant) -> AlertSheet {
        let title = phrases.title(change.subject.source, change.subject.kind, isConfirmed: confirmation != nil)
        let status = followUp?.status ?? phrases.status(change.step, change.reason)
        let age = now - (followUp?.at ?? change.at)
        let isLate = age > AlertSheet.lateAfter
        return AlertSheet(
            language: phrases.code,
            subject: (isLate ? phrases.lateTag(by: age) : "")
                + phrases.tag(title, change.step == .opened && followUp == nil ? nil : status) + summary
                + " [\(change.violation)]",
            headline: phrases.headline(title, status),
            summary: summary,
            tone: tone,
            warnings: warnings + (isLate ? [phrases.late(by: age)] : []),
            rows: rows.map { AlertSheet.Row(label: phrases.label($0), value: $1) },
            colon: phrases.colon
        )
    }

    private var tone: AlertSheet.Tone {
        switch (change.step, change.reason) {
        case (.opened, _), (.raised, _): .alarm
        case (.closed, .quiet): .relief
        case (.withdrawn, _): .relief
        case (.closed, _), (.corrected, _): .doubt
        }
    }

    private var warnings: [String] {
        switch change.step {
        case .opened, .raised, .closed: followUp.map { [$0.warning] } ?? []
        case .corrected, .withdrawn: [phrases.corrected(isWithdrawn: change.step == .withdrawn)]
        }
    }

    /// What a closing or a correction tells of is the worst that was found; the other steps tell of what was found now.
    private var told: Finding { isOver ? change.worst : change.finding }

    private var isOver: Bool { ![.opened, .raised].contains(change.step) }

    /// When it ended, as of this change.
    private var end: Instant? {
        switch change.step {
        case .opened, .raised: nil
        case .closed: change.at
        case .corrected: change.correction?.after?.closedAt
        case .withdrawn: change.correction?.before?.closedAt
        }
    }

    /// "School No. 1 78.4 dB(A) 8.4 dB over the limit · during Chinese".
    private var summary: String {
        let site = composer.siteName(change.subject.site, phrases)
        let measured = [told.level.map { phrases.level($0.text) }, exceedance(told)].compactMap { $0 }
        if change.step == .withdrawn {
            return [site, phrases.span(from: clock.moment(change.openedAt), to: end.map(clock.moment))]
                .joined(separator: " ")
        }
        if isOver {
            let lasted = phrases.label(.duration) + " " + phrases.text((end ?? change.at) - change.openedAt)
            return ([site, lasted, phrases.label(.worst)] + measured).joined(separator: " ")
        }
        let session = change.finding.session.map { " · " + phrases.during(phrases.pick($0.name), $0.kind) } ?? ""
        return ([site] + measured).joined(separator: " ") + session
    }

    private var rows: [(AlertLabel, String)] {
        let rows = change.step == .withdrawn ? withdrawnRows : standingRows
        let id = phrases.remark(change.violation.text, phrases.notice(number: change.number))
        let hotline = isChinese ? ChineseSite.hotlines : ""
        let contact = composer.sensors[SensorID(site: change.subject.site, sensor: told.sensor)]?.contact
        let call = contact.map { phrases.remark(phrases.pick($0.name), $0.phone) } ?? ""
        let confirmed = confirmation.map { phrases.remark($0.by, clock.moment($0.at)) } ?? ""
        return
            ((followUp?.rows ?? []) + [(.confirmedBy, confirmed)] + rows + [
                (.call, isOver ? "" : call), (.id, id), (.hotline, hotline),
            ]).filter {
                !$0.1.isEmpty
            }
    }

    /// Of a violation of which nothing is left only what had been told.
    private var withdrawnRows: [(AlertLabel, String)] {
        [(.site, place), (.sensor, sensor(told))] + (change.correction.map(text) ?? [])
            + [
                (.limit, told.rise == nil ? limit(told.limit) : ""),
                (.rule, composer.rules[told.rule].map { phrases.pick($0.name) } ?? told.rule),
                (.reason, phrases.text(change.reason)),
            ]
    }

    private var standingRows: [(AlertLabel, String)] {
        var rows: [(AlertLabel, String)] = [(.site, place), (.sensor, sensor(told))]
        rows.append((.begin, clock.momentWithOffset(change.openedAt)))
        switch change.step {
        case .opened:
            break
        case .raised:
            rows.append((.decided, clock.moment(change.at)))
        case .closed, .corrected, .withdrawn:
            if let end {
                rows.append((.end, clock.moment(end)))
                rows.append((.duration, phrases.text(end - change.openedAt)))
            }
        }
        rows.append((isOver ? .worst : .level, level(told)))
        if let correction = change.correction { rows += text(correction) }
        if let rise = told.rise {
            rows.append((.background, background(rise.background)))
            rows.append((.confidence, phrases.text(rise.confidence)))
        } else {
            rows.append((.limit, limit(told.limit)))
            if let background = told.background { rows.append((.background, self.background(background))) }
        }
        if told.limit.quantity != .LAFmax, let maximum = told.LAFmax {
            rows.append((.maximum, "LAFmax \(phrases.level(maximum.text))"))
        }
        rows.append((.data, phrases.coverage(percent: percent(told), of: told.window)))
        if change.step == .raised, change.worst != change.finding { rows.append((.worst, level(change.worst))) }
        if change.step == .closed { rows.append((.level, level(change.finding))) }
        if let session = change.finding.session { rows.append((.session, text(session))) }
        rows += told.notices.map { (.notice, text($0)) }
        rows.append((.rule, composer.rules[told.rule].map { phrases.pick($0.name) } ?? told.rule))
        rows.append((.reason, phrases.text(change.reason)))
        if let mute = change.muted {
            let text = phrases.muted(by: mute.by, until: clock.until(mute.until, from: change.at))
            rows.append((.withheld, mute.why.isEmpty ? text : phrases.remark(text, mute.why)))
        }
        let evidence = composer.evidence(of: told, in: change, until: end ?? change.at)
        rows.append((.standing, phrases.standing(evidence.grade, isConfirmed: confirmation != nil)))
        if !evidence.missing.isEmpty { rows.append((.missing, phrases.list(evidence.missing.map(phrases.text)))) }
        let citations = composer.law.citations(for: change)
        rows.append((.law, phrases.list(citations.articles.map(phrases.citation))))
        rows += citations.penalties.map { (.penalty, phrases.citation($0)) }
        return rows
    }

    /// As it stood before, and which span gave cause to judge it again.
    private func text(_ correction: Correction) -> [(AlertLabel, String)] {
        var rows: [(AlertLabel, String)] = []
        if let before = correction.before {
            let span = phrases.span(from: clock.moment(before.openedAt), to: before.closedAt.map(clock.moment))
            rows.append((.earlier, [span, level(before.worst)].joined(separator: phrases.separator)))
        }
        let span = phrases.span(from: clock.momentWithOffset(correction.from), to: clock.moment(correction.to))
        rows.append((.judgedAgain, span))
        return rows
    }

    var place: String {
        let name = composer.siteName(change.subject.site, phrases)
        return composer.sites[change.subject.site]?.address.map { phrases.remark(name, $0) } ?? name
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
        if !finding.isVerdict { parts.append(phrases.alarm) }
        parts.append(phrases.valid(percent: percent(finding)))
        return phrases.list(parts)
    }

    /// Nil at or under the limit, or the background.
    private func exceedance(_ finding: Finding) -> String? {
        if let rise = finding.rise {
            return rise.tenths > 0 ? phrases.risen(FixedPoint.text(tenths: rise.tenths)) : nil
        }
        return finding.exceedanceTenths.flatMap { $0 > 0 ? phrases.over(FixedPoint.text(tenths: $0)) : nil }
    }

    func background(_ background: Background) -> String {
        phrases.remark(phrases.level(background.level.text), phrases.text(background))
    }

    /// Title, office and legal ground, what it bans until when, and who may go on.
    private func text(_ note: NoticeNote) -> String {
        let title = phrases.remark(phrases.pick(note.name), phrases.pick(note.phase))
        let activities = phrases.list(note.activities.map { phrases.pick($0.name) })
        var parts = [title, phrases.pick(note.issuer)]
        if let reference = note.legalReference { parts.append(reference) }
        parts.append(phrases.bans(activities, until: clock.until(note.end, from: change.at)))
        if !note.exemptions.isEmpty { parts.append(phrases.exempt(phrases.list(note.exemptions.map(phrases.text)))) }
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

    private func text(_ session: SessionNote) -> String {
        let name = phrases.remark(phrases.pick(session.name), phrases.text(session.kind))
        return phrases.running(name, until: clock.until(session.end, from: change.at))
    }

    private var isChinese: Bool { ChineseSite.contains(composer.zone(ofSite: change.subject.site)) }
}

extension AlertSheet {
    /// An alert that leaves later than this after its event says so.
    static let lateAfter = EventTime.Span.minutes(10)
}
