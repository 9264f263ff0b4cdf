import Acoustics
import EventTime
import ExamCalendar

extension Judge {
    /// Compares a window with its limit and moves the track and its case. Levels are compared as they are told, in
    /// tenths of a decibel, so that a report never shows a level that equals the limit that it is said to exceed.
    mutating func judge(
        _ number: Int,
        _ measured: Track.Standing,
        _ limit: Limit,
        at now: Instant,
        verdicts: inout [Verdict]
    ) {
        guard let standing = corrected(number, measured, limit, at: now, verdicts: &verdicts) else { return }
        let excess = standing.level.tenths - limit.level.tenths
        if excess > 0 {
            noteOver(number, since: now)
            guard let since = tracks[number].overSince, now - since >= tracks[number].rule.minimumDuration else {
                return
            }
            exceed(number, standing, limit, excess, since: since, at: now, verdicts: &verdicts)
        } else if tracks[number].isContributing || tracks[number].overSince != nil {
            let isClear = excess <= -tracks[number].rule.clearBelowTenths
            if !tracks[number].isContributing || isClear { setOverSince(number, nil) }
            guard tracks[number].isContributing else { return }
            guard isClear else { return setClearSince(number, nil) }
            let since = tracks[number].clearSince ?? now
            setClearSince(number, since)
            guard now - since >= tracks[number].rule.clearAfter else { return }
            release(number, .quiet, finding(number, standing, limit), at: now, verdicts: &verdicts)
        }
    }

    mutating func exceed(
        _ number: Int,
        _ standing: Track.Standing,
        _ limit: Limit,
        _ excess: Int,
        since: Instant,
        at now: Instant,
        verdicts: inout [Verdict]
    ) {
        let subject = tracks[number].subject
        if isOutranked(subject) { return }
        if !tracks[number].isContributing {
            setContributing(number, true)
            changed.tracks.insert(number)
        } else if let open = cases[subject].open, excess <= open.worst.exceedanceTenths ?? 0,
            limit.level >= open.strictest, excess < open.toldTenths + Case.louderStepTenths
        {
            return
        }
        changed.cases.insert(subject)
        let date = plan.sites[cases[subject].site].site.timeZone.localDate(at: since)
        if let change = cases[subject].exceed(finding(number, standing, limit), at: now, since: since, date: date) {
            if change.step == .opened { closeAdvisory(outrankedBy: subject, at: now, verdicts: &verdicts) }
            verdicts.append(.violation(change))
        }
    }

    mutating func noteOver(_ number: Int, since now: Instant) {
        setClearSince(number, nil)
        if tracks[number].overSince == nil { setOverSince(number, now) }
    }

    mutating func setOverSince(_ number: Int, _ instant: Instant?) {
        guard tracks[number].overSince != instant else { return }
        tracks[number].overSince = instant
        changed.tracks.insert(number)
    }

    mutating func setClearSince(_ number: Int, _ instant: Instant?) {
        guard tracks[number].clearSince != instant else { return }
        tracks[number].clearSince = instant
        changed.tracks.insert(number)
    }

    mutating func setContributing(_ number: Int, _ isContributing: Bool) {
        guard tracks[number].isContributing != isContributing else { return }
        tracks[number].isContributing = isContributing
        cases[tracks[number].subject].contributors += isContributing ? 1 : -1
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
        setContributing(number, false)
        tracks[number].overSince = nil
        tracks[number].clearSince = nil
        changed.tracks.insert(number)
        guard cases[subject].contributors == 0 else { return }
        changed.cases.insert(subject)
        guard let change = cases[subject].close(reason, finding: finding, at: at) else { return }
        verdicts.append(.violation(change))
    }

    /// Moves a track over the edges of its rule's stretches up to `now`.
    ///
    /// Where the rule ends, the track leaves its case at the very edge. Where only the limit changes (day to night), it
    /// stays and is judged anew by readings after the edge.
    mutating func passEdges(of number: Int, until now: Instant, verdicts: inout [Verdict]) {
        var passed = 0
        while tracks[number].force.stretch.end < now {
            let edge = tracks[number].force.stretch.end
            let before = tracks[number].force.demand
            let comparedWith = tracks[number].comparedWith
            // After a very long silence the edges in between mean nothing: go to the last one at once.
            let at = passed < 16 ? edge : now
            let force = plan.force(tracks[number].rule, tracks[number].sensor, at: at)
            if force.demand != before {
                if let comparedWith, tracks[number].isContributing, force.demand == .nothing {
                    release(number, .ruleEnded, finding(number, nil, comparedWith), at: edge, verdicts: &verdicts)
                }
                if force.demand == .nothing { setOverSince(number, nil) }
                setClearSince(number, nil)
                let start = passed < 16 ? edge : force.stretch.start
                tracks[number].restart(at: start, behind: sensors[tracks[number].sensor].window)
            }
            tracks[number].force = force
            passed += 1
            if passed > 16 { break }
        }
    }

    /// Behind a gap, measurements that must be continuous begin anew with the reading that starts at `start`.
    mutating func breakWindows(of index: Int, at start: Instant) {
        for number in sensors[index].tracks where tracks[number].rule.isContinuous {
            tracks[number].restart(at: max(start, tracks[number].force.stretch.start), behind: sensors[index].window)
            if !tracks[number].isContributing { setOverSince(number, nil) }
        }
    }

    mutating func noteSilence(of index: Int, at horizon: Instant, verdicts: inout [Verdict]) {
        let last = max(sensors[index].lastEnd, sensors[index].countsFrom)
        let silentAfter = plan.sensors[index].silentAfter
        if !sensors[index].isSilent, horizon - last > silentAfter {
            setPresence(of: index, .silent)
            changed.sensors.insert(index)
            let change = SensorChange(
                sensor: plan.sensors[index].id,
                step: .silent,
                at: last + silentAfter,
                lastReading: sensors[index].lastReading
            )
            verdicts.append(.sensor(change))
        }
        guard sensors[index].isSilent, horizon - last > Judge.noDataAfter else { return }
        for number in sensors[index].tracks where tracks[number].isContributing {
            guard let limit = tracks[number].comparedWith else { continue }
            // Not when it was noticed, so that it is the same however often the timer looks.
            let at = last + max(silentAfter, Judge.noDataAfter)
            release(number, .noData, finding(number, nil, limit), at: at, verdicts: &verdicts)
        }
    }

    /// The basis of a decision, in full.
    func finding(_ number: Int, _ standing: Track.Standing?, _ limit: Limit) -> Finding {
        let track = tracks[number]
        let window = standing?.window ?? track.rule.window
        let covered = Double(standing?.coveredMilliseconds ?? 0)
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
            isWeatherKnown: standing != nil && track.isWeatherKnown(in: sensors[track.sensor].window),
            background: standing?.background,
            correctionTenths: standing?.correctionTenths ?? 0
        )
    }

    private func LAFmax(of track: Track) -> Level? {
        if let finder = track.finder { return finder.event?.LAFmax }
        return track.highest(in: sensors[track.sensor].window)?.level
    }

    private func rise(of track: Track, _ standing: Track.Standing?) -> Rise? {
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
