import Acoustics
import EventTime

/// One rule looking at one sensor: its sliding window and how the level there stands to the limit.
struct RuleEvaluation: Sendable {
    let rule: Rule
    let sensor: Int
    /// Index of the violation state (site, source, kind) that it speaks for.
    let subject: Int
    var ruleState: RuleState
    /// Readings that start earlier belong to another limit, to no rule, or lie before a break of a continuous
    /// measurement.
    var activeFrom: Instant
    /// The rule's own last edge: where what it asks became what it is.
    private(set) var edge: Instant
    /// Number of the oldest entry in the window's sum.
    private(set) var tail = 0
    private(set) var sum = EnergyMean()
    /// Highest LAFmax in the window with the number of its entry.
    private var peak: (level: Level, number: Int)?

    /// When the window could be assessed last, since it began.
    var assessedAt: Instant?
    /// The same, whether the window was begun again since or not.
    var steppedAt: Instant?
    /// Since when the level has been above the limit without a break.
    var overSince: Instant?
    /// Since when it has been clear without a break.
    var clearSince: Instant?
    /// Since when the present level has been louder than what was reported, by the step that is reported.
    var louderSince: Instant?
    /// End of the last reading that was itself above the limit.
    var lastAbove = Instant.distantPast
    /// Whether the evaluation holds its violation open.
    var isContributing = false
    /// It was said that the level cannot be judged for its background.
    var isNotAssessable = false
    /// Whether there is anything to keep of it beside the journal.
    var isRemarkable: Bool { overSince != nil || clearSince != nil || isContributing }

    /// Of a rule that looks for what stands out of the background.
    var finder: EventFinder?

    init(rule: Rule, sensor: Int, subject: Int, ruleState: RuleState) {
        if case .rise(let tenths) = rule.basis { finder = EventFinder(riseTenths: tenths) }
        self.rule = rule
        self.sensor = sensor
        self.subject = subject
        self.ruleState = ruleState
        activeFrom = ruleState.stretch.start
        edge = ruleState.stretch.start
    }

    /// The limit, or the level over the background that takes its place; nil while there is neither.
    var comparedWith: Limit? {
        if let limit = ruleState.limit { return limit }
        guard let finder, let background = finder.event?.background else { return nil }
        let level = Level(tenths: background.level.tenths + finder.riseTenths) ?? .maximum
        return Limit(level: level, quantity: .LAeq, standard: "", clause: "", verified: true)
    }
    /// Whether the newest reading was looked at, and there is an event that may open or close something.
    var isListening: Bool {
        guard finder?.isStep == true, let event = finder?.event else { return false }
        return event.isOn || isRemarkable
    }

    /// What an event says so far of the time behind the last edge; nil without one.
    func eventStanding(at now: Instant) -> WindowResult? {
        guard let event = finder?.event, let level = event.mean.level else { return nil }
        return WindowResult(
            level: level,
            coveredMilliseconds: event.mean.milliseconds,
            window: max((event.ended ?? now) - event.since, .seconds(1))
        )
    }

    /// What the window says at its end.
    struct WindowResult {
        var level: Level
        var coveredMilliseconds: Int64
        /// The window's length: the rule's, or that of a longer reading.
        var window: TimeSpan
        var background: Background?
        /// What was taken off for it.
        var correctionTenths = 0
        /// The unrounded mean energy, in that of 0 dB; nil for LAFmax.
        var mean: Double?
        /// It is less than 3 dB above the background, so that it says nothing of the source.
        var isIndistinct = false
    }

    /// Takes the entry just inserted as `number` into the sum.
    mutating func take(_ number: Int, of window: ReadingWindow) {
        guard let limit = ruleState.limit else { return }
        // An entry put in between moves the numbers of those behind it.
        if let known = peak, number <= known.number { peak?.number = known.number + 1 }
        let entry = window[number]
        noteAbove(entry, limit)
        // It came for a time that the window has left: all numbers of the window move by one.
        guard number >= tail else {
            tail += 1
            return
        }
        // As an integer: what is added here `slide` takes out again without a trace (decision 0001).
        sum.add(entry.LAeq, milliseconds: entry.validMilliseconds)
        if let level = entry.LAFmax, level >= peak?.level ?? .minimum { peak = (level, number) }
    }

