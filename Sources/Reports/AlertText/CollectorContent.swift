import EventTime
import ExamCalendar
import Records
import Sites

/// The facts of what concerns the collector itself, in the clock of the plan's first site.
struct CollectorContent {
    private let composer: AlertComposer
    private let change: CollectorChange
    private let phrases: any Phrases
    private let clock: SiteClock

    init(_ composer: AlertComposer, _ change: CollectorChange, _ phrases: any Phrases) {
        self.composer = composer
        self.change = change
        self.phrases = phrases
        clock = SiteClock(zone: composer.firstZone, phrases: phrases)
    }

    func content(now: Instant) -> AlertContent {
        let age = now - change.at
        let isLate = age > AlertContent.lateAfter
        let status = phrases.status(change)
        return AlertContent(
            language: phrases.code,
            subject: (isLate ? phrases.lateTag(by: age) : "") + phrases.tag(status, nil) + summary,
            headline: phrases.headline(phrases.collector, status),
            tone: change.isOn ? .doubt : .relief,
            warnings: isLate ? [phrases.late(by: age)] : [],
            rows: rows.map { AlertContent.Row(label: phrases.label($0), value: $1) },
            colon: phrases.colon
        )
    }

    private var summary: String {
        switch (change.matter, change.isOn) {
        case (.blind, true):
            let since = change.since.map { phrases.since(clock.moment($0)) } ?? phrases.neverHeard
            return "\(since)\(session.map { " · \($0)" } ?? "")"
        case (.blind, false):
            return change.since.map { phrases.span(from: clock.moment($0), to: clock.moment(change.at)) }
                ?? clock.moment(change.at)
        case (.secondClient, _), (.planRefused, _): return "\(change.about) \(clock.moment(change.at))"
        case (.certificate, _):
            return "\(change.about) \(change.until.map { phrases.validUntil(clock.dated($0)) } ?? "")"
        case (.machineClock, true):
            return phrases.machineClock(shows: clock.dated(machineTime), at: clock.dated(change.at))
        case (.machineClock, false): return clock.dated(change.at)
        }
    }

    /// What this machine's clock showed.
    private var machineTime: Instant { change.at + (change.offset ?? .zero) }

    private var rows: [(AlertLabel, String)] {
        var rows: [(AlertLabel, String)] = []
        switch change.matter {
        case .blind:
            rows.append((.server, change.about))
            rows.append((.lastReading, change.since.map(clock.momentWithOffset) ?? phrases.neverHeard))
        case .secondClient:
            rows.append((.client, change.about))
        case .planRefused:
            rows.append((.settingsFile, change.about))
        case .certificate:
            rows.append((.server, change.about))
            if let until = change.until { rows.append((.validUntil, clock.datedWithOffset(until))) }
        case .machineClock:
            if change.isOn { rows.append((.machineTime, clock.datedWithOffset(machineTime))) }
            rows.append((.usedTime, clock.datedWithOffset(change.at)))
        }
        if change.matter != .machineClock {
            rows.append((change.isOn ? .noticed : .end, clock.momentWithOffset(change.at)))
        }
        if !change.isOn, let since = change.since { rows.append((.duration, phrases.text(change.at - since))) }
        if change.isOn, let session { rows.append((.session, session)) }
        let reasons = [change.evidence.map(phrases.text), change.detail.isEmpty ? nil : change.detail]
        let reason = reasons.compactMap { $0 }.joined(separator: phrases.separator)
        if !reason.isEmpty { rows.append((.cause, reason)) }
        if change.isOn {
            rows.append((.advice, phrases.pick(AlertEvent(.collector(change)).instruction(nil))))
        }
        return rows
    }

    /// The session that needs quiet most at any site, as long as the service's time can be trusted.
    private var session: String? {
        guard change.matter != .machineClock else { return nil }
        let sessions = composer.plan.sites.map(\.id).sorted().compactMap { composer.session(atSite: $0, change.at) }
        let first = sessions.first { $0.kind == .listening } ?? sessions.first
        return first.map { $0.text(phrases, clock, at: change.at) }
    }
}
