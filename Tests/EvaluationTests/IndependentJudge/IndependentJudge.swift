import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import Sites

/// The rules of Judging.md, event by event, slow and obvious, sharing no code with the judge of the product.
///
/// It is given readings in the order of their ends, of equal ends in the order of the sensors' ids, of one sensor the
/// shorter first, and computes every window from scratch.
struct IndependentJudge {
    private let plan: Plan
    private var heard: [SensorID: HeardReadings] = [:]
    /// Of sensors with a rule that looks for a rise.
    var backgrounds: [SensorID: BackgroundByHand] = [:]
    /// In the order of the plan: rules, and of one rule its sensors.
    var watches: [RuleWatch] = []
    var claims: [ViolationSubject: Claim] = [:]
    var lastClosing: [ViolationSubject: Instant] = [:]
    var lastOpening: [ViolationSubject: Instant] = [:]
    private(set) var rulings: [Ruling] = []

    /// `span` holds everything that is to come.
    init(_ plan: Plan, span: TimeRange) {
        self.plan = plan
        for rule in plan.rules {
            for sensor in plan.sensors where rule.place.holds(sensor) {
                let hours = RuleHours(rule, at: sensor, in: plan, around: span)
                watches.append(RuleWatch(rule: rule, sensor: sensor, hours: hours, start: span.start))
                guard watches.last?.noise != nil, let site = plan.sites.first(where: { $0.id == sensor.id.site }) else {
                    continue
                }
                backgrounds[sensor.id] = BackgroundByHand(declared: sensor.background, site: site)
            }
        }
    }

    /// All readings of a case, in any order.
    static func rulings(_ plan: Plan, _ readings: [(SensorID, Reading)], span: TimeRange) -> [Ruling] {
        var judge = IndependentJudge(plan, span: span)
        let inOrder = readings.sorted {
            ($0.1.end, $0.0, $0.1.duration) < ($1.1.end, $1.0, $1.1.duration)
        }
        for (sensor, reading) in inOrder { judge.take(reading, of: sensor) }
        judge.pass(through: span.end)
        return judge.rulings
    }

    mutating func take(_ reading: Reading, of sensor: SensorID) {
        let now = reading.end
        pass(through: now - .milliseconds(1))
        let taken = heard[sensor, default: HeardReadings()].take(reading)
        let own = watches.indices.filter { watches[$0].sensor.id == sensor }
        if reading.exclusion != nil {
            own.forEach { watches[$0].noteExcluded() }
            if reading.mark != .clock { backgrounds[sensor]?.begin(reading) }
        }
        guard taken.counts else { return }
        own.forEach { watches[$0].noteBreak(reading) }
        noteBackground(taken, of: sensor)
        var steps: [Int: RuleStep] = [:]
        for place in own {
            steps[place] = watches[place].noise == nil ? windowStep(place, taken) : noiseStep(place, taken)
        }
        // What a reading begins, rule by rule in the order of the plan, comes before what it ends.
        for place in own {
            guard let step = steps[place] else { continue }
            let tookPart = watches[place].takesPart
            if let window = step.window { watches[place].take(window, limit: step.limit, at: now) }
            if let figure = step.figure {
                if let since = step.since {
                    watches[place].takeNoise(since: since, level: figure.tenths, limit: step.limit)
                }
                begin(place, step, figure, at: now)
            }
            raise(place, step, newest: reading, hasJoined: !tookPart)
        }
        for place in own where watches[place].takesPart {
            guard let step = steps[place] else { continue }
            let isClear = step.window != nil && watches[place].isClearLongEnough(at: now)
            if step.isOver || isClear { end(place, .quiet, at: now) }
        }
    }

    /// Nil where the reading does not lie wholly between two edges, or the rule does not hold.
    private mutating func windowStep(_ place: Int, _ heard: HeardReading) -> RuleStep? {
        let reading = heard.reading
        guard watches[place].hours.isWhole(reading), let limit = watches[place].hours.limit(at: reading.start) else {
            return nil
        }
        let window = window(place, newest: reading)
        let level = heard.decibels(watches[place].rule.measurement.quantity == .LAeq ? .mean : .maximum)
        if let level, LevelByHand.tenths(level) > limit { watches[place].lastLoud = reading.end }
        var step = RuleStep(limit: limit, present: window.present)
        guard let found = window.figure else { return step }
        step.window = found
        step.figure = RuleFigure(tenths: found.tenths, isAbove: !found.isBackground && found.tenths > limit)
        return step
    }

