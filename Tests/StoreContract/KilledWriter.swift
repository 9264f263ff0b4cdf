import Foundation
import StorePorts
import Testing

/// A process that is killed while it writes: each of its transactions is there as a whole or not at all, what it was
/// told is committed is there, and whoever comes next goes on from it.
package struct KilledWriter: Sendable, CustomTestStringConvertible {
    package let testDescription: String
    private let fault: WriteFault?
    private let environment: [String: String]

    /// In the middle of a transaction.
    package init(_ step: WriteFault.Step, number: Int) {
        let fault = WriteFault(.killed, step, number: number)
        (testDescription, self.fault, environment) = (fault.description, fault, [:])
    }

    /// By what its environment does to it.
    package init(_ description: String, environment: [String: String]) {
        (testDescription, fault, self.environment) = (description, nil, environment)
    }

    /// What a ``WriterLife`` writes at least twice.
    package static let steps: [WriteFault.Step] = [
        .arrival, .sensor, .reading, .rejected, .rejectedEntry, .replacement, .violation, .change, .decision,
        .notifiedLater, .worst, .memory, .alert, .cursor, .delivery, .sentMessage, .alertState,
    ]

    package func check(_ make: ContractCase.Maker) throws {
        let (reference, place) = (try make(), try make())
        defer { withExtendedLifetime(reference) {} }
        let expected = try KilledWriter.snapshots(reference.connect())
        // What is killed is a writer, not the making of the schema.
        _ = try place.connect()
        let writer = try ChildWriter(on: place, .lives(from: 0), fault: fault, environment: environment)
        try #require(writer.exitCode() == SIGKILL, "it was not killed: \(writer.errors)")
        let acknowledged = try writer.acknowledged()
        try #require(acknowledged < WriterLife.deeds)

        let store = try place.connect()
        let found = try StoreSnapshot(store)
        #expect(
            found == expected[acknowledged] || found == expected[acknowledged + 1],
            "after \(acknowledged) deeds: neither what they left nor what one more leaves"
        )
        for number in acknowledged..<WriterLife.deeds { try WriterLife.perform(number, on: store) }
        #expect(try StoreSnapshot(place.connect()) == expected[WriterLife.deeds])
    }

    /// Before the first deed, and after each.
    private static func snapshots(_ store: any Store) throws -> [StoreSnapshot] {
        try [StoreSnapshot(store)]
            + (0..<WriterLife.deeds).map { number -> StoreSnapshot in
                try WriterLife.perform(number, on: store)
                return try StoreSnapshot(store)
            }
    }
}
