import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Notifications
import Records
import Reports
import Sites
import Testing

/// What happens at one school on the first morning of the exam, to be told through every channel.
struct Scene: CustomTestStringConvertible, Sendable {
    let name: String
    let subject: AlertSubject

    var testDescription: String { name }

    /// 2026-06-07T09:03:12.250+08:00.
    static let opening = Instant(milliseconds: 1_780_794_192_250)
    static let zone = TimeZoneRules.fixed(name: "Asia/Shanghai", offset: 8 * 3600)
    static let sensor = SensorID(site: "s1", sensor: "n1")

    static let bureau = Authority(
        id: "bureau",
        name: Name(zh: "某某区生态环境局", en: "Environment bureau"),
        language: .zh,
        mail: [],
        webhooks: ["room"],
        phone: "+86 138-0013-8000"
    )
    static let office = Authority(
        id: "office",
        name: Name("Office"),
        language: .en,
        mail: [],
        webhooks: ["room"],
        phone: "12345"
    )

    static let plan = Plan(
        authorities: [bureau, office],
        sites: [
            Site(
                id: "s1",
                name: Name(zh: "第一中学 <东区>", en: "School No. 1 <East>"),
                address: "学府路 1 号 & \"南门\"",
                coordinates: Coordinates(latitude: 31.2304, longitude: 121.4737),
                zone: .zone1,
                timeZone: zone
            )
        ],
        sensors: [
            Sensor(
                id: sensor,
                placement: .constructionBoundary,
                instrumentClass: .class1,
                contact: Contact(name: Name(zh: "工地王经理", en: "Mr Wang, works"), phone: "139 0000 0000")
            )
        ],
        exams: [Exam(id: "gaokao", name: Name(zh: "高考", en: "Gaokao"), sites: ["s1"], sessions: [written, listening])],
        rules: [
            Rule(
                id: "exam-construction",
                name: Name(zh: "考试期间施工", en: "Construction during exams"),
                when: .sessions([.written]),
                place: Rule.Place(),
                basis: .standard(.GB12523),
                measurement: Rule.Measurement(window: .minutes(1))
            )
        ]
    )

    private static let written = ExamSession(
        exam: "gaokao",
        name: Name(zh: "语文", en: "Chinese"),
        kind: .written,
        range: TimeRange(start: opening - .seconds(192), end: opening - .seconds(192) + .minutes(150))
    )
    private static let listening = ExamSession(
        exam: "gaokao",
        name: Name(zh: "英语听力", en: "English listening"),
        kind: .listening,
        range: TimeRange(start: opening + .hours(30), end: opening + .hours(30) + .minutes(20))
    )

    static func all() throws -> [Scene] {
        let loud = try finding(83.6)
        var louder = loud
        louder.present = PresentLevel(level: try level(88.1), over: .seconds(10), at: opening + .minutes(4))
        var quiet = try change(.closed, .quiet, 3, after: .minutes(12), finding: finding(55), worst: loud)
        quiet.endedAt = opening + .minutes(10) + .seconds(45)
        var lost = try change(.closed, .noData, 3, after: .minutes(12), worst: loud)
        lost.endedAt = opening + .seconds(85)
        return [
            Scene(name: "opened", subject: .violation(try change())),
            Scene(
                name: "raised",
                subject: .violation(try change(.raised, .louder, 2, after: .minutes(4), finding: louder, worst: louder))
            ),
            Scene(name: "closed", subject: .violation(quiet)),
            Scene(name: "closed-without-data", subject: .violation(lost)),
            Scene(
                name: "listening",
                subject: .violation(
                    try change(
                        id: "20260608-LSTN0001",
                        after: .hours(30) + .minutes(2),
                        opened: .hours(30) + .minutes(1),
                        finding: finding(72.4, session: listening),
                        worst: finding(72.4, session: listening)
                    )
                )
            ),
            Scene(
                name: "rise",
                subject: .violation(
                    try change(
                        .opened,
                        .standsOut,
                        id: "20260607-RISE0001",
                        kind: .prohibitedActivity,
                        finding: rise(),
                        worst: rise()
                    )
                )
            ),
            Scene(name: "corrected", subject: .violation(try corrected(to: finding(76.2)))),
            Scene(name: "withdrawn", subject: .violation(try corrected(to: nil))),
            Scene(
                name: "silent",
                subject: .sensor(
                    SensorChange(sensor: sensor, step: .silent, at: opening, lastReading: opening - .seconds(60))
                )
            ),
            Scene(
                name: "unanswered",
                subject: .unanswered(
                    Escalation(
                        change: try change(),
                        tier: 2,
                        notifiedAt: opening,
                        unanswered: ["bureau"],
                        next: ["office"],
                        at: opening + .minutes(10),
                        present: try noise(45.2, at: opening + .minutes(10))
                    )
                )
            ),
            Scene(
                name: "still-on",
                subject: .reminder(
                    Reminder(
                        change: try change(),
                        number: 1,
                        at: opening + .minutes(15),
                        answeredBy: nil,
                        present: try noise(81.3, at: opening + .minutes(15))
                    )
                )
            ),
            Scene(
                name: "still-on-unknown",
                subject: .reminder(
                    Reminder(
                        change: try change(),
                        number: 2,
                        at: opening + .minutes(30),
                        answeredBy: "李娜",
                        present: try noise(nil, at: opening + .minutes(26))
                    )
                )
            ),
            Scene(
                name: "clock-off",
                subject: .sensor(
                    SensorChange(
                        sensor: sensor,
                        step: .clockOff,
                        at: opening,
                        lastReading: opening,
                        offset: .zero - .hours(8)
                    )
                )
            ),
            Scene(
                name: "faulty",
                subject: .sensor(
                    SensorChange(sensor: sensor, step: .faulty, at: opening, lastReading: opening, fault: .frozen)
                )
            ),
            Scene(
                name: "back",
                subject: .sensor(
                    SensorChange(
                        sensor: sensor,
                        step: .back,
                        at: opening + .minutes(3),
                        lastReading: opening - .seconds(60)
                    )
                )
            ),
            Scene(
                name: "gap",
                subject: .dutyGap(
                    DutyGap(authority: "bureau", from: opening, until: opening + .hours(1), at: opening)
                )
            ),
            Scene(
                name: "drill",
                subject: .drill(
                    Drill(id: "20260606-eve", at: opening, by: "calendar", routes: ["works", "works, tier 2"])
                )
            ),
        ]
    }

