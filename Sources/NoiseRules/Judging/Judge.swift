import Acoustics
package import EventTime
package import ExamCalendar
package import Readings
package import Sites

/// What the judge decided.
package enum Verdict: Hashable, Sendable {
    case violation(ViolationChange)
    case sensor(SensorChange)
    case notAssessable(NotAssessable)
}

/// The threshold engine: takes readings and ticks, and says which violations open, rise and close.
///
/// A value without clock and I/O: the same readings in the same order give the same verdicts. Time comes from the
/// readings, and for edges without readings from `advance(to:)`. A window is clipped at the edges of what its rule has
/// in force, so that an exam session is judged by its own noise only. The guide Judging has the rules in words.
package struct Judge: Sendable {
    /// A violation whose sensors have sent nothing valid for this long is closed for want of data.
    package static let noDataAfter = TimeSpan.minutes(10)
    /// Where readings are long, so much more than one of them.
    static let noDataBehindReading = TimeSpan.minutes(5)
    /// A reading that ends this much before the newest of its sensor is kept and summarised, but not judged.
    package static let lateAfter = TimeSpan.seconds(60)
    /// A gap of more than this, and jitter, breaks a measurement that must be continuous.
    package static let longestGap = TimeSpan.seconds(1)

    let plan: JudgedPlan
    var sensors: [SensorState]
    var evaluations: [RuleEvaluation]
    var states: [ViolationState]
    /// Evaluations of rules that take part in an open violation.
    var contributing: Set<Int> = []
    /// The loudest window of each evaluation that is above its limit and takes no part yet. Beside the evaluations,
    /// which every reading looks at: a finding is large, and there are few.
    var pending: [Int: Finding] = [:]
    /// Evaluations of rules that are quiet by the reading that is being taken, with what it says of them.
    var quiet: [(evaluation: Int, finding: Finding)] = []
    package internal(set) var presence = SensorPresence()
    /// What changed that must be kept, since it was last taken.
    var changed = ChangedMemory()
    /// What is kept but means nothing to this plan.
    var forgotten: [JudgeMemory] = []

    /// `start` is no later than the first reading to come; silence counts from `silenceFrom` (from `start` when nil)
    /// for sensors that have not sent anything since.
    package init(
        sites: [Site],
        sensors: [Sensor],
        exams: [Exam],
        notices: [ControlNotice] = [],
        rules: [Rule],
        limits: LimitTable = .standards,
        start: Instant,
        silenceFrom: Instant? = nil
    ) {
        plan = JudgedPlan(sites: sites, sensors: sensors, exams: exams, notices: notices, limits: limits)
        self.sensors = []
        evaluations = []
        states = []
        var known: [ViolationSubject: Int] = [:]
        for (index, sensor) in sensors.enumerated() {
            let held = rules.filter { $0.place.holds(sensor) }
            let first = evaluations.count
            for rule in held {
                let subject = subjectIndex(of: sensor, kind: rule.kind, &known)
                evaluations.append(
                    RuleEvaluation(
                        rule: rule,
                        sensor: index,
                        subject: subject,
                        ruleState: plan.ruleState(rule, index, at: start)
                    )
                )
            }
            // A reading from before these edges finds rules that are past them.
            let lastEdge = evaluations[first...].map(\.edge).max()
            self.sensors.append(
                SensorState(
                    evaluations: first..<evaluations.count,
                    // The present level is asked for even where every rule has a shorter window.
                    longestWindow: max(held.map(\.measurement.window).max() ?? .zero, Judge.presentOver),
                    countsFrom: silenceFrom ?? start,
                    keepsBackground: held.contains(where: \.asksForBackground),
                    passedUntil: lastEdge ?? .distantPast
                )
            )
        }
        presence.count(.awaited, sensors.count)
    }

    /// The place of each sensor, by its index, in the order of ids.
    package var ranks: [Int] { plan.ranks }

    /// The place of each of `sensors` in the order of ids.
    package static func ranks(of sensors: [SensorID]) -> [Int] {
        var ranks = [Int](repeating: 0, count: sensors.count)
        let order = sensors.indices.sorted { sensors[$0] < sensors[$1] }
        for (rank, index) in order.enumerated() { ranks[index] = rank }
        return ranks
    }

    /// The index of a sensor for `observe`; nil when the plan does not have it.
    package func index(of sensor: SensorID) -> Int? {
        plan.sensorIndex[sensor]
    }

    private mutating func subjectIndex(
        of sensor: Sensor,
        kind: ViolationKind,
        _ known: inout [ViolationSubject: Int]
    ) -> Int {
        let subject = ViolationSubject(site: sensor.id.site, source: sensor.placement.source, kind: kind)
        if let index = known[subject] { return index }
        states.append(ViolationState(subject: subject, site: plan.siteIndex[sensor.id.site] ?? 0))
        known[subject] = states.count - 1
        return states.count - 1
    }

    /// Takes one live reading of the sensor with `index`; verdicts are appended in the order of their instants. True
    /// when it came too late for its place. `receivedAt` is its end where nil: what is replayed arrives when it ends.
    @discardableResult
    package mutating func observe(
        _ reading: Reading,
        of index: Int,
        receivedAt: Instant? = nil,
        verdicts: inout [Verdict]
    ) -> Bool {
        noteArrival(of: index, reading, at: receivedAt ?? reading.end, verdicts: &verdicts)
        return assess(reading, of: index, verdicts: &verdicts)
    }

    /// The same of a reading whose arrival was noted.
    @discardableResult
    package mutating func assess(_ reading: Reading, of index: Int, verdicts: inout [Verdict]) -> Bool {
        let isLate = isLate(reading, of: index)
        guard let now = enter(reading, of: index, verdicts: &verdicts) else { return isLate }
        // In the order of the plan: of rules that open by the same reading the first one names the violation.
        for number in sensors[index].evaluations {
            switch evaluations[number].ruleState.demand {
            case .nothing: continue
            case .rise: judgeRise(number, newest: reading.duration, at: now, verdicts: &verdicts)
            case .limit(let limit):
                guard
                    let standing = evaluations[number].slide(
                        to: now,
                        newest: reading.duration,
                        over: sensors[index].window
                    )
                else { continue }
                judge(number, standing, limit, newest: reading.duration, at: now, verdicts: &verdicts)
            }
        }
        // Last: a rule that this reading breaks keeps a violation open that another has just found quiet.
        releaseQuiet(at: now, verdicts: &verdicts)
        forget(before: now, newest: reading.duration, of: index)
        return isLate
    }

    /// Takes a reading that was judged before, so that the windows are as they were; gives no verdict.
    package mutating func recall(_ reading: Reading, of index: Int) {
        var none: [Verdict] = []
        guard let now = enter(reading, of: index, verdicts: &none) else { return }
        for number in sensors[index].evaluations {
            let isStep =
                switch evaluations[number].ruleState.demand {
                case .nothing: false
                case .rise: evaluations[number].isListening && evaluations[number].finder?.event?.isHeard == true
                case .limit:
                    evaluations[number].slide(to: now, newest: reading.duration, over: sensors[index].window) != nil
                }
            guard isStep else { continue }
            // Without this the first reading behind a restart would look like one behind a gap, and every time above
            // or clear would start again.
            evaluations[number].assessedAt = now
            evaluations[number].steppedAt = now
        }
        forget(before: now, newest: reading.duration, of: index)
    }

    /// Drops what no window can hold any more; the windows have slid past it.
    private mutating func forget(before now: Instant, newest: TimeSpan, of index: Int) {
        sensors[index].window.drop(endedBy: now - max(sensors[index].longestWindow, newest))
    }

    /// Puts the reading into the sensor's window and moves its rules to the newest instant, which it returns; nil when
    /// the reading is not to be judged.
    private mutating func enter(_ reading: Reading, of index: Int, verdicts: inout [Verdict]) -> Instant? {
        // What is no average moves no window and no time: a level of this second would make the minute that ends later
        // look late, and is no gap in it.
        guard reading.lack == nil, let LAeq = reading.LAeq else { return nil }
        let last = sensors[index].lastEnd
        // A clock that runs ahead must not make everything after it look late.
        guard reading.mark != .clock, reading.end > last - Judge.lateAfter else { return nil }
        let now = max(last, reading.end)
        if last == .distantPast, sensors[index].presence == .awaited { setPresence(of: index, .heard) }
        // Also by what is left out below: it shows that the sensor sends, and time passes with it.
        sensors[index].lastEnd = now
        // No rule looks here, so nothing has to be kept of its levels.
        guard !sensors[index].evaluations.isEmpty else { return nil }
        // Before the reading enters: what ends at an edge before it is decided by what was heard before it.
        passEnds(of: index, until: now, verdicts: &verdicts)
        guard reading.exclusion == nil else {
            // Rain or a calibration is no lost second: what must be continuous starts again behind it.
            if reading.end >= sensors[index].validUntil { sensors[index].isBroken = true }
            beginHour(of: reading, at: index)
            return nil
        }
        let entry = ReadingWindow.Entry(
            start: reading.start,
            end: reading.end,
            validMilliseconds: reading.validMilliseconds,
            LAeq: LAeq,
            LAFmax: reading.LAFmax,
            isWeatherKnown: reading.weather?.isMeasured ?? false,
            shift: reading.shift
        )
        // GB 12523-2011 cl. 5.4 wants 20 minutes in one piece: behind a gap begins another measurement.
        let gap = reading.start - sensors[index].validUntil
        if sensors[index].isBroken || gap > Judge.longestGap {
            let isJitter = gap < Judge.longestGap + Judge.jitter(of: reading.duration)
            if sensors[index].isBroken || !isJitter { breakWindows(of: index, at: reading.start) }
        }
        // What is passed over makes no step: the minute behind its seconds would judge their noise a second time.
        guard let place = sensors[index].window.insert(entry) else { return nil }
        sensors[index].isBroken = false
        if reading.end >= sensors[index].validUntil {
            sensors[index].validUntil = reading.end
            sensors[index].validLength = reading.duration
        }
        for number in sensors[index].evaluations { evaluations[number].take(place, of: sensors[index].window) }
        if sensors[index].keepsBackground {
            // The time that no other reading covers, as in the windows, so that no noise is counted twice.
            let counted = sensors[index].window[place].validMilliseconds
            keepBackground(reading, validMilliseconds: counted, of: index)
            followNoise(reading, validMilliseconds: counted, of: index)
        }
        return now
    }

    /// By how much times may be off without meaning anything: less than half a reading, and half a second at most.
    static func jitter(of reading: TimeSpan) -> TimeSpan {
        min(.milliseconds(reading.milliseconds / 2), .milliseconds(500))
    }

    /// Lets event time pass where no reading moves it: rules end and begin up to `horizon`, violations without data are
    /// closed, and sensors fall silent as of `silentAt` (of `horizon` when nil), which may be later while readings are
    /// known to be on their way. `interruptions` are times in which nothing could be received: they are no silence.
    package mutating func advance(
        to horizon: Instant,
        silentAt: Instant? = nil,
        interruptions: [TimeRange] = [],
        verdicts: inout [Verdict]
    ) {
        passEnds(until: horizon, verdicts: &verdicts)
        for index in sensors.indices {
            // By arrival and not by event time: a sensor whose clock is wrong still sends.
            noteSilence(of: index, at: silentAt ?? horizon, interruptions, verdicts: &verdicts)
        }
    }
}

