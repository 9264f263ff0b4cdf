import EventTime
import Foundation
import NoiseRules
import Records

/// Which changes are told as they are decided, and which are only recorded: what happened while nobody heard it (the
/// collector or its broker was away) is no news any more once it is over.
///
/// Kept in the transaction of the verdicts, so that a restart neither forgets to tell nor tells twice.
struct Telling {
    /// A change that is older than this when it is decided is not told at once.
    static let liveWithin = Span.minutes(5)

    /// Violations that nobody was told of yet, with their latest change.
    private var untold: [ViolationID: ViolationChange] = [:] {
        didSet { isChanged = true }
    }
    private var isChanged = false
    /// As the store has it.
    private var kept: [ViolationID: ViolationChange] = [:]

    init() {}

    init(_ memory: [JudgeMemory: [UInt8]]) throws {
        for (piece, body) in memory where piece.kind == .untold {
            kept[ViolationID(piece.key)] = try JSONDecoder().decode(ViolationChange.self, from: Data(body))
        }
        untold = kept
        isChanged = false
    }

    /// What has changed since the last call and must be kept.
    mutating func takeChanges() throws -> [JudgeMemory: [UInt8]?] {
        guard isChanged else { return [:] }
        var pieces: [JudgeMemory: [UInt8]?] = [:]
        for id in kept.keys where untold[id] == nil { pieces.updateValue(nil, forKey: Telling.piece(id)) }
        for (id, change) in untold where kept[id] != change {
            pieces.updateValue([UInt8](try JSONEncoder().encode(change)), forKey: Telling.piece(id))
        }
        kept = untold
        isChanged = false
        return pieces
    }

    private static func piece(_ id: ViolationID) -> JudgeMemory { JudgeMemory(kind: .untold, key: id.text) }

    /// Whether `change`, decided at `now`, is to be told; remembers it when it is not.
    mutating func tells(_ change: ViolationChange, at now: Instant) -> Bool {
        let isLive = now - change.at <= Telling.liveWithin
        guard change.step == .opened || untold[change.violation] != nil else {
            // Whoever was told that it began waits for its end, however late that is known.
            return isLive || change.step == .closed
        }
        untold[change.violation] = nil
        guard change.step != .closed else { return false }
        if !isLive { untold[change.violation] = change }
        return isLive
    }

    /// What turns out to be on still, now that the journal is judged to its end: the latest change of each untold
    /// violation whose newest reading (`lastReading`) is fresh.
    mutating func due(at now: Instant, lastReading: (ViolationID) -> Instant?) -> [ViolationChange] {
        let fresh = untold.values.filter { change in
            lastReading(change.violation).map { now - $0 <= Telling.liveWithin } ?? false
        }
        for change in fresh { untold[change.violation] = nil }
        return fresh.sorted { ($0.at, $0.violation) < ($1.at, $1.violation) }
    }
}
