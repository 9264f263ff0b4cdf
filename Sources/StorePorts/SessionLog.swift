package import EventTime
package import Records

/// Where ingest writes down what became of its session. Safe from any thread; calls block.
package protocol SessionLog: Sendable {
    func record(_ events: [SessionEvent]) throws
    /// When anything last came from a broker; nil when nothing ever did.
    func lastReceivedAt() throws -> Instant?
}