    static func named(_ name: String) throws -> Scene {
        guard let scene = try all().first(where: { $0.name == name }) else { throw NoScene(name: name) }
        return scene
    }

    struct NoScene: Error {
        let name: String
    }

    /// As it leaves through `channel`, made when it was decided.
    func outgoing(_ channel: ChannelName, to recipient: Recipient, answeredAt address: String? = nil) -> OutgoingMessage
    {
        let alert = alert(channel, to: recipient)
        let composer = AlertComposer(plan: Scene.plan, sources: MessageSources(answerAddress: { _ in address }))
        let message = composer.message(for: alert, now: alert.createdAt)
        return OutgoingMessage(alert, message)
    }

    /// A message in JSON with a word in the place of the alert's object, which stands in generic.zh; it must be the
    /// same.
    func withoutObject(_ json: String, _ channel: ChannelName, to recipient: Recipient) throws -> String {
        let object = try #require(outgoing(channel, to: recipient).message.facts.first?.json)
        try #require(json.contains(object), "\(name)")
        return json.replacing(object, with: "\"the alert's object\"")
    }

    func alert(_ channel: ChannelName, to recipient: Recipient) -> Alert {
        let authority = recipient.authority?.id ?? ""
        return Alert(
            id: AlertID(subject, authority: authority, officer: recipient.officer?.id, channel: channel),
            subject: subject,
            authority: authority,
            officer: recipient.officer?.id,
            channel: channel,
            createdAt: subject.decidedAt,
            expiresAt: subject.decidedAt + .hours(24)
        )
    }

    static func change(
        _ step: ViolationChange.Step = .opened,
        _ reason: ViolationChange.Reason = .overLimit,
        _ number: Int = 1,
        id: String = "20260607-7K3M9Q2A",
        kind: ViolationKind = .limitExceeded,
        after: TimeSpan = .zero,
        opened: TimeSpan = .zero,
        finding: Finding? = nil,
        worst: Finding? = nil
    ) throws -> ViolationChange {
        ViolationChange(
            violation: ViolationID(id),
            subject: ViolationSubject(site: "s1", source: .construction, kind: kind),
            number: number,
            step: step,
            at: opening + after,
            openedAt: opening + opened,
            reason: reason,
            finding: try finding ?? self.finding(78.4),
            worst: try worst ?? self.finding(78.4)
        )
    }

    /// Judged again an hour after it was closed, and once more; nil when nothing was left of it then.
    private static func corrected(to worst: Finding?) throws -> ViolationChange {
        let found = try worst ?? finding(76.2)
        let number = worst == nil ? 5 : 4
        var change = try change(
            worst == nil ? .withdrawn : .corrected,
            .judgedAgain,
            number,
            after: .hours(Int64(number - 3)),
            finding: found,
            worst: found
        )
        func outcome(_ worst: Finding, lasted: TimeSpan) -> ViolationOutcome {
            ViolationOutcome(
                id: change.violation,
                subject: change.subject,
                openedAt: opening,
                closedAt: opening + lasted,
                worst: worst
            )
        }
        change.correction = Correction(
            before: outcome(worst == nil ? found : try finding(83.6), lasted: .minutes(worst == nil ? 9 : 12)),
            supersedes: number - 1,
            after: worst.map { outcome($0, lasted: .minutes(9)) },
            cause: TimeRange(start: opening - .minutes(5), end: opening + .minutes(20)),
            decidedAt: change.at
        )
        return change
    }

    static func finding(_ decibels: Double, session: ExamSession = written) throws -> Finding {
        Finding(
            sensor: "n1",
            rule: "exam-construction",
            limit: Limit(
                level: try level(70),
                quantity: .LAeq,
                standard: "GB 12523-2025",
                clause: "4.1",
                zone: nil,
                period: .day,
                verified: true
            ),
            level: try level(decibels),
            LAFmax: try level(decibels + 6),
            window: .minutes(1),
            coverage: 1,
            session: SessionNote(session)
        )
    }

    /// The present level; nil for no data since `instant`.
    private static func noise(_ decibels: Double?, at instant: EventTime.Instant) throws -> PresentNoise {
        let level = try decibels.map(level)
        return PresentNoise(
            sensor: "n1",
            limit: try self.level(70),
            level: level.map { PresentLevel(level: $0, over: .seconds(10), at: instant) },
            lastMinute: level,
            lastReading: instant
        )
    }

    private static func rise() throws -> Finding {
        var finding = try finding(66.2)
        finding.limit.level = try level(51)
        finding.rise = Rise(
            background: Background(level: try level(46), basis: .declared),
            tenths: 202,
            confidence: .high
        )
        return finding
    }

    private static func level(_ decibels: Double) throws -> Level {
        guard let level = Level(decibels: decibels) else { throw Sample.OutOfRange() }
        return level
    }
}
