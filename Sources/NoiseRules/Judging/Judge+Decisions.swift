import Acoustics
import EventTime
import ExamCalendar
import Sites

extension Judge {
    /// How much time before `now` the present level is taken over, unless one reading is longer.
    static let presentOver = TimeSpan.seconds(10)
    /// How long the present level must have been louder to be called so.
    static let louderFor = TimeSpan.seconds(10)

    /// Compares an assessed window with its limit and moves the evaluation and its violation. Levels are compared as
    /// they are shown, in tenths of a decibel, so that a report never shows a level that equals the limit that it is
    /// said to exceed.
    mutating func judge(
        _ number: Int,
        _ measured: RuleEvaluation.WindowResult,
        _ limit: Limit,
        newest: TimeSpan,
        at now: Instant,
        verdicts: inout [Verdict]
    ) {
        // Where windows neither touch nor overlap, nothing is known of the time between: times start again.
        if let before = evaluations[number].assessedAt.map({ now - $0 }), before <= measured.window {
        } else {
            if !evaluations[number].isContributing { setOverSince(number, nil) }
            setClearSince(number, nil)
        }
        // Whatever the level: a window that could be assessed is no gap.
        noteStep(number, newest: newest, at: now)
        // Below the limit too: over a background near the limit a violation would otherwise never close
        // (decision 0016).
        let standing = corrected(number, measured, limit, at: now, verdicts: &verdicts)
        let excess = standing.level.tenths - limit.level.tenths
        if excess > 0, !standing.isIndistinct {
            noteOver(number, since: now)
            exceed(number, standing, limit, newest: newest, at: now, verdicts: &verdicts)
            return
        }
        // The minimum duration starts again. An evaluation that takes part goes on until it is clear, so that a level
        // that wavers around the limit is one violation.
        guard evaluations[number].isContributing else { return setOverSince(number, nil) }
        setLouderSince(number, nil)
        guard standing.isIndistinct || excess <= -evaluations[number].rule.hysteresis.clearBelowTenths else {
            return setClearSince(number, nil)
        }
        // From the end of the first clear window: what it covers may have been loud at its beginning.
        let since = evaluations[number].clearSince ?? now
        setClearSince(number, since)
        guard now - since >= evaluations[number].rule.hysteresis.clearAfter else { return }
        quiet.append((number, finding(number, standing, limit)))
    }

    /// What a reading ends, after all that it begins: where one rule is quiet when another is broken, the violation
    /// goes on.
    mutating func releaseQuiet(at now: Instant, verdicts: inout [Verdict]) {
        // Nearly always.
        guard !quiet.isEmpty else { return }
        let ended = quiet
        quiet = []
        for (number, finding) in ended where evaluations[number].isContributing {
            release(number, .quiet, finding, at: now, verdicts: &verdicts)
        }
    }

    /// Notes that the evaluation was looked at; behind a gap nothing is known of how loud it was.
    mutating func noteStep(_ number: Int, newest: TimeSpan, at now: Instant) {
        if evaluations[number].steppedAt.map({ now - $0 > max(Judge.louderFor, newest) }) ?? true {
            setLouderSince(number, nil)
        }
        evaluations[number].steppedAt = now
        evaluations[number].assessedAt = now
    }

