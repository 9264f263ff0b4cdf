import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

/// What was measured against what, for machines.
struct FindingBody: Encodable {
    var sensor: String
    var rule: String
    var level: Level?
    var LAFmax: Level?
    var limit: Level
    var standard: String
    var clause: String
    var verified: Bool
    /// "builtIn" or "plan".
    var origin: String
    var exceedance: Double?
    var windowSeconds: Double
    var coverage: Double
    var session: String?
    var sessionEnds: String?
    var notices: [NoticeBody]
    var background: Level?
    var backgroundBasis: String?
    var backgroundHours: Int?
    var rise: Double?
    var confidence: String?
    /// Decibels taken off for the background.
    var correction: Double
    var verdict: Bool
    var uncertainty: Double
    var withinUncertainty: Bool
    /// How loud it was at the end of the window.
    var present: PresentLevelBody?
    /// Seconds by which the readings were moved because the sensor's clock is wrong.
    var clockShiftSeconds: Double?

    init(_ finding: Finding, _ time: (Instant) -> String) {
        sensor = finding.sensor
        rule = finding.rule.text
        level = finding.level
        LAFmax = finding.LAFmax
        limit = finding.limit.level
        standard = finding.limit.standard
        clause = finding.limit.clause
        verified = finding.limit.verified
        origin = finding.limit.origin.rawValue
        exceedance = finding.exceedanceTenths.map { Double($0) / 10 }
        windowSeconds = finding.window.seconds
        coverage = (finding.coverage * 1000).rounded() / 1000
        session = finding.session?.kind.rawValue
        sessionEnds = finding.session.map { time($0.end) }
        notices = finding.notices.map { NoticeBody($0, time) }
        let known = finding.rise?.background ?? finding.background
        background = known?.level
        backgroundBasis = known?.basis.rawValue
        backgroundHours = known?.hours
        rise = finding.rise.map { Double($0.tenths) / 10 }
        confidence = finding.rise?.confidence.rawValue
        correction = Double(finding.correctionTenths) / 10
        verdict = finding.isVerdict
        uncertainty = Double(finding.uncertaintyTenths) / 10
        withinUncertainty = finding.isWithinUncertainty
        present = finding.present.map { PresentLevelBody($0, time) }
        clockShiftSeconds = finding.clockShift?.seconds
    }
}

/// A level of a moment, for machines.
struct PresentLevelBody: Encodable {
    var level: Level
    var seconds: Double
    var at: String

    init(_ present: PresentLevel, _ time: (Instant) -> String) {
        level = present.level
        seconds = present.over.seconds
        at = time(present.at)
    }
}

/// How loud it was when a follow-up was due, for machines.
struct PresentBody: Encodable {
    var sensor: String
    var limit: Level
    /// Nil when no data came.
    var now: PresentLevelBody?
    var lastMinute: Level?
    /// At or below the limit over the last minute.
    var below: Bool
    /// End of the newest valid reading.
    var lastReading: String?

    init(_ noise: PresentNoise, _ time: (Instant) -> String) {
        sensor = noise.sensor
        limit = noise.limit
        now = noise.level.map { PresentLevelBody($0, time) }
        lastMinute = noise.lastMinute
        below = noise.isBelow
        lastReading = noise.lastReading.map(time)
    }
}

struct NoticeBody: Encodable {
    var notice: String
    var phase: Name
    var issuer: Name
    var legalReference: String?
    var link: String?
    var hotline: String?
    var activities: [String]
    var from: String
    var to: String

    init(_ note: NoticeNote, _ time: (Instant) -> String) {
        notice = note.notice
        phase = note.phase
        issuer = note.publication.issuer
        legalReference = note.publication.legalReference
        link = note.publication.link
        hotline = note.publication.hotline
        activities = note.activities.map(\.rawValue)
        from = time(note.start)
        to = time(note.end)
    }
}
