import Acoustics
import Blocks
import EventTime
import Readings
import Zstd

/// The baseline: the columns as arrays of numbers, the lowest byte first, one behind the other, and zstd over them.
struct RawColumns {
    private let compressor: ZstdCompressor
    private let decompressor: ZstdDecompressor

    init(level: Int) throws {
        compressor = try ZstdCompressor(level: level)
        decompressor = try ZstdDecompressor()
    }

    func compress(_ rows: [BlockRow], _ content: BlockContent) throws -> (frame: [UInt8], size: Int) {
        var bytes: [UInt8] = []
        func put<Number: FixedWidthInteger>(_ number: Number) {
            for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> Number(shift)))
            }
        }
        let times: [(BlockRow) -> Int64] = [
            { $0.reading.start.milliseconds }, { $0.reading.duration.milliseconds }, { $0.sequence }, { $0.arrival },
            { $0.receivedAt.milliseconds }, { $0.number?.boot ?? -1 }, { $0.number?.seq ?? -1 },
        ]
        for time in times { for row in rows { put(time(row)) } }
        let levels: [(Reading) -> Level?] = content.hasThree ? [\.LAeq, \.LAFmax, \.LCeq] : [\.LAeq]
        for level in levels { for row in rows { put(level(row.reading)?.microdecibels ?? -1) } }
        return (try compressor.compress([bytes]), bytes.count)
    }

    func decompress(_ frame: [UInt8], size: Int) throws { _ = try decompressor.decompress(frame[...], size: size) }
}
