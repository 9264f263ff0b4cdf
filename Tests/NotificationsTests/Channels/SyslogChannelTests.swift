import EventTime
import Foundation
import Machine
import Notifications
import Records
import Reports
import TestSupport
import Testing

/// What a syslog server reads, over each way.
struct SyslogChannelTests {
    private static let now = Instant(milliseconds: 1_780_794_200_500)

    @Test("each scene is read by the grammar, with its severity and facts", arguments: ["udp", "tcp", "path"])
    func scenes(how: String) throws {
        let server = try SyslogServer(how)
        let scenes = try Scene.all()
        let channel = SyslogChannel(SyslogSettings(address: address(server, how)), now: { Self.now })
        for scene in scenes {
            let outcome = channel.deliver(scene.outgoing(.syslog, to: .everybody), to: .everybody)
            #expect(outcome.outcome == .accepted, "\(outcome)")
            #expect(outcome.detail.hasSuffix("syslog has no receipt"))
        }
        let messages = try server.messages(scenes.count)
        #expect(messages.compactMap(\.problem) == [])
        let severities = Dictionary(uniqueKeysWithValues: zip(scenes.map(\.name), messages.map { $0.severity ?? -1 }))
        #expect(
            severities == [
                "opened": 2, "raised": 2, "closed": 5, "closed-without-data": 5, "listening": 2, "rise": 2,
                "corrected": 5, "withdrawn": 5, "silent": 4, "unanswered": 1, "still-on": 2,
                "still-on-unknown": 2, "clock-off": 4, "faulty": 4, "back": 5, "gap": 3, "drill": 6,
            ]
        )
        for (scene, message) in zip(scenes, messages) {
            let alert = scene.alert(.syslog, to: .everybody)
            #expect(message.facility == 16)
            #expect(message.time == "2026-06-07T01:03:20.500Z")
            #expect(message.app == "quiethours")
            #expect(message.host == MachineName.current)
            #expect(message.id == "quiethours@32473")
            #expect(message.parameters?["alert"] == alert.id.text)
            #expect(message.mark == true)
            let facts = try #require(scene.outgoing(.syslog, to: .everybody).message.facts.first)
            #expect(message.text == "\(facts.zh.subject) | \(facts.en.subject)")
            #expect(message.message == facts.event.rawValue)
        }
        let opened = try #require(messages.first?.parameters)
        #expect(
            opened == [
                "alert": "20260607-7K3M9Q2A.1.syslog", "type": "violation.opened", "subject": "20260607-7K3M9Q2A",
                "at": "2026-06-07T09:03:12.250+08:00", "site": "s1", "kind": "limitExceeded", "source": "construction",
                "sensor": "n1", "grade": "B", "level": "78.4", "limit": "70.0",
            ]
        )
    }

    @Test("rsyslog reads each scene as it was meant, over TCP and at a path", arguments: ["tcp", "path"])
    func rsyslog(how: String) throws {
        let server = try RsyslogServer()
        let address: SocketAddress = how == "tcp" ? .tcp(host: "127.0.0.1", port: server.port) : .path(server.path)
        let channel = SyslogChannel(SyslogSettings(address: address), now: { Self.now })
        let scenes = try Scene.all()
        for scene in scenes {
            let outcome = channel.deliver(scene.outgoing(.syslog, to: .everybody), to: .everybody)
            #expect(outcome.outcome == .accepted, "\(outcome)")
        }
        let messages = try server.messages(scenes.count)
        #expect(
            messages.map(\.severity) == [
                "2", "2", "5", "5", "2", "2", "5", "5", "4", "1", "2", "2", "4", "4", "5", "3", "6",
            ]
        )
        for (scene, message) in zip(scenes, messages) {
            let facts = try #require(scene.outgoing(.syslog, to: .everybody).message.facts.first)
            #expect(message.facility == "16")
            #expect(message.host == MachineName.current)
            #expect(message.app == "quiethours")
            #expect(message.message == facts.event.rawValue)
            #expect(message.structured.hasPrefix("[quiethours@32473 alert=\"\(facts.alert)\" "))
            // rsyslog keeps the mark or takes it off.
            #expect(message.text.trimmingPrefix("\u{FEFF}") == "\(facts.zh.subject) | \(facts.en.subject)")
        }
    }

    @Test("values are escaped, and a long message loses its end but no part of a character")
    func escaping() throws {
        let server = try SyslogServer("udp")
        let settings = SyslogSettings(
            address: address(server, "udp"),
            facility: .daemon,
            structuredDataID: "qh@12345"
        )
        let channel = SyslogChannel(settings, now: { Self.now })
        var outgoing = try Scene.named("opened").outgoing(.syslog, to: .everybody)
        outgoing.message.facts[0].subject = #"a "quoted" \ ] value 第一"#
        #expect(channel.deliver(outgoing, to: .everybody).outcome == .accepted)
        outgoing.message.facts[0].zh.subject = String(repeating: "声", count: 1000)
        #expect(channel.deliver(outgoing, to: .everybody).outcome == .accepted)
        let messages = try server.messages(2)
        #expect(messages.compactMap(\.problem) == [])
        #expect(messages[0].parameters?["subject"] == #"a "quoted" \ ] value 第一"#)
        #expect(messages[0].facility == 3)
        #expect(messages[0].id == "qh@12345")
        let cut = try #require(messages[1].text)
        #expect((2040...2048).contains(try #require(messages[1].bytes)))
        #expect(cut.hasPrefix("声声") && cut.hasSuffix("声…"))
    }

    @Test("a server that keeps the connection open has taken the message after a second")
    func keptOpen() throws {
        let server = try SyslogServer("tcp", keeps: true)
        let channel = SyslogChannel(SyslogSettings(address: address(server, "tcp")), now: { Self.now })
        let began = ContinuousClock.now
        let outcome = channel.deliver(try Scene.named("opened").outgoing(.syslog, to: .everybody), to: .everybody)
        #expect(outcome.outcome == .accepted, "\(outcome)")
        #expect((.seconds(0.9)...Duration.seconds(3)).contains(began.duration(to: .now)))
        #expect(try server.messages(1).first?.problem == nil)
    }

    @Test("a server that is away, unknown or resets the connection is tried again")
    func failures() throws {
        let reset = try SyslogServer("tcp", resets: true)
        let gone = try SyslogServer("path")
        gone.stop()
        let addresses: [SocketAddress] = [
            .tcp(host: "127.0.0.1", port: reset.port), .tcp(host: "127.0.0.1", port: try freePort()),
            .tcp(host: "no.such.host.invalid", port: 601), .path(gone.path), .path("/nowhere/log"),
            .path("/" + String(repeating: "a", count: 200)),
        ]
        let outgoing = try Scene.named("opened").outgoing(.syslog, to: .everybody)
        for address in addresses {
            let channel = SyslogChannel(SyslogSettings(address: address, timeout: .seconds(1)), now: { Self.now })
            let outcome = channel.deliver(outgoing, to: .everybody)
            #expect(outcome.outcome == .deferred, "\(address): \(outcome)")
            #expect(outcome.detail.hasPrefix("\(address): "))
        }
    }

    private func address(_ server: SyslogServer, _ how: String) -> SocketAddress {
        switch how {
        case "udp": .udp(host: "127.0.0.1", port: server.port)
        case "tcp": .tcp(host: "127.0.0.1", port: server.port)
        default: .path(server.path)
        }
    }
}
