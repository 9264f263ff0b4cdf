import EventTime
import NoiseRules
import Records

/// The facts of several alerts that leave as one message: a line each.
struct BatchContent {
    let composer: AlertComposer
    /// Oldest first; never empty.
    let alerts: [Alert]
    let phrases: any Phrases

    /// Lines beyond these are counted, not shown.
    static let mostLines = 40

    /// Openings at several sites within seconds, with what else waits of them; `earlier` left before.
    func storm(earlier: [Alert], now: Instant) -> AlertContent {
        let all = BatchContent.distinct(alerts + earlier).compactMap { alert in
            alert.subject.violation.map { (alert: alert, change: $0) }
        }
        let title = phrases.storm(sites: Set(all.map(\.change.subject.site)).count)
        let loudest = all.sorted { ($0.change.worst.exceedanceTenths ?? 0) > ($1.change.worst.exceedanceTenths ?? 0) }
        let session = all.lazy.compactMap { one in
            one.change.finding.session.map { composer.session($0, atSite: one.change.subject.site) }
        }.first
        let known = Set(BatchContent.distinct(earlier).map(\.subject))
        var rows: [AlertContent.Row] = []
        var warnings = [phrases.stormAdvice]
        if let first = all.map(\.change).min(by: { $0.openedAt < $1.openedAt }) {
            let clock = SiteClock(zone: composer.zone(ofSite: first.subject.site), phrases: phrases)
            rows.append(row(.begin, clock.momentWithOffset(first.openedAt)))
            if let before = earlier.map(\.createdAt).min() {
                warnings.append(phrases.notifiedBefore(count: known.count, at: clock.time(before, seconds: true)))
            }
            if let session {
                rows.append(row(.session, session.row(phrases, clock, at: first.at)))
            }
        }
        return content(
            title,
            summary: loudest.first.map { line(of: $0.alert) } ?? "",
            tone: .alarm,
            warnings: warnings,
            rows: rows + lines(loudest.map(\.alert), notified: known),
            now: now
        )
    }

    /// Whatever is due to one recipient; `heldBack` of it has waited.
    func digest(heldBack: Int, now: Instant) -> AlertContent {
        let told = BatchContent.distinct(alerts)
        let category = told.first?.subject.category ?? .violation
        return content(
            phrases.digest(count: told.count, of: category),
            summary: told.last.map { line(of: $0) } ?? "",
            tone: category == .violation ? .alarm : .doubt,
            warnings: heldBack > 0 ? [phrases.heldBack(count: heldBack)] : [],
            rows: lines(told),
            now: now
        )
    }

    /// Each subject once: recipients that share an inbox have an alert each.
    private static func distinct(_ alerts: [Alert]) -> [Alert] {
        var seen: Set<AlertSubject> = []
        return alerts.filter { seen.insert($0.subject).inserted }
    }

    private func content(
        _ title: String,
        summary: String,
        tone: AlertContent.Tone,
        warnings: [String],
        rows: [AlertContent.Row],
        now: Instant
    ) -> AlertContent {
        let age = alerts.map { now - $0.createdAt }.max() ?? .zero
        let isLate = age > AlertContent.lateAfter
        return AlertContent(
            language: phrases.code,
            subject: (isLate ? phrases.lateTag(by: age) : "") + phrases.tag(title, nil) + summary,
            headline: title,
            tone: tone,
            warnings: warnings + (isLate ? [phrases.late(by: age)] : []),
            rows: rows,
            colon: phrases.colon
        )
    }

    /// `notified` were told before, and are told so.
    private func lines(_ alerts: [Alert], notified: Set<AlertSubject> = []) -> [AlertContent.Row] {
        let shown = alerts.prefix(BatchContent.mostLines).map { alert in
            let line = line(of: alert)
            return AlertContent.Row(
                label: moment(of: alert),
                value: notified.contains(alert.subject) ? phrases.remark(line, phrases.notified) : line,
                links: composer.answer(to: alert, phrases).map { [$0] } ?? []
            )
        }
        let more = alerts.count - shown.count
        return shown + (more > 0 ? [row(.more, phrases.more(count: more))] : [])
    }

    /// As its own message would be headed, without telling how late it is.
    private func line(of alert: Alert) -> String {
        composer.content(for: alert, in: phrases, now: alert.subject.decidedAt).subject
    }

    private func moment(of alert: Alert) -> String {
        let site = alert.subject.site
        let zone = site.map(composer.zone(ofSite:)) ?? composer.firstZone
        return SiteClock(zone: zone, phrases: phrases).moment(alert.subject.decidedAt)
    }

    private func row(_ label: AlertLabel, _ value: String) -> AlertContent.Row {
        AlertContent.Row(label: phrases.label(label), value: value)
    }
}
