import EventTime
import NoiseRules
import Notifications
import Records
import Sites
import Testing

/// What leaves alone, what leaves together, and what waits.
struct GroupingTests {
    private let grouping = Grouping(most: 5, period: .minutes(10), digestEvery: .minutes(5), gather: .seconds(5))
    private let start = Sample.start

    /// An opening at a site, `seconds` after the sample's time.
    private func opening(_ site: Int, _ seconds: Int64 = 0, channel: ChannelName = .mail) throws -> Alert {
        try step(.opened, site, seconds, channel: channel)
    }

    private func step(
        _ step: ViolationChange.Step,
        _ site: Int,
        _ seconds: Int64,
        number: Int = 1,
        channel: ChannelName = .mail
    ) throws -> Alert {
        var change = try Sample.violation(number: number)
        change.violation = ViolationID("20260607-SITE\(site)")
        change.subject.site = SiteID("s\(site)")
        (change.at, change.openedAt, change.step) = (start + .seconds(seconds), start + .seconds(seconds), step)
        var alert = Sample.alert("\(change.violation).\(number).bureau.\(channel.rawValue)", channel, at: change.at)
        alert.subject = .violation(change)
        return alert
    }

    private func escalation(_ site: Int, _ seconds: Int64) throws -> Alert {
        var alert = try step(.opened, site, 0)
        guard let change = alert.subject.violation else { return alert }
        alert.createdAt = start + .seconds(seconds)
        alert.nextAttemptAt = alert.createdAt
        alert.id = AlertID("\(change.violation).tier-2.bureau.mail")
        alert.subject = .unanswered(
            Escalation(
                change: change,
                tier: 2,
                notifiedAt: start,
                unanswered: ["bureau"],
                next: ["city"],
                at: alert.createdAt
            )
        )
        return alert
    }

    private func sent(_ alerts: [Alert], at seconds: Int64) -> SentMessage {
        SentMessage(id: alerts[0].id, at: start + .seconds(seconds), alerts: alerts)
    }

