import EventTime
import ExamCalendar
import NoiseRules
import Notifications
import Records
import Sites
import Testing

struct AlertRoutingTests {
    private static let authorities = [
        Sample.bureau,
        Authority(
            id: "police",
            name: Name("Police"),
            language: .zh,
            mail: ["p@example.org"],
            scope: Authority.Scope(sources: [.vendor])
        ),
        Authority(
            id: "other",
            name: Name("Other"),
            language: .zh,
            mail: ["o@example.org"],
            scope: Authority.Scope(sites: ["s2"])
        ),
        Authority(id: "hall", name: Name("Hall"), language: .en, mail: []),
    ]

    @Test("each authority that answers, through each channel that reaches it, with stable ids")
    func violation() throws {
        let told = alerts(.violation(try Sample.violation(number: 3)))
        #expect(
            told.map(\.id.text) == [
                "20260607-7K3M9Q2A.3.bureau.mail", "20260607-7K3M9Q2A.3.bureau.eml", "20260607-7K3M9Q2A.3.bureau.log",
                "20260607-7K3M9Q2A.3.hall.log",
            ]
        )
        let first = try #require(told.first)
        #expect(first.expiresAt == Sample.start + .hours(1) && first.nextAttemptAt == Sample.start)
        #expect(first.state == .pending && first.attempts == 0 && first.authority == "bureau" && first.channel == .mail)
    }

    @Test("the source decides, also for a sensor's silence")
    func sources() throws {
        let vendor = alerts(.violation(try Sample.violation(source: .vendor))).map(\.authority)
        #expect(vendor.contains("police") && vendor.contains("bureau"))
        #expect(!alerts(.sensor(Sample.silence)).map(\.authority).contains("police"))
    }

    @Test("a sensor's alert is named after its last reading, or after when it was noticed")
    func sensor() {
        #expect(alerts(.sensor(Sample.silence)).first?.id.text == "s1-n1-silent-1780794132.bureau.mail")
        var never = Sample.silence
        never.lastReading = nil
        never.step = .back
        #expect(alerts(.sensor(never)).first?.id.text == "s1-n1-back-1780794192.bureau.mail")
    }

    @Test("the collector's own trouble goes to every office, or to those whom the plan names, with stable ids")
    func collector() {
        let change = CollectorChange(.blind, isOn: true, about: "b.example:8883", at: Sample.start)
        #expect(Set(alerts(.collector(change)).map(\.authority)) == ["bureau", "police", "other", "hall"])
        var plan = Sample.plan(Self.authorities)
        plan.alerting.operators = ["other"]
        let routing = AlertRouting(plan: plan, channels: [.mail, .syslog], expiry: .hours(1))
        #expect(
            routing.alerts(for: .collector(change), createdAt: Sample.start).map(\.id.text) == [
                "collector-blind-b%2Eexample%3A8883-on-1780794192.other.mail",
                "collector-blind-b%2Eexample%3A8883-on-1780794192.syslog",
            ]
        )
        let clock = CollectorChange(.machineClock, isOn: false, at: Sample.start)
        #expect(
            routing.alerts(for: .collector(clock), createdAt: Sample.start).first?.id.text
                == "collector-machineClock-off-1780794192.other.mail"
        )
    }

    @Test("each event of a sensor has an id of its own, also where no newer reading came between")
    func events() {
        func id(_ step: SensorChange.Step, at: Int64, arrival: Int64? = nil, fault: SensorFault? = nil) -> String? {
            let change = SensorChange(
                sensor: Sample.sensor,
                step: step,
                at: Sample.start + .seconds(at),
                lastReading: Sample.start - .seconds(60),
                lastArrival: arrival.map { Sample.start + .seconds($0) },
                fault: fault
            )
            return alerts(.sensor(change)).first?.id.text
        }
        // As in 0.3.0, whose records do not have the arrival.
        #expect(id(.silent, at: 0) == "s1-n1-silent-1780794132.bureau.mail")
        #expect(id(.silent, at: 0, arrival: -52) == id(.silent, at: 0))
        #expect(id(.back, at: 30, arrival: 31) == "s1-n1-back-1780794132.bureau.mail")
        // What a sensor had kept arrives an hour later, and then nothing again.
        #expect(id(.silent, at: 3660, arrival: 3600) != id(.silent, at: 0))
        #expect(id(.back, at: -900, arrival: 3600) != id(.back, at: 30))
        #expect(id(.back, at: -900, arrival: 7200) != id(.back, at: -900, arrival: 3600))
        #expect(id(.faulty, at: 0, fault: .range) != id(.faulty, at: 0, fault: .frozen))
        #expect(id(.clockOff, at: 0) != id(.clockOff, at: 60))
    }

    @Test("ids stay safe as file names and in a Message-ID, whatever the plan's ids hold")
    func safety() {
        let office = Authority(id: "../a b.局", name: Name("Office"), language: .zh, mail: [])
        let routing = AlertRouting(plan: Sample.plan([office]), channels: [.log], expiry: .hours(1))
        let id = routing.alerts(for: .sensor(Sample.silence), createdAt: Sample.start).first?.id.text
        #expect(id == "s1-n1-silent-1780794132.%2E%2E%2Fa%20b%2E%E5%B1%80.log")
    }

    private func alerts(_ subject: AlertSubject) -> [Alert] {
        AlertRouting(plan: Sample.plan(Self.authorities), channels: [.mail, .eml, .log], expiry: .hours(1))
            .alerts(for: subject, createdAt: Sample.start)
    }
}
