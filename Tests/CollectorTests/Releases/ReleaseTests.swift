import Answering
import Collector
import EventTime
import EvidenceBundles
import Foundation
import Listening
import NoiseRules
import Notifications
import Readings
import Records
import Reports
import SQLiteStore
import SensorPayloads
import Sites
import TestSupport
import Testing

/// Stores of earlier releases: this program opens, migrates and continues them.
@Suite("Stores of earlier releases") struct ReleaseTests {
    @Test("there are some")
    func present() {
        #expect(ReleaseFolder.names.contains("0.3.0"))
    }

    @Test("go on with every tier, window, mute and alert where the release stopped", arguments: ReleaseFolder.names)
    func continues(name: String) async throws {
        let folder = try ReleaseFolder.unpacked(name)
        let scene = try ReleaseScene.continuing(folder.url.path)
        try await scene.run(until: "10:25:00")
        await scene.end()
        let expected = try String(contentsOfFile: "\(ReleaseFolder.all)/\(name)/continues.txt", encoding: .utf8)
            .split(separator: "\n").map(String.init)
        let lines = try scene.sinceFrozen()
        #expect(Self.difference(lines, expected).isEmpty)
        // What was pending is delivered, or was too old by then.
        let frozen = try ReleaseScene.at(ReleaseScene.frozenAt)
        let pending = try scene.store.alerts(AlertFilter(state: .pending), limit: 100_000).map(\.0)
        #expect(Set(pending.filter { $0.createdAt <= frozen }.map(\.channel)) == [.mqtt])
    }