    func window(_ place: Int, newest: Reading) -> WindowByHand {
        let watch = watches[place]
        var background: Double?
        if watch.rule.measurement.correction != nil,
            let site = plan.sites.first(where: { $0.id == watch.sensor.id.site })
        {
            let period = site.dayPeriod(at: newest.start).period
            background = watch.sensor.background?.level(in: period)?.decibels
        }
        return WindowByHand(
            heard: heard[watch.sensor.id]?.all ?? [],
            rule: watch.rule,
            hours: watch.hours,
            newest: newest,
            background: background,
            lastBreak: watch.lastBreak
        )
    }
}

// MARK: Beginning and growing

extension IndependentJudge {
    /// Opens the violation, or takes part in it, and keeps the worst.
    private mutating func begin(_ place: Int, _ step: RuleStep, _ figure: RuleFigure, at now: Instant) {
        let subject = watches[place].subject
        if !watches[place].takesPart {
            guard watches[place].isAboveLongEnough(at: now), let since = watches[place].aboveSince else { return }
            guard !isOutranked(subject) else { return }
            watches[place].takesPart = true
            if claims[subject] == nil {
                claims[subject] = Claim(openedAt: beginning(subject, since))
                claims[subject]?.keep(watches[place].worst, loud: watches[place].lastLoud)
                claims[subject]?.tell(step, figure, of: watches[place].rule.id)
                rule(.opened, figure.background == nil ? .overLimit : .standsOut, subject, at: now, figure: figure)
                outrank(by: subject, at: now)
                return
            }
        }
        claims[subject]?.keep(watches[place].worst, loud: watches[place].lastLoud)
    }

    /// No earlier than the end of the violation before it, and behind its beginning.
    mutating func beginning(_ subject: ViolationSubject, _ since: Instant) -> Instant {
        var openedAt = max(since, lastClosing[subject] ?? .distantPast)
        if openedAt == lastOpening[subject] { openedAt = openedAt + .milliseconds(1) }
        lastOpening[subject] = openedAt
        return openedAt
    }

    private mutating func raise(
        _ place: Int,
        _ step: RuleStep,
        newest: Reading,
        hasJoined: Bool
    ) {
        let subject = watches[place].subject
        let now = newest.end
        guard watches[place].takesPart, var claim = claims[subject] else {
            watches[place].louderSince = nil
            return
        }
        claim.keep(nil, loud: watches[place].lastLoud)
        claims[subject] = claim
        // Without a window there is no figure to report.
        guard let figure = step.figure else { return }
        let over = max(TimeSpan.seconds(10), newest.duration)
        if let last = watches[place].lastPresent, now - last > over { watches[place].louderSince = nil }
        watches[place].lastPresent = now
        if figure.isAbove, !hasJoined, let present = step.present, present - step.limit >= claim.toldExcess + 50 {
            watches[place].louderSince = watches[place].louderSince ?? now
        } else {
            watches[place].louderSince = nil
        }
        let isSettled = watches[place].louderSince.map { now - $0 >= .seconds(10) || newest.duration >= .seconds(10) }
        let isRise = figure.background != nil
        let isOfAnother = !isRise || watches[place].rule.id != claim.toldRule
        if figure.isAbove { claims[subject]?.lower(to: step.limit, of: watches[place].rule.id) }
        let reason: ViolationChange.Reason
        if figure.isAbove, step.limit < claim.toldLimit, isOfAnother {
            reason = .stricterRule
        } else if isSettled == true, figure.isAbove, isRise || claim.worst?.tenths ?? 0 >= claim.toldExcess + 50 {
            reason = .louder
        } else {
            return
        }
        claims[subject]?.tell(step, figure, of: watches[place].rule.id)
        watches[place].louderSince = nil
        rule(.raised, reason, subject, at: now, figure: figure)
    }

    /// An advisory gives way to any stronger claim for the same site and source.
    func isOutranked(_ subject: ViolationSubject) -> Bool {
        guard subject.kind == .advisory else { return false }
        return claims.keys.contains { $0.kind != .advisory && $0.site == subject.site && $0.source == subject.source }
    }

