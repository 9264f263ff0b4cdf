import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Sites

/// One rule at one sensor: what it has found so far, step by step.
struct RuleWatch {
    let rule: Rule
    let sensor: Sensor
    let hours: RuleHours
    /// Edges before it are behind us.
    var nextEdge: Int
    /// The end of the first window above of those that follow one another.
    var aboveSince: Instant?
    /// The same for windows that are clear.
    var clearSince: Instant?
    var lastAssessed: Instant?
    /// The worst window since `aboveSince`.
    var worst: Exceedance?
    /// The end of the last reading that was itself above the limit.
    var lastLoud: Instant?
    var takesPart = false
    /// Since when the present level has been 5 dB or more above what was told.
    var louderSince: Instant?
    /// When the present level was last known.
    var lastPresent: Instant?
    /// For a rule that looks for a rise.
    var noise: NoiseByHand?
    /// The last break, and what decides whether another follows.
    private(set) var lastBreak = Instant.distantPast
    private var isBroken = true
    private var watermark = Instant.distantPast

    init(rule: Rule, sensor: Sensor, hours: RuleHours, start: Instant) {
        self.rule = rule
        self.sensor = sensor
        self.hours = hours
        nextEdge = hours.edges.count { $0 <= start }
        if case .rise(let tenths) = rule.basis { noise = NoiseByHand(rise: tenths) }
    }

    var subject: ViolationSubject {
        ViolationSubject(site: sensor.id.site, source: sensor.placement.source, kind: rule.kind)
    }

    var edge: Instant? { nextEdge < hours.edges.count ? hours.edges[nextEdge] : nil }

    /// What the rule would find begins anew behind an edge.
    mutating func passEdge() {
        lastBreak = edge ?? lastBreak
        nextEdge += 1
        forgetTime()
        lastLoud = nil
    }

    mutating func forgetTime() {
        aboveSince = nil
        clearSince = nil
        lastAssessed = nil
        worst = nil
        louderSince = nil
        lastPresent = nil
    }

    mutating func noteExcluded() { isBroken = true }

    /// A break is an edge, or the start of the sensor's first reading that counts behind an excluded one or behind a
    /// gap of more than a second, with half a reading and at most half a second on top for jitter. The rule need not
    /// look at it.
    mutating func noteBreak(_ reading: Reading) {
        let jitter = min(reading.duration.milliseconds / 2, 500)
        if isBroken || (reading.start - watermark).milliseconds > 1000 + jitter {
            lastBreak = max(lastBreak, reading.start)
        }
        isBroken = false
        watermark = max(watermark, reading.end)
    }

    /// Takes the window that ends at `now`: Judging.md, "Above and clear".
    mutating func take(_ window: WindowFigure, limit: Int, at now: Instant) {
        if let last = lastAssessed, now - last > window.length {
            aboveSince = nil
            clearSince = nil
            worst = nil
        }
        lastAssessed = now
        let isAbove = !window.isBackground && window.tenths > limit
        let isClear = window.isBackground || window.tenths <= limit - rule.hysteresis.clearBelowTenths
        if isAbove {
            if aboveSince == nil {
                aboveSince = now
                worst = nil
            }
            let found = Exceedance(tenths: window.tenths - limit, level: window.tenths)
            if found.tenths > worst?.tenths ?? 0 { worst = found }
        } else if isClear || !takesPart {
            aboveSince = nil
            worst = nil
        }
        if isClear { clearSince = clearSince ?? now } else { clearSince = nil }
    }

    /// Takes the level of a noise that has been heard, behind the last edge, since `start`.
    mutating func takeNoise(since start: Instant, level: Int, limit: Int) {
        if aboveSince != start { worst = nil }
        aboveSince = start
        let found = Exceedance(tenths: level - limit, level: level)
        if found.tenths > worst?.tenths ?? .min { worst = found }
    }

    /// Whether it has been above for the rule's minimum duration.
    func isAboveLongEnough(at now: Instant) -> Bool {
        aboveSince.map { now - $0 >= rule.hysteresis.minimumDuration } ?? false
    }

    func isClearLongEnough(at now: Instant) -> Bool {
        clearSince.map { now - $0 >= rule.hysteresis.clearAfter } ?? false
    }
}

/// A window above the limit, in tenths of a decibel.
struct Exceedance: Hashable {
    var tenths: Int
    var level: Int
}
