import Acoustics
import EventTime
import ExamCalendar

extension Judge {
    /// How much time before `now` the present level is taken over, unless one reading is longer.
    static let presentOver = TimeSpan.seconds(10)
    /// How long the present level must have been louder to be called so.
    static let louderFor = TimeSpan.seconds(10)

    /// Compares an assessed window with its limit and moves the track and its case. Levels are compared as they are
    /// shown, in tenths of a decibel, so that a report never shows a level that equals the limit that it is said to
    /// exceed.
    mutating func judge(
        _ number: Int,
        _ measured: Track.WindowResult,
        _ limit: Limit,
        newest: TimeSpan,
        at now: Instant,
        verdicts: inout [Verdict]
    ) {
        // Where windows neither touch nor overlap, nothing is known of the time between: times start again.
        if let before = tracks[number].assessedAt.map({ now - $0 }), before <= measured.window {
        } else {
            if !tracks[number].isContributing { setOverSince(number, nil) }
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
        // The minimum duration starts again. A track that takes part goes on until it is clear, so that a level that
        // wavers around the limit is one violation.
        guard tracks[number].isContributing else { return setOverSince(number, nil) }
        setLouderSince(number, nil)
        guard standing.isIndistinct || excess <= -tracks[number].rule.hysteresis.clearBelowTenths else {
            return setClearSince(number, nil)
        }
        // From the end of the first clear window: what it covers may have been loud at its beginning.
        let since = tracks[number].clearSince ?? now
        setClearSince(number, since)
        guard now - since >= tracks[number].rule.hysteresis.clearAfter else { return }
        quiet.append((number, finding(number, standing, limit)))
    }

    /// What a reading ends, after all that it begins: where one rule is quiet when another is broken, the violation
    /// goes on.
    mutating func releaseQuiet(at now: Instant, verdicts: inout [Verdict]) {
        // Nearly always.
        guard !quiet.isEmpty else { return }
        let ended = quiet
        quiet = []
        for (number, finding) in ended where tracks[number].isContributing {
            release(number, .quiet, finding, at: now, verdicts: &verdicts)
        }
    }

    /// Notes that the track was looked at; behind a gap nothing is known of how loud it was.
    mutating func noteStep(_ number: Int, newest: TimeSpan, at now: Instant) {
        if tracks[number].steppedAt.map({ now - $0 > max(Judge.louderFor, newest) }) ?? true {
            setLouderSince(number, nil)
        }
        tracks[number].steppedAt = now
        tracks[number].assessedAt = now
    }

    /// Takes an exceedance of a track that has been above since `overSince`.
    mutating func exceed(
        _ number: Int,
        _ standing: Track.WindowResult,
        _ limit: Limit,
        newest: TimeSpan,
        at now: Instant,
        verdicts: inout [Verdict]
    ) {
        let subject = tracks[number].subject
        guard let since = tracks[number].overSince else { return }
        let excess = standing.level.tenths - limit.level.tenths
        // Its time above runs on while an advisory is outranked: it opens as soon as the claim beside it has closed,
        // if the noise is still there.
        guard tracks[number].isContributing || now - since >= tracks[number].rule.hysteresis.minimumDuration,
            !isOutranked(subject)
        else { return keepWorst(number, standing, limit, excess) }
        // Before the track takes part: the ten seconds count only for one that took part already.
        let isSettledLouder = isSettledLouder(number, limit, newest: newest, at: now)
        if !tracks[number].isContributing {
            setContributing(number, true)
            changed.tracks.insert(number)
        } else if let open = cases[subject].open, !isSettledLouder, excess <= open.worst.exceedanceTenths ?? 0,
            limit.level >= open.strictest
        {
            // Nothing new: the usual second of a violation that is on.
            return
        }
        changed.cases.insert(subject)
        let finding = finding(number, standing, limit)
        var worst = finding
        if let kept = pending[number], kept.exceedanceTenths ?? 0 > excess { worst = kept }
        pending[number] = nil
        let change = cases[subject].exceed(
            Case.Exceedance(finding: finding, worst: worst, since: since, isSettledLouder: isSettledLouder),
            at: now,
            zone: plan.sites[cases[subject].site].site.timeZone
        )
        guard let change else { return }
        setLouderSince(number, nil)
        // First in the record, so that nobody who reads it in order finds both open at once.
        if change.step == .opened { closeAdvisory(outrankedBy: subject, at: now, verdicts: &verdicts) }
        verdicts.append(.violation(change))
    }

    /// Before a track takes part, its loudest window is kept: it belongs to the violation that opens.
    private mutating func keepWorst(_ number: Int, _ standing: Track.WindowResult, _ limit: Limit, _ excess: Int) {
        guard excess > pending[number]?.exceedanceTenths ?? .min else { return }
        pending[number] = finding(number, standing, limit)
        changed.tracks.insert(number)
    }

    /// Whether the present level has for ten seconds been louder by the step that is reported than what was reported
    /// last.
    private mutating func isSettledLouder(_ number: Int, _ limit: Limit, newest: TimeSpan, at now: Instant) -> Bool {
        guard let open = cases[tracks[number].subject].open, tracks[number].isContributing,
            let present = present(number, newest: newest, at: now),
            present.level.tenths - limit.level.tenths >= open.toldTenths + Case.louderStepTenths
        else {
            setLouderSince(number, nil)
            return false
        }
        // One reading of ten seconds is ten seconds of louder noise; a second one would say so ten seconds late.
        let since = tracks[number].louderSince ?? (newest >= Judge.louderFor ? now - newest : now)
        setLouderSince(number, since)
        return now - since >= Judge.louderFor
    }

    /// How loud it is at the sensor now, in the rule's quantity; nil where nothing was heard since the last edge.
    func present(_ number: Int, newest: TimeSpan, at now: Instant) -> PresentLevel? {
        let over = max(Judge.presentOver, newest)
        let track = tracks[number]
        let quantity: Quantity = track.finder == nil ? track.rule.measurement.quantity : .LAeq
        // Not from before the edge: the noise of a break is not the noise of the paper that follows.
        return sensors[track.sensor].window.level(of: quantity, over: over, to: now, from: track.edge).map {
            PresentLevel(level: $0, over: over, at: now)
        }
    }

    mutating func noteOver(_ number: Int, since now: Instant) {
        setClearSince(number, nil)
        // The first of an unbroken row: the violation that comes of it begins here.
        if tracks[number].overSince == nil { setOverSince(number, now) }
    }

    mutating func setOverSince(_ number: Int, _ instant: Instant?) {
        guard tracks[number].overSince != instant else { return }
        tracks[number].overSince = instant
        // The loudest window belongs to this time above and to no later one.
        if instant == nil { pending[number] = nil }
        changed.tracks.insert(number)
    }

    mutating func setClearSince(_ number: Int, _ instant: Instant?) {
        guard tracks[number].clearSince != instant else { return }
        tracks[number].clearSince = instant
        changed.tracks.insert(number)
    }

    mutating func setLouderSince(_ number: Int, _ instant: Instant?) {
        guard tracks[number].louderSince != instant else { return }
        tracks[number].louderSince = instant
        changed.tracks.insert(number)
    }

    mutating func setContributing(_ number: Int, _ isContributing: Bool) {
        guard tracks[number].isContributing != isContributing else { return }
        tracks[number].isContributing = isContributing
        cases[tracks[number].subject].contributors += isContributing ? 1 : -1
        if isContributing {
            contributing.insert(number)
        } else {
            contributing.remove(number)
        }
    }

    /// Takes the track out of its case and closes the case when it was the last one.
    mutating func release(
        _ number: Int,
        _ reason: ViolationChange.Reason,
        _ finding: Finding,
        at: Instant,
        verdicts: inout [Verdict]
    ) {
        let subject = tracks[number].subject
        let lastAbove = lastAbove(number)
        setContributing(number, false)
        tracks[number].overSince = nil
        tracks[number].clearSince = nil
        tracks[number].louderSince = nil
        pending[number] = nil
        changed.tracks.insert(number)
        changed.cases.insert(subject)
        let ending = Case.Ending(at: at, reason: reason, finding: finding)
        guard let change = cases[subject].end(ending, lastAbove: lastAbove) else { return }
        verdicts.append(.violation(change))
    }

    /// End of the last reading that was itself above the limit, or part of the noise that stands out.
    private func lastAbove(_ number: Int) -> Instant {
        guard let event = tracks[number].finder?.event else { return tracks[number].lastAbove }
        return max(event.lastLoud, tracks[number].lastAbove)
    }

    /// The basis of a decision, in full; without `standing` of one that was taken for want of readings.
    func finding(_ number: Int, _ standing: Track.WindowResult?, _ limit: Limit) -> Finding {
        let track = tracks[number]
        let window = standing?.window ?? track.rule.measurement.window
        let covered = Double(standing?.coveredMilliseconds ?? 0)
        let readings = sensors[track.sensor].window
        let now = sensors[track.sensor].lastEnd
        return Finding(
            sensor: plan.sensors[track.sensor].id.sensor,
            rule: track.rule.id,
            limit: limit,
            level: standing?.level,
            LAFmax: standing == nil ? nil : LAFmax(of: track),
            window: window,
            coverage: min(1, covered / Double(window.milliseconds)),
            session: track.force.session.map(SessionNote.init),
            notices: track.force.notices,
            rise: rise(of: track, standing),
            isVerdict: track.rule.isVerdict,
            uncertaintyTenths: plan.sensors[track.sensor].instrumentClass.uncertaintyTenths,
            isWeatherKnown: standing != nil && track.isWeatherKnown(in: readings),
            background: standing?.background,
            correctionTenths: standing?.correctionTenths ?? 0,
            present: standing == nil ? nil : present(number, newest: sensors[track.sensor].validLength, at: now),
            clockShift: track.clockShift(in: readings)
        )
    }

    private func LAFmax(of track: Track) -> Level? {
        if let finder = track.finder { return finder.event?.LAFmax }
        return track.highest(in: sensors[track.sensor].window)?.level
    }

    private func rise(of track: Track, _ standing: Track.WindowResult?) -> Rise? {
        guard let event = track.finder?.event, let level = (standing?.level ?? event.mean.level) else { return nil }
        let tenths = level.tenths - event.background.level.tenths
        return Rise(
            background: event.background,
            tenths: tenths,
            confidence: Confidence(
                risesBy: tenths,
                over: event.background,
                isBesideSource: plan.sensors[track.sensor].placement.source != .unattributed
            )
        )
    }
}
