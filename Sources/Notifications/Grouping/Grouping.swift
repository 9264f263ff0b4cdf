package import EventTime
package import Records

/// How many messages a reader gets, and what leaves together. Pure: time and history come in as values.
///
/// The first alert leaves at once. What follows within `gather` leaves as one message when that is over. What one site
/// and source bring after that leaves at growing distances: `gather`, twice as much, and so on up to `digestEvery`.
package struct Grouping: Hashable, Sendable {
    /// After so many messages of a category within `period` only what nobody answered leaves by itself.
    package var most: Int
    package var period: TimeSpan
    /// From then on one message this often has what waited.
    package var digestEvery: TimeSpan
    package var gather: TimeSpan

    /// More matters than these at the same time to the same reader leave as one message.
    static let mostAlone = 3
    /// When a reader has had `most` messages, noise that is new to the reader waits for this at most.
    static let newsEvery = TimeSpan.seconds(30)

    package init(
        most: Int = 20,
        period: TimeSpan = .minutes(10),
        digestEvery: TimeSpan = .minutes(5),
        gather: TimeSpan = .seconds(5)
    ) {
        self.most = most
        self.period = period
        self.digestEvery = digestEvery
        self.gather = gather
    }

    /// Some alerts to one reader that leave as one message.
    package enum Batch: Hashable, Sendable {
        case alone(Alert)
        /// Of one site and source, of one sensor, of one roster.
        case matter([Alert])
        /// Of one cause: several sites at once. `earlier` left before, and is named again.
        case storm([Alert], earlier: [Alert])
        /// `heldBack` of them have waited because their reader had many messages.
        case digest([Alert], heldBack: Int)

        package var alerts: [Alert] {
            switch self {
            case .alone(let alert): [alert]
            case .matter(let alerts), .storm(let alerts, _), .digest(let alerts, _): alerts
            }
        }
    }

    /// What leaves now, in its order, and what waits.
    package struct Outcome: Hashable, Sendable {
        package var batches: [Batch]
        /// Not tried yet.
        package var held: [Alert]
        /// Why each of them waits.
        package var reasons: [AlertID: AlertHold.Reason]
        /// When the first of these may leave; nil when nothing is held.
        package var until: Instant?

        package init(
            batches: [Batch],
            held: [Alert] = [],
            reasons: [AlertID: AlertHold.Reason] = [:],
            until: Instant? = nil
        ) {
            (self.batches, self.held, self.reasons, self.until) = (batches, held, reasons, until)
        }
    }

    /// `pending` are all alerts of one category that wait for one reader in one channel, some of which are due; `sent`
    /// are the messages of that category that the channel has accepted for the reader, as far back as `period`.
    package func outcome(_ pending: [Alert], sent: [SentMessage], now: Instant) -> Outcome {
        let pending = pending.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        guard let channel = pending.first?.channel, channel.isGrouped else {
            return Outcome(batches: pending.map { .alone($0) })
        }
        // A clock that was set back must not make what was sent lie ahead.
        let recent = sent.filter { $0.at > now - period && $0.at <= now }.sorted { $0.at < $1.at }
        // A drill tests the way of one alert: joined with others it would not.
        let drills = pending.filter(\.subject.isDrill)
        var round = GroupingRound(self, pending.filter { !$0.subject.isDrill }, recent, now)
        var outcome = round.outcome()
        outcome.batches = drills.map { .alone($0) } + outcome.batches
        return outcome
    }

    /// How long after the last of `count` messages about one matter the next may follow.
    func distance(after count: Int) -> TimeSpan {
        var distance = gather
        // Doubled until it is long enough: `count` may be large, and the product would overflow.
        for _ in 1..<max(1, count) where distance < digestEvery { distance = distance * 2 }
        return min(distance, digestEvery)
    }
}
