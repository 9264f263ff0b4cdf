import EventTime
import Foundation
import Notifications
import Records
import TestSupport
import Testing

/// Alerts as lines of JSON and as CAP documents on this machine.
struct FileChannelTests {
    @Test("a line of JSON for each alert, as they are written down")
    func lines() throws {
        let directory = try TemporaryDirectory()
        let file = directory.path("log/alerts.jsonl")
        let channel = JSONLChannel(file: file)
        let scenes = try Scene.all()
        for scene in scenes {
            let outcome = channel.deliver(scene.outgoing(.jsonl, to: .everybody), to: .everybody)
            #expect(outcome == DeliveryOutcome(.accepted, file))
        }
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.hasSuffix("\n"))
        let lines = text.split(separator: "\n").map(String.init)
        try #require(lines.count == scenes.count)
        let shown = try PythonReading.shown(
            zip(scenes, lines).map { try $0.withoutObject($1, .jsonl, to: .everybody) }
        )
        try WrittenMessages.expect(Array(zip(scenes.map(\.name), shown)), in: "jsonl.json.txt")
        _ = try PythonReading.shown(lines)
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode.map { $0 & 0o007 } == 0, "not for everybody: \(mode ?? 0)")
    }

    @Test("a file that was moved away is made again, and half a line is ended")
    func moved() throws {
        let directory = try TemporaryDirectory()
        let file = directory.path("alerts.jsonl")
        let channel = JSONLChannel(file: file)
        let outgoing = try Scene.named("opened").outgoing(.jsonl, to: .everybody)
        _ = channel.deliver(outgoing, to: .everybody)
        try FileManager.default.moveItem(atPath: file, toPath: directory.path("alerts.jsonl.1"))
        _ = channel.deliver(outgoing, to: .everybody)
        let line = try String(contentsOfFile: file, encoding: .utf8)
        #expect(try String(contentsOfFile: directory.path("alerts.jsonl.1"), encoding: .utf8) == line)
        try Data("{\"v\":1,\"ev".utf8).write(to: URL(fileURLWithPath: file))
        _ = channel.deliver(outgoing, to: .everybody)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "{\"v\":1,\"ev\n" + line)
    }

    @Test("a file that is a name alone lies in the service's own folder")
    func nameAlone() throws {
        let file = "alerts-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let outgoing = try Scene.named("opened").outgoing(.jsonl, to: .everybody)
        #expect(JSONLChannel(file: file).deliver(outgoing, to: .everybody).outcome == .accepted)
        #expect(FileManager.default.fileExists(atPath: file))
    }

    @Test("a CAP document for each alert is a file of its own, valid, and tells what went before")
    func documents() throws {
        let directory = try TemporaryDirectory()
        let folder = directory.path("out/cap")
        let opened = EarlierMessage(id: AlertID("20260607-7K3M9Q2A.1.cap"), createdAt: Scene.opening)
        let channel = CAPChannel(
            CAPSettings(directory: folder, sender: "quiet@hours.example"),
            earlier: { $0.id.text.hasPrefix("20260607-7K3M9Q2A") && $0.id != opened.id ? [opened] : [] }
        )
        let scenes = try Scene.all().filter { $0.name != "closed-without-data" }
        var documents: [String] = []
        for scene in scenes {
            let outgoing = scene.outgoing(.cap, to: .everybody)
            for _ in 1...2 {
                let outcome = channel.deliver(outgoing, to: .everybody)
                #expect(
                    outcome.outcome == .accepted && outcome.detail == "\(folder)/\(outgoing.id.text.dropLast(4)).xml"
                        && outcome.digest != nil
                )
            }
            documents.append(
                try String(contentsOfFile: "\(folder)/\(outgoing.id.text.dropLast(4)).xml", encoding: .utf8)
            )
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == scenes.count)
        #expect(try PythonReading.problems(ofCAP: documents) == "")
        let types = documents.map { document in
            ["Alert", "Update", "Cancel"].first { document.contains("<msgType>\($0)</msgType>") } ?? "none"
        }
        #expect(
            types == [
                "Alert", "Update", "Cancel", "Alert", "Alert", "Update", "Cancel", "Alert", "Update", "Update",
                "Update",
                "Alert", "Alert", "Alert", "Alert", "Alert",
            ]
        )
        for (type, document) in zip(types, documents) {
            #expect(document.contains("<scope>Restricted</scope>"))
            let reference =
                "<references>quiet@hours.example,20260607-7K3M9Q2A.1.cap,2026-06-07T09:03:12+08:00</references>"
            #expect(document.contains(reference) == (type != "Alert"))
        }
        #expect(documents.filter { $0.contains("<status>Exercise</status>") }.count == 1)
    }

    @Test("the checks find what is wrong with a document")
    func checks() throws {
        let directory = try TemporaryDirectory()
        let channel = CAPChannel(CAPSettings(directory: directory.url.path, sender: "q@h"), earlier: { _ in [] })
        let outgoing = try Scene.named("opened").outgoing(.cap, to: .everybody)
        let good = try String(contentsOfFile: channel.deliver(outgoing, to: .everybody).detail, encoding: .utf8)
        let changes = [
            ("<msgType>Alert", "<msgType>Update"), ("<scope>Restricted", "<scope>Private"),
            ("<sender>q@h", "<sender>q h"),
            ("+08:00</sent>", "Z</sent>"), ("<category>Env</category>", ""), ("<urgency>Immediate", "<urgency>Now"),
            ("<circle>31.2304,121.4737 0.5", "<circle>31.2304 121.4737"), ("zh-CN", "zh_CN"),
            ("<certainty>Likely</certainty>", ""), ("<areaDesc>", "<polygon>1</polygon><areaDesc>"),
        ]
        for (old, new) in changes {
            try #require(good.contains(old), "\(old)")
            #expect(try PythonReading.problems(ofCAP: [good.replacing(old, with: new)]) != "", "\(old)")
        }
        #expect(try PythonReading.problems(ofCAP: [good]) == "")
    }

    @Test("what cannot be written is tried again, and a store that cannot be asked too")
    func unwritable() throws {
        let directory = try TemporaryDirectory()
        let file = directory.path("file")
        try Data().write(to: URL(fileURLWithPath: file))
        let outgoing = try Scene.named("raised").outgoing(.cap, to: .everybody)
        struct Away: Error {}
        let channels: [any Channel] = [
            JSONLChannel(file: "\(file)/alerts.jsonl"), JSONLChannel(file: directory.url.path),
            CAPChannel(CAPSettings(directory: file), earlier: { _ in [] }),
            CAPChannel(CAPSettings(directory: directory.path("cap")), earlier: { _ in throw Away() }),
        ]
        for channel in channels {
            #expect(channel.deliver(outgoing, to: .everybody).outcome == .deferred)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path) == ["file"])
    }
}
