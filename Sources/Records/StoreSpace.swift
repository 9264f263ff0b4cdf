/// What was done about a full disk.
package struct RoomMade: Hashable, Sendable {
    package var hasReleasedReserve = false
    /// Rejected payloads that had to go.
    package var discarded = 0

    package init() {}

    package var isMade: Bool { hasReleasedReserve || discarded > 0 }
}

/// The space that a store keeps back for a full disk. Safe from any thread; calls block.
package protocol StoreSpace: Sendable {
    /// Keeps space back while there is plenty, and makes room when there is hardly any. To be called every few seconds.
    func keepRoom() throws -> RoomMade
}
