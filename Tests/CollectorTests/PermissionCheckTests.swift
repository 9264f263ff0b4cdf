import Collector
import Doctor
import Foundation
import Machine
import Preflight
import ServiceSettings
import TestSupport
import Testing

@Suite("Files that every user may read")
struct PermissionCheckTests {
    private func look(_ modes: [String: UInt16], folder: UInt16 = 0o755) throws -> [Diagnosis] {
        let directory = try TemporaryDirectory()
        let held = try modes.sorted { $0.key < $1.key }.map { name, mode in
            let path = try directory.write("", to: name)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            return PermissionCheck.Held(path: path, what: name.hasSuffix(".eml") ? "mail" : "the store")
        }
        try FileManager.default.setAttributes([.posixPermissions: folder], ofItemAtPath: directory.url.path)
        defer {
            try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory.url.path)
        }
        return PermissionCheck.look(at: held)
    }

    @Test("closed files, group-readable ones, and files in a closed folder are well")
    func closed() throws {
        #expect(try look(["q.db": 0o600, "q.db-wal": 0o640]).map(\.verdict) == [.ok])
        #expect(try look(["q.db": 0o644], folder: 0o750).map(\.verdict) == [.ok])
        #expect(PermissionCheck.look(at: [.init(path: "/nowhere", what: "the store")]).map(\.verdict) == [.ok])
    }

    @Test("one warning for each kind of file, which names three of them")
    func open() throws {
        let found = try look(["q.db": 0o644, "1.eml": 0o604, "2.eml": 0o644, "3.eml": 0o602, "4.eml": 0o666])
        #expect(found.map(\.verdict) == [.warning, .warning])
        #expect(found[0].found.contains("1.eml, ") && found[0].found.contains("and 1 more"), "\(found)")
        #expect(found[1].found.contains("q.db: every user of this machine"), "\(found)")
    }

    @Test("the store, its log, files of secrets and mail files are looked at")
    func files() throws {
        let directory = try TemporaryDirectory()
        try directory.write("s3cret\n", to: "password")
        _ = try directory.subdirectory("outbox")
        try directory.write("mail", to: "outbox/1.eml")
        try directory.write(
            """
            version: 1
            time-zone: Asia/Shanghai
            authorities: [{id: bureau, name: Bureau, language: zh, mail: [duty@b.example]}]
            sites:
              - {id: s, name: School, zone: 1, sensors: [{id: yard, placement: yard, class: 1}]}
            rules: [{id: r, name: R, when: always, limit: {standard: WHO}, window: 60s}]
            """,
            to: "plan.yaml"
        )
        try directory.write(
            """
            broker: {host: 127.0.0.1, username: collector, password: {file: password}}
            store: {path: quiethours.db}
            plan: plan.yaml
            reporters: {eml: {directory: outbox}}
            """,
            to: "quiethours.yaml"
        )
        let configuration = try Configuration.load(path: directory.path("quiethours.yaml"), environment: [:]).get()
        let names = PermissionCheck.files(of: configuration).map { ($0.path as NSString).lastPathComponent }
        #expect(names == ["quiethours.db", "quiethours.db-wal", "quiethours.db-shm", "password", "1.eml"])
    }
}