    /// In the whole form only, because it plays the whole morning: what follows is what follows in a store that this
    /// program has filled itself. With `QUIETHOURS_RELEASE_LINES` it writes that into a file.
    @Test(
        "go on as a store that this program has filled",
        .enabled(if: ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole"),
        arguments: ReleaseFolder.names
    )
    func own(name: String) async throws {
        let folder = try ReleaseFolder.empty(name)
        let played = try ReleaseScene(folder: folder.url.path)
        try await played.play()
        await played.end()
        let scene = try ReleaseScene.continuing(folder.url.path)
        try await scene.run(until: "10:25:00")
        await scene.end()
        let lines = try scene.sinceFrozen()
        if let path = ProcessInfo.processInfo.environment["QUIETHOURS_RELEASE_LINES"] {
            try lines.map { $0 + "\n" }.joined().write(toFile: path, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOfFile: "\(ReleaseFolder.all)/\(name)/continues.txt", encoding: .utf8)
            .split(separator: "\n").map(String.init)
        #expect(Self.difference(lines, expected).isEmpty)
    }

    private static func difference(_ lines: [String], _ expected: [String]) -> [String] {
        lines.difference(from: expected).map { change in
            switch change {
            case .insert(_, let line, _): "+ \(line)"
            case .remove(_, let line, _): "- \(line)"
            }
        }
    }

    @Test("take an unused link once, which leads on, and refuse a used one", arguments: ReleaseFolder.names)
    func links(name: String) async throws {
        let folder = try ReleaseFolder.unpacked(name)
        let scene = try ReleaseScene.continuing(folder.url.path)
        let loud = try scene.violation("school", after: "08:04:00")
        let alert = try scene.alert("\(loud.id).1.bureau.mail")
        let used = scene.token(scene.links.address(for: alert))
        #expect(try await scene.answer(used, nil).status == 410)
        #expect(try await scene.answer(used, "act=closed&by=Wang").status == 410)
        #expect(try scene.violation("school", after: "08:04:00").answers == loud.answers)

        // The link that using the first at 08:08:00 gave.
        let first = AnswerLink(alert: alert.id, expiresAt: alert.createdAt + scene.links.validity)
        let next = try #require(scene.links.next(after: first, now: try ReleaseScene.at("08:08:00")))
        let unused = scene.links.token(of: next)
        #expect(try await scene.answer(unused, nil).status == 200)
        let taken = try await scene.answer(unused, "act=closed&by=%E7%8E%8B%E8%8A%B3&note=done")
        #expect(taken.status == 303)
        #expect(try await scene.answer(unused, "act=closed&by=Li").status == 410)
        #expect(try await scene.answer(try #require(taken.headers["Location"]), nil).status == 200)
        let answers = try scene.violation("school", after: "08:04:00").answers
        #expect(
            answers.dropLast() == loud.answers[...] && answers.last?.via == .link && answers.last?.report.note == "done"
        )

        // Of a colleague, which nobody has used.
        let other = try scene.alert("\(loud.id).1.bureau~wang.mail")
        #expect(try await scene.answer(scene.token(scene.links.address(for: other)), "act=closed&by=Wu").status == 303)
        await scene.end()
    }

    @Test("know who has received a drill, and take the receipt of whoever has not", arguments: ReleaseFolder.names)
    func drill(name: String) async throws {
        let folder = try ReleaseFolder.unpacked(name)
        let scene = try ReleaseScene.continuing(folder.url.path)
        scene.clock.set(try ReleaseScene.at("08:00:00"))
        let alerts = try scene.store.alerts(ofDrill: "20270607-eve").map(\.0)
        let received = AlertID("drill-20270607-eve.bureau.mail")
        #expect(alerts.count > 4 && alerts.contains { $0.id == received })
        #expect(Set(try scene.store.receipts(ofDrill: "20270607-eve").keys) == [received])
        let other = try scene.alert("drill-20270607-eve.exams.mail")
        let token = scene.token(scene.links.address(for: other))
        #expect(try await scene.answer(token, "act=acknowledged&by=Zhao").status == 303)
        #expect(Set(try scene.store.receipts(ofDrill: "20270607-eve").keys) == [received, other.id])
        await scene.end()
    }

    @Test("verify their bundles, and have further ones chained to them", arguments: ReleaseFolder.names)
    func bundles(name: String) async throws {
        let folder = try ReleaseFolder.unpacked(name)
        let scene = try ReleaseScene.continuing(folder.url.path)
        let before = try scene.store.bundles()
        try scene.bundle(of: try scene.violation("west", after: "08:45:00"), "bundle-3", by: "陈伟")
        let entries = try scene.store.bundles()
        #expect(before.count == 2 && entries.count == 3 && entries.dropLast() == before[...])
        #expect(entries.map(\.previous) == [nil] + entries.dropLast().map(\.manifest))
        for (number, entry) in entries.enumerated() {
            let verification = try BundleVerification(of: BundleFolder(folder.path("bundle-\(number + 1)")))
            // Pictures and the report are large, and are left out of what is kept.
            let missing = number < 2 ? ["level-en.png", "level-zh.png", "report.pdf"] : []
            #expect(verification.findings == missing.map { .init(path: $0, state: .missing) })
            #expect(verification.manifest?.previousManifest == entry.previous)
            #expect(verification.manifest?.violation == entry.violation.text)
        }
        await scene.end()
    }

    @Test("have records that every list and text can show", arguments: ReleaseFolder.names)
    func shows(name: String) async throws {
        let folder = try ReleaseFolder.unpacked(name)
        let scene = try ReleaseScene.continuing(folder.url.path)
        let store = scene.store
        let listed = try store.violations(openOnly: false, limit: 1000)
        let records = try listed.map { try #require(try store.violation($0.id)) }
        let steps = Set(records.flatMap(\.changes).map(\.step))
        #expect(steps == [.opened, .raised, .closed, .corrected, .withdrawn])
        #expect(Set(records.map(\.state)) == ["open", "closed", "withdrawn"])
        #expect(Set(records.flatMap(\.answers).map(\.act)) == Set(Answer.Act.allCases))
        #expect(Set(records.flatMap(\.answers).map(\.via)) == Set(Answer.Origin.allCases))
        let alerts = try store.alerts(AlertFilter(), limit: 100_000)
        #expect(Set(alerts.map(\.0.state)) == Set(Alert.State.allCases))
        #expect(Set(alerts.flatMap(\.1).map(\.outcome)).isSuperset(of: [.accepted, .deferred, .refused]))
        #expect(alerts.contains { $0.1.contains { $0.message?.text.contains("+") == true } })
        let composer = AlertComposer(plan: scene.plan)
        for (alert, _) in alerts { #expect(!composer.message(for: alert, now: scene.clock.now).subject.isEmpty) }
        let kinds = Set(try store.orders().map(\.matter.kind))
        #expect(kinds == [.mute, .muteEnd, .examExtension, .calibration])
        let reasons = Set(try store.rejected(limit: 100).map(\.reason))
        #expect(reasons.isSuperset(of: [.conflict, .unknownTopic, .malformed, .invalidValue]))
        let always = TimeRange(start: try ReleaseScene.at("00:00:00"), end: try ReleaseScene.at("12:00:00"))
        #expect(try store.sessionEvents(in: always).count == 6)
        #expect(try store.statusReports(in: always).count == 2 && store.dropCounts(in: always).count == 2)
        #expect(try !store.barrenNumbers(in: always).isEmpty)
        await scene.end()
    }
}

/// Makes the store of a release (`Tests/SQLiteStoreTests/Releases/README.md`): `QUIETHOURS_RELEASE` names a folder with
/// a plan and settings.
@Suite struct ReleaseMaking {
    static let folder = ProcessInfo.processInfo.environment["QUIETHOURS_RELEASE"]

    @Test("makes a store when that is asked for", .enabled(if: folder != nil))
    func make() async throws {
        let scene = try ReleaseScene(folder: try #require(Self.folder))
        try await scene.play()
        await scene.end()
    }
}
