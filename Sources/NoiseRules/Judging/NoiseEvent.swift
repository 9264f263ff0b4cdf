import Acoustics
import EventTime

/// Noise that stands out of a site's background, from its first second to its last.
struct NoiseEvent: Hashable, Sendable {
    var began: Instant
    /// From where on its level and LAFmax are taken: its beginning, or the last edge of the rule.
    var claimedFrom: Instant
    /// What it stands out of, as of its beginning.
    var background: Background
    var lastEnd: Instant
    /// End of the last reading that still counted as part of it.
    var lastLoud: Instant
    var mean = EnergyMean()
    var LAFmax: Level?
    /// Since when it has been under the level at which it counts as over.
    var quietSince: Instant?
    /// Set once it has been quiet for long enough; it may still be taken up again.
    var ended: Instant?

    var isOn: Bool { ended == nil }

    init(began: Instant, background: Background, lastEnd: Instant) {
        self.began = began
        claimedFrom = began
        self.background = background
        self.lastEnd = lastEnd
        lastLoud = began
    }
}

/// Finds noise events in the readings of one sensor.
///
/// An event begins 10 dB or more (the rule's rise) over the usual L50 of the hour, or more than that over the lowest
/// level of the last ten seconds; it ends after five seconds less than 5 dB (half the rise) over what it stands out of,
/// and a gap of less than ten seconds does not divide it. Of four criteria on LAeq,1s these two met what people noticed
/// (Alsina-Pagès, Benocci, Brambilla, Zambon 2021).
struct EventFinder: Sendable {
    let riseTenths: Int
    /// The one that is on, or the last.
    private(set) var event: NoiseEvent?
    /// End and level of the readings of the last ten seconds.
    private var recent: [(end: Instant, level: Level)] = []
    private var lastEnd = Instant.distantPast

    static let endsAfter = Span.seconds(5)
    static let mergesWithin = Span.seconds(10)
    static let looksBack = Span.seconds(10)

    init(riseTenths: Int) {
        self.riseTenths = riseTenths
    }

    /// Goes on with an event that began before a restart.
    mutating func resume(began: Instant, background: Background, at t: Instant) {
        guard var known = event, known.lastEnd >= began else {
            event = NoiseEvent(began: began, background: background, lastEnd: t)
            return
        }
        // The journal was read again from its beginning, but what it stood out of then may not be known any more.
        guard known.isOn || known.began == began else { return }
        known.began = min(known.began, began)
        known.background = background
        event = known
    }

    /// Behind an edge only what was heard since speaks for the level.
    mutating func claim(from edge: Instant) {
        guard let known = event, known.claimedFrom < edge else { return }
        event?.claimedFrom = edge
        event?.mean = EnergyMean()
        event?.LAFmax = nil
    }

    /// Takes a reading that counts for `validMilliseconds`; `usual` is the hour's background. One that is by half or more
    /// before the newest end is passed over: it came out of turn.
    mutating func take(_ reading: Reading, validMilliseconds: Int64, usual: Background?) {
        guard (lastEnd - reading.start).milliseconds * 2 < reading.duration.milliseconds else { return }
        if let first = recent.first, first.end + EventFinder.looksBack < reading.start {
            recent.removeAll { $0.end + EventFinder.looksBack < reading.start }
        }
        defer {
            recent.append((reading.end, reading.LAeq))
            lastEnd = max(lastEnd, reading.end)
        }
        endIfCutOff(before: reading.start)
        let beginning = background(of: reading, usual: usual)
        if let beginning, event == nil || isPast(at: reading.start) {
            event = NoiseEvent(began: reading.start, background: beginning, lastEnd: reading.start)
        }
        guard event?.isOn == true || beginning != nil, var current = event else { return }
        if !current.isOn {
            current.ended = nil
            current.quietSince = nil
        }
        follow(reading, validMilliseconds, in: &current)
        event = current
    }

    /// Of the last ten seconds.
    private var lowest: Level? {
        var lowest = Level.maximum
        for entry in recent { lowest = min(lowest, entry.level) }
        return recent.isEmpty ? nil : lowest
    }

    private func isPast(at t: Instant) -> Bool {
        event?.ended.map { t - $0 >= EventFinder.mergesWithin } ?? false
    }

    /// An event of which nothing more was heard ended with its last reading.
    private mutating func endIfCutOff(before start: Instant) {
        guard let known = event, known.isOn, start - known.lastEnd >= EventFinder.mergesWithin else { return }
        event?.ended = known.quietSince ?? known.lastEnd
    }

    private func follow(_ reading: Reading, _ validMilliseconds: Int64, in event: inout NoiseEvent) {
        event.lastEnd = reading.end
        guard reading.LAeq.tenths < event.background.level.tenths + riseTenths / 2 else {
            event.quietSince = nil
            event.lastLoud = reading.end
            guard reading.start >= event.claimedFrom else { return }
            event.mean.add(reading.LAeq, milliseconds: validMilliseconds)
            if let level = reading.LAFmax { event.LAFmax = max(level, event.LAFmax ?? level) }
            return
        }
        let since = event.quietSince ?? reading.start
        event.quietSince = since
        if reading.end - since >= EventFinder.endsAfter { event.ended = since }
    }

    /// What the reading stands out of; nil when it does not.
    private func background(of reading: Reading, usual: Background?) -> Background? {
        if let usual, reading.LAeq.tenths >= usual.level.tenths + riseTenths { return usual }
        guard let lowest, reading.LAeq.tenths > lowest.tenths + riseTenths else { return nil }
        // Out of a lull, but no louder than the hour usually is.
        if let usual, reading.LAeq.tenths < usual.level.tenths + riseTenths / 2 { return nil }
        return Background(level: lowest, basis: .justBefore)
    }
}
