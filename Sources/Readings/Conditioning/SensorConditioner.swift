package import Acoustics
package import EventTime

/// Takes what one sensor sends, in the order of its arrival, and puts right or marks what it cannot have measured: the
/// times of a wrong clock, and levels that no instrument gives.
///
/// A value without clock and I/O. Of what came in one arrival every message is looked at before the first is
/// conditioned:
/// ```
/// for message in arrival { conditioner.look(at: message, arrival: now) }
/// for message in arrival { conditioner.condition(&message, arrival: now) }
/// ```
/// A reading that is sent again comes out as before, but for marks that are found in the order of readings (`frozen`,
/// `jump`).
package struct SensorConditioner: Sendable {
    private var limits: InstrumentLimits
    private var placement = ClockPlacement()
    private var live = PlausibilityWatch()
    /// Of what the sensor sends from its memory.
    private var memory = PlausibilityWatch()

    package init(_ limits: InstrumentLimits) {
        self.limits = limits
    }

    /// The same sensor, of which nothing is known yet.
    package var fresh: SensorConditioner { SensorConditioner(limits) }

    /// The same sensor, with all that is known of it, and other limits.
    package func with(_ limits: InstrumentLimits) -> SensorConditioner {
        var other = self
        other.limits = limits
        return other
    }

    /// Looks at a message of an arrival, which is known by its instant.
    @inline(__always)
    package mutating func look(at readings: [Reading], arrival: Instant) {
        placement.look(at: readings, arrival: arrival)
    }

    /// Moves and marks the readings of a message that was looked at.
    @inline(__always)
    package mutating func condition(_ readings: inout [Reading], arrival: Instant) {
        placement.place(&readings, arrival: arrival)
        var span = readings.mutableSpan
        for index in span.indices { checkLevel(&span[index]) }
    }

    /// Marks a level that cannot be, and looks at no clock: for readings of a file, each after the one before it.
    @inline(__always)
    package mutating func checkLevel(_ reading: inout Reading) {
        guard reading.mark != .clock else { return }
        if reading.historical { memory.mark(&reading, limits) } else { live.mark(&reading, limits) }
    }

    /// Takes a reading of the journal that came over MQTT, in the order of arrival, so that what follows comes out as
    /// without a restart. `finishRecall()` is to be called behind the last one.
    package mutating func recall(_ reading: Reading, arrival: Instant) {
        placement.recall(reading, arrival: arrival)
        guard reading.mark != .clock else { return }
        if reading.historical { memory.recall(reading, limits) } else { live.recall(reading, limits) }
    }

    package mutating func finishRecall() {
        placement.recallDecision()
    }

    /// Our own clock was set forward by `step`; back when it is negative.
    package mutating func rebase(by step: TimeSpan) {
        placement.rebase(by: step)
    }
}