/// What the judge knows of one sensor.
struct SensorState: Sendable {
    /// Indices of the sensor's evaluations.
    let evaluations: Range<Int>
    let longestWindow: TimeSpan
    /// Silence counts from here while nothing was received.
    let countsFrom: Instant
    /// Some rule asks what is usual here.
    let keepsBackground: Bool
    var background = BackgroundRecord()
    var hour: HourInProgress?
    /// Background of that hour.
    var usual: Background?
    /// The same by its L90, for what is taken off a measured level.
    var quiet: Background?
    var window = ReadingWindow()
    var lastEnd = Instant.distantPast
    /// End and length of the newest reading that counts.
    var validUntil = Instant.distantPast
    var validLength = TimeSpan.zero
    /// A reading that must not be measured over has come since.
    var isBroken = false
    /// Up to where time has passed for its rules without its readings.
    var passedUntil: Instant
    var presence = SensorPresence.State.awaited
    var arrivals = ArrivalWatch()
    var faults = FaultWatch()
    /// The offset of its clock that was reported; nil while the clock is right.
    var clockOffset: TimeSpan?

    init(
        evaluations: Range<Int>,
        longestWindow: TimeSpan,
        countsFrom: Instant,
        keepsBackground: Bool,
        passedUntil: Instant
    ) {
        self.passedUntil = passedUntil
        self.keepsBackground = keepsBackground
        self.evaluations = evaluations
        self.longestWindow = longestWindow
        self.countsFrom = countsFrom
    }

    var isSilent: Bool { presence == .silent }

    /// Nil when no reading was ever received.
    var lastReading: Instant? { lastEnd == .distantPast ? nil : lastEnd }

    /// When nothing valid will have been received for so long that violations are closed; nil before the first reading.
    var noDataAt: Instant? {
        guard validUntil != .distantPast else { return nil }
        // A logger of quarter hours would otherwise be without data after each of its readings.
        return validUntil + max(Judge.noDataAfter, validLength + Judge.noDataBehindReading)
    }
}