    mutating func outrank(by subject: ViolationSubject, at now: Instant) {
        guard subject.kind != .advisory else { return }
        let weaker = ViolationSubject(site: subject.site, source: subject.source, kind: .advisory)
        guard claims[weaker] != nil else { return }
        for place in watches.indices where watches[place].subject == weaker && watches[place].takesPart {
            claims[weaker]?.keep(nil, loud: watches[place].lastLoud)
            watches[place].takesPart = false
            watches[place].forgetTime()
        }
        close(weaker, .outranked, at: now)
    }
}

// MARK: Ending

extension IndependentJudge {
    /// Lets time pass: edges, and sensors of which nothing valid came. In the order of their instants, of equal ones
    /// edges first, then in the order of the plan.
    mutating func pass(through last: Instant) {
        while true {
            var next: (at: Instant, isEdge: Bool, place: Int)?
            for place in watches.indices {
                if let edge = watches[place].edge, edge <= last, edge < next?.at ?? .distantFuture {
                    next = (edge, true, place)
                }
            }
            for place in watches.indices where watches[place].takesPart {
                guard let valid = heard[watches[place].sensor.id]?.lastCounted else { continue }
                let wait = max(TimeSpan.minutes(10), valid.duration + .minutes(5))
                if valid.end + wait <= last, valid.end + wait < next?.at ?? .distantFuture {
                    next = (valid.end + wait, false, place)
                }
            }
            guard let next else { break }
            if next.isEdge {
                let isOver = watches[next.place].hours.limit(at: next.at) == nil
                watches[next.place].passEdge()
                if isOver, watches[next.place].takesPart { end(next.place, .ruleEnded, at: next.at) }
            } else {
                end(next.place, .noData, at: next.at)
            }
        }
        // Ten minutes of which nothing is known end the times of rules that take no part as well.
        for place in watches.indices where !watches[place].takesPart {
            guard let valid = heard[watches[place].sensor.id]?.lastCounted else { continue }
            let wait = max(TimeSpan.minutes(10), valid.duration + .minutes(5))
            if valid.end + wait <= last { watches[place].forgetTime() }
        }
    }

    /// A rule at a sensor ends to take part; the last one closes the violation.
    mutating func end(_ place: Int, _ reason: ViolationChange.Reason, at now: Instant) {
        let subject = watches[place].subject
        watches[place].takesPart = false
        watches[place].forgetTime()
        guard !watches.contains(where: { $0.subject == subject && $0.takesPart }) else { return }
        close(subject, reason, at: now)
    }

    private mutating func close(_ subject: ViolationSubject, _ reason: ViolationChange.Reason, at now: Instant) {
        rule(.closed, reason, subject, at: now, figure: nil)
        claims[subject] = nil
        lastClosing[subject] = now
    }

    mutating func rule(
        _ step: ViolationChange.Step,
        _ reason: ViolationChange.Reason,
        _ subject: ViolationSubject,
        at now: Instant,
        figure: RuleFigure?
    ) {
        guard let claim = claims[subject] else { return }
        rulings.append(
            Ruling(
                subject: subject,
                step: step,
                reason: reason,
                at: now,
                openedAt: claim.openedAt,
                endedAt: step == .closed ? claim.endedAt : nil,
                level: figure?.tenths,
                background: figure?.background,
                LAFmax: figure?.LAFmax,
                worst: claim.worst?.tenths ?? 0
            )
        )
    }
}

/// An open violation.
struct Claim {
    let openedAt: Instant
    private(set) var worst: Exceedance?
    /// The end of the last reading that was itself above the limit.
    private var lastLoud: Instant?
    /// The lowest limit, whose rule it is of, and the largest exceedance of figures and present levels that was told,
    /// in tenths.
    private(set) var toldLimit = Int.max
    private(set) var toldRule: RuleID?
    private(set) var toldExcess = Int.min

    init(openedAt: Instant) { self.openedAt = openedAt }

    var endedAt: Instant { max(openedAt, lastLoud ?? openedAt) }

    mutating func keep(_ found: Exceedance?, loud: Instant?) {
        if let found, found.tenths > worst?.tenths ?? .min { worst = found }
        if let loud { lastLoud = max(lastLoud ?? loud, loud) }
    }

    mutating func lower(to limit: Int, of rule: RuleID) {
        guard limit < toldLimit else { return }
        toldLimit = limit
        toldRule = rule
    }

    mutating func tell(_ step: RuleStep, _ figure: RuleFigure, of rule: RuleID) {
        lower(to: step.limit, of: rule)
        toldExcess = max(toldExcess, max(figure.tenths, step.present ?? figure.tenths) - step.limit)
    }
}
