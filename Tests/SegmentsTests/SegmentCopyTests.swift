import Foundation
import Machine
import Segments
import TestSupport
import Testing

struct SegmentCopyTests {
    @Test("each sealed segment is copied once, with its manifest, and what is open is not")
    func incremental() throws {
        let scene = try SegmentScene()
        let target = SegmentFolder(scene.directory.path("backup/quiethours.db.segments"))
        func run() throws -> SegmentCopy.Outcome { try SegmentCopy(from: scene.folder, to: target).run() }
        #expect(try run().all == 0 && FileState(at: target.path) == nil)
        try scene.seal("2026-05")
        let first = try run()
        #expect(first.all == 1 && first.copied == 1 && first.bytes > 0)
        try scene.seal("2026-06")
        let open = try SegmentWriter(SegmentScene.month("2026-07"), in: scene.folder)
        let second = try run()
        #expect(second.all == 2 && second.copied == 1)
        #expect(try run().copied == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: target.path).sorted()
        #expect(names == ["2026-05.manifest", "2026-05.segment", "2026-06.manifest", "2026-06.segment"])
        for name in names { #expect(FileState(at: "\(target.path)/\(name)")?.permissions == 0o400) }
        #expect(try SegmentVerification(of: target).findings == [] && SegmentVerification(of: target).blocks == 24)
        withExtendedLifetime(open) {}
    }

    @Test("what is damaged is not copied; what was damaged in the target is copied again when it is read")
    func damaged() throws {
        let scene = try SegmentScene()
        let target = SegmentFolder(scene.directory.path("backup"))
        let month = try SegmentScene.month("2026-05")
        try scene.seal("2026-05")
        let whole = try Data(contentsOf: URL(fileURLWithPath: scene.folder.segment(month)))
        try scene.change(scene.folder.segment(month)) { $0[70_000] ^= 1 }
        #expect { try SegmentCopy(from: scene.folder, to: target).run() } throws: {
            ($0 as? SegmentError)?.kind == .unreadable && "\($0)".contains("store verify")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: target.path) == [])
        try scene.change(scene.folder.segment(month)) { $0 = Array(whole) }
        #expect(try SegmentCopy(from: scene.folder, to: target).run().copied == 1)
        try scene.change(target.segment(month)) { $0[70_000] ^= 1 }
        #expect(try SegmentCopy(from: scene.folder, to: target).run().copied == 0)
        #expect(try SegmentCopy(from: scene.folder, to: target, isReading: true).run().copied == 1)
        #expect(try SegmentVerification(of: target).findings == [])
        // A copy that was killed between segment and manifest, or in the middle of one.
        try FileManager.default.removeItem(atPath: target.manifest(month))
        try Data("half".utf8).write(to: URL(fileURLWithPath: target.segment(month) + ".part"))
        #expect(try SegmentCopy(from: scene.folder, to: target).run().copied == 1)
        #expect(try SegmentVerification(of: target).findings == [])
    }

    @Test("another segment of the same month is never replaced")
    func another() throws {
        let (one, other) = (try SegmentScene(), try SegmentScene())
        try one.seal("2026-05")
        try other.seal("2026-05", hours: 2)
        let before = try other.folder.manifests()
        #expect { try SegmentCopy(from: one.folder, to: other.folder, isReading: true).run() } throws: {
            ($0 as? SegmentError)?.kind == .refused && "\($0)".contains("another segment of 2026-05")
        }
        #expect(try other.folder.manifests() == before && other.findings() == [])
    }
}
