package import Records

/// The space that a store keeps back for a full disk. Safe from any thread; calls block.
package protocol StoreSpace: Sendable {
    /// Keeps space back while there is plenty, and makes room when there is hardly any. To be called every few seconds.
    func keepRoom() throws -> RoomMade
}
