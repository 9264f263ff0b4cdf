import EventTime
import NoiseRules
import Records

/// The facts of several alerts that leave as one message: a line each.
struct BundleSheet {
    let composer: AlertComposer
    /// Oldest first; never empty.
    let alerts: [Alert]
    let phrases: any Phrases

    /// Lines beyond these are counted, not shown.
    static let mostLines = 40

    /// Openings at several sites within seconds.
    func storm(now: Instant) -> AlertSheet {
        let changes = alerts.compactMap { alert -> ViolationChange? in
            if case .violation(let change) = alert.subject { change } else { nil }
        }
        let sites = Set(changes.map(\.subject.site)).count
        let title = phrases.storm(sites: sites)
        let worst = zip(alerts, changes).max { ($0.1.worst.exceedanceTenths ?? 0) < ($1.1.worst.exceedanceTenths ?? 0) }
        let session = changes.compactMap(\.finding.session).first
        var rows: [AlertSheet.Row] = []
        if let first = changes.min(by: { $0.openedAt < $1.openedAt }) {
            let clock = SiteClock(zone: composer.zone(ofSite: first.subject.site), phrases: phrases)
            rows.append(row(.begin, clock.momentWithOffset(first.openedAt)))
            if let session {
                let name = phrases.remark(phrases.pick(session.name), phrases.text(session.kind))
                rows.append(row(.session, phrases.running(name, until: clock.until(session.end, from: first.at))))
            }
        }
        let loudest = zip(alerts, changes)
            .sorted { ($0.1.worst.exceedanceTenths ?? 0) > ($1.1.worst.exceedanceTenths ?? 0) }
            .map(\.0)
        return sheet(
            title,
            summary: worst.map { line(of: $0.0) } ?? "",
            tone: .alarm,
            warnings: [phrases.stormAdvice],
            rows: rows + lines(loudest),
            now: now
        )
    }

    /// Whatever is due to one recipient; `heldBack` of it has waited.
    func digest(heldBack: Int, now: Instant) -> AlertSheet {
        sheet(
            phrases.digest(count: alerts.count),
            summary: alerts.last.map { line(of: $0) } ?? "",
            tone: .alarm,
            warnings: heldBack > 0 ? [phrases.heldBack(count: heldBack)] : [],
            rows: lines(alerts),
            now: now
        )
    }

    private func sheet(
        _ title: String,
        summary: String,
        tone: AlertSheet.Tone,
        warnings: [String],
        rows: [AlertSheet.Row],
        now: Instant
    ) -> AlertSheet {
        let age = alerts.map { now - $0.createdAt }.max() ?? .zero
        let isLate = age > AlertSheet.lateAfter
        return AlertSheet(
            language: phrases.code,
            subject: (isLate ? phrases.lateTag(by: age) : "") + phrases.tag(title, nil) + summary,
            headline: title,
            tone: tone,
            warnings: warnings + (isLate ? [phrases.late(by: age)] : []),
            rows: rows,
            colon: phrases.colon
        )
    }

    private func lines(_ alerts: [Alert]) -> [AlertSheet.Row] {
        let shown = alerts.prefix(BundleSheet.mostLines).map { alert in
            AlertSheet.Row(
                label: moment(of: alert),
                value: line(of: alert),
                answer: composer.answer(to: alert, phrases)
            )
        }
        let more = alerts.count - shown.count
        return shown + (more > 0 ? [row(.more, phrases.more(count: more))] : [])
    }

    /// As its own message would be headed, without telling how late it is.
    private func line(of alert: Alert) -> String {
        composer.sheet(for: alert, in: phrases, now: alert.subject.decidedAt).subject
    }

    private func moment(of alert: Alert) -> String {
        let site = alert.subject.site
        let zone = site.map(composer.zone(ofSite:)) ?? composer.firstZone
        return SiteClock(zone: zone, phrases: phrases).moment(alert.subject.decidedAt)
    }

    private func row(_ label: AlertLabel, _ value: String) -> AlertSheet.Row {
        AlertSheet.Row(label: phrases.label(label), value: value)
    }
}
