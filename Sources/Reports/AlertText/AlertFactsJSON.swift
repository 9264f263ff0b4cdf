import EventTime
import ExamCalendar
import NoiseRules
package import Records
import Sites

/// The facts of alerts as JSON objects of one line, for machines: violations and sensors as ``ViolationJSON`` has them.
struct AlertFactsJSON: Sendable {
    private let law: RecordedLaw
    private let offsets: Offsets

    init(plan: Plan) {
        law = RecordedLaw(plan: plan)
        offsets = Offsets(plan: plan)
    }

    /// Nothing in it can fail to encode: levels and coverages are finite.
    func object(_ facts: AlertFacts, _ subject: AlertSubject, missing: [Evidence.Missing]) -> String {
        let time = facts.site.map { offsets.clock(forSite: $0.id) } ?? { facts.time($0) }
        var body = Body(
            alert: facts.alert.text,
            type: facts.event.rawValue,
            subject: facts.subject,
            exercise: facts.event == .drill,
            at: time(facts.at),
            site: facts.site.map(PlaceBody.init),
            grade: facts.grade?.rawValue,
            confirmed: facts.confirmation.map { ConfirmedBody(by: $0.by, at: time($0.at)) },
            missing: facts.grade == nil ? nil : missing.map(\.rawValue),
            session: facts.session.map { SessionBody($0, time) },
            violation: facts.change.map { ChangeBody($0, law.citations(for: $0), time) },
            words: ["zh": WordsBody(facts.zh), "en": WordsBody(facts.en)]
        )
        switch subject {
        case .violation: break
        case .sensor(let change): body.sensor = SensorBody(change, time)
        case .unanswered(let escalation): body.escalation = EscalationBody(escalation, time)
        case .reminder(let reminder):
            body.reminder = ReminderBody(
                number: reminder.number,
                answeredBy: reminder.answeredBy,
                present: reminder.present.map { PresentBody($0, time) }
            )
        case .dutyGap(let gap):
            body.gap = GapBody(authority: gap.authority.text, from: time(gap.from), until: gap.until.map(time))
        case .drill(let drill): body.drill = DrillBody(id: drill.id, by: drill.by, routes: drill.routes)
        case .collector(let change): body.collector = CollectorBody(change, time)
        }
        return (try? JSONLine.encode(body)) ?? "{}"
    }
}

private struct Body: Encodable {
    var alert: String
    var type: String
    var subject: String
    var exercise: Bool
    var at: String
    var site: PlaceBody?
    var grade: String?
    var confirmed: ConfirmedBody?
    /// What keeps the record from grade A.
    var missing: [String]?
    var session: SessionBody?
    var violation: ChangeBody?
    var sensor: SensorBody?
    var escalation: EscalationBody?
    var reminder: ReminderBody?
    var gap: GapBody?
    var drill: DrillBody?
    var collector: CollectorBody?
    /// By language.
    var words: [String: WordsBody]
}

private struct PlaceBody: Encodable {
    var id: String
    var name: Name
    var address: String?
    var latitude: Double?
    var longitude: Double?

    init(_ place: AlertFacts.Place) {
        id = place.id.text
        name = place.name
        address = place.address
        latitude = place.coordinates?.latitude
        longitude = place.coordinates?.longitude
    }
}

private struct SessionBody: Encodable {
    var name: Name
    var kind: String
    var phase: String
    var starts: String
    var ends: String
    var quietFrom: String
    var quietUntil: String

    init(_ session: AlertFacts.Session, _ time: (Instant) -> String) {
        (name, kind, phase) = (session.name, session.kind.rawValue, session.phase)
        (starts, ends) = (time(session.range.start), time(session.range.end))
        (quietFrom, quietUntil) = (time(session.guarded.start), time(session.guarded.end))
    }
}

private struct WordsBody: Encodable {
    var subject: String
    var text: String

    init(_ words: AlertFacts.Words) {
        subject = words.subject
        text = words.text
    }
}

private struct EscalationBody: Encodable {
    var tier: Int
    var told: String
    var unanswered: [String]
    var next: [String]
    var present: PresentBody?

    init(_ escalation: Escalation, _ time: (Instant) -> String) {
        tier = escalation.tier
        told = time(escalation.notifiedAt)
        unanswered = escalation.unanswered.map(\.text)
        next = escalation.next.map(\.text)
        present = escalation.present.map { PresentBody($0, time) }
    }
}

private struct ReminderBody: Encodable {
    var number: Int
    var answeredBy: String?
    var present: PresentBody?
}

private struct GapBody: Encodable {
    var authority: String
    var from: String
    var until: String?
}

private struct DrillBody: Encodable {
    var id: String
    var by: String
    var routes: [String]
}

extension AlertFacts {
    /// An object with what it is about, for where there is no room for all.
    package var short: String {
        var object = JSONObject()
        object.set("alert", alert.text)
        object.set("type", event.rawValue)
        object.set("subject", subject)
        object.set("at", time(at))
        object.set("short", true)
        return object.text
    }

    /// A violation of the same site that is open, in short.
    package func json(open record: ViolationRecord) -> String {
        let body = OpenBody(
            violation: record.id.text,
            source: record.subject.source.rawValue,
            kind: record.subject.kind.rawValue,
            opened: time(record.openedAt),
            answered: !record.answers.isEmpty,
            worst: FindingBody(record.worst, time)
        )
        return (try? JSONLine.encode(body)) ?? "{}"
    }
}

private struct CollectorBody: Encodable {
    var matter: String
    var on: Bool
    var about: String?
    var since: String?
    var until: String?
    /// Of this machine's clock, seconds; negative when it is behind.
    var offsetSeconds: Double?
    var evidence: String?
    var detail: String?

    init(_ change: CollectorChange, _ time: (Instant) -> String) {
        matter = change.matter.rawValue
        on = change.isOn
        about = change.about.isEmpty ? nil : change.about
        since = change.since.map(time)
        until = change.until.map(time)
        offsetSeconds = change.offset?.seconds
        evidence = change.evidence?.rawValue
        detail = change.detail.isEmpty ? nil : change.detail
    }
}

private struct OpenBody: Encodable {
    var violation: String
    var source: String
    var kind: String
    var opened: String
    var answered: Bool
    var worst: FindingBody
}