    /// Takes an exceedance of an evaluation that has been above since `overSince`.
    mutating func exceed(
        _ number: Int,
        _ standing: RuleEvaluation.WindowResult,
        _ limit: Limit,
        newest: TimeSpan,
        at now: Instant,
        verdicts: inout [Verdict]
    ) {
        let subject = evaluations[number].subject
        guard let since = evaluations[number].overSince else { return }
        let excess = standing.level.tenths - limit.level.tenths
        // Its time above runs on while an advisory is outranked: it opens as soon as the claim beside it has closed,
        // if the noise is still there.
        guard evaluations[number].isContributing || now - since >= evaluations[number].rule.hysteresis.minimumDuration,
            !isOutranked(subject)
        else { return keepWorst(number, standing, limit, excess) }
        // Before the evaluation takes part: the ten seconds count only for one that took part already.
        let isSettledLouder = isSettledLouder(number, limit, newest: newest, at: now)
        if !evaluations[number].isContributing {
            setContributing(number, true)
            changed.evaluations.insert(number)
        } else if let open = states[subject].open, !isSettledLouder, excess <= open.worst.exceedanceTenths ?? 0,
            limit.level >= open.strictest
        {
            // Nothing new: the usual second of a violation that is on.
            return
        }
        changed.states.insert(subject)
        let finding = finding(number, standing, limit)
        var worst = finding
        if let kept = pending[number], kept.exceedanceTenths ?? 0 > excess { worst = kept }
        pending[number] = nil
        let change = states[subject].exceed(
            ViolationState.Exceedance(finding: finding, worst: worst, since: since, isSettledLouder: isSettledLouder),
            at: now,
            zone: plan.sites[states[subject].site].site.timeZone
        )
        guard let change else { return }
        setLouderSince(number, nil)
        // First in the record, so that nobody who reads it in order finds both open at once.
        if change.step == .opened { closeAdvisory(outrankedBy: subject, at: now, verdicts: &verdicts) }
        verdicts.append(.violation(change))
    }

    /// Before an evaluation takes part, its loudest window is kept: it belongs to the violation that opens.
    private mutating func keepWorst(
        _ number: Int,
        _ standing: RuleEvaluation.WindowResult,
        _ limit: Limit,
        _ excess: Int
    ) {
        guard excess > pending[number]?.exceedanceTenths ?? .min else { return }
        pending[number] = finding(number, standing, limit)
        changed.evaluations.insert(number)
    }

    /// Whether the present level has for ten seconds been louder by the step that is reported than what was reported
    /// last.
    private mutating func isSettledLouder(_ number: Int, _ limit: Limit, newest: TimeSpan, at now: Instant) -> Bool {
        guard let open = states[evaluations[number].subject].open, evaluations[number].isContributing,
            let present = present(number, newest: newest, at: now),
            present.level.tenths - limit.level.tenths >= open.toldTenths + ViolationState.louderStepTenths
        else {
            setLouderSince(number, nil)
            return false
        }
        // One reading of ten seconds is ten seconds of louder noise; a second one would say so ten seconds late.
        let since = evaluations[number].louderSince ?? (newest >= Judge.louderFor ? now - newest : now)
        setLouderSince(number, since)
        return now - since >= Judge.louderFor
    }

    /// How loud it is at the sensor now, in the rule's quantity; nil where nothing was heard since the last edge.
    func present(_ number: Int, newest: TimeSpan, at now: Instant) -> PresentLevel? {
        let over = max(Judge.presentOver, newest)
        let evaluation = evaluations[number]
        let quantity: Quantity = evaluation.finder == nil ? evaluation.rule.measurement.quantity : .LAeq
        // Not from before the edge: the noise of a break is not the noise of the paper that follows.
        return sensors[evaluation.sensor].window.level(of: quantity, over: over, to: now, from: evaluation.edge).map {
            PresentLevel(level: $0, over: over, at: now)
        }
    }

    mutating func noteOver(_ number: Int, since now: Instant) {
        setClearSince(number, nil)
        // The first of an unbroken row: the violation that comes of it begins here.
        if evaluations[number].overSince == nil { setOverSince(number, now) }
    }

    mutating func setOverSince(_ number: Int, _ instant: Instant?) {
        guard evaluations[number].overSince != instant else { return }
        evaluations[number].overSince = instant
        // The loudest window belongs to this time above and to no later one.
        if instant == nil { pending[number] = nil }
        changed.evaluations.insert(number)
    }

    mutating func setClearSince(_ number: Int, _ instant: Instant?) {
        guard evaluations[number].clearSince != instant else { return }
        evaluations[number].clearSince = instant
        changed.evaluations.insert(number)
    }

