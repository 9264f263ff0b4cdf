import Acoustics
import ArgumentParser
import Blocks
import EventTime
import Foundation
import Readings
import Reports

/// `quiethours-bench blocks`: what a reading costs in a block, beside zstd of the same numbers as they are.
struct BlocksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blocks",
        abstract: "Bytes a reading in blocks, and how fast they are made and read.",
        discussion: """
            Takes the hours of a file of LAeq over one second (lines of a time and a level), or of a made street. LAFmax
            and LCeq are made from it: see the source of ThreeLevels. 'series' are readings as messages of sixty bring
            them, 'singles' as 1,000 sensors that send one a message. The baseline is zstd, at the same level, over the
            same columns as arrays of numbers (4 bytes a level, 8 bytes anything else). At the end a segment of 20 sensors
            and a day is sealed, and ten minutes of one sensor are read from it, opened anew each time.
            """
    )

    @Option(help: "A file of LAeq over one second, such as a logger writes.") var file: String?
    @Option(help: "zstd's level.") var level = BlockEncoder.usualLevel
    @Option(help: "How often everything is done; the fastest counts.") var rounds = 5
    @Option(help: "Where the segment is made; a temporary folder by default.") var directory: String?
    @Flag(help: "Print one JSON object a line.") var json = false

    func validate() throws {
        if !(1...22).contains(level) { throw ValidationError("--level takes 1 to 22") }
        if rounds < 1 { throw ValidationError("--rounds takes 1 or more") }
    }

    struct Figure: Encodable {
        var content: String
        var readings: Int
        var level: Int
        var bytes: Double
        var encodeNanoseconds: Double
        var decodeNanoseconds: Double
        var baselineBytes: Double
        var baselineEncodeNanoseconds: Double
        var baselineDecodeNanoseconds: Double
    }

    func run() throws {
        try BenchFailure.told {
            let levels = try file.map(LevelsFile.read) ?? LevelsFile.made()
            let hours = levels.count / 3600
            guard hours > 0 else { throw BenchFailure("an hour of levels is the least") }
            var three = ThreeLevels()
            let further = three.further(than: levels)
            let widths = [24, 8, 8, 10, 10, 10, 12, 12]
            if !json {
                let titles = [
                    "", "bytes", "encode", "decode", "", "zstd", "compress", "decompress",
                ]
                standardOutput(TableRow.text(titles, widths: widths))
                let units = ["a reading", "", "ns", "ns", "", "bytes", "ns", "ns"]
                standardOutput(TableRow.text(units, widths: widths))
            }
            for content in BlockContent.allCases {
                let blocks = (0..<hours).map { content.rows(hour: $0, levels, further) }
                let figure = try measured(blocks, content)
                if json {
                    standardOutput(try JSONLine.encode(figure))
                } else {
                    let cells = [
                        content.rawValue, TableRow.number(figure.bytes, 3),
                        TableRow.number(figure.encodeNanoseconds, 0), TableRow.number(figure.decodeNanoseconds, 0), "",
                        TableRow.number(figure.baselineBytes, 3),
                        TableRow.number(figure.baselineEncodeNanoseconds, 0),
                        TableRow.number(figure.baselineDecodeNanoseconds, 0),
                    ]
                    standardOutput(TableRow.text(cells, widths: widths))
                }
            }
            try lookUps { BlockContent.three.rows(hour: $0 % hours, levels, further) }
        }
    }

    struct LookUpFigure: Encodable {
        var milliseconds: Double
        var slowestMilliseconds: Double
        var fileBytesPerBlockByte: Double
    }

    private func lookUps(_ rows: (_ hour: Int) -> [BlockRow]) throws {
        let folder = try TemporaryFolder(in: directory)
        defer { folder.remove() }
        let measurement = try SegmentMeasurement(in: folder.path("segments"), level: level, rows: rows)
        let times = try measurement.lookUps(100)
        let figure = LookUpFigure(
            milliseconds: times.median ?? 0,
            slowestMilliseconds: times.max() ?? 0,
            fileBytesPerBlockByte: try measurement.overhead()
        )
        if json { return standardOutput(try JSONLine.encode(figure)) }
        standardOutput(
            "\nten minutes of one sensor out of a segment that nobody has open: "
                + "\(TableRow.number(figure.milliseconds, 2)) ms, the slowest of 100 "
                + "\(TableRow.number(figure.slowestMilliseconds, 2)) ms"
        )
        standardOutput(
            "a segment's file for each byte of its blocks: \(TableRow.number(figure.fileBytesPerBlockByte, 3))"
        )
    }

    private func measured(_ hours: [[BlockRow]], _ content: BlockContent) throws -> Figure {
        let encoder = try BlockEncoder(level: level)
        let decoder = try BlockDecoder()
        let places = hours.map { BlockPlace(start: $0[0].reading.start, sensor: 1) }
        var blocks: [[UInt8]] = []
        let encoding = try fastest {
            blocks = []
            for (rows, place) in zip(hours, places) { blocks.append(try encoder.encode(rows, at: place)) }
        }
        let decoding = try fastest {
            for (index, block) in blocks.enumerated() {
                guard try decoder.decode(block, at: places[index]) == hours[index] else {
                    throw BenchFailure("a block has other readings than were put in")
                }
            }
        }
        // The comparison is a part of no measurement.
        let comparing = try fastest {
            for rows in hours where rows != rows.map(\.self) { throw BenchFailure("readings differ from themselves") }
        }
        let baseline = try RawColumns(level: level)
        var frames: [(frame: [UInt8], size: Int)] = []
        let compressing = try fastest {
            frames = []
            for rows in hours { frames.append(try baseline.compress(rows, content)) }
        }
        let decompressing = try fastest {
            for frame in frames { try baseline.decompress(frame.frame, size: frame.size) }
        }
        let readings = hours.reduce(0) { $0 + $1.count }
        func each(_ number: Double) -> Double { number / Double(readings) }
        return Figure(
            content: content.rawValue,
            readings: readings,
            level: level,
            bytes: each(Double(blocks.reduce(0) { $0 + $1.count })),
            encodeNanoseconds: each(encoding),
            decodeNanoseconds: each(max(0, decoding - comparing)),
            baselineBytes: each(Double(frames.reduce(0) { $0 + $1.frame.count })),
            baselineEncodeNanoseconds: each(compressing),
            baselineDecodeNanoseconds: each(decompressing)
        )
    }

    /// In nanoseconds.
    private func fastest(_ body: () throws -> Void) throws -> Double {
        var fastest = Double.infinity
        for _ in 0..<rounds {
            let start = ContinuousClock.now
            try body()
            let (seconds, attoseconds) = start.duration(to: .now).components
            fastest = min(fastest, Double(seconds) * 1e9 + Double(attoseconds) / 1e9)
        }
        return fastest
    }
}
