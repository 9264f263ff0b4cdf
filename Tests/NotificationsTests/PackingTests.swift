import EventTime
import NoiseRules
import Notifications
import Records
import Testing

/// What leaves alone, what leaves together, and what waits.
struct PackingTests {
    private let packing = Packing(most: 5, period: .minutes(10), digestEvery: .minutes(5), gather: .seconds(5))
    private let now = Sample.start + .seconds(5)

    /// An opening at a site, `seconds` after the sample's time.
    private func opening(_ site: Int, _ seconds: Int64 = 0, channel: ChannelName = .mail) throws -> Alert {
        var change = try Sample.violation()
        change.violation = ViolationID("20260607-SITE\(site)")
        change.subject.site = "s\(site)"
        (change.at, change.openedAt) = (Sample.start + .seconds(seconds), Sample.start + .seconds(seconds))
        var alert = Sample.alert("\(change.violation).1.bureau.\(channel.rawValue)", channel, at: change.at)
        alert.subject = .violation(change)
        return alert
    }

    @Test("up to three alerts leave one by one, more as one message")
    func few() throws {
        // At one site, so that they are no storm.
        let alerts = try (0..<4).map { number in
            var alert = try opening(1, Int64(number))
            alert.id = AlertID("a\(number)")
            return alert
        }
        #expect(packing.outcome(Array(alerts[..<3]), sent: [], now: now).bundles == alerts[..<3].map { .alone($0) })
        #expect(packing.outcome(alerts.reversed(), sent: [], now: now).bundles == [.digest(alerts, heldBack: 0)])
    }

    @Test("openings within ten seconds at three sites are a storm; two sites, and what began later, are not")
    func storm() throws {
        let together = try [opening(1, 0), opening(2, 4), opening(3, 10)]
        let later = try opening(4, 11)
        #expect(packing.outcome(together, sent: [], now: now).bundles == [.storm(together)])
        #expect(packing.outcome(together + [later], sent: [], now: now).bundles == [.storm(together), .alone(later)])
        let twoSites = try [opening(1, 0), opening(2, 1)]
        #expect(packing.outcome(twoSites, sent: [], now: now).bundles == twoSites.map { .alone($0) })
        let apart = try [opening(1, 0), opening(2, 11), opening(3, 22)]
        #expect(packing.outcome(apart, sent: [], now: now).bundles == apart.map { .alone($0) })
    }

    @Test("a recipient with its messages gets the rest in one, every five minutes, with the count of what waited")
    func budget() throws {
        let alert = try opening(1)
        let sent = (0..<5).map { Sample.start - .seconds(Int64($0) * 60) }
        let until = Sample.start + .minutes(5)
        #expect(
            packing.outcome([alert], sent: sent, now: now) == Packing.Outcome(bundles: [], held: [alert], until: until)
        )
        var waited = alert
        waited.nextAttemptAt = until
        #expect(packing.outcome([waited], sent: sent, now: until).bundles == [.digest([waited], heldBack: 1)])
        #expect(packing.outcome([alert], sent: Array(sent.dropLast()), now: now).bundles == [.alone(alert)])
        // After ten minutes nothing of it counts.
        let later = Sample.start + .minutes(10)
        #expect(packing.outcome([alert], sent: sent, now: later).bundles == [.alone(alert)])
    }

    @Test("what nobody has answered, and a drill, never wait and leave alone")
    func urgent() throws {
        var urgent = try opening(1)
        let escalation = Escalation(
            change: try Sample.violation(),
            tier: 2,
            toldAt: Sample.start,
            unanswered: ["bureau"],
            next: ["city"],
            at: now
        )
        urgent.subject = .unanswered(escalation)
        var drill = Sample.alert("drill")
        drill.subject = .drill(Drill(id: "d", at: now, by: "Wang", routes: ["all"]))
        let sent = [Instant](repeating: Sample.start, count: 99)
        let bundles = packing.outcome([urgent, drill], sent: sent, now: now).bundles
        #expect(Set(bundles) == [.alone(urgent), .alone(drill)])
    }

    @Test(
        "a log, files and what tells everybody has one for each",
        arguments: [ChannelName.log, .eml, .jsonl, .syslog, .mqtt, .cap]
    )
    func lines(channel: ChannelName) throws {
        let alerts = try (1...6).map { try opening($0, channel: channel) }
        let sent = [Instant](repeating: Sample.start, count: 99)
        #expect(packing.outcome(alerts, sent: sent, now: now).bundles == alerts.map { .alone($0) })
    }
}
