import Acoustics
import EventTime
import ExamCalendar
package import NoiseRules
package import Records
package import Sites

/// Violations as JSON objects of one line, for machines; times are RFC 3339 with the site's offset.
package struct ViolationJSON {
    private let offsets: Offsets
    private let recorded: RecordedEvidence
    private let law: RecordedLaw

    package init(plan: Plan, calibrations: [SensorID: CalibrationRecord] = [:]) {
        offsets = Offsets(plan: plan)
        recorded = RecordedEvidence(plan: plan, calibrations: calibrations)
        law = RecordedLaw(plan: plan)
    }

    /// `muted` is the mute that holds for it now.
    package func line(
        _ record: ViolationRecord,
        alerts: [(Alert, [Delivery])] = [],
        muted: MuteNote? = nil
    ) throws -> String {
        let time = offsets.clock(forSite: record.subject.site)
        let evidence = recorded.evidence(of: record)
        let citations = law.citations(for: record)
        return try JSONLine.encode(
            Body(
                id: record.id.text,
                site: record.subject.site.text,
                source: record.subject.source.rawValue,
                kind: record.subject.kind.rawValue,
                grade: evidence.grade.rawValue,
                missing: evidence.missing.map(\.rawValue),
                state: record.state,
                opened: time(record.openedAt),
                ended: NoiseEnd(record).map { time($0.ended) },
                closed: record.closedAt.map(time),
                withdrawn: record.withdrawnAt.map(time),
                law: citations.articles.map(ArticleBody.init),
                penalties: citations.penalties.map(PenaltyBody.init),
                worst: FindingBody(record.worst, time),
                changes: record.changes.map {
                    var body = ChangeBody($0, law.citations(for: $0), time)
                    body.notification = record.notifications[$0.number].map { NotificationBody($0, time) }
                    return body
                },
                muted: muted.map { MutedBody($0, time) },
                answering: record.furthest?.act.rawValue ?? "unanswered",
                answered: AnsweredBody(record, time),
                confirmed: record.confirmation.map { ConfirmedBody(by: $0.by, at: time($0.at)) },
                covered: record.coverages.map { CoveredBody($0, time) },
                answers: record.answers.enumerated().map { AnswerBody($1, number: $0 + 1, time) },
                alerts: alerts.map { AlertBody($0, $1, time) }
            )
        )
    }

    /// One change, as `replay` prints it.
    package func line(_ change: ViolationChange) throws -> String {
        try JSONLine.encode(
            ChangeBody(change, law.citations(for: change), offsets.clock(forSite: change.subject.site))
        )
    }

    package func line(_ note: NotAssessable) throws -> String {
        let time = offsets.clock(forSite: note.sensor.site)
        return try JSONLine.encode(
            NotAssessableBody(
                sensor: note.sensor.description,
                rule: note.rule.text,
                at: time(note.at),
                level: note.level,
                limit: note.limit.level,
                background: note.background.level
            )
        )
    }

    package func line(_ change: SensorChange) throws -> String {
        let time = offsets.clock(forSite: change.sensor.site)
        return try JSONLine.encode(SensorBody(change, time))
    }
}

/// Instants written with the offset of a site.
struct Offsets {
    private let plan: Plan

    init(plan: Plan) {
        self.plan = plan
    }

    /// UTC for a site that the plan does not have any more.
    func clock(forSite site: SiteID) -> (Instant) -> String {
        let zone = plan.zone(ofSite: site)
        return { RFC3339.format($0, offset: zone.offset(at: $0)) }
    }
}

private struct Body: Encodable {
    var id: String
    var site: String
    var source: String
    var kind: String
    var grade: String
    /// What keeps it from grade A.
    var missing: [String]
    var state: String
    var opened: String
    /// The last instant above the limit; of records of releases before 0.4.0 when it was closed.
    var ended: String?
    var closed: String?
    /// When it was judged again and nothing was left of it.
    var withdrawn: String?
    var law: [ArticleBody]
    var penalties: [PenaltyBody]
    var worst: FindingBody
    var changes: [ChangeBody]
    /// The mute that holds for it now.
    var muted: MutedBody?
    /// The furthest act, or "unanswered".
    var answering: String
    var answered: AnsweredBody?
    /// The person who says that it is what it was suspected to be.
    var confirmed: ConfirmedBody?
    /// Responses to other violations of the same noise that cover it.
    var covered: [CoveredBody]
    var answers: [AnswerBody]
    var alerts: [AlertBody]
}

