import Acoustics
import Blocks
import EventTime
import Foundation
import Machine
import Readings
import Records
import Segments
import Sites
import TestSupport
import Testing

struct SegmentWriterTests {
    @Test("a month is its hours in UTC; what is none has none")
    func months() throws {
        let june = try #require(SegmentMonth("2026-06"))
        #expect(june.hours.count == 720 && june.hours.lowerBound == 494_520)
        #expect(SegmentMonth(hour: 494_519)?.description == "2026-05")
        #expect(SegmentMonth(hour: 494_520 + 719)?.description == "2026-06")
        #expect(SegmentMonth("2024-02")?.hours.count == 696 && SegmentMonth("1969-12")?.hours.upperBound == 0)
        for text in ["", "2026-13", "2026-00", "2026-6", "26-06", "2026-06-01", "2026/06", "0000-01", "+026-06"] {
            #expect(SegmentMonth(text) == nil, "\(text)")
        }
    }

    @Test("a sealed month has every block as it was put, a manifest of them, and is only read")
    func seals() throws {
        let scene = try SegmentScene()
        let month = try SegmentScene.month("2026-06")
        let manifest = try scene.seal("2026-06")
        let segment = try Segment(scene.folder.segment(month))
        let blocks = try SegmentScene.blocks(month)
        #expect(try segment.places(hours: month.hours) == blocks.map(\.place))
        #expect(manifest.blocks.map(\.place) == blocks.map(\.place))
        for (place, bytes) in blocks { #expect(try segment.block(at: place) == bytes) }
        #expect(try segment.sensors() == SegmentScene.sensors && manifest.sensors == SegmentScene.sensors)
        #expect(manifest.number == 1 && manifest.previous == .none)
        #expect(try scene.folder.manifests() == [manifest])
        let names = try FileManager.default.contentsOfDirectory(atPath: scene.folder.path).sorted()
        #expect(names == ["2026-06.manifest", "2026-06.segment"])
        for name in names { #expect(FileState(at: "\(scene.folder.path)/\(name)")?.permissions == 0o400) }
        #expect(FileState(at: scene.folder.path)?.permissions == 0o700)
        #expect { try SegmentWriter(month, in: scene.folder) } throws: { ($0 as? SegmentError)?.kind == .sealed }
        #expect(try segment.block(at: BlockPlace(hour: month.hours.upperBound - 1, sensor: 1)) == nil)
        #expect(try scene.findings() == [])
    }

    @Test("each manifest goes on from the one sealed before, whatever month that is")
    func chain() throws {
        let scene = try SegmentScene()
        let made = try ["2026-05", "2026-06", "2019-03"].map { try scene.seal($0, hours: 1) }
        #expect(made.map(\.number) == [1, 2, 3])
        #expect(made[1].previous == made[0].head && made[2].previous == made[1].head)
        #expect(try scene.findings() == [])
    }

    @Test("nothing is sealed behind a manifest that is damaged, until it is put back")
    func behindDamage() throws {
        let scene = try SegmentScene()
        try scene.seal("2026-05", hours: 1)
        let path = try scene.folder.manifest(SegmentScene.month("2026-05"))
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        try scene.change(path) { $0[40] ^= 2 }
        #expect { try scene.seal("2026-06", hours: 1) } throws: { "\($0)".contains("2026-05.manifest: is damaged") }
        try scene.change(path) { $0 = Array(whole) }
        let writer = try SegmentWriter(SegmentScene.month("2026-06"), in: scene.folder)
        #expect(try writer.seal().number == 2)
        #expect(try scene.findings() == [])
    }

    @Test("a block that is put again takes the earlier one's place, and leaves no room behind")
    func again() throws {
        let scene = try SegmentScene()
        let month = try SegmentScene.month("2026-06")
        let place = BlockPlace(hour: month.hours.lowerBound, sensor: 1)
        let writer = try SegmentWriter(month, in: scene.folder)
        try writer.put(SegmentScene.blocks(month, hours: 40, count: 600), sensors: SegmentScene.sensors)
        let late = try BlockEncoder().encode(SegmentScene.rows(place, count: 3600), at: place)
        for _ in 0..<3 { try writer.put([(place, late)], sensors: SegmentScene.sensors) }
        try writer.put(SegmentScene.blocks(month, hours: 40, count: 2), sensors: SegmentScene.sensors)
        try writer.put([(place, late)], sensors: SegmentScene.sensors)
        let manifest = try writer.seal()
        let segment = try Segment(scene.folder.segment(month))
        #expect(try segment.block(at: place) == late && manifest.blocks.count == 120)
        #expect(manifest.size <= 4 * 65_536, "\(manifest.size)")
        #expect(try scene.findings() == [])
    }

    @Test("what does not belong there is refused, and nothing of the batch is put")
    func refused() throws {
        let scene = try SegmentScene()
        let month = try SegmentScene.month("2026-06")
        let writer = try SegmentWriter(month, in: scene.folder)
        let blocks = try SegmentScene.blocks(month, hours: 1)
        let later = try SegmentScene.blocks(SegmentScene.month("2026-07"), hours: 1)
        var damaged = blocks[1].bytes
        damaged[20] ^= 1
        for (wrong, says) in [
            (later[0], "does not lie in 2026-06"), ((place: blocks[1].place, bytes: damaged), "checksum"),
            ((place: blocks[2].place, bytes: blocks[1].bytes), "belongs to sensor 2"),
            ((place: BlockPlace(hour: blocks[0].place.hour, sensor: 9), bytes: blocks[0].bytes), "nobody says who"),
        ] {
            #expect { try writer.put([blocks[0], wrong], sensors: SegmentScene.sensors) } throws: {
                ($0 as? SegmentError)?.kind == .refused && "\($0)".contains(says)
            }
        }
        #expect(try writer.places() == [])
        #expect { try writer.seal() } throws: { "\($0)".contains("nothing to seal") }
    }

    @Test("bytes of a month's file: blocks of a usual size lie beside one another with little between them")
    func size() throws {
        let scene = try SegmentScene()
        let month = try SegmentScene.month("2026-06")
        let writer = try SegmentWriter(month, in: scene.folder)
        let encoder = try BlockEncoder()
        var random = SplitMix64(seed: 3)
        var bytes = 0
        for hour in month.hours.prefix(20) {
            let blocks = try SegmentScene.sensors.keys.sorted().map { sensor in
                let place = BlockPlace(hour: hour, sensor: sensor)
                var rows = SegmentScene.rows(place, count: 3600)
                for index in rows.indices {
                    rows[index].reading.LAeq = Level(tenths: Int.random(in: 400...431, using: &random))
                    rows[index].reading.LAFmax = Level(tenths: Int.random(in: 400...463, using: &random))
                }
                return (place: place, bytes: try encoder.encode(rows, at: place))
            }
            bytes += blocks.reduce(0) { $0 + $1.bytes.count }
            try writer.put(blocks, sensors: SegmentScene.sensors)
        }
        let manifest = try writer.seal()
        #expect(
            bytes > 60 * 3600 && Double(manifest.size) < 1.2 * Double(bytes) + 3 * 65_536,
            "\(manifest.size) for \(bytes)"
        )
    }

    @Test("without room it is an error, and what was committed stays", .disabled(if: !SmallDisk.isAllowed))
    func noRoom() throws {
        let disk = try SmallDisk(megabytes: 1)
        let folder = SegmentFolder(disk.path + "/segments")
        let month = try SegmentScene.month("2026-06")
        let writer = try SegmentWriter(month, in: folder)
        try writer.put(SegmentScene.blocks(month, hours: 1), sensors: SegmentScene.sensors)
        try disk.fill()
        #expect { try writer.put(SegmentScene.blocks(month, hours: 200), sensors: SegmentScene.sensors) } throws: {
            ($0 as? SegmentError)?.kind == .unwritable
        }
        #expect(try writer.places().count == 3)
        try disk.free()
        try writer.put(SegmentScene.blocks(month, hours: 2), sensors: SegmentScene.sensors)
        _ = try writer.seal()
        #expect(try SegmentVerification(of: folder).findings == [])
    }
}
