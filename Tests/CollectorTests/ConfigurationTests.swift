import Collector
import EventTime
import Foundation
import Ingest
import Mosquitto
import Notifications
import Records
import ServiceSettings
import Settings
import Testing

@Suite("Settings of the service") struct ConfigurationTests {
    /// A plan without mail addresses.
    private static let plan = """
        version: 1
        time-zone: Asia/Shanghai
        authorities: [{id: bureau, name: Bureau, language: zh}]
        sites:
          - {id: s, name: School, zone: 1, sensors: [{id: yard, placement: yard, class: 1}]}
        rules: [{id: r, name: R, when: always, limit: {standard: WHO}, window: 60s}]
        """
    private static let mailPlan = plan.replacingOccurrences(
        of: "language: zh",
        with: "language: zh, mail: [duty@b.example]"
    )

    private static func load(
        _ settings: String,
        plan: String = ConfigurationTests.plan,
        environment: [String: String] = ["PW": "hunter2"]
    ) throws -> (result: Result<Configuration, InvalidSettings>, problems: [String]) {
        let folder = try TemporaryFolder()
        try folder.write("plan.yaml", plan)
        try folder.write("ca.pem", "x")
        let path = try folder.write("q.yaml", settings)
        let result = Configuration.load(path: path, environment: environment)
        return (result, result.problems(in: folder.path))
    }

    @Test("what is left out has its default")
    func defaults() throws {
        let (result, _) = try Self.load("broker: {host: b.example}\nstore: {path: a.db}\nplan: plan.yaml")
        let configuration = try result.get()
        let connection = configuration.broker.connection
        #expect(connection.host == "b.example")
        #expect(connection.port == 1883)
        #expect(connection.clientID == "quiethours")
        #expect(connection.protocolVersion == .v3_1_1)
        #expect(connection.limits.keepAliveSeconds == 30)
        #expect(configuration.broker.alertAfter == .minutes(1))
        #expect(!connection.cleanSession)
        #expect(configuration.broker.batchLimit == 2000)
        #expect(connection.limits.packetLimit == 256_000 && !connection.isInsecure)
        #expect(configuration.broker.password == nil)
        #expect(configuration.reporters.log)
        #expect(configuration.reporters.mail == nil)
        #expect(configuration.reporters.firstRetry == .seconds(2))
        #expect(configuration.quarantine.keep == .hours(30 * 24))
        #expect(configuration.quarantine.most == 256_000_000)
    }

