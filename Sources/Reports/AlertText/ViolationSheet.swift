import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records

/// The facts of one step in a violation's life, with the further claims on the same noise.
struct ViolationSheet {
    let composer: AlertComposer
    let change: ViolationChange
    let phrases: any Phrases
    let clock: SiteClock
    private let followUp: FollowUp?
    private let confirmation: Answer?
    /// Latest changes of other violations of the same noise: those of the same message, and those that are open.
    let others: [ViolationChange]

    /// `followUp` says why it is told although nothing has changed; `others` are further changes of the same message.
    init(
        _ composer: AlertComposer,
        _ change: ViolationChange,
        _ phrases: any Phrases,
        _ followUp: FollowUp? = nil,
        others: [ViolationChange] = []
    ) {
        self.followUp = followUp
        confirmation = composer.confirmation(of: .violation(change))
        self.composer = composer
        self.change = change
        self.phrases = phrases
        clock = SiteClock(zone: composer.zone(ofSite: change.subject.site), phrases: phrases)
        let told = Set(others.map(\.violation))
        let beside = composer.openBeside(change).filter { !told.contains($0.id) }.compactMap(\.latest)
        self.others = (others + beside).sorted { ($0.openedAt, $0.violation) < ($1.openedAt, $1.violation) }
    }

    func sheet(now: Instant) -> AlertSheet {
        let status = followUp?.status ?? phrases.status(change.step, change.reason)
        let age = now - (followUp?.at ?? change.at)
        let isLate = age > AlertSheet.lateAfter
        let ids = [change.violation] + others.map(\.violation)
        return AlertSheet(
            language: phrases.code,
            subject: (isLate ? phrases.lateTag(by: age) : "")
                + phrases.tag(titles, change.step == .opened && followUp == nil ? nil : status) + summary
                + ids.map { " [\($0)]" }.joined(),
            headline: phrases.headline(titles, status),
            summary: summary,
            tone: tone,
            warnings: warnings + (isLate ? [phrases.late(by: age)] : []),
            rows: rows.map { AlertSheet.Row(label: phrases.label($0), value: $1) },
            colon: phrases.colon
        )
    }

    /// What is suspected, and what else of the same noise is open.
    private var titles: String {
        let claims = [change] + others.filter { $0.closedAt == nil }
        let titles = claims.map {
            phrases.title(
                $0.subject.source,
                $0.subject.kind,
                isConfirmed: composer.confirmation(of: .violation($0)) != nil
            )
        }
        var seen: Set<String> = []
        return phrases.claims(titles.filter { seen.insert($0).inserted })
    }

    private var tone: AlertSheet.Tone {
        if others.contains(where: { $0.closedAt == nil }) { return .alarm }
        return switch (change.step, change.reason) {
        case (.opened, _), (.raised, _): .alarm
        case (.closed, .quiet): .relief
        case (.withdrawn, _): .relief
        case (.closed, _), (.corrected, _): .doubt
        }
    }

    private var warnings: [String] {
        let clock = told.clockShift.map { [phrases.byArrival($0)] } ?? []
        return switch change.step {
        case .opened, .raised, .closed: (followUp?.warnings ?? []) + clock
        case .corrected, .withdrawn: [phrases.corrected(isWithdrawn: change.step == .withdrawn)] + clock
        }
    }

    /// What a closing or a correction tells of is the worst that was found; the other steps tell of what was found now.
    private var told: Finding { isOver ? change.worst : change.finding }

    private var isOver: Bool { ![.opened, .raised].contains(change.step) }

    private var end: NoiseEnd? { NoiseEnd(change) }

    /// "School No. 1 78.4 dB(A) 8.4 dB over the limit · during the Chinese paper".
    private var summary: String {
        let site = composer.siteName(change.subject.site, phrases)
        if change.step == .withdrawn {
            return "\(site) \(clock.span(from: change.openedAt, to: end?.ended))"
        }
        if isOver {
            let lasted = end.flatMap { $0.lasted > .zero ? phrases.lasted($0.lasted, isAtLeast: $0.isAtLeast) : nil }
            return "\(site) " + phrases.list([lasted].compactMap { $0 } + highest(told))
        }
        let session = change.finding.session.map { " · " + phrases.during(phrases.pick($0.name), $0.kind) } ?? ""
        return "\(site) \(levels)\(session)"
    }

    /// How loud it is now, and what the rule has found.
    private var levels: String {
        if let noise = followUp?.present {
            let now = noise.level.map { level in
                noise.isBelow
                    ? phrases.belowNow(phrases.level(level.level.text)) : phrases.now(phrases.level(level.level.text))
            }
            let unknown = phrases.noData(since: noise.lastReading.map { clock.time($0, seconds: true) })
            return [now ?? unknown, phrases.list(highest(change.worst))].joined(separator: phrases.separator)
        }
        guard let present = change.finding.present, followUp == nil, change.finding.window > present.over,
            let level = change.finding.level
        else { return measured(told).joined(separator: " ") }
        let compared = change.finding.rise == nil ? phrases.limitIs(told.limit.level.text) : exceedance(told)
        let window = phrases.averaged(phrases.level(level.text), over: change.finding.window)
        return phrases.now(phrases.level(present.level.text)) + phrases.separator
            + phrases.list([window, compared].compactMap { $0 })
    }

