import Acoustics
package import EventTime
import ExamCalendar
package import Readings
import Sites

/// When messages of a sensor arrive, and how much time one of them covers.
struct ArrivalWatch: Sendable {
    private(set) var last = Instant.distantPast
    /// Start of the first reading of the newest arrival, and end of its last.
    private var covers = TimeRange(start: .distantPast, end: .distantPast)

    /// A longer message says nothing of the time between two.
    private static let longestCover = TimeSpan.minutes(10)

    mutating func note(_ reading: Reading, at receivedAt: Instant) {
        // Several messages of one arrival cover their time together.
        if receivedAt == last {
            covers.start = min(covers.start, reading.start)
            covers.end = max(covers.end, reading.end)
        } else {
            last = max(last, receivedAt)
            covers = TimeRange(start: reading.start, end: reading.end)
        }
    }

    /// For how long nothing may arrive: the plan's time, or one and a half times what a message covers and ten seconds.
    func silentAfter(_ planned: TimeSpan) -> TimeSpan {
        let cover = min(covers.length, ArrivalWatch.longestCover).milliseconds
        return max(planned, .milliseconds(cover * 3 / 2) + .seconds(10))
    }
}

extension Judge {
    /// Takes note of a reading that arrived, whether it is judged or not: silence is about arrival, not about the
    /// readings' own time.
    package mutating func noteArrival(
        of index: Int,
        _ reading: Reading,
        at receivedAt: Instant,
        verdicts: inout [Verdict]
    ) {
        sensors[index].arrivals.note(reading, at: receivedAt)
        if reading.lack != nil, sensors[index].presence == .awaited { setPresence(of: index, .heard) }
        if sensors[index].isSilent {
            setPresence(of: index, .heard)
            changed.sensors.insert(index)
            // Before what is wrong with it: its clock and faults are those of a sensor that sends again.
            report(.back, of: index, at: reading.start, verdicts: &verdicts)
        }
        if reading.shift != .zero || sensors[index].clockOffset != nil {
            noteClock(of: index, reading, at: receivedAt, verdicts: &verdicts)
        }
        guard let noted = sensors[index].faults.note(reading) else { return }
        changed.faults.insert(index)
        report(noted.isOn ? .faulty : .sound, of: index, at: reading.start, fault: noted.fault, verdicts: &verdicts)
    }

    private mutating func noteClock(
        of index: Int,
        _ reading: Reading,
        at receivedAt: Instant,
        verdicts: inout [Verdict]
    ) {
        guard reading.mark != .clock, !reading.historical else { return }
        let known = sensors[index].clockOffset
        if reading.shift != .zero {
            let offset = .zero - reading.shift
            // Clocks drift by seconds; a minute more is another cause, and worth a second word.
            if let known, abs((offset - known).milliseconds) < 60_000 { return }
            sensors[index].clockOffset = offset
            report(.clockOff, of: index, at: reading.start, offset: offset, verdicts: &verdicts)
        } else {
            // What is far back may be from the sensor's memory, or from before its clock was found to be wrong.
            guard receivedAt - reading.end < Judge.lateAfter else { return }
            sensors[index].clockOffset = nil
            report(.clockRight, of: index, at: reading.start, offset: known, verdicts: &verdicts)
        }
        changed.clocks.insert(index)
    }

    private func report(
        _ step: SensorChange.Step,
        of index: Int,
        at instant: Instant,
        offset: TimeSpan? = nil,
        fault: SensorFault? = nil,
        verdicts: inout [Verdict]
    ) {
        let change = SensorChange(
            sensor: plan.sensors[index].id,
            step: step,
            at: instant,
            lastReading: sensors[index].lastReading,
            lastArrival: sensors[index].arrivals.last == .distantPast ? nil : sensors[index].arrivals.last,
            offset: offset,
            fault: fault
        )
        verdicts.append(.sensor(change))
    }

    /// The arrival before which no interruption bears on any sensor's silence.
    package var oldestArrival: Instant {
        sensors.lazy.filter { !$0.isSilent }.map { max($0.arrivals.last, $0.countsFrom) }.min() ?? .distantFuture
    }

    mutating func setPresence(of index: Int, _ state: SensorPresence.State) {
        presence.count(sensors[index].presence, -1)
        sensors[index].presence = state
        presence.count(state, 1)
    }

    mutating func noteSilence(
        of index: Int,
        at instant: Instant,
        _ interruptions: [TimeRange],
        verdicts: inout [Verdict]
    ) {
        guard !sensors[index].isSilent else { return }
        let last = max(sensors[index].arrivals.last, sensors[index].countsFrom)
        var silentAfter = sensors[index].arrivals.silentAfter(plan.sensors[index].silentAfter)
        // Asked before the interruptions are added up: nearly every sensor has just sent.
        guard instant - last > silentAfter else { return }
        // Only time in which something could be received counts.
        silentAfter = silentAfter + TimeRange(start: last, end: instant).covered(by: interruptions)
        guard instant - last > silentAfter else { return }
        setPresence(of: index, .silent)
        changed.sensors.insert(index)
        // When it became silent, not when somebody looked.
        report(.silent, of: index, at: last + silentAfter, verdicts: &verdicts)
    }
}
