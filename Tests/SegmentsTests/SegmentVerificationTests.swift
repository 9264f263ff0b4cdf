import Blocks
import EventTime
import Foundation
import Segments
import Sites
import TestSupport
import Testing

struct SegmentVerificationTests {
    private static let isWhole = ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole"

    /// Where each block's bytes lie in a file.
    private func ranges(_ bytes: [UInt8], _ month: SegmentMonth) throws -> [(place: BlockPlace, range: Range<Int>)] {
        let data = Data(bytes)
        return try SegmentScene.blocks(month).map { place, block in
            let range = try #require(data.range(of: Data(block)))
            return (place, range.lowerBound..<range.upperBound)
        }
    }

    @Test("a flipped bit of a block is found and named by its sensor and hour; any other of the file is found")
    func bits() throws {
        let scene = try SegmentScene()
        let month = try SegmentScene.month("2026-06")
        try scene.seal("2026-06")
        let path = scene.folder.segment(month)
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        let ranges = try ranges(whole, month)
        var random = SplitMix64(seed: 4)
        var offsets = ranges.flatMap {
            [$0.range.lowerBound, $0.range.upperBound - 1, $0.range.randomElement(using: &random) ?? 0]
        }
        // Among them the header, b-tree pages and unused bytes.
        offsets +=
            Array(0..<110)
            + (0..<(Self.isWhole ? 4000 : 200)).map { _ in Int.random(in: 0..<whole.count, using: &random) }
        for offset in offsets {
            try scene.change(path) {
                $0 = whole
                $0[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            let findings = try scene.findings()
            try #require(!findings.isEmpty, "byte \(offset)")
            guard let (place, _) = ranges.first(where: { $0.range.contains(offset) }) else { continue }
            #expect(
                findings == [
                    SegmentFinding(month, .blockChanged, hour: place.hour, sensor: SegmentScene.sensors[place.sensor])
                ],
                "byte \(offset)"
            )
        }
        try scene.change(path) { $0 = whole }
        #expect(try scene.findings() == [])
    }

    @Test("a flipped bit of a manifest is found; in a block's line it is named by its hour")
    func manifestBits() throws {
        let scene = try SegmentScene()
        for month in ["2026-05", "2026-06", "2026-07"] { try scene.seal(month, hours: 2, count: 5) }
        let month = try SegmentScene.month("2026-06")
        let path = scene.folder.manifest(month)
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        let lines = whole.split(separator: UInt8(ascii: "\n"))
        var random = SplitMix64(seed: 5)
        let step = Self.isWhole ? 1 : 7
        for offset in stride(from: 0, to: whole.count, by: step) {
            try scene.change(path) {
                $0 = whole
                $0[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            let findings = try scene.findings()
            try #require(!findings.isEmpty, "byte \(offset)")
            #expect(findings.allSatisfy { $0.month == month || $0.what == .chainBroken }, "byte \(offset): \(findings)")
            // What the last line says is compared with the file; what is before it is in the chain.
            let isLast = offset >= whole.count - 1 - (lines.last?.count ?? 0)
            if !isLast { #expect(throws: SegmentError.self, "byte \(offset)") { try scene.folder.manifests() } }
        }
        // One digest's digit of the second hour.
        let second = lines[0].count + 1 + lines[1].count + 1
        let digest = try #require(Data(whole[second...]).range(of: Data("\"sha256\":[\"".utf8)))
        try scene.change(path) {
            $0 = whole
            $0[second + digest.upperBound] = $0[second + digest.upperBound] == 0x61 ? 0x62 : 0x61
        }
        let findings = try scene.findings()
        let hour = month.hours.lowerBound + 1
        #expect(findings.contains(SegmentFinding(month, .manifestChanged(line: 3), hour: hour)), "\(findings)")
        let named = SegmentFinding(month, .manifestChanged(line: 3), hour: hour, sensor: SegmentScene.sensors[1])
        #expect(findings.contains(named), "\(findings)")
    }

    @Test("files that are missing, exchanged or added are found")
    func files() throws {
        let manager = FileManager.default
        func scene() throws -> SegmentScene {
            let scene = try SegmentScene()
            for month in ["2026-05", "2026-06", "2026-07"] { try scene.seal(month, hours: 1, count: 5) }
            return scene
        }
        let (may, june, july) = try (
            SegmentScene.month("2026-05"), SegmentScene.month("2026-06"), SegmentScene.month("2026-07")
        )
        var some = try scene()
        try manager.removeItem(atPath: some.folder.segment(june))
        #expect(try some.findings() == [SegmentFinding(june, .segmentMissing)])
        some = try scene()
        try manager.removeItem(atPath: some.folder.manifest(june))
        #expect(
            try some.findings() == [SegmentFinding(june, .manifestMissing), SegmentFinding(july, .chainBroken)]
        )
        // The first may go: retention removes from there.
        some = try scene()
        for path in [some.folder.manifest(may), some.folder.segment(may)] { try manager.removeItem(atPath: path) }
        #expect(try some.findings() == [])
        // A month's files under another's name.
        some = try scene()
        for path in [some.folder.manifest, some.folder.segment] {
            try manager.removeItem(atPath: path(june))
            try manager.copyItem(atPath: path(may), toPath: path(june))
        }
        #expect(try some.findings().contains(SegmentFinding(june, .manifestChanged(line: 1))))
        // Another segment, whole in itself, under the manifest.
        some = try scene()
        let other = try scene()
        try manager.removeItem(atPath: some.folder.segment(june))
        let place = BlockPlace(hour: june.hours.lowerBound, sensor: 1)
        try manager.removeItem(atPath: other.folder.manifest(june))
        let writer = try SegmentWriter(june, in: other.folder)
        let block = try BlockEncoder().encode(SegmentScene.rows(place, count: 6), at: place)
        let added = BlockPlace(hour: june.hours.lowerBound + 5, sensor: 2)
        let further = try BlockEncoder().encode(SegmentScene.rows(added), at: added)
        try writer.put([(place, block), (added, further)], sensors: SegmentScene.sensors)
        _ = try writer.seal()
        try manager.copyItem(atPath: other.folder.segment(june), toPath: some.folder.segment(june))
        let found = try some.findings()
        #expect(
            found.contains(SegmentFinding(june, .blockAdditional, hour: added.hour, sensor: SegmentScene.sensors[2]))
        )
        #expect(found.count == 2, "\(found)")
    }

    @Test("it says how far it is, and what it has looked at")
    func progress() throws {
        let scene = try SegmentScene()
        try scene.seal("2026-05", hours: 100, count: 3)
        try scene.seal("2026-06", hours: 1, count: 3)
        var steps: [SegmentProgress] = []
        let verification = try SegmentVerification(of: scene.folder) { steps.append($0) }
        #expect(verification.blocks == 303 && verification.months.count == 2 && verification.findings == [])
        #expect(steps.map(\.done) == [256, 303] && steps.allSatisfy { $0.all == 303 })
        #expect(try SegmentVerification(of: SegmentFolder(scene.directory.path("nowhere"))).months == [])
    }
}