    private mutating func noteAbove(_ entry: ReadingWindow.Entry, _ limit: Limit) {
        let level = rule.measurement.quantity == .LAeq ? entry.LAeq : entry.LAFmax ?? .minimum
        // The first comparison spares the rounding to nearly every reading.
        guard level > limit.level, entry.start >= activeFrom, level.tenths > limit.level.tenths else { return }
        lastAbove = max(lastAbove, entry.end)
    }

    /// A continuous measurement has no more gaps than jitter makes.
    private var coveragePercent: Int {
        rule.measurement.isContinuous ? max(99, rule.measurement.coveragePercent) : rule.measurement.coveragePercent
    }

    /// Begins a new window at the rule's `edge`.
    mutating func pass(_ edge: Instant, behind window: ReadingWindow) {
        self.edge = edge
        restart(at: edge, behind: window)
    }

    /// Begins a new window at `instant`, or at the rule's last edge where that is later, behind everything that
    /// `window` holds.
    mutating func restart(at instant: Instant, behind window: ReadingWindow) {
        activeFrom = max(instant, edge)
        tail = window.end
        sum = EnergyMean()
        peak = nil
        assessedAt = nil
        finder?.claim(from: activeFrom)
    }

    /// The weather is told with every reading of the window.
    func isWeatherKnown(in window: ReadingWindow) -> Bool {
        let held = entries(of: window)
        return !held.isEmpty && held.allSatisfy { window[$0].isWeatherKnown }
    }

    /// How far the newest reading of the window that was moved was moved; nil when none was.
    func clockShift(in window: ReadingWindow) -> TimeSpan? {
        entries(of: window).last { window[$0].shift != .zero }.map { window[$0].shift }
    }

    /// Numbers of the window's entries that are still kept.
    private func entries(of window: ReadingWindow) -> Range<Int> {
        let first = max(tail, window.first)
        return first..<max(first, window.end)
    }

    /// Slides the window to end at `end`; nil while too little of it is covered for a verdict.
    mutating func slide(to end: Instant, newest: TimeSpan, over window: ReadingWindow) -> WindowResult? {
        // A reading that is longer than the window cannot be cut: its mean is all that is known of its parts.
        let length = max(rule.measurement.window, newest)
        // By their starts: a reading that began before the edge holds noise from before it.
        let from = max(end - length, activeFrom)
        while tail < window.end, window[tail].start < from {
            let gone = window[tail]
            sum.remove(gone.LAeq, milliseconds: gone.validMilliseconds)
            tail += 1
        }
        // In whole milliseconds, so that exactly 75 % is enough on every machine.
        guard sum.milliseconds * 100 >= length.milliseconds * Int64(coveragePercent) else { return nil }
        // Lost seconds are forgiven, a window that is too short is not.
        if rule.measurement.isContinuous, end - activeFrom < length - Judge.jitter(of: newest) { return nil }
        let level: Level?
        switch rule.measurement.quantity {
        case .LAeq:
            level = sum.level
        case .LAFmax:
            // Only when the highest has left the window all of it is looked through.
            if let known = peak, known.number < tail { peak = highest(in: window) }
            level = peak?.level
        }
        return level.map { level in
            // The exact correction subtracts energies: from a rounded level it would round twice (decision 0002).
            var standing = WindowResult(level: level, coveredMilliseconds: sum.milliseconds, window: length)
            if rule.measurement.correction == .exact, rule.measurement.quantity == .LAeq { standing.mean = sum.mean }
            return standing
        }
    }

    /// The highest LAFmax of the window.
    func highest(in window: ReadingWindow) -> (level: Level, number: Int)? {
        var best: (level: Level, number: Int)?
        for number in tail..<max(tail, window.end) {
            guard let level = window[number].LAFmax, level >= best?.level ?? .minimum else { continue }
            best = (level, number)
        }
        return best
    }
}