    private func measured(_ finding: Finding) -> [String] {
        [finding.level.map { phrases.level($0.text) }, exceedance(finding)].compactMap { $0 }
    }

    private func highest(_ finding: Finding) -> [String] {
        [finding.level.map { phrases.highest(phrases.level($0.text)) }, exceedance(finding)].compactMap { $0 }
    }

    private var rows: [(AlertLabel, String)] {
        let rows = change.step == .withdrawn ? withdrawnRows : standingRows
        let id = phrases.remark(change.violation.text, phrases.notice(number: change.number))
        let hotline = isChinese ? ChineseSite.hotlines : ""
        let contact = composer.sensors[SensorID(site: change.subject.site, sensor: told.sensor)]?.contact
        let call = contact.map { phrases.remark(phrases.pick($0.name), $0.phone) } ?? ""
        let confirmed = confirmation.map { phrases.remark($0.by, clock.moment($0.at)) } ?? ""
        let handled = followUp?.namesAnswer == true ? "" : handled
        return
            ((followUp?.rows ?? []) + [(.answeredBy, handled), (.confirmedBy, confirmed)] + rows + [
                (.call, isOver ? "" : call), (.id, id), (.hotline, hotline),
            ]).filter {
                !$0.1.isEmpty
            }
    }

    /// Of a violation of which nothing is left only what had been told.
    private var withdrawnRows: [(AlertLabel, String)] {
        [(.site, place), (.sensor, sensor(told))] + (change.correction.map(text) ?? [])
            + [
                (.limit, told.rise == nil ? limit(told.limit) : ""), (.rule, rule(told)),
                (.reason, phrases.text(change.reason, lasting: nil)),
            ] + others.map(otherRow)
    }

    private var standingRows: [(AlertLabel, String)] {
        var rows: [(AlertLabel, String)] = [(.site, place), (.sensor, sensor(told))]
        let begin = clock.momentWithOffset(change.openedAt)
        rows.append((.begin, told.clockShift == nil ? begin : phrases.remark(begin, phrases.timeByArrival)))
        if change.step == .raised { rows.append((.decided, clock.moment(change.at))) }
        if let end { rows += end.rows(clock, phrases) }
        if let noise = followUp?.present {
            rows.append((.present, clock.text(noise)))
        } else if !isOver, let present = change.finding.present {
            rows.append((.present, clock.text(present)))
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
            rows.append((.maximum, phrases.level(maximum.text)))
        }
        rows.append((.data, phrases.coverage(percent: percent(told), of: told.window)))
        if change.step == .raised, change.worst != change.finding { rows.append((.worst, level(change.worst))) }
        if change.step == .closed { rows.append((.level, level(change.finding))) }
        if let session = change.finding.session { rows.append((.session, text(session))) }
        rows += told.notices.map { (.notice, text($0)) }
        rows.append((.rule, rule(told)))
        rows.append((.reason, phrases.text(change.reason, lasting: composer.lasting(change))))
        rows += others.map(otherRow)
        if let mute = change.muted {
            let text = phrases.muted(by: mute.by, until: clock.until(mute.until, from: change.at))
            rows.append((.withheld, mute.why.isEmpty ? text : phrases.remark(text, mute.why)))
        }
        let evidence = composer.evidence(of: told, in: change, until: change.closedAt ?? change.at)
        rows.append((.standing, phrases.standing(evidence.grade, isConfirmed: confirmation != nil)))
        rows.append((.missing, phrases.missing(evidence)))
        let citations = ([change] + others).map(composer.law.citations(for:))
        rows.append((.law, phrases.list(unique(citations.flatMap { $0.articles.map(phrases.citation) }))))
        rows += unique(citations.flatMap { $0.penalties.map(phrases.citation) }).map { (.penalty, $0) }
        return rows
    }

    private func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }

    func rule(_ finding: Finding) -> String {
        composer.rules[finding.rule].map { phrases.pick($0.name) } ?? finding.rule
    }

    /// As it stood before, and which span gave cause to judge it again.
    private func text(_ correction: Correction) -> [(AlertLabel, String)] {
        var rows: [(AlertLabel, String)] = []
        if let before = correction.before {
            let span = clock.span(from: before.openedAt, to: NoiseEnd(before)?.ended)
            rows.append((.earlier, [span, level(before.worst)].joined(separator: phrases.separator)))
        }
        let span = clock.span(from: correction.from, to: correction.to, withOffset: true)
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
