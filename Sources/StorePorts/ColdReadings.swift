package import EventTime
package import Records

/// Readings of closed hours that were moved out of the journal. Safe from any thread; calls block.
package protocol ColdReadings: Sendable {
    /// The hours within `range`, each whole, of which something is kept, in order and joined where they touch.
    func spans(in range: TimeRange) throws -> [TimeRange]

    /// The readings that start in `range` (of `sensors`, or of all), in order of start, sensor and duration. Holds all
    /// of them in memory: ask for an hour at most.
    func entries(startingIn range: TimeRange, sensors: Set<SensorKey>?) throws -> [JournalEntry]
}
