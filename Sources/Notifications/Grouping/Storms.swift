import EventTime
import NoiseRules
import Records

/// Openings that began together at several sites, some of which may have been sent already.
struct Storms {
    struct Storm {
        /// Not sent yet, never empty; in order of the openings.
        var alerts: [Alert]
        /// Sent already.
        var earlier: [Alert]
    }

    private(set) var found: [Storm] = []

    private struct Opening {
        var alert: Alert
        var change: ViolationChange
        var isSent: Bool
    }

    /// Every opening belongs to one storm at most: of those that began within ``Records/Storm/within`` at
    /// ``Records/Storm/leastSites`` sites or more.
    init(_ pending: [Alert], sent: [SentMessage]) {
        func openings(_ alerts: [Alert], isSent: Bool) -> [Opening] {
            alerts.compactMap { alert in
                alert.subject.opening.map { Opening(alert: alert, change: $0, isSent: isSent) }
            }
        }
        let all = (openings(pending, isSent: false) + openings(sent.flatMap(\.alerts), isSent: true))
            .sorted { ($0.change.openedAt, $0.alert.id) < ($1.change.openedAt, $1.alert.id) }
        var start = all.startIndex
        while start < all.endIndex {
            let together = all[start...].prefix {
                $0.change.openedAt - all[start].change.openedAt <= Records.Storm.within
            }
            guard Set(together.map(\.change.subject.site)).count >= Records.Storm.leastSites else {
                start += 1
                continue
            }
            // None of them may open a second storm with the ones that follow.
            start = together.endIndex
            let alerts = together.filter { !$0.isSent }.map(\.alert)
            // All of it was sent: it is over for this reader.
            guard !alerts.isEmpty else { continue }
            found.append(Storm(alerts: alerts, earlier: together.filter(\.isSent).map(\.alert)))
        }
    }
}
