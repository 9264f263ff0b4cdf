import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import Sites

/// A case for both judges: a plan, what arrives when, and how the service turns.
struct Scenario {
    /// One reading on its way.
    struct Arriving: Hashable {
        var sensor: SensorID
        var reading: Reading
        var at: Instant
    }

    var seed: UInt64
    var plan: Plan
    /// In the order in which they arrive.
    var arrivals: [Arriving]
    /// When the service takes what has arrived, ascending.
    var turns: [Instant]
    /// Turns before which the evaluator is made anew from the store.
    var restarts: Set<Instant>
    var start: Instant
    /// Far behind the last reading.
    var end: Instant
    /// Everything arrives at its end and is taken at once.
    var isPrompt = false

    /// What the store keeps: of the same start and length at one sensor the first that came.
    var readings: [(SensorID, Reading)] {
        struct Key: Hashable {
            var sensor: SensorID
            var start: Instant
            var duration: TimeSpan
        }
        var known: Set<Key> = []
        return arrivals.compactMap { arriving in
            let key = Key(sensor: arriving.sensor, start: arriving.reading.start, duration: arriving.reading.duration)
            return known.insert(key).inserted ? (arriving.sensor, arriving.reading) : nil
        }
    }

    /// In the order of the ends, of equal ends in the order of the sensors' ids, of one sensor the shorter first.
    var inOrder: [(SensorID, Reading)] {
        readings.sorted { ($0.1.end, $0.0, $0.1.duration) < ($1.1.end, $1.0, $1.1.duration) }
    }
}

extension Scenario {
    /// For people: the plan and every reading, with times in seconds from the start; in the order of the ends unless it
    /// matters when they came.
    func text(inOrder isInOrder: Bool) -> String {
        func seconds(_ t: Instant) -> String { "\((t - start).seconds)" }
        var lines = ["seed \(seed), start \(start.milliseconds)"]
        for sensor in plan.sensors {
            let background = sensor.background.map { " background \($0.day?.text ?? "-")/\($0.night?.text ?? "-")" }
            lines.append("sensor \(sensor.id) \(sensor.placement.rawValue)\(background ?? "")")
        }
        for session in plan.exams.flatMap(\.sessions) {
            lines.append(
                "session \(session.kind.rawValue) \(seconds(session.guarded.start)) to \(seconds(session.guarded.end))"
            )
        }
        for phase in plan.notices.flatMap(\.phases) {
            lines.append("ban \(seconds(phase.range.start)) to \(seconds(phase.range.end))")
        }
        lines += plan.rules.map(Scenario.text)
        if isInOrder {
            lines += inOrder.map { line(Arriving(sensor: $0.0, reading: $0.1, at: $0.1.end)) }
        } else {
            lines += arrivals.map(line)
            lines.append("turns " + turns.map(seconds).joined(separator: " "))
            lines.append("restarts " + restarts.sorted().map(seconds).joined(separator: " "))
        }
        lines.append("end \(seconds(end))")
        return lines.joined(separator: "\n")
    }

    private func line(_ arriving: Arriving) -> String {
        let reading = arriving.reading
        var words = ["\(arriving.sensor.sensor) [\((reading.start - start).seconds), \((reading.end - start).seconds))"]
        words.append((reading.LAeq ?? .minimum).text)
        if let maximum = reading.LAFmax { words.append("max \(maximum.text)") }
        if let exclusion = reading.exclusion { words.append(exclusion.rawValue) }
        if let measured = reading.measuredSeconds { words.append("measured \(measured)") }
        if arriving.at != reading.end { words.append("late by \((arriving.at - reading.end).seconds)") }
        return words.joined(separator: " ")
    }

    private static func text(_ rule: Rule) -> String {
        let place = rule.place.placements.map { $0.map(\.rawValue).sorted().joined(separator: "+") } ?? "everywhere"
        let basis =
            switch rule.basis {
            case .level(let level, _): level.text
            case .standard(let standard): standard.rawValue
            case .rise(let tenths): "rise \(tenths)"
            }
        return
            "rule \(rule.id) \(rule.kind.rawValue) \(rule.when) \(place) \(basis) \(rule.measurement.quantity.rawValue) window "
            + "\(rule.measurement.window.seconds) minimum \(rule.hysteresis.minimumDuration.seconds) below \(rule.hysteresis.clearBelowTenths) after "
            + "\(rule.hysteresis.clearAfter.seconds) coverage \(rule.measurement.coveragePercent)\(rule.measurement.isContinuous ? " continuous" : "")"
            + "\(rule.measurement.correction.map { " correction \($0.rawValue)" } ?? "")"
    }
}
