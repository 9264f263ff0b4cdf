import Acoustics
import Blocks
import EventTime
import Foundation
import Readings
import Segments
import Sites
import TestSupport

/// Some months of a few sensors, thinned: each has blocks at some hours.
struct SegmentScene {
    static let sensors: [Int64: SensorID] = [
        1: SensorID(site: "school", sensor: "gate"), 2: SensorID(site: "school", sensor: "yard"),
        7: SensorID(site: "hospital \"east\"", sensor: "北门"),
    ]

    let directory: TemporaryDirectory
    var folder: SegmentFolder { SegmentFolder(directory.path("segments")) }

    init() throws {
        directory = try TemporaryDirectory()
    }

    static func month(_ text: String) throws -> SegmentMonth {
        guard let month = SegmentMonth(text) else { throw SceneError(description: "\(text) is no month") }
        return month
    }

    struct SceneError: Error { var description: String }

    /// The readings of a block: a minute of seconds that differs from place to place.
    static func rows(_ place: BlockPlace, count: Int = 60) -> [BlockRow] {
        (0..<count).map { second in
            let wave = Int(place.hour % 17) + Int(place.sensor) + second * second % 23
            let start = place.range.start + .seconds(Int64(second))
            return BlockRow(
                sequence: place.hour * 10_000 + place.sensor * 1000 + Int64(second),
                arrival: place.hour,
                receivedAt: start + .seconds(2),
                reading: Reading(start: start, duration: .seconds(1), LAeq: Level(tenths: 400 + wave))
            )
        }
    }

    /// The first hours of a month, for every sensor.
    static func blocks(
        _ month: SegmentMonth,
        hours: Int = 4,
        count: Int = 60
    ) throws -> [(place: BlockPlace, bytes: [UInt8])] {
        let encoder = try BlockEncoder()
        return try month.hours.prefix(hours).flatMap { hour in
            try sensors.keys.sorted().map { sensor in
                let place = BlockPlace(hour: hour, sensor: sensor)
                return (place, try encoder.encode(rows(place, count: count), at: place))
            }
        }
    }

    @discardableResult
    func seal(_ text: String, hours: Int = 4, count: Int = 60) throws -> SegmentManifest {
        let month = try SegmentScene.month(text)
        let writer = try SegmentWriter(month, in: folder)
        try writer.put(SegmentScene.blocks(month, hours: hours, count: count), sensors: SegmentScene.sensors)
        return try writer.seal()
    }

    func findings() throws -> [SegmentFinding] { try SegmentVerification(of: folder).findings }

    /// Changes bytes of a file, whatever its mode is.
    func change(_ path: String, _ body: (inout [UInt8]) -> Void) throws {
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        body(&bytes)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
}
