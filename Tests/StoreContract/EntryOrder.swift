import Records
import StorePorts
import Synchronization
import TestSupport
import Testing

/// Entries become visible in the order of their sequence: who follows the cursor never passes over one.
enum EntryOrder {
    static let cases = [
        ContractCase("two connections write in turns, and a third follows every entry in order", turns),
        ContractCase("two connections write, and a third follows every entry in order", connections),
        ContractCase("two other processes write, and a connection follows every entry in order", processes),
    ]

    private static let rounds = 60

    /// How many writers have more to write.
    private final class Writing: Sendable {
        private let count: Mutex<Int>

        init(_ writers: Int) { count = Mutex(writers) }

        func end() { count.withLock { $0 -= 1 } }
        var isOver: Bool { count.withLock { $0 == 0 } }
    }

    private static func turns(_ make: ContractCase.Maker) throws {
        let place = try make()
        let (writers, reader) = (try [place.connect(), place.connect()], try place.connect())
        var followed: [Int64] = []
        for round in 0..<rounds {
            for (number, writer) in writers.enumerated() {
                try append(round, by: number, to: writer)
                followed += try follow(reader, after: followed.last ?? 0) { true }
            }
        }
        try check(followed, in: place)
    }

    private static func connections(_ make: ContractCase.Maker) async throws {
        let place = try make()
        let reader = try place.connect()
        let writing = Writing(2)
        try await withThrowingTaskGroup(of: [Int64].self) { group in
            for number in 0..<2 {
                let writer = try place.connect()
                group.addTask {
                    try await onThread {
                        defer { writing.end() }
                        for round in 0..<rounds { try append(round, by: number, to: writer) }
                        return []
                    }
                }
            }
            group.addTask {
                try await onThread { try follow(reader) { writing.isOver } }
            }
            let followed = try await group.reduce(into: []) { $0 += $1 }
            try check(followed, in: place)
        }
    }

    private static func processes(_ make: ContractCase.Maker) async throws {
        let place = try make()
        let reader = try place.connect()
        let writers = try (0..<2).map { try ChildWriter(on: place, .appends(by: $0)) }
        let followed = try await onThread { try follow(reader) { !writers.contains(where: \.isRunning) } }
        for writer in writers { try #require(writer.exitCode() == 0, "\(writer.errors)") }
        try check(followed, in: place)
    }

    /// Readings of one writer, now one, now three together.
    static func append(_ round: Int, by writer: Int, to store: any Store) throws {
        let seconds = round % 2 == 0 ? 0..<1 as Range<Int64> : 0..<3
        let readings = try seconds.map { try Sample.reading(Int64(round * 10) + $0) }
        let outcome = try store.append(Sample.arrival(readings, of: writer == 0 ? Sample.gate : Sample.yard))
        try #require(outcome.appended == readings.count)
    }

    static func appendAll(by writer: Int, to store: any Store) throws {
        for round in 0..<rounds { try append(round, by: writer, to: store) }
    }

    /// The sequences as a follower sees them, two at a time, until nothing comes after `isOver`.
    private static func follow(
        _ store: any Store,
        after start: Int64 = 0,
        until isOver: () -> Bool
    ) throws -> [Int64] {
        var (cursor, seen): (Int64, [Int64]) = (start, [])
        while true {
            let wasOver = isOver()
            if let last = try store.forEachEntry(after: cursor, limit: 2, { seen.append($0.sequence) }) {
                try #require(last == seen.last)
                cursor = last
            } else if wasOver {
                return seen
            }
        }
    }

    private static func check(_ followed: [Int64], in place: any StoreUnderTest) throws {
        var all: [Int64] = []
        _ = try place.connect().forEachEntry(after: 0, limit: 10_000) { all.append($0.sequence) }
        #expect(all.count == 2 * rounds * 2)
        #expect(zip(all, all.dropFirst()).allSatisfy { $0 < $1 })
        let missed = Set(all).subtracting(followed)
        #expect(missed.isEmpty, "became visible behind the cursor: \(missed.sorted().prefix(9))")
        #expect(followed == all)
    }
}
