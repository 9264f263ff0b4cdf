import Acoustics
package import EventTime
import ExamCalendar
import Readings
package import Sites

extension Rule {
    /// How long what was heard can bear on its verdicts: its window, how long that must last, and how long it must be
    /// clear.
    package var memory: TimeSpan { measurement.window + hysteresis.minimumDuration + hysteresis.clearAfter }
}

extension Judge {
    /// Whether a reading of the sensor with `index` comes too late for its place: newer ones were judged without it, or
    /// time was passed over an edge, or over a violation's end for want of data, that it lies before.
    func isLate(_ reading: Reading, of index: Int) -> Bool {
        // Neither is judged in its place: the one has the time of its arrival, the other no level.
        if reading.mark == .clock || reading.lack != nil { return false }
        if reading.end < sensors[index].lastEnd {
            // The minute that follows its seconds changes nothing.
            return !sensors[index].window.passesOver(reading)
        }
        return reading.end <= sensors[index].passedUntil
    }

    /// Whether several sensors speak for the site, so that what they found depends on whose readings came first.
    package func hasSeveralSensors(_ site: SiteID) -> Bool {
        plan.sensors(ofSite: site).count > 1
    }

    /// The longest reading that the sensors at the site sent since the judge began: one may reach over an instant that
    /// it starts so long before.
    package func longestReading(_ site: SiteID) -> TimeSpan {
        plan.sensors(ofSite: site).map { sensors[$0].window.longest }.max() ?? .zero
    }

    /// Nothing is open, and no level is above its limit on its way to be.
    package var isAtRest: Bool {
        !evaluations.contains { $0.overSince != nil || $0.isContributing }
    }

    /// Knows what `other` knows of its sensors' usual levels from hours that began before `instant`.
    package mutating func adoptBackground(of other: Judge, before instant: Instant) {
        for index in sensors.indices {
            guard let known = other.plan.sensorIndex[plan.sensors[index].id] else { continue }
            for hour in 0..<BackgroundRecord.hoursOfWeek {
                let kept = other.sensors[known].background.hours[hour].filter { $0.hour < instant }
                sensors[index].background.restore(kept, hourOfWeek: hour)
            }
        }
    }

    /// The same from what was kept of it.
    package mutating func adoptBackground(of kept: JudgeSnapshot, before instant: Instant) {
        for state in kept.backgrounds {
            guard let index = plan.sensorIndex[state.sensor] else { continue }
            let hours = state.hours.filter { $0.hour < instant }
            sensors[index].background.restore(hours, hourOfWeek: state.hourOfWeek)
        }
    }

    /// Takes over what `review` found usual in the hours that lie whole in `range`, in place of what it had.
    package mutating func takeBackground(from review: Judge, in range: TimeRange) {
        for (index, sensor) in review.plan.sensors.enumerated() where review.sensors[index].keepsBackground {
            // An hour is known when a later one has begun.
            guard let own = plan.sensorIndex[sensor.id], let reached = review.sensors[index].hour?.range.start else {
                continue
            }
            for hourOfWeek in 0..<BackgroundRecord.hoursOfWeek {
                func isReviewed(_ hour: HourBackground) -> Bool {
                    range.start <= hour.hour && hour.hour + .hours(1) <= min(range.end, reached)
                }
                let known = sensors[own].background.hours[hourOfWeek]
                let found = review.sensors[index].background.hours[hourOfWeek].filter(isReviewed)
                // Hours that came out the same need not be written again.
                guard known.filter(isReviewed) != found else { continue }
                sensors[own].background.restore(known.filter { !isReviewed($0) }, hourOfWeek: hourOfWeek)
                for hour in found { sensors[own].background.note(hour, hourOfWeek: hourOfWeek) }
                changed.backgrounds.insert(ChangedMemory.Hour(sensor: own, hourOfWeek: hourOfWeek))
            }
        }
    }
}
