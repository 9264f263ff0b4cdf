import Foundation
import GRDB
import Mosquitto
import Records
import TestSupport
import Testing

@Suite(
    "Health and metrics of the running service",
    .disabled(
        if: MosquittoServer.isMissing || Curl.isMissing || PrometheusParser.isMissing,
        "needs mosquitto, curl and python3-prometheus-client"
    )
)
struct HealthTests {
    private func answer(_ port: Int, _ path: String, _ method: String = "GET") throws -> Curl.Answer {
        try Curl.request(method, "http://127.0.0.1:\(port)\(path)")
    }

    private func samples(_ port: Int) throws -> [String: Double] {
        let answer = try answer(port, "/metrics")
        #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(!answer.body.contains(Installation.password))
        return try Dictionary(
            uniqueKeysWithValues: PrometheusParser.samples(in: answer.body).map { sample in
                let labels = sample.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                return (
                    "\(sample.name) \(labels.joined(separator: " "))".trimmingCharacters(in: .whitespaces),
                    sample.value ?? .nan
                )
            }
        )
    }

    private func becomesReady(_ service: ChildProcess, _ port: Int) throws {
        _ = try service.wait(for: "be ready") { (try? answer(port, "/readyz").status) == 200 ? true : nil }
    }

    @Test("readiness follows the broker, and the counters say what was published")
    func serve() throws {
        var options = MosquittoServer.Options()
        options.users = ["collector": Installation.password]
        let broker = try MosquittoServer(options)
        let port = try freePort()
        let installation = try Installation(
            brokerPort: broker.port,
            further: "listen: {health: {address: \"127.0.0.1:\(port)\"}}",
            plan: Installation.plan()
        )
        let settings = try String(contentsOfFile: installation.config, encoding: .utf8)
        try installation.directory.write(Installation.password, to: "password")
        try installation.directory.write(
            settings.replacingOccurrences(
                of: "client-id: acceptance}",
                with: "client-id: acceptance, username: collector, password: {file: password}}"
            ),
            to: "quiethours.yaml"
        )
        let service = try installation.start("serve")
        try becomesReady(service, port)
        #expect(try answer(port, "/healthz").body == "ok\n")
        #expect(try answer(port, "/readyz", "HEAD").status == 200)
        #expect(try answer(port, "/nowhere").status == 404)
        #expect(try answer(port, "/metrics", "POST").status == 405)

        var publishing = broker.options(clientID: "gate")
        publishing.username = "collector"
        let publisher = try MosquittoPublisher(options: publishing, password: Installation.password)
        // Ten seconds at 78.4 dB against 70 dB(A) by day: one violation, told through two channels.
        for payload in payloads([Double](repeating: 78.4, count: 10), endingAt: Date()) {
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try publisher.publish(topic: "noise/1/school/gate/obs", payload: Array("nonsense".utf8))
        try publisher.publish(topic: "noise/1/school/roof/obs", payload: payloads([50], endingAt: Date())[0])
        try publisher.flush()
        let metrics = try service.wait(for: "count everything") {
            let samples = try samples(port)
            // The store's figures may be a second old.
            let settled: [String: Double] = [
                "quiethours_acknowledged_messages_total": 12,
                "quiethours_judged_readings_total": 10,
                "quiethours_deliveries_total channel=eml outcome=accepted": 1,
                "quiethours_deliveries_total channel=log outcome=accepted": 1,
                "quiethours_outbox_pending channel=eml": 0,
                "quiethours_notifications_suppressed_total reason=muted": 0,
                "quiethours_notifications_suppressed_total reason=no-recipient": 0,
                "quiethours_open_violations site=school source=construction": 1,
            ]
            return settled.allSatisfy { samples[$0.key] == $0.value } ? samples : nil
        }
        let expected: [String: Double] = [
            "quiethours_acknowledged_messages_total": 12,
            "quiethours_readings_total": 10,
            "quiethours_repeated_readings_total": 0,
            "quiethours_rejected_total reason=malformed": 1,
            "quiethours_rejected_total reason=unknownSensor": 1,
            "quiethours_rejected_total reason=conflict": 0,
            "quiethours_failed_commits_total": 0,
            "quiethours_commit_messages_sum": 12,
            "quiethours_subscribed": 1,
            "quiethours_subscriptions_total": 1,
            "quiethours_session_losses_total": 0,
            "quiethours_judged_readings_total": 10,
            "quiethours_cursor_lag_readings": 0,
            "quiethours_cursor_lag_seconds": 0,
            "quiethours_journal_sequence": 10,
            "quiethours_violation_changes_total step=opened": 1,
            "quiethours_open_violations site=school source=construction": 1,
            "quiethours_open_violations site=school source=vendor": 0,
            "quiethours_outbox_pending channel=eml": 0,
            "quiethours_deliveries_total channel=log outcome=accepted": 1,
            "quiethours_deliveries_total channel=eml outcome=refused": 0,
            "quiethours_sensors state=heard": 1,
            "quiethours_sensors state=awaited": 1,
            "quiethours_store_readable": 1,
        ]
        for (name, value) in expected { #expect(metrics[name] == value, "\(name)") }
        try checkNames(answer(port, "/metrics").body)
        #expect(metrics["quiethours_commits_total"] == metrics["quiethours_commit_duration_seconds_count"])
        let now = Date().timeIntervalSince1970
        #expect(metrics["quiethours_last_commit_timestamp_seconds"].map { abs(now - $0) < 60 } == true)
        #expect(metrics["process_start_time_seconds"].map { $0 <= now && now - $0 < 120 } == true)
        for name in ["quiethours_store_bytes", "quiethours_store_free_bytes", "process_resident_memory_bytes"] {
            #expect(metrics[name].map { $0 >= 4096 } == true, "\(name)")
        }

        broker.kill()
        let away = try service.wait(for: "be not ready") {
            let answer = try answer(port, "/readyz")
            return answer.status == 503 ? answer : nil
        }
        let lost = "broker: not connected and subscribed at 127.0.0.1:\(broker.port), nothing received since 20"
        #expect(away.body.hasPrefix(lost) && away.body.hasSuffix("\n"), "\(away.body)")
        #expect(try answer(port, "/healthz").status == 200)
        try broker.start()
        try becomesReady(service, port)
        #expect(try samples(port)["quiethours_connection_failures_total"].map { $0 >= 1 } == true)
        #expect(!service.errors().contains(Installation.password))
    }

    /// The guide lists every metric, and the alert rules name no other.
    private func checkNames(_ text: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let families = Set(text.matches(of: /# TYPE (\w+)/).map { String($0.1) })
        #expect(families.count > 30)
        let guide = root.appending(path: "Sources/Collector/Collector.docc/Operators.md")
        let told = try String(contentsOf: guide, encoding: .utf8)
        for name in families { #expect(told.contains("`\(name)"), "the guide lacks \(name)") }
        let rules = root.appending(path: "deploy/samples/prometheus-rules.yaml")
        for name in try String(contentsOf: rules, encoding: .utf8).matches(of: /quiethours_\w+/) {
            #expect(families.contains(String(name.0)), "the rules name \(name.0)")
        }
    }

    @Test("a lag is told while evaluation cannot commit, and readings are counted on")
    func lag() throws {
        let broker = try MosquittoServer()
        let port = try freePort()
        let installation = try Installation(
            brokerPort: broker.port,
            further: "listen: {health: {address: \"127.0.0.1:\(port)\"}}",
            plan: Installation.plan()
        )
        let service = try installation.start("serve")
        try becomesReady(service, port)
        let store = try installation.connect()
        try store.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    BEGIN IMMEDIATE;
                    INSERT INTO arrival (id, received_at, way) VALUES (999, \(Int64(Date().timeIntervalSince1970 - 60) * 1000), 'mqtt');
                    INSERT INTO reading (arrival, sensor, start, duration, LAeq, mark, historical)
                    SELECT 999, key, 0, 1000, 5000, 0, 0 FROM sensor WHERE sensor = 'gate';
                    COMMIT;
                    BEGIN IMMEDIATE;
                    """
            )
            // The store is read by /metrics while another has its write lock.
            let lagging = try service.wait(for: "tell the lag") {
                let samples = try samples(port)
                return samples["quiethours_cursor_lag_readings"] == 1 ? samples : nil
            }
            #expect(lagging["quiethours_cursor_lag_seconds"].map { (60..<120).contains($0) } == true)
            try db.execute(sql: "ROLLBACK")
        }
        _ = try service.wait(for: "catch up") {
            try samples(port)["quiethours_cursor_lag_readings"] == 0 ? true : nil
        }
    }

    @Test("without listen in the settings nothing listens")
    func closed() throws {
        let installation = try Installation(brokerPort: try freePort(), plan: Installation.plan())
        let service = try installation.start("serve")
        _ = try service.wait(for: "start") { service.errors().contains("started") ? true : nil }
        _ = try service.wait(for: "try the broker") { service.errors().contains("interrupted") ? true : nil }
        #expect(try service.listeningPorts() == [])
        #expect(service.errors().contains("not listening"))
    }
}
