import Analysis
import Collector
import Doctor
import EventTime
import Preflight
import Records
import Testing

private func second(_ n: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + n * 1000) }

@Suite("What operators must know of the collector itself")
struct CollectorConditionsTests {
    private static let day = TimeSpan.hours(24)

    private func seen(_ change: (inout CollectorObservation) -> Void = { _ in }) -> CollectorObservation {
        var seen = CollectorObservation(broker: "b:1883", clientID: "guard")
        seen.receivingFor = .hours(1)
        change(&seen)
        return seen
    }

    /// Looks once, and keeps what changes as the store would.
    private func look(
        _ conditions: inout CollectorConditions,
        _ seen: CollectorObservation,
        at now: Instant,
        isSession: Bool = false
    ) -> [CollectorChange] {
        let changes = conditions.changes(seen, at: now, isSession: isSession)
        for change in changes { conditions.note(change) }
        return changes
    }

    @Test("blindness: once after its time, once when it is over, whatever restarts lie between")
    func blind() {
        var conditions = CollectorConditions(alertAfter: .seconds(60), kept: [])
        func away(_ seconds: Int64) -> CollectorObservation {
            seen {
                $0.receivingFor = nil
                $0.notReceivingFor = .seconds(seconds)
                $0.lastHeardAt = second(0)
                $0.trouble = "nothing listens at b:1883"
            }
        }
        #expect(look(&conditions, away(59), at: second(59)) == [])
        let began = CollectorChange(
            .blind,
            isOn: true,
            about: "b:1883",
            at: second(60),
            since: second(0),
            detail: "nothing listens at b:1883"
        )
        #expect(look(&conditions, away(60), at: second(60)) == [began])
        #expect(look(&conditions, away(61), at: second(61)) == [])
        conditions = CollectorConditions(alertAfter: .seconds(60), kept: conditions.troubles)
        #expect(look(&conditions, away(90), at: second(120)) == [])
        #expect(look(&conditions, seen { $0.receivingFor = .seconds(9) }, at: second(149)) == [])
        let over = look(&conditions, seen { $0.receivingFor = .seconds(10) }, at: second(150))
        #expect(over == [CollectorChange(.blind, isOn: false, about: "b:1883", at: second(150), since: second(0))])
        #expect(look(&conditions, seen(), at: second(151)) == [] && conditions.troubles.isEmpty)
    }

    @Test("a plan that was refused: once for each first problem, and once when the files are right again")
    func refusedPlan() {
        var conditions = CollectorConditions(alertAfter: .seconds(60), kept: [])
        let refused = { (why: String) in seen { $0.refusedPlan = ("q.yaml", why) } }
        let first = CollectorChange(.planRefused, isOn: true, about: "q.yaml", at: second(0), detail: "line 3")
        #expect(look(&conditions, refused("line 3"), at: second(0)) == [first])
        #expect(look(&conditions, refused("line 3"), at: second(1)) == [])
        #expect(look(&conditions, refused("line 9"), at: second(2)).map(\.detail) == ["line 9"])
        conditions = CollectorConditions(alertAfter: .seconds(60), kept: conditions.troubles)
        let over = look(&conditions, seen(), at: second(9))
        #expect(over.map(\.isOn) == [false] && conditions.troubles.isEmpty)
    }

    @Test("during a session a quarter of the time is enough")
    func session() {
        var conditions = CollectorConditions(alertAfter: .seconds(60), kept: [])
        let away = { (seconds: Int64) in
            seen {
                $0.receivingFor = nil
                $0.notReceivingFor = .seconds(seconds)
            }
        }
        #expect(look(&conditions, away(14), at: second(14), isSession: true) == [])
        let changes = look(&conditions, away(15), at: second(15), isSession: true)
        #expect(changes.map(\.matter) == [.blind] && changes.first?.since == nil)
    }

    @Test("a second client is over when a connection has stood for five minutes, in this run")
    func secondClient() {
        var conditions = CollectorConditions(alertAfter: .seconds(60), kept: [])
        let likely = seen {
            $0.isSecondClientLikely = true
            $0.receivingFor = .seconds(2)
        }
        #expect(look(&conditions, likely, at: second(0)).map(\.about) == ["guard"])
        #expect(look(&conditions, likely, at: second(1)) == [])
        conditions = CollectorConditions(alertAfter: .seconds(60), kept: conditions.troubles)
        #expect(look(&conditions, seen { $0.receivingFor = .seconds(299) }, at: second(400)) == [])
        #expect(look(&conditions, seen { $0.receivingFor = .seconds(300) }, at: second(401)).map(\.isOn) == [false])
    }

