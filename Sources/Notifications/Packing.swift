import Acoustics
package import EventTime
import NoiseRules
package import Records

/// How many messages a recipient gets, and what leaves together. Pure: time and history come in as values.
package struct Packing: Hashable, Sendable {
    /// After so many messages within `period` nothing but what nobody answered leaves alone.
    package var most: Int
    package var period: EventTime.Span
    /// From then on one message this often tells what was held back.
    package var digestEvery: EventTime.Span
    /// What falls due within so much of something else leaves with it.
    package var gather: EventTime.Span

    /// More alerts than these at the same time to the same recipient leave as one message.
    static let mostAlone = 3

    package init(
        most: Int = 20,
        period: EventTime.Span = .minutes(10),
        digestEvery: EventTime.Span = .minutes(5),
        gather: EventTime.Span = .seconds(5)
    ) {
        self.most = most
        self.period = period
        self.digestEvery = digestEvery
        self.gather = gather
    }

    /// Some alerts to one recipient that leave as one message.
    package enum Bundle: Hashable, Sendable {
        case alone(Alert)
        /// Of one cause: several sites at once.
        case storm([Alert])
        /// `heldBack` of them have waited because the recipient had many messages.
        case digest([Alert], heldBack: Int)
    }

    /// What leaves now, in its order, and what waits.
    package struct Outcome: Hashable, Sendable {
        package var bundles: [Bundle]
        package var held: [Alert]
        /// Until when; nil when nothing is held.
        package var until: Instant?

        package init(bundles: [Bundle], held: [Alert] = [], until: Instant? = nil) {
            (self.bundles, self.held, self.until) = (bundles, held, until)
        }
    }

    /// `due` are alerts to one recipient through one channel; `sent` when earlier messages to it were accepted.
    package func outcome(_ due: [Alert], sent: [Instant], now: Instant) -> Outcome {
        let due = due.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        guard let channel = due.first?.channel, channel.isPacked else {
            return Outcome(bundles: due.map { .alone($0) })
        }
        let urgent = due.filter(\.subject.isUrgent)
        var rest = due.filter { !$0.subject.isUrgent }
        var bundles = urgent.map { Bundle.alone($0) }
        let recent = sent.filter { $0 > now - period }.sorted()
        if recent.count >= most, let last = recent.last {
            guard !rest.isEmpty else { return Outcome(bundles: bundles) }
            let next = last + digestEvery
            return now < next
                ? Outcome(bundles: bundles, held: rest, until: next) : Outcome(bundles: bundles + [digest(rest)])
        }
        for storm in storms(in: rest) {
            bundles.append(.storm(storm))
            rest.removeAll(where: storm.contains)
        }
        if rest.count > Packing.mostAlone || recent.count + bundles.count + rest.count > most {
            return Outcome(bundles: bundles + (rest.isEmpty ? [] : [digest(rest)]))
        }
        return Outcome(bundles: bundles + rest.map { .alone($0) })
    }

    private func digest(_ alerts: [Alert]) -> Bundle {
        // What was never tried and lies later than its own gathering was held.
        let heldBack = alerts.filter { $0.attempts == 0 && $0.nextAttemptAt > $0.createdAt + gather }.count
        return .digest(alerts, heldBack: heldBack)
    }

    /// Openings that began together at three sites or more, each in one storm.
    private func storms(in alerts: [Alert]) -> [[Alert]] {
        let openings = alerts.compactMap { alert -> (alert: Alert, change: ViolationChange)? in
            guard case .violation(let change) = alert.subject, change.step == .opened else { return nil }
            return (alert, change)
        }
        .sorted { ($0.change.openedAt, $0.alert.id) < ($1.change.openedAt, $1.alert.id) }
        var storms: [[Alert]] = []
        var start = openings.startIndex
        while start < openings.endIndex {
            let end = openings[start...].prefix {
                $0.change.openedAt - openings[start].change.openedAt <= Storm.within
            }
            .endIndex
            let together = openings[start..<end]
            guard Set(together.map(\.change.subject.site)).count >= Storm.leastSites else {
                start += 1
                continue
            }
            storms.append(together.map(\.alert))
            start = end
        }
        return storms
    }
}

extension AlertSubject {
    /// Leaves alone and is never held back.
    fileprivate var isUrgent: Bool {
        switch self {
        case .unanswered, .drill: true
        case .violation, .sensor, .stillOn, .dutyGap, .collector: false
        }
    }
}

extension ChannelName {
    /// What people get. Logs, files and what tells everybody are counted by machines.
    fileprivate var isPacked: Bool { !isBroadcast && self != .log && self != .eml }
}
