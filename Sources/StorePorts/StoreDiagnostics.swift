package import EventTime
import Records

/// What a look at a store brings to light; changes nothing in it and brings no schema up to date.
///
/// One thread asks and lets it go; each question blocks.
package protocol StoreDiagnostics {
    /// Why a program of version `program` must leave the store alone: a newer one has changed its form.
    func newerForm(program: String) -> String?
    /// Writes half a megabyte to the disk in a transaction and takes it back; nil when that went well.
    func tryWriting() -> StoreWriteFailure?
    /// What an examination of the whole complains of; empty when nothing, nil when the time was too short.
    func damage(withinSeconds seconds: Double) throws -> [String]?
    /// Whether a service has ever subscribed at `broker` (`host:port`) under the client id, as the store has it.
    func hasSubscribed(at broker: String, as clientID: String) throws -> Bool
    /// What came in the last hour, and the newest readings; nil before the store has its tables.
    func traffic(at now: Instant, newest limit: Int) throws -> StoreTraffic?
}

extension StoreDiagnostics {
    package func newerForm() -> String? { newerForm(program: Version.current) }
    package func traffic(at now: Instant) throws -> StoreTraffic? { try traffic(at: now, newest: 500) }
}

/// What stops a write.
package enum StoreWriteFailure: Hashable, Sendable {
    /// Another connection held the write lock all the time.
    case locked
    case readOnly
    case full
    case damaged
    case other(String)
}