    @Test("certificates: each by its own time, once, and once more for another that ends soon")
    func certificates() {
        var conditions = CollectorConditions(alertAfter: .seconds(60), kept: [])
        func certificate(_ days: Int64, from now: Instant = second(0)) -> CollectorObservation {
            seen {
                $0.watched = ["b:8883", "m:587"]
                $0.certificates = [
                    "b:8883": .init(end: now + Self.day * days, ahead: Self.day * 30),
                    "m:587": .init(end: second(0) + Self.day * 20, ahead: Self.day * 10),
                ]
            }
        }
        #expect(look(&conditions, certificate(30), at: second(0)) == [])
        let soon = look(&conditions, certificate(29), at: second(0))
        #expect(soon.map(\.about) == ["b:8883"] && soon.first?.until == second(0) + Self.day * 29)
        #expect(look(&conditions, certificate(29), at: second(60)) == [])
        #expect(look(&conditions, certificate(20), at: second(60)).first?.until == second(0) + Self.day * 20)
        let renewed = look(&conditions, certificate(397), at: second(120))
        #expect(renewed.map(\.isOn) == [false] && renewed.first?.until == second(0) + Self.day * 397)
        #expect(conditions.troubles.isEmpty)
    }

    @Test("what the settings do not name any more is over")
    func others() {
        let kept = [
            CollectorChange(.blind, isOn: true, about: "old:1883", at: second(0)),
            CollectorChange(.certificate, isOn: true, about: "old:8883", at: second(0), until: second(1)),
            CollectorChange(.secondClient, isOn: true, about: "old", at: second(0)),
        ]
        var conditions = CollectorConditions(alertAfter: .seconds(60), kept: kept)
        let changes = look(&conditions, seen(), at: second(10))
        #expect(Set(changes.map(\.about)) == ["old:1883", "old:8883", "old"] && changes.allSatisfy { !$0.isOn })
        #expect(conditions.troubles.isEmpty)
    }

    @Test("the machine's clock: once when it is held to be wrong, once when both agree again")
    func clock() {
        var conditions = CollectorConditions(alertAfter: .seconds(60), kept: [])
        let wrong = seen {
            $0.clockFault = .sensors
            $0.clockOffset = .hours(-3)
        }
        let began = look(&conditions, wrong, at: second(0))
        #expect(began.map(\.evidence) == [.sensors] && began.first?.offset == .hours(-3))
        #expect(look(&conditions, wrong, at: second(1)) == [])
        #expect(look(&conditions, seen { $0.clockOffset = .minutes(2) }, at: second(2)) == [])
        #expect(look(&conditions, seen(), at: second(3)).map(\.isOn) == [false])
        #expect(look(&conditions, seen { $0.clockOffset = .minutes(2) }, at: second(4)) == [], "a step on trial")
    }

    @Test("the doctor: a clock before what is known to have passed is a problem")
    func impossible() {
        #expect(ClockCheck.verdict(of: second(0), released: Version.released, stored: second(59)) == nil)
        #expect(ClockCheck.verdict(of: second(0), released: Version.released, stored: second(61))?.verdict == .problem)
        let empty = ClockCheck.verdict(of: Instant(milliseconds: 30_000), released: Version.released, stored: nil)
        #expect(empty?.found.contains("1970-01-01T00:00:30") == true)
    }

    @Test("the table says at once whether what it shows is kept up to date")
    func line() {
        func event(_ kind: SessionEvent.Kind) -> SessionEvent {
            SessionEvent(
                at: second(9),
                kind: kind,
                lastReceivedAt: second(5),
                broker: "b",
                clientID: "c",
                detail: "why"
            )
        }
        func reception(_ last: SessionEvent?, _ isRunning: Bool? = true) -> CollectorLine.Reception {
            CollectorLine.reception(last, [], isRunning: isRunning)
        }
        #expect(reception(event(.resumed)) == .receiving && reception(event(.refused), nil) == .receiving)
        #expect(reception(event(.connectionLost)) == .interrupted(since: second(5), why: "why"))
        #expect(reception(nil) == .interrupted(since: nil, why: "not subscribed yet"))
        #expect(reception(event(.stopped), nil) == .notRunning(since: second(9)))
        #expect(reception(event(.resumed), false) == .notRunning(since: second(5)))
        let blind = CollectorChange(.blind, isOn: true, about: "b", at: second(60), since: second(5), detail: "expired")
        #expect(
            CollectorLine.reception(event(.connectionLost), [blind], isRunning: true)
                == .interrupted(since: second(5), why: "expired")
        )
    }
}
