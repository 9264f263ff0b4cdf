import Acoustics
import Collector
import EventTime
import ExamCalendar
import Foundation
import Health
import Ingest
import Listening
import Mosquitto
import NoiseRules
import Notifications
import Plans
import Records
import ServiceSettings
import Settings
import Sites
import Testing

@Suite("Samples") struct SampleTests {
    static let environment = ["QUIETHOURS_MAIL_PASSWORD": "hunter2"]

    @Test("the settings and the plan are without problems, and say what they say")
    func samples() throws {
        let path = repositoryPath("deploy/samples/quiethours.yaml")
        let configuration = try Configuration.load(path: path, environment: Self.environment).get()
        let plan = configuration.plan
        #expect(configuration.planPath == repositoryPath("deploy/samples/plan.yaml"))
        #expect(configuration.storePath == repositoryPath("deploy/samples/var/quiethours.db"))
        #expect(configuration.broker.connection.protocolVersion == .v5)
        #expect(configuration.reporters.mail?.password?.reveal() == "hunter2")
        #expect(configuration.listen.health?.description == "127.0.0.1:9464")
        #expect(plan.sites.map(\.id) == ["no1-middle", "no2-high"])
        #expect(plan.sensors.count == 6)
        #expect(plan.authorities.count == 4 && plan.alerting.routes.count == 2)
        #expect(plan.exams.first?.sessions.count == 14)
        #expect(plan.exams.first?.sites == ["no1-middle", "no2-high"])
    }

    @Test("the session times are instants of the sites' zone")
    func sessions() throws {
        let plan = try PlanDocument.load(path: repositoryPath("deploy/samples/plan.yaml")).get()
        let listening = try #require(plan.exams.first?.sessions.first { $0.kind == .listening })
        // 2027-06-08T15:00:00+08:00
        #expect(listening.range.start == Instant(milliseconds: 1_812_438_000_000))
        #expect(listening.range.length == .minutes(20))
        #expect(listening.name == Name(zh: "外语", en: "Foreign language"))
        #expect(listening.exam == "gaokao-2027")
    }

    @Test("outdoors the listening window has the strictest limit of all")
    func listeningIsStrictest() throws {
        let plan = try PlanDocument.load(path: repositoryPath("deploy/samples/plan.yaml")).get()
        let finder = LimitFinder(sites: plan.sites, sensors: plan.sensors, exams: plan.exams, rules: plan.rules)
        let listening = try #require(plan.exams.first?.sessions.first { $0.kind == .listening })
        for sensor in plan.sensors where sensor.placement != .classroom {
            let during = finder.inForce(for: sensor.id, at: listening.range.start).map(\.limit.level)
            let after = finder.inForce(for: sensor.id, at: listening.guarded.end).map(\.limit.level)
            #expect(during.min() == Level(decibels: 50), "\(sensor.id)")
            #expect((after.min() ?? .maximum) > Level(decibels: 50) ?? .maximum, "\(sensor.id)")
        }
    }
}
