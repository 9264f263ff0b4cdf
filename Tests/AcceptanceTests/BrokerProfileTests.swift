import EventTime
import Foundation
import GRDB
import Mosquitto
import TestSupport
import Testing

@Suite("The broker profile", .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed"))
struct BrokerProfileTests {
    private static let filters = ["noise/1/+/+/obs", "noise/1/+/+/status", "noise/1/+/+/info"]

    @Test("a sensor's reading comes into the store through TLS, password and access rules")
    func endToEnd() throws {
        let site = try BrokerSite(sensors: ["school/gate"])
        let broker = try site.start()
        let installation = try Installation(brokerPort: site.port, plan: Installation.plan())
        let clientID = try site.text("collector/client-id").trimmingCharacters(in: .newlines)
        try installation.directory.write(
            """
            broker: {host: localhost, port: \(site.port), client-id: \(clientID), username: collector,
                     password: {file: \(site.folder)/collector/password}, tls: {ca: \(site.authority)}}
            store: {path: quiethours.db}
            plan: plan.yaml
            reporters: {log: true, eml: {directory: outbox}}
            """,
            to: "quiethours.yaml"
        )
        let service = try installation.start("serve")
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        let sensor = try site.publisher("school/gate")
        for payload in payloads([60, 61, 62], endingAt: Date()) {
            try sensor.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try sensor.flush()
        let store = try installation.connect()
        _ = try service.wait(for: "store the readings") {
            try store.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM reading") == 3 ? true : nil }
        }
        #expect(try site.password(of: "collector").map { broker.log.contains($0) } == false)
    }

    @Test("no sensor on standard input is a failure, and nothing is made")
    func noSensors() throws {
        let directory = try TemporaryDirectory()
        let child = try ChildProcess(
            "/bin/sh",
            ["-c", #""$0" "$1" --name localhost - </dev/null"#, BrokerSite.script, directory.path("site")],
            directory: directory.subdirectory("script")
        )
        #expect(child.exitCode() == 65)
        #expect(child.errors().contains("no sensor came in"))
        #expect(!FileManager.default.fileExists(atPath: directory.path("site")))
    }

    private struct Intruder: CustomTestStringConvertible {
        var testDescription: String
        var user: String? = "school/gate"
        var password: String?
        var change: (inout ConnectionOptions) -> Void = { _ in }
        var codes: Set<MosquittoError.Code> = [.badCredentials, .notAuthorised]
    }

    @Test("intruders are turned away")
    func intruders() throws {
        let site = try BrokerSite(sensors: ["school/gate"])
        let broker = try site.start()
        let files = try TemporaryDirectory()
        let other = try TestCertificates(in: files)
        let own = try site.password(of: "school/gate")
        let intruders = [
            Intruder(testDescription: "anonymous", user: nil),
            Intruder(testDescription: "wrong password", password: "guess"),
            Intruder(testDescription: "no such user", user: "school/roof", password: own),
            Intruder(testDescription: "a sensor as the collector", user: "collector", password: own),
            Intruder(testDescription: "user name with +", user: "school/+", password: own),
            Intruder(testDescription: "user name with #", user: "#", password: own),
            Intruder(
                testDescription: "plain TCP on the TLS port",
                password: own,
                change: { $0.tls = nil },
                codes: [.connectionLost, .protocolViolation, .timedOut]
            ),
            Intruder(
                testDescription: "a broker that another authority has signed",
                password: own,
                change: { $0.tls?.authorityFile = other.authority },
                codes: [.tls]
            ),
        ]
        for intruder in intruders {
            var options = site.options(intruder.user)
            options.cleanSession = true
            intruder.change(&options)
            let error = #expect(throws: MosquittoError.self, "\(intruder.testDescription)") {
                _ = try MosquittoPublisher(options: options, password: intruder.password, milliseconds: 3000)
            }
            #expect(
                error.map { intruder.codes.contains($0.code) } == true,
                "\(intruder.testDescription): \(String(describing: error)), \(broker.log)"
            )
        }
        // The broker is well, and the right password is let in.
        _ = try site.publisher("school/gate")
    }

    @Test("a sensor publishes under its own name only")
    func trespassing() throws {
        let site = try BrokerSite(sensors: ["school/gate", "school/yard"])
        let broker = try site.start()
        // As if somebody had added such accounts by hand.
        for user in ["school/+", "school/#"] {
            _ = try ChildProcess.run(
                try #require(ChildProcess.find("mosquitto_passwd")),
                ["-b", "\(site.folder)/broker/passwords", user, "password"],
                directory: site.directory.subdirectory("passwd")
            )
        }
        try site.reload(broker, until: "school/#", password: "password")
        var collector = try site.listener("collector", BrokerProfileTests.filters)
        let foreign = [
            "noise/1/school/yard/obs", "noise/1/school/yard/status", "noise/1/school/alerts", "noise/1/other/gate/obs",
            "noise/1/school/gate/obs/more", "noise/1/school/gate/other", "$SYS/broker/clients/total",
        ]
        let users: [(name: String, password: String?)] = [
            ("school/gate", try site.password(of: "school/gate")), ("school/+", "password"), ("school/#", "password"),
        ]
        for user in users {
            var options = site.options(user.name, clientID: "intruder", version: .v5)
            options.cleanSession = true
            options.limits.sessionExpirySeconds = 0
            let publisher = try MosquittoPublisher(options: options, password: user.password)
            // Under 5 the broker says whether it refused; a name with a wildcard may not even publish under itself.
            for topic in foreign + (user.name == "school/gate" ? [] : ["noise/1/school/gate/obs"]) {
                try publisher.publish(topic: topic, payload: Array("false".utf8))
                let error = #expect(throws: MosquittoError.self, "\(user.name) on \(topic)") { try publisher.flush() }
                #expect(error?.code == .publicationRefused, "\(user.name) on \(topic)")
            }
        }
        // A client id is no way around the rules either, and under 3.1.1 the broker takes and drops.
        let gate = try site.publisher("school/gate")
        try gate.publish(topic: "noise/1/school/yard/obs", payload: Array("false".utf8))
        for kind in ["status", "info", "obs"] {
            try gate.publish(topic: "noise/1/school/gate/\(kind)", payload: Array("true".utf8), retained: kind != "obs")
        }
        try gate.flush()
        let isThere = try collector.listen { $0.messages.contains { $0.topic == "noise/1/school/gate/obs" } }
        #expect(isThere)
        #expect(collector.messages.map(\.payload) == ["true", "true", "true"], "\(collector.messages)")
    }

    @Test("an office reads the alerts of its site and answers for it, and for no other; a sensor does neither")
    func offices() throws {
        let site = try BrokerSite(sensors: ["school", "other", "school/gate"])
        let broker = try site.start()
        let alerts = try site.publisher("collector")
        for place in ["school", "other"] {
            try alerts.publish(topic: "noise/1/\(place)/alerts", payload: Array(place.utf8), retained: true)
        }
        try alerts.flush()
        var collector = try site.listener("collector", ["noise/1/+/answers", "noise/1/+/+/obs"])
        for (user, refused) in [
            ("school", ["noise/1/other/answers", "noise/1/school/alerts", "noise/1/school/gate/obs"]),
            ("school/gate", ["noise/1/school/answers", "noise/1/other/answers"]),
        ] {
            let publisher = try site.publisher(user, version: .v5)
            for topic in refused {
                try publisher.publish(topic: topic, payload: Array("false".utf8))
                let error = #expect(throws: MosquittoError.self, "\(user) on \(topic)") { try publisher.flush() }
                #expect(error?.code == .publicationRefused, "\(user) on \(topic)")
            }
        }
        let office = try site.publisher("school")
        try office.publish(topic: "noise/1/school/answers", payload: Array("true".utf8))
        try office.flush()
        let isThere = try collector.listen { !$0.messages.isEmpty }
        #expect(isThere && collector.messages.map(\.payload) == ["true"], "\(collector.messages), \(broker.log)")
        var reader = try site.listener("school", ["noise/1/+/alerts", "noise/1/+/answers", "noise/1/+/+/obs"])
        let isRead = try reader.listen { !$0.messages.isEmpty }
        _ = try reader.listen(seconds: 1) { _ in false }
        #expect(isRead && reader.messages.map(\.payload) == ["school"], "\(reader.messages)")
    }

    @Test("a sensor reads nothing: not others, not alerts, not the broker's figures")
    func eavesdropping() throws {
        let site = try BrokerSite(sensors: ["school/gate", "school/yard"])
        let broker = try site.start()
        let collector = try site.publisher("collector")
        try collector.publish(topic: "noise/1/school/alerts", payload: Array("open".utf8), retained: true)
        try collector.flush()
        var spy = try site.listener(
            "school/gate",
            ["#", "$SYS/#", "noise/1/+/+/obs", "noise/1/+/alerts", "noise/1/school/gate/#"]
        )
        var reader = try site.listener("collector", BrokerProfileTests.filters + ["$SYS/broker/#", "noise/1/+/alerts"])
        let yard = try site.publisher("school/yard")
        try yard.publish(topic: "noise/1/school/yard/obs", payload: Array("secret".utf8))
        try yard.flush()
        let isThere = try reader.listen {
            $0.messages.contains { $0.payload == "secret" } && $0.messages.contains { $0.topic.hasPrefix("$SYS/") }
        }
        #expect(isThere, "\(reader.messages), \(broker.log)")
        _ = try spy.listen(seconds: 1) { _ in false }
        #expect(spy.messages.isEmpty, "\(spy.messages)")
    }

    @Test("what the broker has saved survives SIGKILL, and what comes before the collector is back is queued too")
    func killed() throws {
        let site = try BrokerSite(sensors: ["school/gate"])
        let broker = try site.start()
        var collector = try site.listener("collector", BrokerProfileTests.filters)
        try collector.subscriber.disconnect()
        let topic = "noise/1/school/gate/obs"
        let sensor = try site.publisher("school/gate")
        for number in 0..<200 { try sensor.publish(topic: topic, payload: Array("\(number)".utf8)) }
        try sensor.flush()
        let database = URL(filePath: site.directory.path("data/mosquitto.db"))
        let deadline = Date(timeIntervalSinceNow: 20)
        while (try? Data(contentsOf: database).count) ?? 0 < 200 * topic.count {
            try #require(Date() < deadline, "the broker has not saved within 20 s")
            Thread.sleep(forTimeInterval: 0.1)
        }
        broker.kill()
        try broker.start()
        let again = try site.publisher("school/gate")
        for number in 200..<210 { try again.publish(topic: topic, payload: Array("\(number)".utf8)) }
        try again.flush()
        collector = try site.listener("collector", BrokerProfileTests.filters)
        let all = Set((0..<210).map { "\($0)" })
        let isThere = try collector.listen { Set($0.messages.map(\.payload)).count == 210 }
        #expect(isThere && Set(collector.messages.map(\.payload)) == all, "\(collector.messages.count) came")
    }

    @Test("what is too large is not acknowledged and dropped: the sender is cut off")
    func tooLarge() throws {
        let site = try BrokerSite(sensors: ["school/gate"])
        let broker = try site.start()
        var collector = try site.listener("collector", BrokerProfileTests.filters)
        let topic = "noise/1/school/gate/obs"
        let large = try site.publisher("school/gate")
        try large.publish(topic: topic, payload: [UInt8](repeating: 0x20, count: 65_536))
        try large.flush()
        let isThere = try collector.listen { $0.messages.map(\.payload.utf8.count) == [65_536] }
        #expect(isThere, "\(broker.log)")
        #expect(throws: MosquittoError.self) {
            try large.publish(topic: topic, payload: [UInt8](repeating: 0x20, count: 67_000))
            try large.flush()
        }
    }

    @Test("a second run keeps every account and the authority, and what it adds is let in after a reload")
    func twice() throws {
        let site = try BrokerSite(sensors: ["school/gate", "school/yard"])
        let broker = try site.start()
        let (before, authority) = (try site.sensors(), try site.text("authority/ca.pem"))
        let (collector, certificate) = (try site.text("collector/password"), try site.text("broker/server.pem"))
        let hashes = try site.text("broker/passwords").split(separator: "\n")
        let standing = try site.publisher("school/gate")

        try site.run(["school/roof", "school/gate"])
        #expect(try site.sensors().filter { $0.key != "school/roof" } == before)
        #expect(try Set(hashes).isSubset(of: site.text("broker/passwords").split(separator: "\n")))
        #expect(try site.text("broker/server.pem") == certificate)
        try site.run(["--renew", "--new-password", "school/yard"])
        #expect(try site.text("authority/ca.pem") == authority)
        #expect(try site.text("broker/server.pem") != certificate)
        #expect(try site.text("collector/password") == collector)
        #expect(try site.sensors()["school/yard"] != before["school/yard"])
        try site.reload(broker, until: "school/roof")

        // Nobody was cut off meanwhile.
        try standing.publish(topic: "noise/1/school/gate/status", payload: Array("{}".utf8))
        try standing.flush()
        for user in ["school/gate", "school/yard", "school/roof"] {
            let publisher = try site.publisher(user)
            try publisher.publish(topic: "noise/1/\(user)/obs", payload: Array("{}".utf8))
            try publisher.flush()
        }
        let roof = try site.password(of: "school/roof")
        try site.run(["--remove", "school/roof"])
        try site.reload(broker, until: "school/roof", password: roof, isLetIn: false)
    }

    @Test("keys and passwords are for the owner only, and the script says what is wrong with what it is given")
    func secrets() throws {
        let site = try BrokerSite(sensors: ["school/gate"])
        for file in ["sensors.csv", "authority/ca.key", "broker/server.key", "broker/passwords", "collector/password"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(site.folder)/\(file)")
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file)")
        }
        let password = try #require(try site.password(of: "school/gate"))
        #expect(try !site.text("broker/passwords").contains(password))
        #expect(try !site.run(["school/roof"]).contains(password))
        for wrong in ["school/+", "collector", "school/#", "school/a/b", "school/a:b"] {
            let error = #expect(throws: ChildProcessError.self) { try site.run([wrong]) }
            #expect(error?.description.contains("'\(wrong)' is no sensor and no site") == true)
        }
    }

    @Test("the plan's sensors are listed for the script")
    func listed() throws {
        let installation = try Installation(brokerPort: 1883, plan: Installation.plan())
        let sensors = try installation.run(["check", "--list-sensors", "--config", installation.config])
        #expect(sensors == "school/gate\nschool/yard\n")
    }

    @Test("what a killed broker had forgotten the sensors send again, and nothing is counted twice")
    func sentAgain() throws {
        var options = MosquittoServer.Options()
        options.keeping = []
        let directory = try TemporaryDirectory()
        // As the profile saves, on the plain listener of a demonstration.
        options.lines = ["persistence true", "persistence_location \(directory.path(""))", "autosave_interval 5"]
        let broker = try MosquittoServer(options)
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let first = try installation.start("serve")
        _ = try first.wait(for: "subscribe") { broker.log.contains("SUBSCRIBE from acceptance") ? true : nil }
        first.stop(signal: SIGTERM)
        // The session itself must be saved first, as it is on every day but the first.
        let deadline = Date(timeIntervalSinceNow: 20)
        while !FileManager.default.fileExists(atPath: directory.path("mosquitto.db")), Date() < deadline {
            Thread.sleep(forTimeInterval: 0.1)
        }

        let seconds = 9
        let sensors = try installation.start("simulate", ["--seconds", "\(seconds)", "--scenario", "quiet", "--json"])
        _ = try sensors.wait(for: "publish") { sensors.output().split(separator: "\n").count > 3 ? true : nil }
        broker.kill()
        Thread.sleep(forTimeInterval: 1.5)
        try broker.start()
        _ = try? sensors.wait(for: "end") { sensors.isRunning ? nil : true }
        #expect(sensors.errors().contains("connecting again"))

        let second = try installation.start("serve")
        let store = try installation.connect()
        let expected = seconds * 2
        _ = try second.wait(for: "store \(expected) readings") {
            try store.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM reading") ?? 0 } >= expected ? true : nil
        }
        let number = { (sql: String) in try store.read { try Int.fetchOne($0, sql: sql) } }
        #expect(try number("SELECT COUNT(*) FROM reading") == expected)
        #expect(try number("SELECT COUNT(DISTINCT start) FROM reading") == seconds)
        #expect(try number("SELECT MAX(start) - MIN(start) FROM reading") == (seconds - 1) * 1000)
        #expect(try number("SELECT COUNT(*) FROM rejected") == 0)
    }
}
