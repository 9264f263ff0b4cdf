import Synchronization
import Testing

/// One thing that every store must do. A new one is run with every store that is held to ``all``.
package struct ContractCase: Sendable, CustomTestStringConvertible {
    /// Makes a store that nobody else has.
    package typealias Maker = @Sendable () throws -> any StoreUnderTest

    package let testDescription: String
    private let body: @Sendable (Maker) async throws -> Void

    /// `body` reports what is not kept to Swift Testing.
    init(_ description: String, _ body: @escaping @Sendable (Maker) async throws -> Void) {
        testDescription = description
        self.body = body
    }

    package func run(_ make: @escaping Maker) async throws {
        let kept = MadeStores()
        try await body { try kept.keep(make()) }
        withExtendedLifetime(kept) {}
    }

    package static let all: [ContractCase] =
        EntryOrder.cases + Appending.cases + ReadingIdentity.cases + Judging.cases + Sending.cases + Responding.cases
        + Chaining.cases + Searching.cases
}

/// Stores of a case until its end: a connection alone does not hold one.
private final class MadeStores: Sendable {
    private let stores = Mutex<[any StoreUnderTest]>([])

    func keep(_ store: any StoreUnderTest) -> any StoreUnderTest {
        stores.withLock { $0.append(store) }
        return store
    }
}
