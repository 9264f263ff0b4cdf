import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records

/// The facts of one step in a violation's life, with the further claims on the same noise: first what its reader acts
/// on, then what belongs to the file.
struct ViolationContent {
    let composer: AlertComposer
    /// Nil for a report, which goes to nobody.
    let alert: Alert?
    let change: ViolationChange
    let phrases: any Phrases
    let clock: SiteClock
    let followUp: FollowUp?
    let confirmation: Answer?
    /// Latest changes of other violations of the same noise: those of the same message, and those that are open.
    let others: [ViolationChange]
    /// As a page shows it at a later time; nil for a message.
    var page: Page?

    /// What a page says of a violation that a message of its last change would not.
    struct Page {
        var at: Instant
        /// Where the case stands.
        var status: String
        /// How loud it is now; nil where that is not known, and for one that is over.
        var present: PresentNoise?
    }

    /// `followUp` says why it is sent although nothing has changed; `others` are further changes of the same message.
    init(
        _ composer: AlertComposer,
        _ change: ViolationChange,
        _ phrases: any Phrases,
        for alert: Alert? = nil,
        _ followUp: FollowUp? = nil,
        others: [ViolationChange] = []
    ) {
        (self.composer, self.alert, self.change, self.phrases) = (composer, alert, change, phrases)
        self.followUp = followUp
        confirmation = composer.confirmation(of: .violation(change))
        clock = SiteClock(zone: composer.zone(ofSite: change.subject.site), phrases: phrases)
        let told = Set(others.map(\.violation))
        let beside = composer.openBeside(change).filter { !told.contains($0.id) }.compactMap(\.latest)
        self.others = (others + beside.map(composer.current)).sorted {
            ($0.openedAt, $0.violation) < ($1.openedAt, $1.violation)
        }
    }

    func content(now: Instant) -> AlertContent {
        let status = page?.status ?? followUp?.status ?? phrases.status(change.step, change.reason)
        let age = now - moment
        let isLate = age > AlertContent.lateAfter
        let ids = [change.violation] + others.map(\.violation)
        return AlertContent(
            language: phrases.code,
            subject: (isLate ? phrases.lateTag(by: age) : "")
                + phrases.tag(titles, change.step == .opened && followUp == nil ? nil : status) + summary
                + ids.map { " [\($0)]" }.joined(),
            headline: phrases.headline(titles, status),
            summary: summary,
            tone: tone,
            warnings: warnings + (isLate ? [phrases.late(by: age)] : []),
            rows: rows,
            response: response(now: now),
            basis: basis,
            details: details,
            detailsHeading: phrases.details,
            colon: phrases.colon
        )
    }

    /// When what it says is so.
    var moment: Instant { page?.at ?? followUp?.at ?? change.at }

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

    private var tone: AlertContent.Tone {
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
        case .opened, .raised: (followUp?.warnings ?? []) + clock
        // What ended without being quiet may go on.
        case .closed: (change.reason == .quiet ? [] : [phrases.ending(change.reason)]) + clock
        case .corrected, .withdrawn: [phrases.corrected(isWithdrawn: change.step == .withdrawn)] + clock
        }
    }

    /// What a closing or a correction tells of is the worst that was found; the other steps tell of what was found now.
    var told: Finding { isOver ? change.worst : change.finding }

    var isOver: Bool { ![.opened, .raised].contains(change.step) }

    var end: NoiseEnd? { NoiseEnd(change) }

    /// How loud it was when a follow-up was due, or when a page was asked for.
    var noise: PresentNoise? { page?.present ?? followUp?.present }

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
        let session = change.finding.session.map {
            " · " + composer.session($0, atSite: change.subject.site).text(phrases, clock, at: moment)
        }
        return "\(site) \(levels)\(session ?? "")"
    }

    /// How loud it is now, and what the rule has found.
    private var levels: String {
        if let noise {
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

    func highest(_ finding: Finding) -> [String] {
        [finding.level.map { phrases.highest(phrases.level($0.text)) }, exceedance(finding)].compactMap { $0 }
    }
}

extension AlertContent {
    /// An alert that leaves later than this after its event says so.
    static let lateAfter = TimeSpan.minutes(10)
}

extension AlertComposer {
    /// A violation as it stands at `now`, by its last change and what people have answered; `present` is how loud it
    /// is.
    func page(
        of record: ViolationRecord,
        _ change: ViolationChange,
        for alert: Alert,
        in phrases: any Phrases,
        present: PresentNoise?,
        at now: Instant
    ) -> AlertContent {
        var sources = sources
        sources.record = { [sources] id in id == record.id ? record : sources.record(id) }
        var change = current(change)
        change.worst = current(record.worst, atSite: record.subject.site)
        var content = ViolationContent(with(sources), change, phrases, for: alert.telling(change))
        var status = phrases.status(change.step, change.reason)
        if record.closedAt == nil, record.withdrawnAt == nil, let answer = record.furthest {
            let isOn = present.map { !$0.isBelow && $0.level != nil } ?? false
            status = phrases.text(answer.act)
            if answer.act >= .disposed, isOn { status += phrases.separator + phrases.reminder }
        }
        content.page = ViolationContent.Page(at: now, status: status, present: record.closedAt == nil ? present : nil)
        return content.content(now: now).printable
    }
}
