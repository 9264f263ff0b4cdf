import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites
import StoredForms

/// Values with every field, and with as few as there may be.
enum Sample {
    static func at(_ minute: Int64) -> Instant { Instant(milliseconds: 1_812_330_000_000 + minute * 60_000) }
    static func level(_ tenths: Int) -> Level { Level(tenths: tenths) ?? .maximum }
    static let name = Name(zh: "语文 \"甲\"", en: "Chinese\\A\n")
    static let sensor = SensorID(site: "school", sensor: "gate")
    static let id = ViolationID("20270607-7K3M9Q2A")
    static let subject = ViolationSubject(site: "school", source: .construction, kind: .limitExceeded)
    static let background = Background(level: level(485), basis: .hourOfWeek, hours: 3)
    static let present = PresentLevel(level: level(791), over: .seconds(10), at: at(3))

    static let limit = Limit(
        level: level(700),
        quantity: .LAeq,
        standard: "GB 12523-2025",
        clause: "4.1",
        zone: .zone4a,
        period: .day,
        verified: true,
        origin: .plan
    )
    static let leastLimit = Limit(level: level(600), quantity: .LAFmax, standard: "", clause: "", verified: false)

    static let notice = NoticeNote(
        notice: "quiet",
        name: name,
        publication: NoticePublication(
            issuer: Name("Bureau"),
            legalReference: "art. 561",
            link: "https://bureau.example/quiet",
            hotline: "12345"
        ),
        phase: Name("exam days"),
        activities: [.anyNoise, .commercialLoudspeaker, .construction],
        start: at(-600),
        end: at(600),
        exemptions: [.emergencyVehicles, .repair]
    )

    static let finding: Finding = {
        var finding = Finding(
            sensor: "gate",
            rule: "boundary",
            limit: limit,
            level: level(784),
            LAFmax: Level(microdecibels: 81_234_567),
            window: .minutes(1),
            coverage: 5.0 / 6,
            session: SessionNote(exam: "gaokao", name: name, kind: .listening, start: at(-10), end: at(140))
        )
        finding.notices = [notice]
        finding.rise = Rise(background: background, tenths: 299, confidence: .medium)
        finding.isVerdict = true
        finding.uncertaintyTenths = 7
        finding.isWeatherKnown = true
        finding.background = Background(level: level(480), basis: .declared)
        finding.correctionTenths = 10
        finding.present = present
        finding.clockShift = .seconds(-5)
        return finding
    }()
    static let leastFinding = Finding(
        sensor: "gate",
        rule: "boundary",
        limit: leastLimit,
        level: nil,
        LAFmax: nil,
        window: .seconds(10),
        coverage: 1,
        session: nil
    )

    static let outcome = ViolationOutcome(
        id: id,
        subject: subject,
        openedAt: at(0),
        closedAt: at(9),
        endedAt: at(8),
        worst: leastFinding
    )

    static let change: ViolationChange = {
        var change = leastChange
        change.endedAt = at(8)
        change.finding = finding
        change.muted = MuteNote(order: 7, by: "王芳", why: "a/b", until: at(60))
        change.correction = Correction(
            before: outcome,
            supersedes: 2,
            after: outcome,
            other: ViolationID("20270607-OTHER"),
            cause: TimeRange(start: at(1), end: at(2)),
            decidedAt: at(20)
        )
        return change
    }()
    static let leastChange = ViolationChange(
        violation: id,
        subject: subject,
        number: 1,
        step: .opened,
        at: at(1),
        openedAt: at(0),
        reason: .overLimit,
        finding: leastFinding,
        worst: leastFinding
    )

    static let noise = PresentNoise(
        sensor: "gate",
        limit: level(700),
        level: present,
        lastMinute: level(777),
        lastReading: at(3)
    )
    static let escalation = Escalation(
        change: leastChange,
        tier: 2,
        notifiedAt: at(1),
        unanswered: ["bureau", "bureau/wang"],
        next: ["city"],
        at: at(11),
        present: noise
    )
    static let reminder = Reminder(change: leastChange, number: 1, at: at(16), answeredBy: "李娜", present: noise)
    static let gap = DutyGap(authority: "bureau", from: at(30), until: at(45), at: at(-5))
    static let drill = Drill(id: "20270607-eve", at: at(-900), by: "calendar", routes: ["all", "all, tier 2"])
    static let sensorChange = SensorChange(
        sensor: sensor,
        step: .clockOff,
        at: at(2),
        lastReading: at(1),
        lastArrival: at(1),
        offset: .minutes(60),
        fault: .frozen
    )
    static let collectorChange = CollectorChange(
        .certificate,
        isOn: true,
        about: "broker.example:8883",
        at: at(2),
        since: at(1),
        until: at(9000),
        offset: .seconds(3),
        evidence: .sensors,
        detail: "ends soon"
    )

    static let open = JudgeSnapshot.Open(
        id: id,
        openedAt: at(0),
        number: 2,
        worst: leastFinding,
        toldTenths: 84,
        strictest: level(600),
        strictestRule: "papers",
        endedAt: at(4)
    )
    static let track: JudgeSnapshot.RuleEvaluationState = {
        var track = JudgeSnapshot.RuleEvaluationState(sensor: sensor, rule: "boundary", isContributing: true)
        track.overSince = at(1)
        track.clearSince = at(2)
        track.background = background
        track.began = at(0)
        track.pending = leastFinding
        track.louderSince = at(3)
        track.lastAbove = at(4)
        track.validUntil = at(5)
        return track
    }()
}
