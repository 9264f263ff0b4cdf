import NIOCore
import Synchronization

/// The connections of one listener: admits no more than its limits, and lets whoever waits longest give way to who
/// comes next.
///
/// So connections that are held open and say nothing, however many, keep nobody out.
final class ConnectionTable: Sendable {
    private struct Entry {
        var client: String
        var channel: any Channel
        /// Since when it waits for a request; nil while one is answered.
        var waitsSince: ContinuousClock.Instant?
        var isLeaving = false
    }

    private struct State {
        var entries: [Int: Entry] = [:]
        var last = 0
    }

    private let limits: ListenLimits
    private let note: @Sendable (TurnedAway.Reason) -> Void
    private let state = Mutex(State())

    /// `note` hears of each client that has to go.
    init(limits: ListenLimits, note: @escaping @Sendable (TurnedAway.Reason) -> Void = { _ in }) {
        self.limits = limits
        self.note = note
    }

    /// The number of a new connection, which holds its place until ``remove(_:)``; nil when there is none.
    func admit(_ channel: any Channel) -> Int? {
        let client = ConnectionTable.client(channel.remoteAddress)
        let isLocal = client == ConnectionTable.thisMachine
        let (number, leaves) = state.withLock { state -> (Int?, (any Channel)?) in
            let present = state.entries.filter { !$0.value.isLeaving }
            let counts = Dictionary(grouping: present.values, by: \.client).mapValues(\.count)
            var leaves: Int?
            if !isLocal, counts[client, default: 0] >= limits.connectionsOfClient {
                leaves = ConnectionTable.longestWaiting(present) { $0.client == client }
                guard leaves != nil else { return (nil, nil) }
            } else if present.count >= limits.connections {
                let greediest = counts.max { $0.value < $1.value }?.key
                leaves =
                    ConnectionTable.longestWaiting(present) { $0.client == greediest }
                    ?? ConnectionTable.longestWaiting(present) { _ in true }
                guard leaves != nil else { return (nil, nil) }
            }
            if let leaves { state.entries[leaves]?.isLeaving = true }
            state.last += 1
            state.entries[state.last] = Entry(client: client, channel: channel, waitsSince: .now)
            return (state.last, leaves.flatMap { state.entries[$0]?.channel })
        }
        if let leaves {
            note(.gaveWay)
            leaves.close(promise: nil)
        } else if number == nil {
            note(.tooMany)
        }
        return number
    }

    func remove(_ number: Int) {
        state.withLock { _ = $0.entries.removeValue(forKey: number) }
    }

    func waits(_ number: Int) {
        state.withLock { $0.entries[number]?.waitsSince = .now }
    }

    func works(_ number: Int) {
        state.withLock { $0.entries[number]?.waitsSince = nil }
    }

    private static func longestWaiting(_ entries: [Int: Entry], _ isMeant: (Entry) -> Bool) -> Int? {
        entries.compactMap { number, entry in
            isMeant(entry) ? entry.waitsSince.map { (number, $0) } : nil
        }
        .min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }

    static let thisMachine = "this machine"

    /// An IPv4 address, or the first 64 bits of an IPv6 address, which is what one customer has (RFC 6177).
    static func client(_ address: SocketAddress?) -> String {
        guard let text = address?.ipAddress else { return "" }
        let old = text.hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst(7)) : text
        if old.hasPrefix("127.") || old == "::1" { return thisMachine }
        guard old.contains(":") else { return old }
        let sides = old.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
            .map { $0.split(separator: ":") }
        guard sides.count == 2 else { return sides[0].prefix(4).joined(separator: ":") }
        let zeros = [Substring](repeating: "0", count: max(0, 8 - sides[0].count - sides[1].count))
        return (sides[0] + zeros + sides[1]).prefix(4).joined(separator: ":")
    }
}
