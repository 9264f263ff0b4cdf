import Acoustics
import Blocks
import EventTime
import Foundation
import Readings
import Testing
import Zstd

/// Blocks as releases wrote them. They are read for ever: a sample is added when the form changes, and never changed.
struct FrozenBlockTests {
    private static let place = BlockPlace(hour: 494_184, sensor: 70_001)

    /// Every column, in readings that differ in all of them.
    private static let everything: [BlockRow] = (0..<3).map { index in
        let number = Int64(index)
        func level(_ tenths: Int) -> Level? { index == 1 ? nil : Level(tenths: tenths + index) }
        var reading = Reading(
            start: place.range.start + .seconds(number * 60),
            duration: .milliseconds(index == 2 ? 0 : 60_000),
            LAeq: Level(microdecibels: 44_085_907 + index * 200_000),
            LAFmax: level(612),
            LAFmin: level(389),
            LCeq: level(553),
            LAIeq: level(480),
            LCpeak: level(871),
            mark: [.normal, .partial, .jump][index],
            measuredSeconds: index == 1 ? 57 : nil,
            historical: index == 2,
            isTimedByArrival: index == 1,
            shift: .seconds(number * -3600)
        )
        reading.percentiles =
            index == 1
            ? Percentiles()
            : Percentiles(L5: level(520), L10: level(500), L50: level(450), L90: level(400), L95: level(390))
        reading.weather =
            [
                Weather(), Weather(windHundredths: 312, rainHundredths: 0, thunder: false),
                Weather(windHundredths: 18, rainHundredths: 20, thunder: true),
            ][index]
        reading.momentary =
            [
                MomentaryLevel(.onePascal, frequency: .C, time: .slow),
                MomentaryLevel(.minimum, frequency: .A, time: nil), nil,
            ][index]
        reading.health =
            [
                DeviceHealth(), DeviceHealth(batteryPercent: 97), DeviceHealth(batteryPercent: 96, millivolts: 3611),
            ][index]
        return BlockRow(
            sequence: 4_000_000_000 + number,
            arrival: 900_000 + number * 7,
            receivedAt: place.range.start + .milliseconds(60_250 + number * 60_003),
            isImported: index == 0,
            number: index == 1 ? MessageSequence(boot: 4, seq: 71) : index == 2 ? MessageSequence(seq: 72) : nil,
            reading: reading
        )
    }

    /// Ten minutes of seconds with a gap, as a common sensor sends them; large enough to be compressed.
    private static let seconds: [BlockRow] = (0..<600).compactMap { second in
        let wave = [0, 3, -2, 5, 1, -4, 2, 0, -1, 6, -3, 1, 4][second * second % 13] + second % 60 / 4
        guard !(200..<230).contains(second) else { return nil }
        return BlockRow(
            sequence: 10_000 + Int64(second),
            arrival: 300 + Int64(second / 60),
            receivedAt: place.range.start + .seconds(Int64(second / 60 + 1) * 60) + .milliseconds(180),
            number: second % 60 == 0 ? MessageSequence(boot: 4, seq: Int64(second / 60)) : nil,
            reading: Reading(
                start: place.range.start + .seconds(Int64(second)),
                duration: .seconds(1),
                LAeq: Level(microdecibels: 44_085_907 + wave * 100_000),
                LAFmax: Level(microdecibels: 46_085_907 + (wave + second % 7) * 100_000),
                LCeq: Level(microdecibels: 52_085_907 + (wave - second % 11) * 100_000)
            )
        )
    }

    private static let frozen: [(name: String, rows: [BlockRow], hexadecimal: String)] = [
        (
            "everything", everything,
            """
            0101d0a93ce2c5080300e0d403830328b52ffd608300cd0700f24c2f2c30573a7092453828c3c8ae0629c9f8238836b2b70c\
            5118c9b830646060139382b56f05ac05b01620b4a54c015c78bfdf2718ce7de69f11f71c94efdcbf9b33b79a0b321f3975ec\
            9bbb31e7be1c02b2bc739d8aa747a37c78b68928269494a0d38869096321aa1bb27d90ac4cd67192461b1e1cb565a48232b6\
            99f92e8ea8b521db35d757b41267e391bd3fe0b58f3818fec2ac9b7f098433f3018373df0b7e89ca55f0656b56fb810f58cf\
            611f70ce348b3757fffe1293835d7bdf9b22284083312e063054ebb077192231480bd015ba657b0c3e95918b50658c0e6283\
            dbec7274d12ec43b757170d37105d94c5fb16c23b437887b9fe50be1
            """
        ),
        (
            "seconds", seconds,
            """
            0101d0a93ce2c508ba0400e807962028b52ffd60160f040300e4040a01000200b0ea00d00f030003a09c010100040003d804\
            0100050003a8bc9686c767e0d403000714013b1d013b000808030001000e0003a6ca852aa08d06000f00138092f40111c8d0\
            07a08d06000600000497a0edfc03ec58ae5fd6620464000010020002006d40c522940b0264000018023e0202006d40c52105\
            d88c000018000200040046401570dfe42b2a7e822b5c0000080202002f213678540208c4020052c40c0cf09c0744e075a3f5\
            94b59564ae593e6e628598a051e92c0f6594274f56001eac28cb4fde80832ad2f39b6dd04335e57992ed13a0307aff3f03b0\
            971b2b81d3c571c37171ca05e70e348d9666705ce871baee4e017c000018020b0604c06740bdb83d15a275317d0000180114\
            1104c06340c58c732e7471638d19d725
            """
        ),
    ]

    private static func bytes(_ hexadecimal: String) throws -> [UInt8] {
        let digits = Array(hexadecimal.utf8)
        return try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16))
        }
    }

    @Test("blocks of form 1 are read as they were written")
    func read() throws {
        let decoder = try BlockDecoder()
        for (name, rows, hexadecimal) in Self.frozen {
            #expect(try decoder.decode(Self.bytes(hexadecimal), at: Self.place) == rows, "\(name)")
        }
    }

    @Test("what is written today is what was written then; what zstd makes of it is the library's own affair")
    func write() throws {
        func body(_ block: [UInt8]) throws -> [UInt8] {
            let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
            let start = try #require(block.indices.first { block[$0...].starts(with: magic) })
            return try ZstdDecompressor().decompress(block[start..<block.count - 4], size: BlockHeader(block).bodySize)
        }
        for (name, rows, hexadecimal) in Self.frozen {
            let block = try BlockEncoder().encode(rows, at: Self.place)
            let frozen = try Self.bytes(hexadecimal)
            #expect(try BlockHeader(block) == BlockHeader(frozen), "\(name)")
            #expect(try body(block) == body(frozen), "\(name)")
        }
    }
}