    @Test("how much of what was rejected is kept")
    func quarantine() throws {
        let settings = { (rejected: String) in
            "broker: {host: b}\nstore: {path: a.db, rejected: \(rejected)}\nplan: plan.yaml"
        }
        let (result, _) = try Self.load(settings("{keep: 7d, most: 2GB}"))
        #expect(try result.get().quarantine.keep == .hours(7 * 24))
        #expect(try result.get().quarantine.most == 2_000_000_000)
        #expect(try result.get().quarantine.mostOfSender == 250_000_000)
        let (narrow, _) = try Self.load(settings("{most: 10MB, most-of-sender: 500kB}"))
        #expect(try narrow.get().quarantine == QuarantineLimits(most: 10_000_000, mostOfSender: 500_000))
        let (_, problems) = try Self.load(settings("{keep: 1s, most: 256, old: true}"))
        #expect(
            problems == [
                "q.yaml:2:38: store.rejected.keep: \"1s\" is out of range; write a time from 1h to 3650d, like 30s",
                "q.yaml:2:48: store.rejected.most: \"256\" does not fit; write a size from 1MB to 1000GB, like 256MB",
                "q.yaml:2:53: store.rejected.old: this key is not known; the keys here are keep, most, most-of-sender",
            ]
        )
    }

    @Test("what is written is what is used")
    func values() throws {
        let (result, problems) = try Self.load(
            """
            broker:
              host: b.example
              client-id: collector-2
              username: me
              password: {env: PW}
              tls: {ca: ca.pem, certificate: ca.pem, key: ca.pem}
              protocol: 5
              keep-alive: 2min
              session-expiry: 1d
              batch: 500
            store: {path: /var/lib/a.db}
            plan: plan.yaml
            reporters:
              mail: {host: 127.0.0.1, security: none, from: q@b.example, timeout: 5s, ehlo: "[192.0.2.7]"}
              eml: {directory: out}
              log: false
              retry: {first: 1s, longest: 1min, expiry: 2h}
            """,
            plan: Self.mailPlan
        )
        #expect(problems == [])
        let configuration = try result.get()
        let connection = configuration.broker.connection
        #expect(connection.port == 8883)
        #expect(connection.clientID == "collector-2")
        #expect(connection.username == "me")
        #expect(connection.protocolVersion == .v5)
        #expect(connection.limits.keepAliveSeconds == 120)
        #expect(connection.limits.sessionExpirySeconds == 86_400)
        #expect(connection.limits.receiveMaximum == 500)
        #expect(connection.tls?.keyFile?.hasSuffix("/ca.pem") == true)
        #expect(configuration.broker.batchLimit == 500)
        #expect(configuration.broker.password?.reveal() == "hunter2")
        #expect(configuration.storePath == "/var/lib/a.db")
        let mail = try #require(configuration.reporters.mail)
        #expect(mail.port == 25)
        #expect(mail.security == .none)
        #expect(mail.timeout == .seconds(5))
        #expect(mail.ehlo == "[192.0.2.7]" && mail.greeting == "[192.0.2.7]")
        #expect(configuration.reporters.emlDirectory?.hasSuffix("/out") == true)
        #expect(!configuration.reporters.log)
        #expect(configuration.reporters.expiry == .hours(2))
    }

    @Test("no rendering of the whole configuration shows a password")
    func rendering() throws {
        let (result, _) = try Self.load(
            "broker: {host: localhost, username: me, password: {env: PW}}\nstore: {path: a.db}\nplan: plan.yaml\n"
                + "reporters: {mail: {host: m, from: a@b.example, username: me, password: {env: PW}}}"
        )
        let configuration = try result.get()
        var dumped = ""
        dump(configuration, to: &dumped)
        let renderings = [
            dumped, "\(configuration)", String(reflecting: configuration), "\(result)",
            Mirror(reflecting: configuration).children.map { "\($0)" }.joined(),
        ]
        for text in renderings { #expect(!text.contains("hunter2")) }
        #expect(dumped.contains("me"))
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var defect: String
        /// In place of the plain broker.
        var broker = "{host: b}"
        var reporters = "{}"
        var problems: [String]

        var testDescription: String { defect }
    }

    static let rows = [
        Row(
            defect: "user without password",
            broker: "{host: b, username: me}",
            problems: ["q.yaml:1:29: broker.username: needs password beside it; write both or neither"]
        ),
        Row(
            defect: "password without user",
            broker: "{host: b, password: {env: PW}}",
            problems: ["q.yaml:1:29: broker.password: needs username beside it; write both or neither"]
        ),
        Row(
            defect: "a password to another machine without TLS",
            broker: "{host: b, username: me, password: {env: PW}}",
            problems: [
                "q.yaml:1:43: broker.password: would go in plain text to b, and readings with it; write tls: {ca: FILE}, or "
                    + "insecure: true for a network that nobody else can read"
            ]
        ),
        Row(
            defect: "insecure without a password",
            broker: "{host: b, insecure: true}",
            problems: [
                "q.yaml:1:29: broker.insecure: only a password that goes to another machine without tls needs it; take it out"
            ]
        ),
        Row(
            defect: "insecure on this machine",
            broker: "{host: '::1', insecure: true, username: me, password: {env: PW}}",
            problems: [
                "q.yaml:1:33: broker.insecure: only a password that goes to another machine without tls needs it; take it out"
            ]
        ),
        Row(
            defect: "a packet limit without its unit",
            broker: "{host: b, max-packet: 65536}",
            problems: [
                "q.yaml:1:31: broker.max-packet: \"65536\" does not fit; write a size from 4kB to 10MB, like 256MB"
            ]
        ),
        Row(
            defect: "certificate without key",
            broker: "{host: b, tls: {ca: ca.pem, certificate: ca.pem}}",
            problems: ["q.yaml:1:50: broker.tls.certificate: needs key beside it; write both or neither"]
        ),
        Row(
            defect: "literal password",
            broker: "{host: b, username: me, password: hunter2}",
            problems: [
                "q.yaml:1:43: broker.password: a secret does not belong in this file; keep it in the environment or in "
                    + "a file of its own, and write {env: NAME} or {file: PATH}"
            ]
        ),
        Row(
            defect: "URL with a password for a host",
            broker: "{host: 'mqtt://me:hunter2@b'}",
            problems: [
                "q.yaml:1:16: broker.host: this is not a host; "
                    + "write a host name or an IP address, without scheme, user and port"
            ]
        ),
        Row(
            defect: "session expiry without MQTT 5",
            broker: "{host: b, session-expiry: 7d}",
            problems: ["q.yaml:1:35: broker.session-expiry: only MQTT 5 has it; write protocol: \"5\", or take it out"]
        ),
        Row(
            defect: "keep-alive in milliseconds",
            broker: "{host: b, keep-alive: 5500ms}",
            problems: ["q.yaml:1:31: broker.keep-alive: has a fraction of a second; write whole seconds"]
        ),
        Row(
            defect: "a name for EHLO without a dot",
            reporters: "{mail: {host: m.example, from: a@b.example, ehlo: vm}}",
            problems: [
                "q.yaml:4:62: reporters.mail.ehlo: \"vm\" does not fit; write a host name with a dot, like "
                    + "collector.example.org, or an address like \"[192.0.2.7]\""
            ]
        ),
        Row(
            defect: "plain text to a mail server elsewhere",
            reporters: "{mail: {host: m.example, security: none, from: a@b.example}}",
            problems: [
                "q.yaml:4:47: reporters.mail.security: none would send alerts and passwords in plain text to "
                    + "m.example; write starttls or tls"
            ]
        ),
        Row(
            defect: "authorities without TLS",
            reporters: "{mail: {host: '::1', security: none, from: a@b.example, ca: ca.pem}}",
            problems: [
                "q.yaml:4:72: reporters.mail.ca: security none checks no certificate; "
                    + "take it out, or write starttls or tls"
            ]
        ),
        Row(
            defect: "nobody is told",
            reporters: "{log: false}",
            problems: [
                "q.yaml:4:18: reporters.log: nothing tells an alert to anybody; add mail or eml, or write log: true"
            ]
        ),
        Row(
            defect: "waits in the wrong order",
            reporters: "{retry: {first: 2min, longest: 1min, expiry: 60s}}",
            problems: [
                "q.yaml:4:43: reporters.retry.longest: "
                    + "the longest wait is shorter than the first one; make it at least as long"
            ]
        ),
    ]

    @Test("keys that do not fit together are a problem", arguments: rows)
    func defects(row: Row) throws {
        let (_, problems) = try Self.load(
            "broker: \(row.broker)\nstore: {path: a.db}\nplan: plan.yaml\nreporters: \(row.reporters)"
        )
        #expect(problems == row.problems)
        #expect(!problems.contains { $0.contains("hunter2") })
    }

    @Test(
        "a password may go in plain text to this machine, over TLS, or where the settings allow it, which is a warning"
    )
    func passwords() throws {
        func findings(_ broker: String) throws -> [String] {
            let folder = try TemporaryFolder()
            try folder.write("plan.yaml", Self.plan)
            try folder.write("ca.pem", "x")
            let settings =
                "broker: {username: me, password: {env: PW}, \(broker)}\nstore: {path: a.db}\nplan: plan.yaml"
            let path = try folder.write("q.yaml", settings)
            let (configuration, findings) = Configuration.inspect(
                path: path,
                environment: ["PW": "hunter2"],
                now: Instant(milliseconds: 0)
            )
            #expect(configuration != nil, "\(findings)")
            return findings.map(\.description).filter { $0.contains("broker.") }
        }
        for broker in ["host: localhost", "host: 127.0.0.1", "host: '::1'", "host: b, tls: {ca: ca.pem}"] {
            #expect(try findings(broker).isEmpty, "\(broker)")
        }
        let allowed = try findings("host: b, insecure: true")
        #expect(allowed.count == 1)
        #expect(
            allowed.first?.contains(
                "broker.insecure: warning: the password goes in plain text to b; write tls: {ca: FILE} instead"
            ) == true,
            "\(allowed)"
        )
    }

    @Test("mail addresses in the plan need a reporter that sends mail")
    func mailNeedsReporter() throws {
        let settings = "broker: {host: b}\nstore: {path: a.db}\nplan: plan.yaml"
        let (_, problems) = try Self.load(settings, plan: Self.mailPlan)
        #expect(
            problems == [
                "q.yaml:1:1: the plan has mail addresses for bureau, but nothing here sends mail; "
                    + "add mail or eml under reporters"
            ]
        )
        let (result, _) = try Self.load(settings + "\nreporters: {eml: {directory: x}}", plan: Self.mailPlan)
        _ = try result.get()
    }

    @Test("the problems of the settings and of the plan come in one run")
    func bothFiles() throws {
        let (_, problems) = try Self.load(
            "brokr: {host: b}\nplan: plan.yaml\nstore: {path: ''}",
            plan: Self.plan.replacingOccurrences(of: "zone: 1", with: "zone: 7")
        )
        #expect(
            problems == [
                "q.yaml:1:1: brokr: this key is not known; did you mean broker?",
                "q.yaml:3:15: store.path: is empty; write one line of text",
                "plan.yaml:5:33: sites[0].zone: there is no zone \"7\"; write one of 0, 1, 2, 3, 4a, 4b",
            ]
        )
    }

    @Test("certificates and a plan that are not there are a problem of the key that names them")
    func absentFiles() throws {
        let (_, problems) = try Self.load(
            "broker: {host: b, tls: {ca: none.pem}}\nstore: {path: a.db}\nplan: none.yaml"
        )
        #expect(
            problems == [
                "q.yaml:1:29: broker.tls.ca: none.pem: there is no such file; check the path",
                "q.yaml:3:7: plan: none.yaml: there is no such file; check the path",
            ]
        )
    }
}
