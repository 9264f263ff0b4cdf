import Collector
import Curl
import Doctor
import EventTime
import Foundation
import Machine
import Notifications
import Preflight
import ServiceSettings
import Settings
import TestSupport
import Testing

/// Settings of the ways beside mail, and what the doctor finds of them.
@Suite("Channel settings")
struct ChannelSettingsTests {
    private static let address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=hunter2-key"
    private static let plan = """
        version: 1
        time-zone: Asia/Shanghai
        authorities:
          - {id: bureau, name: {zh: 局, en: Bureau}, language: zh, webhooks: [room]}
        sites:
          - id: s
            name: {zh: 校, en: S}
            zone: 1
            sensors: [{id: n, placement: yard, class: 1}]
        rules: [{id: r, name: {zh: 规, en: R}, when: always, limit: {standard: WHO}, window: 60s}]
        """

    private func load(
        _ reporters: String,
        plan: String = plan
    ) throws -> (result: Result<Configuration, InvalidSettings>, problems: [String]) {
        let folder = try TemporaryFolder()
        try folder.write("plan.yaml", plan)
        try folder.write("url.txt", Self.address + "\n")
        try folder.write("ca.pem", "x")
        let settings = "broker: {host: b, client-id: qh}\nstore: {path: a.db}\nplan: plan.yaml\nreporters: \(reporters)"
        let result = Configuration.load(
            path: try folder.write("q.yaml", settings),
            environment: [
                "URL": Self.address, "PLAIN": "http://hook.example/hunter2", "LOCAL": "http://127.0.0.1:9/hunter2",
                "BAD": "hunter2-is-no-address", "KEY": "hunter2-secret",
            ]
        )
        let problems = result.problems(in: folder.path)
        #expect(!problems.contains { $0.contains("hunter2") }, "\(problems)")
        return (result, problems)
    }

    @Test("what is written is read, and what is not has its default")
    func written() throws {
        let reporters = try load(
            """
            {log: false, webhooks: [
              {name: room, kind: wecom, url: {env: URL}, mention: true},
              {name: room-2, kind: cap, url: {file: url.txt}, secret: {env: KEY}, timeout: 3s, ca: ca.pem,
               proxy: {env: LOCAL}, sender: cap@h.example}],
             syslog: {host: logs.example, protocol: tcp, facility: daemon, sd-id: qh@12345},
             jsonl: {file: var/alerts.jsonl}, cap: {directory: var/cap}, mqtt: true}
            """
        ).result.get().reporters
        #expect(reporters.webhooks.map(\.name) == ["room", "room-2"])
        let room = try #require(reporters.webhooks.first)
        #expect(room.kind == .wecom && room.mention && room.secret == nil && room.timeout == .seconds(10))
        #expect("\(room.address)" == "https://qyapi.weixin.qq.com")
        let second = try #require(reporters.webhooks.last)
        #expect(second.secret?.reveal() == "hunter2-secret")
        #expect(second.timeout == .seconds(3))
        #expect(second.authorityFile?.hasSuffix("/ca.pem") == true)
        #expect(second.proxy?.port == 9)
        #expect(second.sender == "cap@h.example")
        #expect(reporters.syslog?.address == .tcp(host: "logs.example", port: 601))
        #expect(reporters.syslog?.facility == .daemon)
        #expect(reporters.syslog?.structuredDataID == "qh@12345")
        #expect(reporters.jsonlFile?.hasSuffix("/var/alerts.jsonl") == true)
        #expect(reporters.cap?.directory.hasSuffix("/var/cap") == true)
        #expect(reporters.cap?.sender == "quiethours@localhost")
        #expect(reporters.mqtt == ReporterSettings.MQTTClient())
        let text = "\(reporters)" + String(reflecting: reporters)
        #expect(!text.contains("hunter2") && !text.contains("cgi-bin"))
    }

    @Test("other ways of writing it")
    func variants() throws {
        let room = "webhooks: [{name: room, kind: generic, url: {env: LOCAL}}]"
        let variants = try load("{\(room), mqtt: {client-id: bell}, syslog: {socket: /dev/log}}").result.get().reporters
        #expect(variants.mqtt?.clientID == "bell")
        #expect(variants.syslog?.address == .path("/dev/log"))
        #expect(variants.syslog?.structuredDataID == "quiethours@32473")
        let mail = "mail: {host: m.example, from: quiet@m.example}, cap: {directory: d}"
        let off = try load("{\(room), \(mail), mqtt: false, syslog: {host: '::1'}}").result.get().reporters
        #expect(off.mqtt == nil)
        #expect(off.syslog?.address == .udp(host: "::1", port: 514))
        #expect(off.cap?.sender == "quiet@m.example")
        #expect(off.webhooks.first?.sender == "quiet@m.example")
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var defect: String
        var reporters: String
        var problems: [String]

        var testDescription: String { defect }
    }

