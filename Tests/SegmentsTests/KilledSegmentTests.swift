import Blocks
import Foundation
import Segments
import TestSupport
import Testing

/// What a writer does in its life: puts the hours that are not there yet, and seals.
private enum SegmentLife {
    static let variable = "QUIETHOURS_SEGMENTS"

    static func live(in folder: SegmentFolder) throws {
        let month = try SegmentScene.month("2026-06")
        guard !folder.isSealed(month) else { return }
        let writer = try SegmentWriter(month, in: folder)
        let known = Set(try writer.places())
        let blocks = try SegmentScene.blocks(month).filter { !known.contains($0.place) }
        for hour in Set(blocks.map(\.place.hour)).sorted() {
            try writer.put(blocks.filter { $0.place.hour == hour }, sensors: SegmentScene.sensors)
        }
        _ = try writer.seal()
    }
}

@Suite(
    "A writer in a process of its own",
    .enabled(if: ProcessInfo.processInfo.environment[SegmentLife.variable] != nil, "run by other tests")
)
struct SegmentChildTests {
    @Test func lives() throws {
        let path = try #require(ProcessInfo.processInfo.environment[SegmentLife.variable])
        try SegmentLife.live(in: SegmentFolder(path))
    }
}

@Suite("A writer of segments that is killed")
struct KilledSegmentTests {
    /// Kills before each sync, after it and before each write; a part of them is run unless QUIETHOURS_SWEEP is
    /// "whole".
    private static let isWhole = ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole"

    /// True when it was killed.
    private func life(in scene: SegmentScene, _ environment: [String: String]) throws -> Bool {
        var environment = environment
        environment[SegmentLife.variable] = scene.folder.path
        let child = try ChildProcess(
            try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
            [
                "--testing-library", "swift-testing", "--no-parallel", "--filter", "SegmentsTests.SegmentChildTests",
            ],
            directory: scene.directory.subdirectory("output-\(UUID().uuidString)"),
            environment: environment
        )
        let code = child.exitCode()
        #expect(code == 0 || code == SIGKILL, "\(child.output().suffix(2000)) \(child.errors().suffix(2000))")
        return code == SIGKILL
    }

    private static let kinds: [@Sendable (Int) -> DiskFaults.Kill] = [
        { .beforeSync($0) }, { .afterSync($0) }, { .beforeWrite($0) },
    ]

    @Test("at any step: the next one goes on, and every block is there once, sealed and in the chain", arguments: 0..<3)
    func anywhere(kind: Int) throws {
        let faults = try DiskFaults(files: "/segments")
        let month = try SegmentScene.month("2026-06")
        let expected = try SegmentScene.blocks(month)
        var killed = 0
        var step = 1
        while step < 400 {
            let scene = try SegmentScene()
            let before = try scene.seal("2026-05", hours: 1, count: 5)
            guard try life(in: scene, faults.environment(kill: Self.kinds[kind](step))) else { break }
            killed += 1
            // What is sealed is whole, from the moment that it counts as sealed.
            #expect(try scene.findings() == [], "step \(step)")
            try SegmentLife.live(in: scene.folder)
            #expect(try scene.findings() == [], "step \(step)")
            let segment = try Segment(scene.folder.segment(month))
            #expect(try segment.places(hours: month.hours) == expected.map(\.place), "step \(step)")
            for (place, bytes) in expected { #expect(try segment.block(at: place) == bytes, "step \(step)") }
            let manifests = try scene.folder.manifests()
            #expect(manifests.map(\.number) == [1, 2] && manifests[1].previous == before.head, "step \(step)")
            let names = try FileManager.default.contentsOfDirectory(atPath: scene.folder.path)
            #expect(names.count == 4, "step \(step): \(names)")
            step += Self.isWhole ? 1 : kind == 2 ? 11 : 4
        }
        #expect(killed >= 3, "\(killed)")
    }
}
