import Acoustics
import Blocks
import EventTime
import Foundation
import Readings
import Records
import Segments
import Sites
import StorePorts

/// How long ten minutes of one sensor take out of a sealed segment that nobody has open.
struct SegmentMeasurement {
    private let folder: SegmentFolder
    private let month: SegmentMonth

    private static let sensors: Int64 = 20
    private static let hours = 24

    /// Makes a segment of 20 sensors and a day within `path`; the blocks are those of `rows` for each hour.
    init(in path: String, level: Int, rows: (_ hour: Int) -> [BlockRow]) throws {
        folder = SegmentFolder(path)
        let writer = try SegmentMeasurement.writer(in: folder)
        month = writer.month
        let encoder = try BlockEncoder(level: level)
        for hour in 0..<SegmentMeasurement.hours {
            let given = rows(hour)
            var blocks: [(place: BlockPlace, bytes: [UInt8])] = []
            for sensor in 1...SegmentMeasurement.sensors {
                let place = BlockPlace(hour: month.hours.lowerBound + Int64(hour), sensor: sensor)
                let moved = given.enumerated().map { index, row in
                    var row = row
                    row.reading.start = place.range.start + .seconds(Int64(index))
                    return row
                }
                blocks.append((place, try encoder.encode(moved, at: place)))
            }
            try writer.put(blocks, sensors: SegmentMeasurement.names)
        }
        _ = try writer.seal()
    }

    private static func writer(in folder: SegmentFolder) throws -> SegmentWriter {
        guard let month = SegmentMonth("2023-06") else { throw BenchFailure("2023-06 is no month") }
        return try SegmentWriter(month, in: folder)
    }

    private static var names: [Int64: SensorID] {
        Dictionary(uniqueKeysWithValues: (1...sensors).map { ($0, SensorID(site: "school", sensor: "\($0)")) })
    }

    /// Milliseconds of each of `rounds`: opens the segment, looks for the hour, takes the block apart.
    func lookUps(_ rounds: Int) throws -> [Double] {
        try (0..<rounds).map { round in
            let hour = month.hours.lowerBound + Int64(round * 7 % SegmentMeasurement.hours)
            let start = Instant(milliseconds: hour * 3_600_000 + 1_500_000)
            let range = TimeRange(start: start, end: start + .minutes(10))
            let begun = ContinuousClock.now
            let sensor = SensorKey(Int64(round) % SegmentMeasurement.sensors + 1)
            let entries = try SegmentReadings(in: folder).entries(startingIn: range, sensors: [sensor])
            let (seconds, attoseconds) = begun.duration(to: .now).components
            guard entries.count == 600 else { throw BenchFailure("\(entries.count) readings of ten minutes") }
            return Double(seconds) * 1e3 + Double(attoseconds) / 1e15
        }
    }

    /// Of the file, for each byte of its blocks.
    func overhead() throws -> Double {
        let segment = try Segment(folder.segment(month))
        var bytes = 0
        for place in try segment.places(hours: month.hours) { bytes += try segment.block(at: place)?.count ?? 0 }
        let attributes = try FileManager.default.attributesOfItem(atPath: segment.path)
        return Double(attributes[.size] as? Int ?? 0) / Double(max(1, bytes))
    }
}