    private static let room = "{name: room, kind: generic, url: {env: URL}}"

    static let rows = [
        Row(
            defect: "an address in the file",
            reporters: "{webhooks: [{name: room, kind: wecom, url: 'https://a/hunter2'}]}",
            problems: [
                "q.yaml:4:55: reporters.webhooks[0].url: a secret does not belong in this file; keep it in the "
                    + "environment or in a file of its own, and write {env: NAME} or {file: PATH}"
            ]
        ),
        Row(
            defect: "no address",
            reporters: "{webhooks: [{name: room, kind: wecom, url: {env: BAD}}]}",
            problems: [
                "q.yaml:4:55: reporters.webhooks[0].url: what it refers to is no web address: an address begins with "
                    + "https:// (or http:// on this machine)"
            ]
        ),
        Row(
            defect: "plain text to elsewhere",
            reporters: "{webhooks: [{name: room, kind: generic, url: {env: PLAIN}}]}",
            problems: [
                "q.yaml:4:57: reporters.webhooks[0].url: http:// would send alerts in plain text to hook.example; "
                    + "write https://"
            ]
        ),
        Row(
            defect: "one name twice, keys of other kinds",
            reporters:
                "{webhooks: [\(room), {name: room, kind: wecom, url: {env: URL}, secret: {env: KEY}, sender: a}, "
                + "{name: c, kind: cap, url: {env: URL}, mention: true, sender: 'a b'}]}",
            problems: [
                "q.yaml:4:77: reporters.webhooks[1].name: there is a webhook of this name already; give each its own",
                "q.yaml:4:121: reporters.webhooks[1].secret: robots of WeCom have none, their key stands in the url; "
                    + "take it out",
                "q.yaml:4:141: reporters.webhooks[1].sender: only kind cap has a sender; take it out",
                "q.yaml:4:192: reporters.webhooks[2].mention: only the robots of wecom and dingtalk mention by telephone; "
                    + "take it out",
                "q.yaml:4:206: reporters.webhooks[2].sender: \"a b\" does not fit; write a name like "
                    + "quiethours@example.org, without spaces, commas, < and &",
            ]
        ),
        Row(
            defect: "syslog to nowhere",
            reporters: "{webhooks: [\(room)], syslog: {facility: local9}}",
            problems: [
                "q.yaml:4:79: reporters.syslog: write either socket: /dev/log or host",
                "q.yaml:4:90: reporters.syslog.facility: there is no facility \"local9\"; did you mean local0? write one of "
                    + "user, daemon, auth, syslog, local0, local1, local2, local3, local4, local5, local6, local7",
            ]
        ),
        Row(
            defect: "a socket has no port",
            reporters: "{webhooks: [\(room)], syslog: {socket: /dev/log, port: 5, sd-id: quiethours}}",
            problems: [
                "q.yaml:4:104: reporters.syslog.port: a socket on this machine has none; take it out",
                "q.yaml:4:114: reporters.syslog.sd-id: \"quiethours\" does not fit; write a name, @ and an enterprise "
                    + "number, like quiethours@32473, 32 characters at most",
            ]
        ),
        Row(
            defect: "MQTT with neither",
            reporters: "{webhooks: [\(room)], mqtt: yes}",
            problems: ["q.yaml:4:77: reporters.mqtt: \"yes\" does not fit; write true, false or {client-id: NAME}"]
        ),
        Row(
            defect: "the plan's webhook is not there",
            reporters: "{webhooks: [{name: rom, kind: generic, url: {env: URL}}]}",
            problems: [
                "q.yaml:4:12: reporters: the plan tells bureau through the webhook room, which is not set up here; add it "
                    + "under reporters.webhooks, or take it out of the plan"
            ]
        ),
    ]

    @Test("what does not fit is told, without the secret", arguments: rows)
    func defects(row: Row) throws {
        let problems = try load(row.reporters).problems
        #expect(problems == row.problems, "\(problems.joined(separator: "\n"))")
    }

