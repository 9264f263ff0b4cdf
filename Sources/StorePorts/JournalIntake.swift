package import Records

/// The journal as ingest sees it. Safe from any thread; calls block.
package protocol JournalIntake: Sendable {
    /// Commits the whole arrival or nothing; when it returns, the arrival survives a power cut.
    func append(_ arrival: Arrival) throws -> AppendOutcome
}
