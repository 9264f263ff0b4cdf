import Acoustics
package import EventTime
import ExamCalendar
import Readings
package import Sites

extension Judge {
    /// Moves an evaluation whose rule looks for what stands out of the background.
    mutating func judgeRise(_ number: Int, newest: TimeSpan, at now: Instant, verdicts: inout [Verdict]) {
        guard evaluations[number].isListening, let event = evaluations[number].finder?.event else { return }
        let rule = evaluations[number].rule
        guard let ended = event.ended else {
            setClearSince(number, nil)
            guard event.isHeard, let standing = evaluations[number].eventStanding(at: now),
                let limit = evaluations[number].comparedWith
            else { return }
            noteStep(number, newest: newest, at: now)
            if !evaluations[number].isContributing {
                // Another noise leaves nothing of the one before.
                if evaluations[number].overSince != event.since { setOverSince(number, nil) }
                setOverSince(number, event.since)
            }
            exceed(number, standing, limit, newest: newest, at: now, verdicts: &verdicts)
            return
        }
        setLouderSince(number, nil)
        guard evaluations[number].isContributing else {
            // Until then it may be taken up again, by a reading that has begun before this one ended.
            if now - ended >= EventFinder.mergesWithin + newest { setOverSince(number, nil) }
            return
        }
        setClearSince(number, ended)
        guard now - ended >= max(rule.hysteresis.clearAfter, EventFinder.mergesWithin),
            let limit = evaluations[number].comparedWith
        else { return }
        quiet.append((number, finding(number, evaluations[number].eventStanding(at: now), limit)))
    }

    /// An advisory says less than a claim that is open for the same site and source, and is not made beside one.
    func isOutranked(_ subject: Int) -> Bool {
        states[subject].subject.kind == .advisory
            && states.contains {
                $0.open != nil && $0.subject.kind != .advisory && $0.subject.site == states[subject].subject.site
                    && $0.subject.source == states[subject].subject.source
            }
    }

    /// Closes the advisory that a claim just opened takes the place of.
    mutating func closeAdvisory(outrankedBy subject: Int, at now: Instant, verdicts: inout [Verdict]) {
        let claim = states[subject].subject
        guard claim.kind != .advisory,
            let advisory = states.firstIndex(where: {
                $0.open != nil && $0.subject.kind == .advisory && $0.subject.site == claim.site
                    && $0.subject.source == claim.source
            })
        else { return }
        for number in evaluations.indices
        where evaluations[number].subject == advisory && evaluations[number].isContributing {
            guard let limit = evaluations[number].comparedWith else { continue }
            // With its own figures: what closes is the advisory and not the claim.
            let standing = evaluations[number].eventStanding(at: now)
            release(number, .outranked, finding(number, standing, limit), at: now, verdicts: &verdicts)
        }
    }

    /// Takes the hour that a reading ends into what is usual, and begins the one that it lies in.
    mutating func beginHour(of reading: Reading, at index: Int) {
        guard sensors[index].keepsBackground else { return }
        // Not at the hour's end: readings of it may still come in turn.
        if let range = sensors[index].hour?.range, reading.start >= range.end {
            if let hour = sensors[index].hour, let background = hour.background {
                sensors[index].background.note(background, hourOfWeek: hour.hourOfWeek)
                changed.backgrounds.insert(ChangedMemory.Hour(sensor: index, hourOfWeek: hour.hourOfWeek))
            }
            sensors[index].hour = nil
        }
        guard sensors[index].hour == nil else { return }
        let zone = plan.site(ofSensor: index).site.timeZone
        let hour = HourInProgress(around: reading.start, zone: zone)
        sensors[index].hour = hour
        sensors[index].usual = usual(\.L50, of: index, in: hour)
        sensors[index].quiet = usual(\.L90, of: index, in: hour)
    }

    /// Takes a reading, which counts for so much time, into the hour that it lies in.
    mutating func keepBackground(_ reading: Reading, validMilliseconds: Int64, of index: Int) {
        beginHour(of: reading, at: index)
        guard sensors[index].hour?.range.contains(reading.start) == true else { return }
        sensors[index].hour?.take(reading, validMilliseconds: validMilliseconds)
        // Works that fill an hour must not become the background against which works are found.
        if sensors[index].hour?.isLoud == false,
            sensors[index].evaluations.contains(where: { evaluations[$0].isContributing })
        {
            sensors[index].hour?.isLoud = true
            changed.loudHours.insert(index)
        }
    }

    /// Lets the finders of a sensor's rules take a reading, which counts for so much time.
    mutating func followNoise(_ reading: Reading, validMilliseconds: Int64, of index: Int) {
        let usual = sensors[index].usual
        for number in sensors[index].evaluations where evaluations[number].finder != nil {
            let began = evaluations[number].finder?.event?.began
            let edge = evaluations[number].edge
            evaluations[number].finder?.take(
                reading,
                validMilliseconds: validMilliseconds,
                usual: usual,
                behind: edge
            )
            // What is kept of the evaluation names its noise.
            if evaluations[number].isRemarkable, evaluations[number].finder?.event?.began != began {
                changed.evaluations.insert(number)
            }
        }
    }

    /// What the sensor hears at this hour of the week without the noise in question; nil while nothing is known.
    func usual(_ quantity: KeyPath<HourBackground, Level>, of index: Int, in hour: HourInProgress) -> Background? {
        // Measured with the source off (GB 12523-2011 cl. 5.5): better than anything recorded.
        if let declared = plan.sensors[index].background {
            let site = plan.site(ofSensor: index).site
            // By the hour's start, so that one hour has one background.
            let level = declared.level(in: site.dayPeriod(at: hour.range.start).period)
            if let level { return Background(level: level, basis: .declared) }
        }
        return sensors[index].background.quiet(quantity, hourOfWeek: hour.hourOfWeek)
    }

    /// The background at a sensor at `t`, by its L50; nil while nothing is known, or when no rule asks.
    package func background(of sensor: SensorID, at t: Instant) -> Background? {
        guard let index = plan.sensorIndex[sensor] else { return nil }
        return usual(\.L50, of: index, in: HourInProgress(around: t, zone: plan.site(ofSensor: index).site.timeZone))
    }
}