    @Test("a plan may name a webhook for a person and as second channel; each unknown name is told once")
    func unknownNames() throws {
        let plan = Self.plan.replacing(
            "webhooks: [room]",
            with: "webhooks: [room, hall], second: [hall, mail], officers: "
                + "[{id: wang, name: {zh: 王, en: Wang}, webhooks: [desk, room]}]"
        )
        let problems = try load("{webhooks: [\(Self.room)]}", plan: plan).problems
        #expect(problems.count == 2)
        #expect(problems.first?.contains("bureau through the webhook hall") == true)
        #expect(problems.last?.contains("bureau/wang through the webhook desk") == true)
    }

    @Test("the doctor reaches a webhook without posting, and says what hinders it")
    func doctorWebhook() throws {
        let server = try HTTPServer(isEncrypted: true)
        func settings(_ url: String, ca: String?) throws -> WebhookSettings {
            WebhookSettings(name: "room", kind: .wecom, address: try HTTPAddress(url), authorityFile: ca)
        }
        let url = "https://localhost:\(server.port)/hunter2?key=hunter2"
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        func look(_ webhook: WebhookSettings) throws -> Diagnosis {
            try #require(WebhookPreflight.look(at: webhook, now: now).first)
        }
        let good = try look(settings(url, ca: server.authorityFile))
        #expect(good.found.contains("certificate until "))
        #expect(good.verdict == .ok, "\(good)")
        let untrusted = try look(settings(url, ca: nil))
        #expect(untrusted.verdict == .problem && untrusted.remedy?.contains("openssl s_client") == true)
        let closed = try look(settings("https://localhost:\(freePort())/hunter2", ca: nil))
        #expect(closed.verdict == .problem && closed.remedy?.contains("firewall") == true)
        let unknown = try look(settings("https://no.such.host.invalid/hunter2", ca: nil))
        #expect(unknown.verdict == .problem && unknown.remedy?.contains("DNS") == true)
        for diagnosis in [good, untrusted, closed, unknown] { #expect(!"\(diagnosis)".contains("hunter2")) }
        #expect(try server.requests().isEmpty)
    }

    @Test("the doctor finds a syslog server, a file and a folder, or what hinders them")
    func doctorOthers() throws {
        let tcp = try SyslogServer("tcp")
        let path = try SyslogServer("path")
        let good: [SocketAddress] = [
            .tcp(host: "127.0.0.1", port: tcp.port), .path(path.path), .udp(host: "127.0.0.1", port: 514),
        ]
        for address in good {
            #expect(SyslogPreflight.look(at: SyslogSettings(address: address)).verdict == .ok)
        }
        for address in [SocketAddress.path("/nowhere/log"), .tcp(host: "127.0.0.1", port: try freePort())] {
            #expect(SyslogPreflight.look(at: SyslogSettings(address: address)).verdict == .problem)
        }
        let directory = try TemporaryDirectory()
        #expect(JSONLPreflight.look(at: directory.path("a.jsonl")).verdict == .ok)
        try Data().write(to: URL(fileURLWithPath: directory.path("a.jsonl")))
        #expect(JSONLPreflight.look(at: directory.path("a.jsonl")).verdict == .ok)
        #expect(JSONLPreflight.look(at: directory.url.path).verdict == .problem)
        let room = try #require(try load("{webhooks: [\(Self.room)]}").result.get().reporters.webhooks.first)
        let plan = try load("{webhooks: [\(Self.room)]}").result.get().plan
        let server = try HTTPServer()
        var stranger = room
        stranger.name = "hall"
        stranger.address = try HTTPAddress("http://127.0.0.1:\(server.port)/")
        let preflight = ChannelPreflight(plan: plan, now: Instant(milliseconds: 0))
        let stray = ChannelKinds.checks(ReporterSettings.of { $0.webhooks = [stranger] }, preflight)
            .filter { $0.name == "webhook hall" }.flatMap { $0.look() }
        #expect(stray.map(\.verdict) == [.ok, .warning])
        #expect(stray.last?.found == "nobody in the plan names hall")
        let all = ReporterSettings.of {
            $0.jsonlFile = directory.path("a.jsonl")
            $0.cap = CAPSettings(directory: directory.path("cap"))
            $0.syslog = SyslogSettings(address: .path(path.path))
            $0.emlDirectory = directory.path("eml")
        }
        let names = ChannelKinds.checks(all, preflight).map(\.name)
        #expect(names == ["mail", "mail files", "syslog", "alert lines", "CAP files"])
    }
}

extension ReporterSettings {
    fileprivate static func of(_ change: (inout ReporterSettings) -> Void) -> ReporterSettings {
        var settings = ReporterSettings()
        change(&settings)
        return settings
    }
}
