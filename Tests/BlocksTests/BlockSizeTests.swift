import Acoustics
import Blocks
import EventTime
import Foundation
import Readings
import Testing

@Suite("Bytes a reading")
struct BlockSizeTests {
    private static let file = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "shared/data/levels/laeq-1s-morning.csv")
    private static var isMissing: Bool { !FileManager.default.fileExists(atPath: file.path) }

    /// As messages of sixty bring them.
    private func rows(_ levels: [Level], at place: BlockPlace) -> [BlockRow] {
        levels.enumerated().map { second, level in
            let minute = Int64(second / 60)
            let start = place.range.start + .seconds(Int64(second))
            return BlockRow(
                sequence: minute * 60_000 + Int64(second % 60),
                arrival: minute * 600,
                receivedAt: place.range.start + .seconds(60 * (minute + 1)) + .milliseconds(150 + minute * 37 % 100),
                number: second % 60 == 0 ? MessageSequence(boot: 1, seq: minute) : nil,
                reading: Reading(start: start, duration: .seconds(1), LAeq: level)
            )
        }
    }

    @Test(
        "at most one for the seconds of a measured morning, which come back as they were",
        .disabled(if: isMissing, "the measured levels are not beside this checkout")
    )
    func morning() throws {
        let levels = try String(contentsOf: Self.file, encoding: .utf8).split(separator: "\n").dropFirst().compactMap {
            line in
            line.split(separator: ",").last.flatMap { Double($0) }.flatMap { Level(decibels: $0) }
        }
        #expect(levels.count == 43_200)
        let (encoder, decoder) = (try BlockEncoder(), try BlockDecoder())
        var bytes = 0
        for hour in 0..<12 {
            let place = BlockPlace(hour: 484_007 + Int64(hour), sensor: 1)
            let rows = rows(Array(levels[hour * 3600..<(hour + 1) * 3600]), at: place)
            let block = try encoder.encode(rows, at: place)
            #expect(try decoder.decode(block, at: place) == rows)
            bytes += block.count
        }
        #expect(bytes <= levels.count, "\(Double(bytes) / Double(levels.count)) bytes a reading")
    }

    @Test("whatever constant a calibration adds to the tenths, it costs nothing")
    func constant() throws {
        let place = BlockPlace(hour: 484_007, sensor: 1)
        let tenths = (0..<3600).map { 450 + ($0 * $0 % 17) + $0 / 60 % 20 }
        let encoder = try BlockEncoder()
        let sizes = try [0, 85_907, 99_999].map { constant in
            let levels = tenths.compactMap { Level(microdecibels: $0 * 100_000 + constant) }
            return try encoder.encode(rows(levels, at: place), at: place).count
        }
        #expect(abs(sizes[1] - sizes[0]) < 16 && abs(sizes[2] - sizes[0]) < 16, "\(sizes)")
    }

    @Test("an hour of silence, of one level and without messages' numbers takes less than a hundred bytes")
    func still() throws {
        let place = BlockPlace(hour: 484_007, sensor: 1)
        let rows = (0..<3600).map { second in
            let start = place.range.start + .seconds(Int64(second))
            return BlockRow(
                sequence: Int64(second),
                arrival: Int64(second),
                receivedAt: start + .seconds(1),
                reading: Reading(start: start, duration: .seconds(1), LAeq: Level(tenths: 301))
            )
        }
        #expect(try BlockEncoder().encode(rows, at: place).count < 100)
    }
}
