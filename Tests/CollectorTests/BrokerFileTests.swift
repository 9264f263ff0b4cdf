import Collector
import Doctor
import EventTime
import Foundation
import Mosquitto
import NoiseRules
import Preflight
import TestSupport
import Testing

@Suite("The broker's settings file")
struct BrokerFileTests {
    private static let keeping = """
        persistence true
        autosave_on_changes false
        autosave_interval 5
        max_queued_messages 1000000
        max_inflight_messages 2000
        max_packet_size 66560
        """
    private static let need = QueueNeed(outage: .hours(1), measured: nil, sensors: 2)

    private func verdicts(_ lines: String, _ version: ConnectionOptions.ProtocolVersion = .v3_1_1) throws -> [Diagnosis]
    {
        let directory = try TemporaryDirectory()
        let path = try directory.write(lines, to: "mosquitto.conf")
        var connection = ConnectionOptions(host: "127.0.0.1", port: 1883, clientID: "x")
        connection.protocolVersion = version
        let found = BrokerFileCheck.look(at: path, connection: connection, need: Self.need)
        expectChinese(found)
        return found
    }

    @Test("what is left out has mosquitto's default")
    func defaults() throws {
        let directory = try TemporaryDirectory()
        let file = try BrokerFile(path: directory.write("# persistence true\n\npersistence\n", to: "c"))
        #expect(file == BrokerFile())
        #expect(file.maxQueuedMessages == 1000 && !file.persistence && file.maxInFlightMessages == 20)
        #expect(file.letsEverybodyIn)
    }

    @Test("files of include_dir come in the order of their names, only *.conf, and the last line counts")
    func includes() throws {
        let directory = try TemporaryDirectory()
        let folder = try directory.subdirectory("conf.d").path
        try directory.write("max_queued_messages 2\n", to: "conf.d/b.conf")
        try directory.write("max_queued_messages 1\npersistence true\n", to: "conf.d/A.conf")
        try directory.write("max_queued_messages 3\n", to: "conf.d/z.conf.dpkg-old")
        let path = try directory.write("max_queued_messages 9\ninclude_dir \(folder)\n", to: "c")
        let file = try BrokerFile(path: path)
        #expect(file.maxQueuedMessages == 2)
        #expect(file.persistence)
    }

    @Test("listeners have their address and TLS")
    func listeners() throws {
        let directory = try TemporaryDirectory()
        let lines =
            "listener 1883 127.0.0.1\nlistener 8883\ncertfile /x\nlistener 0 /run/m.sock\nallow_anonymous true\n"
        let file = try BrokerFile(path: directory.write(lines, to: "c"))
        #expect(file.listeners.map(\.port) == [1883, 8883])
        #expect(file.listeners.map(\.address) == ["127.0.0.1", nil])
        #expect(file.listeners.map(\.hasTLS) == [false, true])
        #expect(file.letsEverybodyIn)
    }

    @Test(
        "an expiration that is longer than can be counted is never, and traps nowhere",
        arguments: [
            "9223372036854775807y", "300000000000y", "-9223372036854775808w", "10000000000000000h",
        ]
    )
    func endlessExpiration(value: String) throws {
        let found = try verdicts("\(Self.keeping)\npersistent_client_expiration \(value)\n")
        #expect(!found.contains { $0.found.contains("forgets a client") })
    }

    @Test("a need that is larger than can be counted")
    func endlessNeed() {
        let need = QueueNeed(outage: .hours(1_000_000), measured: 1e300, sensors: 0)
        #expect(need.messages == 1_000_000_000_000 && !need.description.isEmpty)
        #expect(QueueNeed(outage: .hours(1), measured: .infinity, sensors: 0).messages > 0)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var lines: String
        var version = ConnectionOptions.ProtocolVersion.v3_1_1
        var verdict: Diagnosis.Verdict
        var says: String

        var testDescription: String { lines }
    }

    static let rows = [
        Row(lines: "", verdict: .ok, says: "saves every 5 s, and keeps a queue of 1000000"),
        Row(lines: "max_queued_messages 0", verdict: .ok, says: "without limit"),
        Row(lines: "max_queued_messages 7200", verdict: .ok, says: "1 h away × 2 messages a second"),
        Row(lines: "max_queued_messages 7199", verdict: .problem, says: "keeps 7199 messages"),
        Row(lines: "max_queued_bytes 1000000", verdict: .problem, says: "2500 messages"),
        Row(lines: "persistence false", verdict: .problem, says: "persistence is off"),
        Row(lines: "autosave_interval 10", verdict: .ok, says: "saves every 10 s"),
        Row(lines: "autosave_interval 30", verdict: .warning, says: "loses the last 30 s"),
        Row(lines: "autosave_interval 0", verdict: .warning, says: "everything since its start"),
        Row(lines: "autosave_on_changes true", verdict: .warning, says: "after every 5 changes"),
        Row(lines: "persistent_client_expiration 2d", verdict: .ok, says: "saves every 5 s"),
        Row(lines: "persistent_client_expiration 0h", verdict: .problem, says: "forgets a client"),
        Row(lines: "max_inflight_messages 20", verdict: .warning, says: "at most 20 messages"),
        Row(lines: "max_inflight_messages 20", version: .v5, verdict: .ok, says: "saves every 5 s"),
        Row(lines: "max_packet_size 0", verdict: .warning, says: "takes packets of up to 256 MB"),
        Row(
            lines: "message_size_limit 65536",
            verdict: .warning,
            says: "acknowledges a message of more than 65536 bytes"
        ),
        Row(lines: "listener 1883\npassword_file p\nacl_file a", verdict: .warning, says: "in plain text at port 1883"),
        Row(lines: "listener 8883\ncertfile c\nallow_anonymous true", verdict: .warning, says: "anybody"),
        Row(lines: "listener 8883\ncertfile c\npassword_file p", verdict: .warning, says: "no acl_file"),
        Row(lines: "listener 8883\ncertfile c\npassword_file p\nacl_file a", verdict: .ok, says: "saves every 5 s"),
    ]

    @Test("each setting that loses something or lets anybody in is told", arguments: rows)
    func verdict(row: Row) throws {
        let diagnoses = try verdicts(Self.keeping + "\n" + row.lines, row.version)
        #expect(diagnoses.map(\.verdict) == [row.verdict], "\(diagnoses)")
        #expect(diagnoses.first?.found.contains(row.says) == true, "\(diagnoses)")
    }

    @Test("a named file that is missing is a problem; none for a broker elsewhere is not looked at")
    func missing() {
        var connection = ConnectionOptions(host: "127.0.0.1", port: 1, clientID: "x")
        let named = BrokerFileCheck.look(at: "/nowhere/m.conf", connection: connection, need: Self.need)
        #expect(named.map(\.verdict) == [.problem])
        connection.host = "broker.example"
        let elsewhere = BrokerFileCheck.look(at: nil, connection: connection, need: Self.need)
        #expect(elsewhere.map(\.verdict) == [.notLookedAt])
    }

    @Test("the need is outage times rate, measured or one message a second for each sensor")
    func needs() {
        #expect(Self.need.messages == 7200)
        let measured = QueueNeed(outage: .minutes(90), measured: 0.205, sensors: 2)
        #expect(measured.messages == 1107)
        #expect("\(measured)" == "90 min away × 0.21 messages a second (as in the last hour) = 1107")
        #expect("\(QueueNeed(outage: .hours(2), measured: 3.05, sensors: 2))".contains("× 3.05 messages"))
    }
}
