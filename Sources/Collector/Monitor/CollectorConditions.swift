package import EventTime
package import Records

/// How the collector itself stands, as far as operators must know of it.
package struct CollectorObservation: Sendable {
    package struct Certificate: Hashable, Sendable {
        package var end: Instant
        /// So long before its end operators are notified.
        package var ahead: TimeSpan

        package init(end: Instant, ahead: TimeSpan) {
            (self.end, self.ahead) = (end, ahead)
        }
    }

    /// The broker's address.
    package var broker: String
    package var clientID: String
    /// What the broker sends is received and kept, and for how long already.
    package var receivingFor: TimeSpan?
    /// Nothing is received for so long, counted from the start of the service at the earliest.
    package var notReceivingFor: TimeSpan?
    /// When the broker last sent anything, in this run or before.
    package var lastHeardAt: Instant?
    /// Why nothing is received.
    package var trouble = ""
    package var isSecondClientLikely = false
    /// Why the machine's clock is held to be wrong, and by how much it is ahead of ours.
    package var clockFault: ClockEvidence?
    package var clockOffset: TimeSpan?
    /// The settings file that was not taken up when it was read again, and why.
    package var refusedPlan: (path: String, why: String)?
    /// By the name of what is asked for; those that could not be asked are missing.
    package var certificates: [String: Certificate] = [:]
    /// The names of all that are asked for.
    package var watched: Set<String> = []

    package init(broker: String, clientID: String) {
        self.broker = broker
        self.clientID = clientID
    }
}

/// What is so now of the collector itself, and what has changed. A value: the same whether it ran all the time or was
/// started anew from what the store had kept.
package struct CollectorConditions: Sendable {
    private struct Key: Hashable {
        var matter: CollectorChange.Matter
        var about: String
    }

    /// Nothing received for so long is notified.
    private let alertAfter: TimeSpan
    private var on: [Key: CollectorChange]

    /// A connection that has stood for so long is not the other client's any more.
    package static let onlyClientAfter = TimeSpan.minutes(5)
    /// So long what comes must keep coming before operators are notified that it is over.
    private static let settles = TimeSpan.seconds(10)
    /// During a session a quarter of the time is enough.
    private static let sessionShare: Int64 = 4

    /// `kept` is what the store has on.
    package init(alertAfter: TimeSpan, kept: [CollectorChange]) {
        self.alertAfter = alertAfter
        on = Dictionary(kept.map { (Key(matter: $0.matter, about: $0.about), $0) }) { _, last in last }
    }

    /// What is on, oldest first.
    package var troubles: [CollectorChange] { on.values.sorted { ($0.at, $0.about) < ($1.at, $1.about) } }

    /// The changes that what is seen makes, not noted yet. `isSession` says that some exam session runs.
    package func changes(_ seen: CollectorObservation, at now: Instant, isSession: Bool) -> [CollectorChange] {
        var changes: [CollectorChange] = []
        changes += blindness(seen, now, isSession)
        changes += secondClient(seen, now)
        changes += clock(seen, now)
        changes += certificates(seen, now)
        changes += plan(seen, now)
        return changes
    }

    /// A change that the store has kept.
    package mutating func note(_ change: CollectorChange) {
        on[Key(matter: change.matter, about: change.about)] = change.isOn ? change : nil
    }

    private func blindness(_ seen: CollectorObservation, _ now: Instant, _ isSession: Bool) -> [CollectorChange] {
        var changes = others(than: [seen.broker], of: .blind, now)
        let known = on[Key(matter: .blind, about: seen.broker)]
        let patience = isSession ? TimeSpan(milliseconds: alertAfter.milliseconds / Self.sessionShare) : alertAfter
        if known == nil, let span = seen.notReceivingFor, span >= patience {
            changes.append(
                CollectorChange(
                    .blind,
                    isOn: true,
                    about: seen.broker,
                    at: now,
                    since: seen.lastHeardAt,
                    detail: seen.trouble
                )
            )
        }
        if let known, let span = seen.receivingFor, span >= min(Self.settles, patience) {
            changes.append(known.over(at: now))
        }
        return changes
    }

    private func secondClient(_ seen: CollectorObservation, _ now: Instant) -> [CollectorChange] {
        var changes = others(than: [seen.clientID], of: .secondClient, now)
        let known = on[Key(matter: .secondClient, about: seen.clientID)]
        if known == nil, seen.isSecondClientLikely {
            changes.append(
                CollectorChange(.secondClient, isOn: true, about: seen.clientID, at: now, detail: seen.broker)
            )
        }
        let hasStood = seen.receivingFor.map { $0 >= Self.onlyClientAfter } ?? false
        if let known, !seen.isSecondClientLikely, hasStood { changes.append(known.over(at: now)) }
        return changes
    }

    private func plan(_ seen: CollectorObservation, _ now: Instant) -> [CollectorChange] {
        let changes = others(than: Set([seen.refusedPlan?.path].compactMap(\.self)), of: .planRefused, now)
        guard let refused = seen.refusedPlan else { return changes }
        let known = on[Key(matter: .planRefused, about: refused.path)]
        guard known?.detail != refused.why else { return changes }
        return changes + [
            CollectorChange(
                .planRefused,
                isOn: true,
                about: refused.path,
                at: now,
                since: known?.since,
                detail: refused.why
            )
        ]
    }

    private func clock(_ seen: CollectorObservation, _ now: Instant) -> [CollectorChange] {
        let known = on[Key(matter: .machineClock, about: "")]
        if known == nil, let fault = seen.clockFault {
            return [CollectorChange(.machineClock, isOn: true, at: now, offset: seen.clockOffset, evidence: fault)]
        }
        guard let known, seen.clockFault == nil, seen.clockOffset == nil else { return [] }
        return [known.over(at: now)]
    }

    private func certificates(_ seen: CollectorObservation, _ now: Instant) -> [CollectorChange] {
        var changes = others(than: seen.watched, of: .certificate, now)
        for (name, certificate) in seen.certificates.sorted(by: { $0.key < $1.key }) {
            let known = on[Key(matter: .certificate, about: name)]
            let endsSoon = certificate.end - now < certificate.ahead
            if endsSoon, known?.until != certificate.end {
                changes.append(
                    CollectorChange(.certificate, isOn: true, about: name, at: now, until: certificate.end)
                )
            }
            if !endsSoon, var known {
                known.until = certificate.end
                changes.append(known.over(at: now))
            }
        }
        return changes
    }

    /// What is on of servers and ids that the settings do not name any more is over.
    private func others(
        than names: Set<String>,
        of matter: CollectorChange.Matter,
        _ now: Instant
    ) -> [CollectorChange] {
        troubles.filter { $0.matter == matter && !names.contains($0.about) }.map { $0.over(at: now) }
    }
}

extension CollectorChange {
    fileprivate func over(at now: Instant) -> CollectorChange {
        var over = self
        over.isOn = false
        over.at = now
        over.detail = ""
        over.evidence = nil
        over.offset = nil
        // How long it lasted is told from when it was so, or else from when it was noticed.
        over.since = since ?? at
        return over
    }
}
