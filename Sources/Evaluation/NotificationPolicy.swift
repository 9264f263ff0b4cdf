import EventTime
import NoiseRules
import Records
import StoredForms

/// Which changes are notified as they are decided, and which are only recorded: what happened while nothing was
/// received (the collector or its broker was away, the message is an old one) is notified only if it is loud now, and
/// what a person muted is notified when it is ongoing after the mute. The end of what was notified is always notified.
///
/// Kept in the transaction of the verdicts, so that a restart neither forgets a notification nor repeats it.
struct NotificationPolicy {
    /// A change that is older than this when it is decided is not notified at once.
    static let liveWithin = TimeSpan.minutes(5)

    /// The latest change of a violation that was not notified.
    private struct Withheld: Hashable {
        var change: ViolationChange
        /// Whether anybody was notified of the violation before.
        var isKnown: Bool

        var memory: JudgeMemory { JudgeMemory(kind: isKnown ? .muted : .untold, key: change.violation.text) }
    }

    private var withheld: [ViolationID: Withheld] = [:] {
        didSet { isChanged = true }
    }
    private var isChanged = false
    /// As the store has it.
    private var kept: [JudgeMemory: ViolationChange] = [:]

    init() {}

    init(_ memory: [JudgeMemory: [UInt8]]) throws {
        for (piece, body) in memory where piece.kind == .untold || piece.kind == .muted {
            let change = try piece.read(ViolationChangeForm.self, body)
            kept[piece] = change
            withheld[change.violation] = Withheld(change: change, isKnown: piece.kind == .muted)
        }
        isChanged = false
    }

    /// What has changed since the last call and must be kept.
    mutating func takeChanges() -> [JudgeMemory: [UInt8]?] {
        guard isChanged else { return [:] }
        let now = Dictionary(uniqueKeysWithValues: withheld.values.map { ($0.memory, $0.change) })
        var pieces: [JudgeMemory: [UInt8]?] = [:]
        for piece in kept.keys where now[piece] == nil { pieces.updateValue(nil, forKey: piece) }
        for (piece, change) in now where kept[piece] != change {
            pieces.updateValue(ViolationChangeForm.encode(change), forKey: piece)
        }
        kept = now
        isChanged = false
        return pieces
    }

    /// Whether `change`, decided at `now`, is notified, which a mute that it bears forbids; remembers it when it is
    /// not.
    mutating func decide(_ change: ViolationChange, at now: Instant) -> NotificationDecision {
        // Nobody knows of an opening that was withheld, so that a raise of it is still the first news.
        let isKnown = change.step != .opened && withheld[change.violation]?.isKnown != false
        guard change.step != .closed else {
            // Whoever was notified that it began waits for its end, however late that is known, and muted or not.
            withheld[change.violation] = nil
            return isKnown ? .notify(.endOfNotified) : .suppress(.notNotifiedBefore)
        }
        let isLive = now - change.at <= NotificationPolicy.liveWithin
        if isLive, change.muted == nil {
            withheld[change.violation] = nil
            return .notify(.live)
        }
        // A late raise of what is known needs no word of its own later: its end is notified in any case.
        if !isKnown || change.muted != nil { withheld[change.violation] = Withheld(change: change, isKnown: isKnown) }
        return .suppress(change.muted == nil ? .late : .muted)
    }

    /// Whether a correction by late readings is notified; `isMuted` is asked only where nothing else forbids it.
    static func decide(
        correction: Correction?,
        wasNotified: () throws -> Bool,
        isMuted: () -> Bool
    ) rethrows -> NotificationDecision {
        guard correction?.isMaterial == true else { return .suppress(.immaterial) }
        guard try wasNotified() else { return .suppress(.notNotifiedBefore) }
        return isMuted() ? .suppress(.muted) : .notify(.correction)
    }

    /// What turns out to be ongoing, now that the journal is judged to its end: the latest change of each violation
    /// with something withheld that nothing holds back any more (`isReleased`), whose newest reading (`lastReading`) is
    /// fresh, and whose noise is above the limit just now (`isLoud`, asked last). What is quiet by now is no news,
    /// whatever was heard before.
    mutating func due(
        at now: Instant,
        isReleased: (ViolationChange) -> Bool,
        lastReading: (ViolationID) -> Instant?,
        isLoud: (ViolationChange) throws -> Bool
    ) rethrows -> [ViolationChange] {
        let fresh = try withheld.values.map(\.change).filter { change in
            guard isReleased(change) else { return false }
            // Nothing recent was heard: whether it goes on is not known.
            guard let last = lastReading(change.violation), now - last <= NotificationPolicy.liveWithin else {
                return false
            }
            // Last, because it reads the journal.
            return try isLoud(change)
        }
        for change in fresh { withheld[change.violation] = nil }
        return fresh.sorted { ($0.at, $0.violation) < ($1.at, $1.violation) }
    }
}
