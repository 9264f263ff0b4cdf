import EventTime
import SensorPayloads
import Testing

@Suite("HJ 212: packets in a message")
struct HJ212FrameTests {
    private static let good = HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=50.1,LA-Flag=N")

    @Test("the check has 256 values, and those of the standard's examples")
    func check() {
        let values: [(String, UInt16)] = [
            (
                "QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&",
                0x1C80
            ),
            ("QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&", 0x2200),
        ]
        for (segment, value) in values {
            #expect(HJ212Check.value(segment.utf8) == value)
            #expect(HJ212Samples.slowCheck(Array(segment.utf8)) == value)
        }
        let all = Set((0..<256).flatMap { a in (0..<256).map { HJ212Check.value([UInt8(a), UInt8($0)]) } })
        #expect(all.count == 256)
        #expect(HJ212Check.value([]) == 0xFFFF)
    }

    @Test(
        "with and without a line end, with blanks and NUL behind it",
        arguments: ["\r\n", "\n", "", " \r\n", "\0", "\r\n\0\0"]
    )
    func lineEnds(end: String) throws {
        let frame = try HJ212Samples.frame(Self.good.dropLast(2) + Array(end.utf8))
        #expect(frame.deviations.isEmpty)
        #expect(frame.range == 0..<Self.good.count - 2)
        #expect(frame.edition == .of2017 && !frame.isEncrypted)
    }

    @Test("several packets in one message, with and without line ends between")
    func several() throws {
        let other = HJ212Samples.command(2051, "DataTime=20240601085800;Leq-Data=50.1")
        for message in [Self.good + other + Self.good, Self.good.dropLast(2) + other.dropLast(2) + Self.good] {
            let frames = try HJ212FrameReader().read(Array(message)).map { try $0.get() }
            #expect(frames.map(\.segment.command) == [.realTime, .minute, .realTime])
            #expect(frames.allSatisfy { $0.deviations.isEmpty })
        }
    }

    @Test("a damaged packet does not take the next with it")
    func damaged() throws {
        var broken = Self.good
        broken[60] ^= 1
        var short = Self.good
        short.removeSubrange(100..<120)
        let rubbish = Array("hello ##12 ".utf8)
        let message = broken + Self.good + short + Self.good.prefix(50) + Self.good + rubbish + Self.good
        let results = HJ212FrameReader().read(message)
        let reasons = results.map { result -> HJ212Error.Reason? in
            if case .failure(let error) = result { error.reason } else { nil }
        }
        #expect(reasons == [.wrongCheck, nil, .wrongCheck, .noEnd, nil, .noStart, nil])
        let starts = results.compactMap { try? $0.get().range.lowerBound }
        #expect(starts.allSatisfy { Array(message[$0..<$0 + Self.good.count]) == Self.good })
    }

    @Test("a wrong length is taken with the right check, and marked", arguments: [1, 2, 6, 100, 9000, -1, -2, -50])
    func wrongLength(difference: Int) throws {
        let count = Self.good.count - 12
        let declared = max(0, count + difference)
        let digits = String(declared)
        let length = Array((String(repeating: "0", count: 4 - digits.count) + digits).utf8)
        let wrong = Self.good.prefix(2) + length + Self.good.dropFirst(6)
        for message in [Array(wrong), wrong + Self.good, Array(wrong.dropLast(2)) + Self.good] {
            let first = try HJ212FrameReader().read(message)[0].get()
            #expect(first.deviations == [.wrongLength(declared: declared, actual: count)])
        }
        var broken = Array(wrong)
        broken[70] ^= 2
        let error = try HJ212Samples.error(broken)
        #expect(
            error.reason == .wrongCheck && error.detail.contains("length is given as \(declared) where \(count) bytes")
        )
    }

    @Test("the check is taken in lower case, and low byte first where the length is right")
    func checks() throws {
        let bare = Array(Self.good.dropLast(6))
        let value = HJ212Samples.slowCheck(Array(bare.dropFirst(6)))
        let lower = bare + Array(HJ212Samples.hexadecimal(value).lowercased().utf8)
        #expect(try HJ212Samples.frame(lower).deviations.isEmpty)
        let swapped = bare + Array(HJ212Samples.hexadecimal(value.byteSwapped).utf8)
        #expect(try HJ212Samples.frame(swapped).deviations == [.swappedCheck])
        let both = Array("##0001".utf8) + swapped.dropFirst(6)
        #expect(try HJ212Samples.error(both).reason == .wrongCheck)
        let wrong = bare + Array(HJ212Samples.hexadecimal(value ^ 0x0100).utf8)
        let error = try HJ212Samples.error(wrong)
        #expect(error.reason == .wrongCheck && error.detail.contains("must be \(HJ212Samples.hexadecimal(value))"))
        #expect(error.position == wrong.count - 4)
    }

    @Test("longer than the standard allows is taken to what four digits can say, and marked")
    func long() throws {
        let fields = (0..<60).map { "a\(10_000 + $0)-Rtd=12345.678" }.joined(separator: ";")
        let frame = try HJ212Samples.frame(HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=50.1;\(fields)"))
        #expect(frame.deviations.count == 2)
        #expect(frame.segment.parameters.groups.count == 62)
        let most = 9_999 - HJ212Samples.head.count - "CP=&&DataTime=20240601085857&&".count
        let filler = String(repeating: ";X=1", count: most / 4) + String(repeating: ";", count: most % 4)
        let largest = HJ212Samples.cp("DataTime=20240601085857\(filler)")
        #expect(largest.count == 9_999 + 12)
        #expect(try HJ212Samples.frame(largest).deviations.contains(.longSegment(9_999)))
        // A segment of one more byte has no length that four digits can say.
        let larger = largest.dropLast(8) + Array(";&&".utf8)
        let check = HJ212Samples.hexadecimal(HJ212Samples.slowCheck(Array(larger.dropFirst(6))))
        #expect(try HJ212Samples.error(Array(larger) + Array(check.utf8)).reason == .noEnd)
    }

    @Test("a message of more than 64 KiB, of too many packets, and of nothing")
    func bounds() throws {
        #expect(try HJ212Samples.error(Array(repeating: 0x23, count: 65_537)).reason == .messageTooLarge)
        let many = HJ212FrameReader().read(Array(String(repeating: "##0000", count: 2000).utf8))
        #expect(many.count == 1001)
        guard case .failure(let last) = try #require(many.last) else { throw HJ212Samples.NotAnError() }
        #expect(last.reason == .messageTooLarge)
        for empty in ["", "\r\n", " \0"] {
            #expect(try HJ212Samples.error(Array(empty.utf8)).reason == .noStart)
        }
        #expect(try HJ212Samples.error(Array("{\"v\":1}".utf8)).detail.contains("##"))
    }
}
