import EventTime
import NoiseRules
import Records

/// Which changes are told as they are decided, and which are only recorded: what happened while nobody heard it (the
/// collector or its broker was away) is no news any more once it is over.
///
/// Kept in the transaction of the verdicts, so that a restart neither forgets to tell nor tells twice.
struct Telling: Hashable, Codable {
    /// A change that is older than this when it is decided is not told at once.
    static let liveWithin = Span.minutes(5)

    /// Violations that nobody was told of yet, with their latest change.
    private(set) var untold: [ViolationID: ViolationChange] = [:]

    var isEmpty: Bool { untold.isEmpty }

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

/// What evaluation keeps beside the journal.
struct EvaluationState: Codable {
    var judge: JudgeSnapshot
    var telling: Telling

    private enum CodingKeys: String, CodingKey {
        case judge, telling
    }

    init(judge: JudgeSnapshot, telling: Telling) {
        self.judge = judge
        self.telling = telling
    }

    /// Version 0.2 kept the judge alone.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard container.contains(.judge) else {
            self.init(judge: try JudgeSnapshot(from: decoder), telling: Telling())
            return
        }
        self.init(
            judge: try container.decode(JudgeSnapshot.self, forKey: .judge),
            telling: try container.decode(Telling.self, forKey: .telling)
        )
    }
}
