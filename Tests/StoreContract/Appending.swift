import Acoustics
import EventTime
import Readings
import Records
import StorePorts
import Testing

/// An arrival is in the journal as a whole or not at all.
enum Appending {
    static let cases =
        [
            ContractCase("an arrival comes back as it was, in order, also through another connection", roundTrip),
            ContractCase("what could not be decoded is kept with its bytes", rejected),
            ContractCase("a sensor keeps its key, whichever connection gave it", keys),
            ContractCase("a sensor of an arrival that failed has no key, and its next one is its own", keyAfterFailure),
            ContractCase("the places of the journal by start and by arrival; a reading stamped 2099 is none", places),
        ]
        + [
            WriteFault(.refused, .arrival), WriteFault(.refused, .sensor, number: 2), WriteFault(.refused, .reading),
            WriteFault(.refused, .reading, number: 3), WriteFault(.refused, .rejected),
            WriteFault(.refused, .rejected, number: 2), WriteFault(.refused, .rejectedEntry, number: 2),
        ]
        .map { fault in ContractCase("an append leaves nothing after \(fault)") { try allOrNothing(fault, $0) } }

    private static func arrival() throws -> Arrival {
        var arrival = Sample.arrival(
            [try Sample.reading(1), try Sample.reading(2)],
            rejected: [Sample.rejected("a"), Sample.rejected("b")]
        )
        arrival.messages += Sample.arrival([try Sample.reading(1)], of: Sample.yard).messages
        return arrival
    }

    private static func allOrNothing(_ fault: WriteFault, _ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect(fault)
        let before = try StoreSnapshot(store)
        #expect(throws: (any Error).self) { try store.append(arrival()) }
        #expect(try StoreSnapshot(store) == before)
        #expect(try StoreSnapshot(place.connect()) == before)
        #expect(try !store.hasReceived())
        let outcome = try store.append(arrival())
        #expect(outcome.appended == 3 && outcome.rejected == 2 && outcome.repeated == 0)
        let other = try make().connect()
        _ = try other.append(arrival())
        #expect(try StoreSnapshot(place.connect()) == StoreSnapshot(other))
    }

    private static func roundTrip(_ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect()
        let sent = [try Sample.reading(5), try Sample.fullReading(1), try Sample.reading(3)]
        #expect(try !store.hasReceived())
        #expect(try store.append(Sample.arrival(sent)).appended == 3)
        #expect(try store.hasReceived())

        let other = try place.connect()
        var entries: [JournalEntry] = []
        let last = try other.forEachEntry(after: 0, limit: 10) { entries.append(copy $0) }
        #expect(entries.map(\.reading) == sent)
        #expect(entries.allSatisfy { $0.receivedAt == Sample.instant(100) && $0.origin == .mqtt })
        #expect(try last == entries.last?.sequence && other.lastSequence() == last)
        #expect(try other.forEachEntry(after: try #require(last), limit: 10) { _ in } == nil)
        var first: [Reading] = []
        _ = try other.forEachEntry(after: 0, limit: 1) { first.append($0.reading) }
        #expect(first == [sent[0]])
    }

    private static func rejected(_ make: ContractCase.Maker) throws {
        let place = try make()
        let payload = Sample.rejected("a", at: 7)
        let arrival = Arrival(receivedAt: Sample.instant(7), origin: .mqtt, rejected: [payload])
        #expect(try place.connect().append(arrival).rejected == 1)
        let other = try place.connect()
        #expect(try other.hasReceived())
        #expect(try other.rejected(limit: 10) == [payload])
    }

    private static func keys(_ make: ContractCase.Maker) throws {
        let place = try make()
        let (one, other) = (try place.connect(), try place.connect())
        let first = try one.keys(of: [Sample.yard, Sample.gate])
        #expect(try other.keys(of: [Sample.gate, Sample.yard]) == first)
        #expect(try place.connect().knownKeys() == first)
        #expect(Set(first.values).count == 2)
    }

    private static func keyAfterFailure(_ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect(WriteFault(.refused, .reading))
        #expect(throws: (any Error).self) { try store.append(Sample.arrival([Sample.reading(1)])) }
        #expect(try store.knownKeys().isEmpty)
        _ = try store.append(Sample.arrival([try Sample.reading(1)], of: Sample.yard))
        _ = try store.append(Sample.arrival([try Sample.reading(1, 70)]))
        let entries = try StoreSnapshot(place.connect()).entries
        #expect(entries.map(\.sensor) == [Sample.yard, Sample.gate])
    }

    private static func places(_ make: ContractCase.Maker) throws {
        let store = try make().connect()
        _ = try store.append(Sample.arrival([try Sample.reading(2_300_000_000, mark: .clock)], at: 0))
        for second in 1...50 as ClosedRange<Int64> {
            _ = try store.append(Sample.arrival([try Sample.reading(second * 10)], at: second * 10))
        }
        var sequences: [Int64] = []
        _ = try store.forEachEntry(after: 0, limit: 100) { sequences.append($0.sequence) }
        try #require(sequences.count == 51)
        #expect(try store.firstSequence(startingFrom: Sample.instant(400)) == sequences[40])
        #expect(try store.firstSequence(startingFrom: Sample.instant(2_000_000_000)) == nil)
        #expect(try store.firstSequence(receivedFrom: Sample.instant(401)) == sequences[41])
        #expect(try store.firstSequence(receivedFrom: .distantPast) == sequences[0])
        #expect(try store.firstSequence(receivedFrom: Sample.instant(501)) > sequences[50])
    }
}
