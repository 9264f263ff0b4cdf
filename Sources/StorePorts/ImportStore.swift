import Acoustics
package import EventTime
package import Readings
package import Records
package import Sites

/// The files that were brought into the journal. Safe from any thread; calls block.
package protocol ImportStore: Sendable {
    /// What would become of the readings; changes nothing. Readings that are twice among them count as there already.
    func survey(_ readings: [(sensor: SensorID, reading: Reading)]) throws -> AppendOutcome
    /// Records an import that begins, and gives its id.
    func begin(_ draft: ImportDraft) throws -> Int64
    func finish(importOf id: Int64) throws
    /// In the order in which they were made.
    func imports() throws -> [ImportRecord]
    func extent(ofImport id: Int64) throws -> ImportExtent
    /// Removes what only the import has brought, puts back what it replaced, and gives the order that evaluation obeys.
    /// May be called again after it was broken off. `progress` gets the number of readings removed so far.
    func undo(importOf id: Int64, at: Instant, by: String, why: String, progress: (Int) -> Void) throws -> Order
}
