import Acoustics
import EventTime
import Readings

/// Noise that stands out of a site's background, from its first second to its last.
struct NoiseEvent: Hashable, Sendable {
    var began: Instant
    /// The last edge of the rule: what starts before it is none of its business.
    var edge: Instant
    /// What it stands out of, as of its beginning.
    var background: Background
    var lastEnd: Instant
    /// End of the last loud reading behind the edge.
    var lastLoud: Instant
    var mean = EnergyMean()
    var LAFmax: Level?
    /// Since when no reading has been loud, while the newest is not.
    var quietSince: Instant?
    /// Set once it has been quiet for long enough; it may still be taken up again.
    var ended: Instant?

    var isOn: Bool { ended == nil }
    /// It is on, the newest reading is a loud one, and something loud was heard behind the edge.
    var isHeard: Bool { isOn && quietSince == nil && mean.level != nil }
    /// Since when it bears on the rule.
    var since: Instant { max(began, edge) }

    init(began: Instant, background: Background, lastEnd: Instant, edge: Instant) {
        self.began = began
        self.edge = edge
        self.background = background
        self.lastEnd = lastEnd
        lastLoud = began
    }
}

/// Finds noise events in the readings of one sensor.
///
/// The guide Judging has the rule ("Rises over the background"). Of four criteria on LAeq,1s the two for a beginning
/// met what people noticed (Alsina-Pagès, Benocci, Brambilla, Zambon 2021).
struct EventFinder: Sendable {
    let riseTenths: Int
    /// The one that is on, or the last.
    private(set) var event: NoiseEvent?
    /// End and level of the readings of the last ten seconds.
    private var recent: [(end: Instant, level: Level)] = []
    private var lastEnd = Instant.distantPast
    /// Whether the reading taken last was looked at and starts behind the rule's last edge.
    private(set) var isStep = false

    static let endsAfter = TimeSpan.seconds(5)
    static let mergesWithin = TimeSpan.seconds(10)
    static let looksBack = TimeSpan.seconds(10)

    init(riseTenths: Int) {
        self.riseTenths = riseTenths
    }

    /// Goes on with an event that began before a restart.
    mutating func resume(began: Instant, background: Background, at t: Instant, behind edge: Instant) {
        guard var known = event, known.lastEnd >= began else {
            event = NoiseEvent(began: began, background: background, lastEnd: t, edge: edge)
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
        guard let known = event, known.edge < edge else { return }
        event?.edge = edge
        event?.mean = EnergyMean()
        event?.LAFmax = nil
    }

    /// Takes a reading that counts for `validMilliseconds`; `usual` is the hour's background, and `edge` the rule's
    /// last. One that is by half or more before the newest end is passed over: it came out of turn.
    mutating func take(_ reading: Reading, validMilliseconds: Int64, usual: Background?, behind edge: Instant) {
        isStep = false
        guard let level = reading.LAeq else { return }
        guard (lastEnd - reading.start).milliseconds * 2 < reading.duration.milliseconds else { return }
        isStep = reading.start >= edge
        if let first = recent.first, first.end + EventFinder.looksBack <= reading.start {
            recent.removeAll { $0.end + EventFinder.looksBack <= reading.start }
        }
        // After it was looked at: a reading must not be its own background.
        defer {
            recent.append((reading.end, level))
            lastEnd = max(lastEnd, reading.end)
        }
        // First: noise that was cut off must not go on with this reading.
        endIfCutOff(before: reading.start)
        let beginning = background(of: level, usual: usual)
        if let beginning, isAnother(reading, level) {
            event = NoiseEvent(began: reading.start, background: beginning, lastEnd: reading.start, edge: edge)
        }
        guard event?.isOn == true || beginning != nil, var current = event else { return }
        // Taken up again: a pause of less than ten seconds does not divide a noise.
        if !current.isOn {
            current.ended = nil
            current.quietSince = nil
        }
        follow(reading, level, validMilliseconds, in: &current)
        event = current
    }

    /// Of the last ten seconds.
    private var lowest: Level? {
        var lowest = Level.maximum
        for entry in recent { lowest = min(lowest, entry.level) }
        return recent.isEmpty ? nil : lowest
    }

    /// Whether a reading that stands out begins a noise of its own: none is on, and the last ended too long ago to be
    /// taken up again, or stood out of more than this.
    private func isAnother(_ reading: Reading, _ level: Level) -> Bool {
        guard let event else { return true }
        guard let ended = event.ended else { return false }
        return reading.start - ended >= EventFinder.mergesWithin || !isLoud(level, in: event)
    }

    private func isLoud(_ level: Level, in event: NoiseEvent) -> Bool {
        // Half the rise: noise wavers, and would otherwise end with each second below the level of its beginning.
        level.tenths >= event.background.level.tenths + riseTenths / 2
    }

    /// An event of which nothing loud was heard for ten seconds has ended, be it that nothing was heard at all.
    private mutating func endIfCutOff(before start: Instant) {
        guard let known = event, known.isOn else { return }
        let quietSince = known.quietSince ?? known.lastEnd
        guard start - quietSince >= EventFinder.mergesWithin else { return }
        event?.ended = quietSince
    }

    private func follow(
        _ reading: Reading,
        _ level: Level,
        _ validMilliseconds: Int64,
        in event: inout NoiseEvent
    ) {
        let before = event.lastEnd
        event.lastEnd = reading.end
        guard !isLoud(level, in: event) else {
            event.quietSince = nil
            // Heard, but before the rule held: the noise goes on, and the rule's level is without it.
            guard reading.start >= event.edge else { return }
            event.lastLoud = reading.end
            event.mean.add(level, milliseconds: validMilliseconds)
            if let highest = reading.LAFmax { event.LAFmax = max(highest, event.LAFmax ?? highest) }
            return
        }
        // Readings that overlap by jitter must not let the quiet begin before the noise has ended.
        let since = event.quietSince ?? max(reading.start, before)
        event.quietSince = since
        if reading.end - since >= EventFinder.endsAfter { event.ended = since }
    }

    /// What a reading of `level` stands out of; nil when it does not.
    private func background(of level: Level, usual: Background?) -> Background? {
        // What is usual comes first: the seconds before may hold another noise.
        if let usual, level.tenths >= usual.level.tenths + riseTenths { return usual }
        guard let lowest, level.tenths > lowest.tenths + riseTenths else { return nil }
        // Out of a lull, but no louder than the hour usually is.
        if let usual, level.tenths < usual.level.tenths + riseTenths / 2 { return nil }
        return Background(level: lowest, basis: .justBefore)
    }
}
