import Foundation
import TestSupport
import Testing
import Zstd

struct ZstdTests {
    private static func noise(_ count: Int, from values: UInt8) -> [UInt8] {
        // The same bytes on every run: their size is compared.
        var random = SplitMix64(seed: UInt64(count) << 8 | UInt64(values))
        return (0..<count).map { _ in UInt8.random(in: 0..<values, using: &random) }
    }

    @Test("what was compressed comes back, in one part or several, empty ones too", arguments: [1, 3, 19])
    func roundTrip(level: Int) throws {
        let compressor = try ZstdCompressor(level: level)
        let decompressor = try ZstdDecompressor()
        let parts = [
            Self.noise(3600, from: 16), [], Self.noise(200_000, from: 255), Array(repeating: 7, count: 5000), [1],
        ]
        for many in [parts, [], [[]], [Self.noise(10, from: 255)], parts.reversed()] {
            let whole = many.flatMap(\.self)
            let frame = try compressor.compress(many)
            #expect(try decompressor.decompress(frame[...], size: whole.count) == whole)
        }
    }

    @Test("each part has a table of its own: two kinds of bytes take less than in one part")
    func tables() throws {
        let compressor = try ZstdCompressor(level: 19)
        let (low, high) = (Self.noise(4000, from: 16), Self.noise(4001, from: 16).map { $0 + 100 })
        let apart = try compressor.compress([low, high]).count
        // Four bits a byte, and tables; five bits where one table must serve both.
        #expect(apart < 4500, "\(apart)")
    }

    @Test("the command zstd reads a frame")
    func command() throws {
        let zstd = try #require(ChildProcess.find("zstd"))
        let text = Self.noise(3600, from: 40) + Array("blocks".utf8)
        let directory = try TemporaryDirectory()
        let frame = try ZstdCompressor(level: 12).compress([Array(text.prefix(3600)), Array(text.dropFirst(3600))])
        try Data(frame).write(to: directory.url.appending(path: "a.zst"))
        _ = try ChildProcess.run(zstd, ["-d", "-q", directory.path("a.zst")], directory: directory.url)
        #expect(try Data(contentsOf: directory.url.appending(path: "a")) == Data(text))
    }

    @Test("what is cut off, longer, shorter or no frame is a typed error")
    func damaged() throws {
        let decompressor = try ZstdDecompressor()
        let frame = try ZstdCompressor(level: 3).compress([Self.noise(3600, from: 16)])
        func code(_ bytes: some Collection<UInt8>, size: Int) -> ZstdError.Code? {
            do throws(ZstdError) {
                _ = try decompressor.decompress(Array(bytes)[...], size: size)
                return nil
            } catch { return error.code }
        }
        #expect(code(frame.dropLast(), size: 3600) == .damaged)
        #expect(code(frame.prefix(3), size: 3600) == .damaged)
        #expect(code([], size: 3600) == .otherSize)
        #expect(code(Array("no frame at all".utf8), size: 3600) == .damaged)
        #expect(code(frame, size: 3599) == .otherSize)
        #expect(code(frame, size: 3601) == .otherSize)
        #expect(code(frame, size: 0) == .otherSize)
        // The context goes on after an error.
        #expect(code(frame, size: 3600) == nil)
    }

    @Test("a level that zstd does not have is refused", arguments: [-1, 0, 23, 1000])
    func levels(level: Int) {
        #expect(throws: ZstdError.self) { try ZstdCompressor(level: level) }
    }
}
