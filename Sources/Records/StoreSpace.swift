/// What was done about a full disk.
package struct RoomMade: Hashable, Sendable {
    package var hasReleasedReserve = false
    /// Rejected payloads that had to go.
    package var discarded = 0

    package init() {}

    package var isMade: Bool { hasReleasedReserve || discarded > 0 }
}