    mutating func setLouderSince(_ number: Int, _ instant: Instant?) {
        guard evaluations[number].louderSince != instant else { return }
        evaluations[number].louderSince = instant
        changed.evaluations.insert(number)
    }

    mutating func setContributing(_ number: Int, _ isContributing: Bool) {
        guard evaluations[number].isContributing != isContributing else { return }
        evaluations[number].isContributing = isContributing
        states[evaluations[number].subject].contributors += isContributing ? 1 : -1
        if isContributing {
            contributing.insert(number)
        } else {
            contributing.remove(number)
        }
    }

    /// Takes the evaluation out of its violation and closes that when it was the last one.
    mutating func release(
        _ number: Int,
        _ reason: ViolationChange.Reason,
        _ finding: Finding,
        at: Instant,
        verdicts: inout [Verdict]
    ) {
        let subject = evaluations[number].subject
        let lastAbove = lastAbove(number)
        setContributing(number, false)
        evaluations[number].overSince = nil
        evaluations[number].clearSince = nil
        evaluations[number].louderSince = nil
        pending[number] = nil
        changed.evaluations.insert(number)
        changed.states.insert(subject)
        let ending = ViolationState.Ending(at: at, reason: reason, finding: finding)
        guard let change = states[subject].end(ending, lastAbove: lastAbove) else { return }
        verdicts.append(.violation(change))
    }

    /// End of the last reading that was itself above the limit, or part of the noise that stands out.
    private func lastAbove(_ number: Int) -> Instant {
        guard let event = evaluations[number].finder?.event else { return evaluations[number].lastAbove }
        return max(event.lastLoud, evaluations[number].lastAbove)
    }

    /// The basis of a decision, in full; without `standing` of one that was taken for want of readings.
    func finding(_ number: Int, _ standing: RuleEvaluation.WindowResult?, _ limit: Limit) -> Finding {
        let evaluation = evaluations[number]
        let window = standing?.window ?? evaluation.rule.measurement.window
        let covered = Double(standing?.coveredMilliseconds ?? 0)
        let readings = sensors[evaluation.sensor].window
        let now = sensors[evaluation.sensor].lastEnd
        return Finding(
            sensor: plan.sensors[evaluation.sensor].id.sensor,
            rule: evaluation.rule.id,
            limit: limit,
            level: standing?.level,
            LAFmax: standing == nil ? nil : LAFmax(of: evaluation),
            window: window,
            coverage: min(1, covered / Double(window.milliseconds)),
            session: evaluation.ruleState.session.map(SessionNote.init),
            notices: evaluation.ruleState.notices,
            rise: rise(of: evaluation, standing),
            isVerdict: evaluation.rule.isVerdict,
            uncertaintyTenths: plan.sensors[evaluation.sensor].instrumentClass.uncertaintyTenths,
            isWeatherKnown: standing != nil && evaluation.isWeatherKnown(in: readings),
            background: standing?.background,
            correctionTenths: standing?.correctionTenths ?? 0,
            present: standing == nil ? nil : present(number, newest: sensors[evaluation.sensor].validLength, at: now),
            clockShift: evaluation.clockShift(in: readings)
        )
    }

    private func LAFmax(of evaluation: RuleEvaluation) -> Level? {
        if let finder = evaluation.finder { return finder.event?.LAFmax }
        return evaluation.highest(in: sensors[evaluation.sensor].window)?.level
    }

    private func rise(of evaluation: RuleEvaluation, _ standing: RuleEvaluation.WindowResult?) -> Rise? {
        guard let event = evaluation.finder?.event, let level = (standing?.level ?? event.mean.level) else {
            return nil
        }
        let tenths = level.tenths - event.background.level.tenths
        return Rise(
            background: event.background,
            tenths: tenths,
            confidence: Confidence(
                risesBy: tenths,
                over: event.background,
                isBesideSource: plan.sensors[evaluation.sensor].placement.source != .unattributed
            )
        )
    }
}
