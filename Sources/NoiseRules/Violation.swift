package import Acoustics
package import EventTime
package import ExamCalendar
package import Sites

/// A violation's id, the same on every run over the same readings: the local date of its opening and eight characters
/// of a digest of site, source, kind and opening instant ("20260607-7K3M9Q2A").
package struct ViolationID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package var description: String { text }
    package static func < (a: ViolationID, b: ViolationID) -> Bool { a.text < b.text }
}

/// What there is one open violation of.
package struct ViolationSubject: Hashable, Sendable {
    package var site: SiteID
    package var source: NoiseSource
    package var kind: ViolationKind

    package init(site: SiteID, source: NoiseSource, kind: ViolationKind) {
        self.site = site
        self.source = source
        self.kind = kind
    }
}

/// One step in a violation's life, with everything that is needed to tell it.
package struct ViolationChange: Hashable, Sendable {
    package var violation: ViolationID
    package var subject: ViolationSubject
    /// 1 for the opening, then counting up.
    package var number: Int
    package var step: Step
    /// Event time: the end of the window that decided; of a correction the moment at which it was made.
    package var at: Instant
    package var openedAt: Instant
    /// Of a closing: the last instant above the limit, which lies before `at` by the clear time or the gap. Nil in
    /// records of releases before 0.4.0, which did not know it.
    package var endedAt: Instant?
    package var reason: Reason
    package var finding: Finding
    /// The highest exceedance of the violation so far.
    package var worst: Finding
    /// The mute that kept the change from being told when it was decided; nil when none did.
    package var muted: MuteNote?
    /// What was replaced when it was judged again; nil for what was decided live.
    package var correction: Correction?

    package enum Step: String, Hashable, Sendable, CaseIterable {
        case opened, raised, closed
        /// Judged again, it has another span or another excess.
        case corrected
        /// Judged again, nothing is left of it.
        case withdrawn
    }

    /// Why the step was taken.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// Over the limit for the rule's minimum duration.
        case overLimit
        /// Standing out of the background for the rule's minimum duration.
        case standsOut
        /// The exceedance grew by 5 dB or more since the last step.
        case louder
        /// A stricter rule is broken as well (the listening window began).
        case stricterRule
        /// Back under the limit for the rule's clear time.
        case quiet
        /// The rule is not in force any more.
        case ruleEnded
        /// No sensor that could tell has sent anything for its silence time.
        case noData
        /// A violation with a stronger claim was opened for the same site and source.
        case outranked
        /// Readings came late, an order moved a session that had run, or several sensors were heard out of turn: judged
        /// again with all that is known by now.
        case judgedAgain
    }

    /// A change as it is decided; its end, a mute and a correction are added by who knows of them.
    package init(
        violation: ViolationID,
        subject: ViolationSubject,
        number: Int,
        step: Step,
        at: Instant,
        openedAt: Instant,
        reason: Reason,
        finding: Finding,
        worst: Finding
    ) {
        self.violation = violation
        self.subject = subject
        self.number = number
        self.step = step
        self.at = at
        self.openedAt = openedAt
        self.reason = reason
        self.finding = finding
        self.worst = worst
    }
}

/// Who ordered that something is not told, why, and until when.
package struct MuteNote: Hashable, Sendable {
    /// Id of the order.
    package var order: Int64
    package var by: String
    package var why: String
    /// As it stood when the note was made; an early end may come after.
    package var until: Instant

    package init(order: Int64, by: String, why: String, until: Instant) {
        self.order = order
        self.by = by
        self.why = why
        self.until = until
    }
}

/// What was measured against what: the basis of a verdict.
package struct Finding: Hashable, Sendable {
    package var sensor: String
    package var rule: RuleID
    package var limit: Limit
    /// The rule's quantity over the window; nil when the window held no valid reading (a closing without data).
    package var level: Level?
    /// LAFmax within the window, where the sensor tells it.
    package var LAFmax: Level?
    /// Length of the window.
    package var window: TimeSpan
    /// Share of the window covered by valid readings, 0...1.
    package var coverage: Double
    /// The exam session in force, if any.
    package var session: SessionNote?
    /// The control notices that apply.
    package var notices: [NoticeNote]
    /// How it stands out of the background, where the rule looks for that; `limit` is then the level from which on it
    /// does.
    package var rise: Rise?
    /// False for an alarm: the standard's own window is longer, or must be without a gap.
    package var isVerdict: Bool
    /// What the meter's class leaves open, in tenths of a decibel.
    package var uncertaintyTenths: Int
    /// Wind or rain was told with every reading of the window, so that bad weather would have been left out.
    package var isWeatherKnown: Bool
    /// The level without the source, where the rule's document asks for it; nil where none is known.
    package var background: Background?
    /// Tenths of a decibel that were taken off the measured level for it; `level` is what is left.
    package var correctionTenths: Int
    /// The level at the end of the window, which a long window's mean says nothing of; nil where nothing was heard
    /// then.
    package var present: PresentLevel?
    /// How far the readings were moved because the sensor's clock is wrong; nil when it was right.
    package var clockShift: TimeSpan?

    package init(
        sensor: String,
        rule: RuleID,
        limit: Limit,
        level: Level?,
        LAFmax: Level?,
        window: TimeSpan,
        coverage: Double,
        session: SessionNote?,
        notices: [NoticeNote] = [],
        rise: Rise? = nil,
        isVerdict: Bool = true,
        uncertaintyTenths: Int = 0,
        isWeatherKnown: Bool = false,
        background: Background? = nil,
        correctionTenths: Int = 0,
        present: PresentLevel? = nil,
        clockShift: TimeSpan? = nil
    ) {
        self.sensor = sensor
        self.rule = rule
        self.limit = limit
        self.level = level
        self.LAFmax = LAFmax
        self.window = window
        self.coverage = coverage
        self.session = session
        self.notices = notices
        self.rise = rise
        self.isVerdict = isVerdict
        self.uncertaintyTenths = uncertaintyTenths
        self.isWeatherKnown = isWeatherKnown
        self.background = background
        self.correctionTenths = correctionTenths
        self.present = present
        self.clockShift = clockShift
    }

    /// Tenths of a decibel by which the told (rounded) level lies over the limit; nil without a level.
    package var exceedanceTenths: Int? {
        level.map { $0.tenths - limit.level.tenths }
    }

    /// Over the limit by no more than the meter's own uncertainty; says nothing of a rise.
    package var isWithinUncertainty: Bool {
        guard rise == nil, let exceedanceTenths else { return false }
        return exceedanceTenths > 0 && exceedanceTenths <= uncertaintyTenths
    }
}

/// How loud it is now, in the rule's quantity.
package struct PresentLevel: Hashable, Sendable {
    package var level: Level
    /// Over how much time before `at`: ten seconds, or one reading where that is longer.
    package var over: TimeSpan
    package var at: Instant

    package init(level: Level, over: TimeSpan, at: Instant) {
        self.level = level
        self.over = over
        self.at = at
    }
}

/// The exam session that a finding falls into.
package struct SessionNote: Hashable, Sendable {
    package var exam: ExamID
    package var name: Name
    package var kind: SessionKind
    package var start: Instant
    package var end: Instant

    package init(_ session: ExamSession) {
        exam = session.exam
        name = session.name
        kind = session.kind
        start = session.range.start
        end = session.range.end
    }

    package init(exam: ExamID, name: Name, kind: SessionKind, start: Instant, end: Instant) {
        self.exam = exam
        self.name = name
        self.kind = kind
        self.start = start
        self.end = end
    }
}
