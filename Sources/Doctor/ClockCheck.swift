import Acoustics
import Analysis
package import EventTime
package import Machine
import NoiseRules
package import StorePorts

/// Whether this machine's clock is right, by the kernel's own word and by what the sensors say.
package enum ClockCheck {
    private static let remedy = "Install and start chrony (apt-get install chrony), and look at 'chronyc tracking'."

    /// A clock that cannot be right: it shows less than an instant that has passed. Nil when it may be right.
    package static func verdict(of now: Instant, released: Instant, stored: Instant?) -> Diagnosis? {
        let shown = "this machine's clock shows \(RFC3339.format(now, offset: 0))"
        if let stored, now + .seconds(60) < stored {
            return .problem(
                "\(shown), and the newest reading came at \(RFC3339.format(stored, offset: 0)): the clock is wrong",
                "Set it ('date -s'), and let a time service keep it. " + remedy
            )
        }
        guard now < released else { return nil }
        return .problem(
            "\(shown), which is before this version of the program: the clock is wrong",
            "Set it ('date -s'), and let a time service keep it. " + remedy
        )
    }

    /// Nil stands for a kernel that does not tell.
    package static func verdict(of clock: KernelClock?) -> Diagnosis {
        guard let clock else { return .notLookedAt("this system does not tell the state of its clock") }
        let error = "\(clock.maximumErrorMicroseconds / 1000) ms"
        guard clock.isSynchronised else {
            return .warning("nothing keeps this machine's clock right, says the kernel", remedy)
        }
        guard clock.maximumErrorMicroseconds < 1_000_000 else {
            return .warning("the clock may be wrong by \(error), says the kernel", remedy)
        }
        return .ok("kept right by a time service, wrong by \(error) at most")
    }

    /// A reading arrives after its end; how long after, tells of both clocks and of the way between. `newest` come the newest
    /// first.
    package static func verdicts(of newest: [StoreTraffic.Timing]) -> [Diagnosis] {
        guard !newest.isEmpty else { return [.notLookedAt("no reading has come over MQTT yet")] }
        let last = Dictionary(newest.map { ($0.sensor, $0) }) { first, _ in first }.values
            .sorted { "\($0.sensor)" < "\($1.sensor)" }
        let wrong = last.filter { $0.shift != .zero }
        let found = clocks(wrong) + faults(last)
        // Sensors whose clocks are known to be wrong say nothing of ours, unless all of them are.
        let others = newest.filter { $0.shift == .zero || $0.isMarkedClock }
        if others.isEmpty, wrong.count > 1 {
            return found + [
                .warning(
                    "no sensor's clock agrees with this machine's: it may be this one that is wrong",
                    "Compare this clock with another one ('date')."
                )
            ]
        }
        return others.isEmpty ? found : found + [verdict(of: others)]
    }

    private static func clocks(_ wrong: [StoreTraffic.Timing]) -> [Diagnosis] {
        let told = wrong.filter { !$0.isMarkedClock }.map { timing in
            let offset = TimeSpan.zero - timing.shift
            let zone = SensorChange.looksLikeTimeZone(offset) ? " (a time zone?)" : ""
            return "\(timing.sensor) is \(OffsetText.text(offset))\(zone)"
        }
        guard !told.isEmpty else { return [] }
        return [
            .problem(
                "sensors with a wrong clock: \(told.prefix(10).joined(separator: ", "))"
                    + (told.count > 10 ? " and \(told.count - 10) more" : ""),
                "Set their clocks. Until then their readings are judged by their arrival, with evidence grade C."
            )
        ]
    }

    private static func faults(_ last: [StoreTraffic.Timing]) -> [Diagnosis] {
        let told = last.compactMap { timing -> String? in
            switch timing.mark {
            case .range: "\(timing.sensor) reports a level that it cannot measure"
            case .frozen: "\(timing.sensor) is frozen at one level"
            case .normal, .over, .under, .calibration, .fault, .partial, .clock, .jump: nil
            }
        }
        guard !told.isEmpty else { return [] }
        return [
            .problem(
                told.prefix(10).joined(separator: ", ") + (told.count > 10 ? " and \(told.count - 10) more" : ""),
                "Look at microphone and sensor; these readings enter no level. What it can measure is range and "
                    + "frozen-after of the sensor in the plan."
            )
        ]
    }

    private static func verdict(of newest: [StoreTraffic.Timing]) -> Diagnosis {
        let delays = newest.map { $0.receivedAt - $0.end }.sorted()
        let median = delays[delays.count / 2]
        let marked = newest.count(where: \.isMarkedClock)
        let count = newest.count == 1 ? "the newest reading" : "the newest \(newest.count) readings"
        let middle = "\(count) arrived \(seconds(median)) s after their end (median)"
        if median < .seconds(-1) {
            return .problem(
                "\(count) arrived \(seconds(.zero - median)) s before their end (median): this machine's clock is slow, "
                    + "or the sensors' clocks are fast",
                "Compare this clock with another one ('date'), then the sensors' time service; such readings are marked "
                    + "and do not enter a level."
            )
        }
        if median > .seconds(60) {
            return .problem(
                "\(middle): this machine's clock is fast, the sensors' clocks are slow, or they send late",
                "Compare this clock with another one ('date'), then look at the sensors' time service and their network."
            )
        }
        if marked > 0 {
            return .warning(
                "\(middle), but \(marked) of them were dated in the future and are marked",
                "Set the clocks of the sensors that send them; 'quiethours watch' shows which have no valid level."
            )
        }
        return .ok("\(middle)")
    }

    private static func seconds(_ span: TimeSpan) -> String {
        let tenths = (span.milliseconds + 50) / 100
        return "\(tenths / 10).\(abs(tenths % 10))"
    }
}
