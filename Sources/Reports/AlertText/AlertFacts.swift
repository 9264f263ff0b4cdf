import Acoustics
package import EventTime
package import ExamCalendar
package import NoiseRules
package import Records
package import Sites

/// What machines are told of one alert: composed once, with the names of the plan, for every channel.
package struct AlertFacts: Hashable, Sendable {
    package var alert: AlertID
    package var event: AlertEvent
    /// Id of the violation, of the sensor ("s1/n1"), of the authority or of the drill that it is about.
    package var subject: String
    /// Nil for what is about no site.
    package var site: Place?
    /// When what it tells of was so.
    package var at: Instant
    /// When that began.
    package var onset: Instant
    /// Seconds east of UTC, at the site then.
    package var offset: Int
    /// The step that it tells of or follows up; nil for what is about no violation.
    package var change: ViolationChange?
    /// Of the violation as it stood then.
    package var grade: EvidenceGrade?
    /// The answer by which a person has confirmed the violation.
    package var confirmation: Answer?
    /// The session that it was found in, as it stood then; nil for none.
    package var session: Session?
    /// How loud it was when a follow-up was due; nil for what is none.
    package var present: PresentNoise?
    package var zh: Words
    package var en: Words
    /// One object with all of this, without version and envelope.
    package var json: String

    /// A site as the plan has it.
    package struct Place: Hashable, Sendable {
        package var id: SiteID
        package var name: Name
        package var address: String?
        package var coordinates: Coordinates?
    }

    /// An exam session with its times of the hour.
    package struct Session: Hashable, Sendable {
        package var name: Name
        package var kind: SessionKind
        /// "before", "during" or "after" of it.
        package var phase: String
        /// The paper's own times.
        package var range: TimeRange
        /// The time in which quiet is due.
        package var guarded: TimeRange
    }

    /// The alert in one language.
    package struct Words: Hashable, Sendable {
        /// "zh-CN", "en".
        package var language: String
        /// Kind of event, without names and figures.
        package var title: String
        package var subject: String
        package var text: String
        /// What is to be done.
        package var instruction: String
    }

    /// The finding that it tells of: of what is over the worst, else what was found then.
    package var finding: Finding? {
        switch event {
        case .opened, .raised, .unanswered, .reminder: change?.finding
        default: change?.worst
        }
    }

    /// Whether quiet is back, or what was told is taken back; not so when nobody can tell any more.
    package var isAllClear: Bool {
        [.sensorBack, .withdrawn, .collectorReceiving].contains(event) || event == .closed && change?.reason == .quiet
    }

    /// RFC 3339 with the site's offset.
    package func time(_ instant: Instant) -> String { RFC3339.format(instant, offset: offset) }
}

extension AlertComposer {
    func facts(of alert: Alert, now: Instant) -> AlertFacts {
        let subject = alert.subject
        let change = subject.violation.map(current)
        let zone = subject.site.map(zone(ofSite:)) ?? firstZone
        let evidence = change.map { change in
            recorded.evidence(of: change.worst, subject: change.subject, opened: change.openedAt, until: change.at)
        }
        var facts = AlertFacts(
            alert: alert.id,
            event: AlertEvent(subject),
            subject: subject.id,
            site: subject.site.map { id in
                let site = plan.site(id)
                return AlertFacts.Place(
                    id: id,
                    name: site?.name ?? Name(id.text),
                    address: site?.address,
                    coordinates: site?.coordinates
                )
            },
            at: subject.decidedAt,
            onset: subject.onset,
            offset: zone.offset(at: subject.decidedAt),
            change: change,
            grade: evidence?.grade,
            confirmation: confirmation(of: subject),
            session: change?.finding.session.map { note in
                let time = session(note, atSite: subject.site ?? "")
                return AlertFacts.Session(
                    name: time.name,
                    kind: time.kind,
                    phase: time.phase(at: subject.decidedAt).rawValue,
                    range: time.range,
                    guarded: time.guarded
                )
            },
            present: subject.present,
            zh: words(of: alert, in: ChinesePhrases(), now: now),
            en: words(of: alert, in: EnglishPhrases(), now: now),
            json: ""
        )
        facts.json = json.object(facts, subject, missing: evidence?.missing ?? [])
        return facts
    }

    private func words(of alert: Alert, in phrases: any Phrases, now: Instant) -> AlertFacts.Words {
        let content = content(for: alert, in: phrases, now: now).printable
        return AlertFacts.Words(
            language: phrases.code,
            title: title(of: alert.subject, in: phrases),
            subject: content.subject,
            text: content.text,
            instruction: phrases.pick(
                AlertEvent(alert.subject).instruction(alert.subject.violation?.reason, alert.subject.present)
            )
        )
    }

    private func title(of subject: AlertSubject, in phrases: any Phrases) -> String {
        switch subject {
        case .violation(let change):
            phrases.title(
                change.subject.source,
                change.subject.kind,
                isConfirmed: confirmation(of: subject) != nil
            )
        case .unanswered(let escalation): title(of: .violation(escalation.change), in: phrases)
        case .reminder(let reminder): title(of: .violation(reminder.change), in: phrases)
        case .sensor(let change): phrases.status(change)
        case .dutyGap: phrases.nobodyOnDuty
        case .drill: phrases.drill
        case .collector(let change): phrases.status(change)
        }
    }
}

extension AlertSubject {
    /// Of what it is about.
    fileprivate var id: String {
        switch self {
        case .violation(let change): change.violation.text
        case .unanswered(let escalation): escalation.change.violation.text
        case .reminder(let reminder): reminder.change.violation.text
        case .sensor(let change): change.sensor.description
        case .dutyGap(let gap): gap.authority.text
        case .drill(let drill): drill.id
        case .collector(let change):
            change.about.isEmpty ? change.matter.rawValue : "\(change.matter.rawValue) \(change.about)"
        }
    }

    /// Of a follow-up.
    fileprivate var present: PresentNoise? {
        switch self {
        case .unanswered(let escalation): escalation.present
        case .reminder(let reminder): reminder.present
        case .violation, .sensor, .dutyGap, .drill, .collector: nil
        }
    }

    fileprivate var onset: Instant {
        switch self {
        case .sensor(let change): change.step == .silent ? change.lastReading ?? change.at : change.at
        case .dutyGap(let gap): gap.from
        case .collector(let change): change.since ?? change.at
        default: violation?.openedAt ?? decidedAt
        }
    }
}
