import Acoustics
package import EventTime
import ExamCalendar
package import NoiseRules
package import Readings
package import Records
import Sites

/// The level around a violation as a picture for a phone: over time, with the limit, the window, the session and when
/// it began.
package struct LevelChart {
    let change: ViolationChange
    let trace: LevelTrace
    let span: TimeRange
    let clock: SiteClock
    let phrases: any Phrases
    let place: String
    /// The session of the finding, as it is known now; nil for none.
    let session: SessionTime?
    /// What the message tells of, and the window on which it rests; nil where that is not known.
    let finding: Finding
    let window: TimeRange?

    /// Shown at most; of what lasts longer the end.
    private static let longest = TimeSpan.hours(6)
    private static let around = TimeSpan.minutes(2)
    static let columns = 300

    /// What a message of a change tells of: while it is on what was found now, of what is over the worst.
    package static func finding(of change: ViolationChange) -> Finding {
        change.step == .opened || change.step == .raised ? change.finding : change.worst
    }

    /// The time that the picture of a change shows: from before the first window until a little after its end, or until
    /// `now`.
    package static func span(of change: ViolationChange, until now: Instant) -> TimeRange {
        let end =
            change.step == .closed || change.step == .corrected ? change.correction?.after?.closedAt ?? change.at : nil
        let until = max(change.openedAt, min(now, (end ?? now) + around))
        let from = change.openedAt - finding(of: change).window - around
        return TimeRange(start: max(from, until - longest), end: until)
    }

    /// `readings` are those of the finding's sensor within the span, in order of their start; names and words are the
    /// composer's. Nil when there is nothing to show.
    package init?(
        _ change: ViolationChange,
        readings: [Reading],
        composer: AlertComposer,
        language: Language,
        until now: Instant
    ) {
        let span = LevelChart.span(of: change, until: now)
        let trace = LevelTrace(readings, span: span, columns: LevelChart.columns)
        guard !trace.pieces.isEmpty, span.length > .zero else { return nil }
        (self.change, self.trace, self.span) = (change, trace, span)
        phrases = language == .zh ? ChinesePhrases() : EnglishPhrases()
        clock = SiteClock(zone: composer.zone(ofSite: change.subject.site), phrases: phrases)
        finding = LevelChart.finding(of: change)
        // The present level is that at the end of the window.
        let isOn = change.step == .opened || change.step == .raised
        let end = finding.present?.at ?? (isOn ? change.at : nil)
        window = end.map { [finding] in TimeRange(start: $0 - finding.window, end: $0) }
        session = finding.session.map { composer.session($0, atSite: change.subject.site) }
        let sensor = SensorID(site: change.subject.site, sensor: finding.sensor)
        place = composer.siteName(change.subject.site, phrases) + " " + composer.sensorName(sensor, phrases)
    }

    /// One sentence for those who do not see it.
    package var alternative: String {
        let limit = finding.limit
        let highest = trace.highest.map { phrases.level($0.text) } ?? phrases.noLevel
        return "\(place)\(phrases.colon)\(clock.span(from: span.start, to: span.end))"
            + phrases.separator + "\(phrases.label(.worst)) \(highest)"
            + phrases.separator + "\(phrases.label(.limit)) \(phrases.level(limit.level.text))"
    }

    package var svg: String { LevelDrawing(self).drawing().text() }
}
