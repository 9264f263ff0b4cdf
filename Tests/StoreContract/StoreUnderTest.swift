package import StorePorts

/// A new, empty store of the kind that is held to the contract; it is removed when the last reference goes.
package protocol StoreUnderTest: Sendable {
    /// Where the store is, for another process: a path or an address.
    var place: String { get }
    /// The test that ``ChildWriter/run(_:)`` is called from, as `--filter` takes it.
    var childTest: String { get }
    /// A connection of its own, as another process has one; it makes the schema where that is missing. Its writes meet
    /// `fault`, once.
    func connect(_ fault: WriteFault?) throws -> any Store
}

extension StoreUnderTest {
    func connect() throws -> any Store { try connect(nil) }
}
