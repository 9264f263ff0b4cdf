import Acoustics
package import EventTime
import Records
package import Sites

/// How much a store holds, and what waits in it. Safe from any thread; calls block.
package protocol StoreOverview: Sendable {
    /// Every figure from one snapshot, found without counting readings.
    func figures() throws -> StoreFigures
    func counts() throws -> StoreCounts
    /// From the first start of a reading to the last end; nil of an empty journal.
    func readingSpan() throws -> TimeRange?
    /// Whether a broker has ever delivered anything into this store, so that it should know our session.
    func hasReceived() throws -> Bool
    /// Sensors whose newest readings arrived within `lag` of their ends, looked for among so many readings.
    func punctualSensors(lag: ClosedRange<TimeSpan>, among newest: Int) throws -> Set<SensorID>
    /// The ids that end in `text`, letter case aside, the newest first; that one alone which is `text`.
    func ids(_ kind: NamedRecord, endingIn text: String, limit: Int) throws -> [String]
}

extension StoreOverview {
    package func punctualSensors(lag: ClosedRange<TimeSpan>) throws -> Set<SensorID> {
        try punctualSensors(lag: lag, among: 20_000)
    }
}