    @Test("the first leaves at once, another site within five seconds leaves when they are over")
    func first() throws {
        let (one, two) = (try opening(1), try opening(2, 1))
        #expect(grouping.outcome([one], sent: [], now: start) == Grouping.Outcome(batches: [.alone(one)]))
        let history = [sent([one], at: 0)]
        #expect(
            grouping.outcome([two], sent: history, now: start + .seconds(1))
                == Grouping.Outcome(
                    batches: [],
                    held: [two],
                    reasons: [two.id: .gathering],
                    until: start + .seconds(5)
                )
        )
        #expect(grouping.outcome([two], sent: history, now: start + .seconds(5)).batches == [.alone(two)])
        // Of two in the same moment the first leaves, and the second is not lost.
        let together = grouping.outcome([two, one], sent: [], now: start + .seconds(1))
        #expect(
            together
                == Grouping.Outcome(
                    batches: [.alone(one)],
                    held: [two],
                    reasons: [two.id: .gathering],
                    until: start + .seconds(6)
                )
        )
    }

    @Test("more than three sites at the same time are one message")
    func many() throws {
        // Too far apart for a storm.
        let alerts = try (0..<4).map { try opening($0, Int64($0) * 20) }
        #expect(grouping.outcome(alerts, sent: [], now: start + .minutes(2)).batches == [.digest(alerts, heldBack: 4)])
    }

    @Test("a limit and a ban of one source at one site that begin together are one message")
    func claims() throws {
        let limit = try opening(1)
        var ban = try opening(1)
        guard var change = ban.subject.violation else { return }
        (change.violation, change.subject.kind) = (ViolationID("20260607-BAN"), .prohibitedActivity)
        (ban.subject, ban.id) = (.violation(change), AlertID("ban"))
        #expect(grouping.outcome([limit, ban], sent: [], now: start).batches == [.matter([limit, ban])])
        // The second a moment later is an update of the first.
        let history = [sent([limit], at: 0)]
        let later = grouping.outcome([ban], sent: history, now: start + .seconds(2))
        #expect(later.batches.isEmpty && later.until == start + .seconds(5))
    }

    @Test("updates of one noise come at growing distances; that it is back after its end is no update")
    func updates() throws {
        var history = [sent([try opening(1)], at: 0)]
        var times: [Int64] = [0]
        for seconds in Int64(1)...700 {
            let alert = try step(.raised, 1, seconds, number: Int(seconds) + 1)
            let outcome = grouping.outcome([alert], sent: history, now: start + .seconds(seconds))
            guard !outcome.batches.isEmpty else { continue }
            history.append(sent([alert], at: seconds))
            times.append(seconds)
        }
        // Five in ten minutes are the budget here; what the distances leave is within it.
        #expect(times.prefix(5) == [0, 5, 15, 35, 75])
        let over = [sent([try opening(1)], at: 0), sent([try step(.closed, 1, 30, number: 2)], at: 30)]
        var again = try opening(1, 41)
        guard var change = again.subject.violation else { return }
        change.violation = ViolationID("20260607-AGAIN")
        again.subject = .violation(change)
        #expect(grouping.outcome([again], sent: over, now: start + .seconds(41)).batches == [.alone(again)])
        let open = [sent([try opening(1)], at: 0), sent([try step(.raised, 1, 30, number: 2)], at: 36)]
        #expect(grouping.outcome([again], sent: open, now: start + .seconds(41)).until == start + .seconds(46))
    }

    @Test("openings within ten seconds at three sites are a storm; two sites, and what began later, are not")
    func storm() throws {
        let together = try [opening(1, 0), opening(2, 4), opening(3, 10)]
        let later = try opening(4, 11)
        let now = start + .seconds(20)
        #expect(grouping.outcome(together, sent: [], now: now).batches == [.storm(together, earlier: [])])
        #expect(
            grouping.outcome(together + [later], sent: [], now: now).batches
                == [.storm(together, earlier: []), .alone(later)]
        )
        let apart = try [opening(1, 0), opening(2, 11), opening(3, 22)]
        let separate = grouping.outcome(apart, sent: [], now: start + .seconds(60)).batches
        #expect(separate == apart.map { .alone($0) })
    }

    @Test("a storm of which one has left waits until it has settled, and names what has left")
    func settling() throws {
        let first = try opening(1)
        let history = [sent([first], at: 0)]
        let early = try (2...50).map { try opening($0, 1) }
        let late = try (51...200).map { try opening($0, 7) }
        #expect(grouping.outcome(early, sent: history, now: start + .seconds(5)).until == start + .seconds(6))
        let gathered = early + late
        #expect(grouping.outcome(gathered, sent: history, now: start + .seconds(11)).until == start + .seconds(12))
        let outcome = grouping.outcome(gathered, sent: history, now: start + .seconds(12))
        guard case .storm(let alerts, let earlier)? = outcome.batches.first, outcome.batches.count == 1 else {
            Issue.record("\(outcome.batches.count) messages")
            return
        }
        #expect(alerts.count == 199 && earlier == [first] && outcome.held.isEmpty)
        // What never settles does not wait for ever.
        let endless = try (2...40).map { try opening($0, Int64($0) / 4) }
        let last = try opening(41, 16)
        let shown = grouping.outcome(endless + [last], sent: history, now: start + .seconds(16))
        #expect(shown.batches.contains { if case .storm = $0 { true } else { false } })
    }

    @Test(
        "a reader with its messages gets the rest in one every five minutes, and noise that is new within half a minute"
    )
    func budget() throws {
        let history = try (0..<5).map { sent([try opening(100 + $0, Int64($0) * 60 - 240)], at: Int64($0) * 60 - 240) }
        let update = try step(.raised, 104, 1, number: 2)
        let now = start + .seconds(6)
        #expect(grouping.outcome([update], sent: history, now: now).until == start + .minutes(5))
        let new = try opening(1, 1)
        #expect(grouping.outcome([update, new], sent: history, now: now).until == start + .seconds(30))
        #expect(grouping.outcome([update, new], sent: history, now: start + .seconds(30)).batches == [.alone(new)])
        let waited = try [update, step(.raised, 103, 2, number: 2)]
        #expect(
            grouping.outcome(waited, sent: history, now: start + .minutes(5)).batches == [.digest(waited, heldBack: 2)]
        )
        // After ten minutes nothing of it counts.
        #expect(grouping.outcome([update], sent: history, now: start + .minutes(11)).batches == [.alone(update)])
    }

    @Test("what waits says why: others may join, the same noise, the rate limit, several sites at once")
    func reasons() throws {
        func reasons(_ pending: [Alert], _ history: [SentMessage], at seconds: Int64) -> [AlertHold.Reason] {
            let outcome = grouping.outcome(pending, sent: history, now: start + .seconds(seconds))
            #expect(Set(outcome.reasons.keys) == Set(outcome.held.map(\.id)))
            return outcome.held.compactMap { outcome.reasons[$0.id] }
        }
        let first = try opening(1)
        let history = [sent([first], at: 0)]
        #expect(reasons([try opening(2, 1)], history, at: 1) == [.gathering])
        let update = try step(.raised, 1, 6, number: 2)
        let twice = history + [sent([update], at: 6)]
        #expect(reasons([try step(.raised, 1, 12, number: 3)], twice, at: 12) == [.sameMatter])
        #expect(reasons(try (2...4).map { try opening($0, 1) }, history, at: 5).allSatisfy { $0 == .storm })
        let full = try (0..<5).map { sent([try opening(100 + $0, Int64($0) * 60 - 240)], at: Int64($0) * 60 - 240) }
        #expect(
            reasons([try step(.raised, 104, 1, number: 2), try opening(1, 1)], full, at: 6) == [.rateLimit, .rateLimit]
        )
        #expect(reasons([first], [], at: 0) == [])
    }

    @Test("what nobody has answered, and a drill, never wait; many escalations are one message")
    func urgent() throws {
        var drill = Sample.alert("drill")
        drill.subject = .drill(Drill(id: "d", at: start, by: "Wang", routes: ["all"]))
        let full = try (0..<99).map { sent([try opening(100 + $0)], at: -1) }
        let urgent = try escalation(1, 0)
        #expect(
            Set(grouping.outcome([urgent, drill], sent: full, now: start).batches) == [.alone(urgent), .alone(drill)]
        )
        let many = try (1...50).map { try escalation($0, 0) }
        #expect(grouping.outcome(many, sent: [], now: start).batches.count == 1)
        // Updates of the same noise go along.
        let update = try step(.raised, 1, 0, number: 2)
        let history = [sent([try opening(1)], at: -1)]
        #expect(grouping.outcome([update], sent: history, now: start).batches.isEmpty)
        #expect(grouping.outcome([update, urgent], sent: history, now: start).batches == [.matter([update, urgent])])
    }

    @Test("what failed before goes along with what leaves, and waits for nothing when it is due again")
    func tried() throws {
        var tried = try opening(1)
        (tried.attempts, tried.nextAttemptAt) = (2, start + .seconds(60))
        let new = try opening(2, 11)
        let later = grouping.outcome([tried], sent: [], now: start + .seconds(11))
        #expect(later.batches.isEmpty && later.held.isEmpty)
        #expect(
            grouping.outcome([tried, new], sent: [], now: start + .seconds(11)).batches == [.alone(new), .alone(tried)]
        )
        let due = grouping.outcome([tried], sent: [sent([new], at: 59)], now: start + .seconds(60))
        #expect(due.batches == [.alone(tried)])
    }

    @Test("a clock that was set back does not hold messages")
    func clock() throws {
        let alert = try opening(1)
        let ahead = [sent([try opening(2)], at: 3600)]
        #expect(grouping.outcome([alert], sent: ahead, now: start).batches == [.alone(alert)])
    }

    @Test("a flapping sensor comes at growing distances")
    func flapping() {
        var history: [SentMessage] = []
        var pending: [Alert] = []
        for second in Int64(0)..<600 {
            let now = start + .seconds(second)
            if second % 15 == 0 {
                var alert = Sample.alert("s1-n1-\(second).bureau.mail", at: now)
                var change = Sample.silence
                (change.step, change.at) = (second % 30 == 0 ? .silent : .back, now)
                alert.subject = .sensor(change)
                pending.append(alert)
            }
            guard !pending.isEmpty else { continue }
            let outcome = grouping.outcome(pending, sent: history, now: now)
            for batch in outcome.batches { history.append(sent(batch.alerts, at: second)) }
            pending = outcome.held
        }
        #expect(history.map { ($0.at - start).milliseconds / 1000 } == [0, 15, 30, 50, 90, 390])
        #expect(history.flatMap(\.alerts).count + pending.count == 40)
    }

    @Test(
        "a log, files and what tells everybody has one for each",
        arguments: [ChannelName.log, .eml, .jsonl, .syslog, .mqtt, .cap]
    )
    func lines(channel: ChannelName) throws {
        let alerts = try (1...6).map { try opening($0, channel: channel) }
        let full = try (0..<99).map { sent([try opening(100 + $0, channel: channel)], at: -1) }
        #expect(grouping.outcome(alerts, sent: full, now: start).batches == alerts.map { .alone($0) })
    }
}