/// What changed when it was judged again, for machines.
struct CorrectionBody: Encodable {
    var supersedes: Int?
    var before: OutcomeBody?
    var after: OutcomeBody?
    /// The violation that it was part of, or has become part of.
    var other: String?
    /// The span that gave cause.
    var from: String
    var to: String
    var decided: String

    init(_ correction: Correction, _ time: (Instant) -> String) {
        supersedes = correction.supersedes
        before = correction.before.map { OutcomeBody($0, time) }
        after = correction.after.map { OutcomeBody($0, time) }
        other = correction.other?.text
        from = time(correction.from)
        to = time(correction.to)
        decided = time(correction.decidedAt)
    }
}

/// A violation from its opening to its end, for machines.
struct OutcomeBody: Encodable {
    var violation: String
    var opened: String
    var ended: String?
    var closed: String?
    var worst: FindingBody

    init(_ outcome: ViolationOutcome, _ time: (Instant) -> String) {
        violation = outcome.id.text
        opened = time(outcome.openedAt)
        ended = NoiseEnd(outcome).map { time($0.ended) }
        closed = outcome.closedAt.map(time)
        worst = FindingBody(outcome.worst, time)
    }
}

/// One step in a violation's life, for machines.
struct ChangeBody: Encodable {
    var violation: String
    var site: String
    var source: String
    var kind: String
    var number: Int
    var step: String
    var reason: String
    var at: String
    var opened: String
    /// Of a closing: the last instant above the limit.
    var ended: String?
    var finding: FindingBody
    var worst: FindingBody
    var muted: MutedBody?
    /// Whether it was notified, and why; nil in a replay, and for changes of releases before 0.4.0.
    var notification: NotificationBody?
    /// What was replaced when it was judged again.
    var correction: CorrectionBody?
    var law: [ArticleBody]
    var penalties: [PenaltyBody]

    init(_ change: ViolationChange, _ citations: Citations, _ time: (Instant) -> String) {
        violation = change.violation.text
        site = change.subject.site.text
        source = change.subject.source.rawValue
        kind = change.subject.kind.rawValue
        number = change.number
        step = change.step.rawValue
        reason = change.reason.rawValue
        at = time(change.at)
        opened = time(change.openedAt)
        ended = change.endedAt.map(time)
        finding = FindingBody(change.finding, time)
        worst = FindingBody(change.worst, time)
        muted = change.muted.map { MutedBody($0, time) }
        correction = change.correction.map { CorrectionBody($0, time) }
        law = citations.articles.map(ArticleBody.init)
        penalties = citations.penalties.map(PenaltyBody.init)
    }
}

struct MutedBody: Encodable {
    var order: Int64
    var by: String
    var why: String
    var until: String

    init(_ mute: MuteNote, _ time: (Instant) -> String) {
        order = mute.order
        by = mute.by
        why = mute.why
        until = time(mute.until)
    }
}

private struct NotAssessableBody: Encodable {
    var step = "not assessable"
    var sensor: String
    var rule: String
    var at: String
    var level: Level
    var limit: Level
    var background: Level
}

/// A sensor that fell silent or came back, for machines.
struct SensorBody: Encodable {
    var sensor: String
    var step: String
    var at: String
    var lastReading: String?
    /// The sensor's clock less ours; positive when it runs ahead.
    var clockOffsetSeconds: Double?
    var timeZone: Bool?
    var fault: String?

    init(_ change: SensorChange, _ time: (Instant) -> String) {
        sensor = change.sensor.description
        step = change.step.rawValue
        at = time(change.at)
        lastReading = change.lastReading.map(time)
        clockOffsetSeconds = change.offset?.seconds
        timeZone = change.offset.map(SensorChange.looksLikeTimeZone)
        fault = change.fault?.rawValue
    }
}
