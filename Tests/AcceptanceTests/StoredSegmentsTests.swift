import Acoustics
import Blocks
import EventTime
import Foundation
import Machine
import Readings
import SQLiteStore
import Segments
import Sites
import StorePorts
import TestSupport
import Testing

@Suite("Segments beside a store")
struct StoredSegmentsTests {
    /// A store with two sealed months of one sensor.
    private struct Scene {
        let directory: TemporaryDirectory
        var store: String { directory.path("state/quiethours.db") }
        var segments: SegmentFolder { SegmentFolder(store + ".segments") }
        var backup: String { directory.path("backup/quiethours-1.db") }

        init() throws {
            directory = try TemporaryDirectory()
            for name in ["state", "backup"] { _ = try directory.subdirectory(name) }
            _ = try SQLiteStore(path: store)
            for text in ["2026-05", "2026-06"] {
                let month = try #require(SegmentMonth(text))
                let writer = try SegmentWriter(month, in: segments)
                let blocks = try month.hours.prefix(3).map { try Scene.block(BlockPlace(hour: $0, sensor: 1)) }
                try writer.put(blocks, sensors: [1: SensorID(site: "school", sensor: "gate")])
                _ = try writer.seal()
            }
        }

        private static func block(_ place: BlockPlace) throws -> (place: BlockPlace, bytes: [UInt8]) {
            let rows = (0..<600).map { second in
                let start = place.range.start + .seconds(Int64(second))
                return BlockRow(
                    sequence: place.hour * 3600 + Int64(second),
                    arrival: 1,
                    receivedAt: start,
                    reading: Reading(
                        start: start,
                        duration: .seconds(1),
                        LAeq: Level(tenths: 400 + second * second % 31)
                    )
                )
            }
            return (place, try BlockEncoder().encode(rows, at: place))
        }

        func run(_ arguments: [String]) throws -> ChildProcess {
            let child = try ChildProcess(
                Installation.program,
                ["store"] + arguments,
                directory: directory.subdirectory("run-\(UUID().uuidString)")
            )
            _ = child.exitCode()
            return child
        }

        func objects(_ child: ChildProcess) throws -> [[String: Any]] {
            try child.output().split(separator: "\n").compactMap {
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }
        }
    }

    @Test("are backed up once for all backups, put back where they are missing or damaged, and verified")
    func roundTrip() throws {
        let scene = try Scene()
        let first = try scene.run(["backup", scene.backup, "--store", scene.store, "--json"])
        #expect(first.exitCode() == 0, "\(first.errors())")
        let object = try #require(try scene.objects(first).first)
        #expect(object["segments"] as? Int == 2 && object["copiedSegments"] as? Int == 2, "\(object)")
        let second = try scene.run(["backup", scene.directory.path("backup/quiethours-2.db"), "--store", scene.store])
        #expect(second.output().contains("segments: 2, of which 0 were copied now"), "\(second.output())")
        let kept = scene.directory.path("backup/quiethours.db.segments")
        let there = try scene.run(["verify", "--store", scene.backup, "--segments", kept])
        #expect(
            there.exitCode() == 0 && there.output().contains("segments: 2, blocks: 6, whole\n"),
            "\(there.output())"
        )

        let month = try #require(SegmentMonth("2026-06"))
        try flip(scene.segments.segment(month))
        try FileManager.default.removeItem(atPath: scene.segments.manifest(try #require(SegmentMonth("2026-05"))))
        let restored = try scene.run(["restore", scene.backup, "--store", scene.store])
        #expect(restored.exitCode() == 0, "\(restored.errors())")
        #expect(restored.output().contains("segments: 2, of which 2 were copied now"), "\(restored.output())")
        let whole = try scene.run(["verify", "--store", scene.store])
        #expect(whole.exitCode() == 0 && whole.output().contains("blocks: 6, whole\n"), "\(whole.output())")
    }

    /// Changes a bit in the middle of the second block.
    private func flip(_ path: String) throws {
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        let segment = try Segment(path)
        let month = try #require(SegmentMonth("2026-06"))
        let block = try #require(try segment.block(at: BlockPlace(hour: month.hours.lowerBound + 1, sensor: 1)))
        let range = try #require(Data(bytes).range(of: Data(block)))
        bytes[range.lowerBound + block.count / 2] ^= 8
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    @Test(
        "a flipped bit ends 'store verify' with 1, and is named by its sensor and hour, in both languages and as JSON"
    )
    func flipped() throws {
        let scene = try Scene()
        try flip(scene.segments.segment(try #require(SegmentMonth("2026-06"))))
        let english = try scene.run(["verify", "--store", scene.store])
        #expect(english.exitCode() == 1)
        #expect(
            english.output().contains("2026-06 2026-06-01T01:00:00Z school/gate: block changed\n"),
            "\(english.output())"
        )
        let chinese = try scene.run(["verify", "--store", scene.store, "--language", "zh"])
        #expect(chinese.output().contains("2026-06 2026-06-01T01:00:00Z school/gate：数据块已改变\n"), "\(chinese.output())")
        let json = try scene.run(["verify", "--store", scene.store, "--json"])
        #expect(json.exitCode() == 1)
        let objects = try scene.objects(json)
        #expect(objects.first?["findings"] as? Int == 1 && objects.count == 2, "\(objects)")
        #expect(objects.last?["sensor"] as? String == "gate" && objects.last?["finding"] as? String == "block changed")
        // A backup does not take it for whole.
        let backup = try scene.run(["backup", scene.backup, "--store", scene.store])
        #expect(backup.exitCode() == 1 && backup.errors().contains("2026-06.segment: is damaged"), "\(backup.errors())")
    }
}
