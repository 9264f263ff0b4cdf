import EventTime
import SensorPayloads
import Testing

@Suite("HJ 212: packets that are sent")
struct HJ212EncoderTests {
    private func text(_ segment: HJ212Segment) throws -> String {
        let packet = try HJ212Encoder.packet(segment)
        // What is written can be read, and says the same.
        #expect(try HJ212Samples.frame(packet).segment == segment)
        #expect(packet.suffix(2) == [13, 10])
        return String(decoding: packet.dropFirst(6).dropLast(6), as: UTF8.self)
    }

    private func frame(_ command: Int, _ content: String, flag: Int?) throws -> HJ212Frame {
        let flag = flag.map { "Flag=\($0);" } ?? ""
        let head = "QN=20240601085857223;ST=23;CN=\(command);PW=zq9Xk7;MN=A1;\(flag)"
        return try HJ212Samples.frame(HJ212Samples.cp(content, head: head))
    }

    @Test("answers of 2017 and 2025", arguments: [(5, 4), (9, 8), (11, 8)])
    func answers(flag: Int, answered: Int) throws {
        let data = try frame(2011, "DataTime=20240601085857;LA-Rtd=50", flag: flag)
        let head = "QN=20240601085857223;ST=91;CN=90"
        let tail = ";PW=zq9Xk7;MN=A1;Flag=\(answered);CP=&&"
        #expect(try text(data.answer(.data)) == "\(head)14\(tail)&&")
        #expect(try text(data.answer(.notice)) == "\(head)13\(tail)&&")
        #expect(try text(data.answer(.result(1))) == "\(head)12\(tail)ExeRtn=1&&")
        #expect(try text(data.answer(.request(.ready))) == "\(head)11\(tail)QnRtn=1&&")
        #expect(try text(data.answer(.request(.wrongPassword))) == "\(head)11\(tail)QnRtn=3&&")
        #expect(try text(data.answer(.data).withoutPassword) == "\(head)14;MN=A1;Flag=\(answered);CP=&&&&")
    }

    @Test("answers of 2005 have QN and CN in CP")
    func answersOf2005() throws {
        let data = try frame(2051, "DataTime=20240601085857;B03-Avg=50", flag: nil)
        let tail = ";PW=zq9Xk7;MN=A1;CP=&&QN=20240601085857223"
        #expect(try text(data.answer(.data)) == "ST=91;CN=9014\(tail);CN=2051&&")
        #expect(try text(data.answer(.notice)) == "ST=91;CN=9013\(tail)&&")
        #expect(try text(data.answer(.result(2))) == "ST=91;CN=9012\(tail);ExeRtn=2&&")
        #expect(try text(data.answer(.request(.ready))) == "ST=91;CN=9011\(tail);QnRtn=1&&")
    }

    @Test("the clock of a device that asks is set to our time")
    func clock() throws {
        let time = try HJ212Samples.time("2024-06-01T08:59:00.5")
        let plain = try frame(1013, "", flag: 9).clockSetting(time)
        let head = "QN=20240601085900500;ST=23;CN=1012;PW=zq9Xk7;MN=A1;Flag=9;CP=&&"
        #expect(try text(#require(plain)) == "\(head)SystemTime=20240601085900&&")
        let one = try frame(1013, "PolId=w01018", flag: 5).clockSetting(time)
        #expect(
            try text(#require(one))
                == "QN=20240601085900500;ST=23;CN=1012;PW=zq9Xk7;MN=A1;Flag=5;CP=&&PolId=w01018;SystemTime=20240601085900&&"
        )
        #expect(try frame(1013, "", flag: 9).clockSetting(.distantFuture) == nil)
    }

    @Test("every field, in the order of table 3")
    func fields() throws {
        let segment = HJ212Segment(
            requestNumber: "20240601085857223",
            system: "23",
            command: .minute,
            password: HJ212Password("zq9Xk7".utf8),
            device: "A1",
            flag: HJ212Flag(edition: .of2025, hasPacketNumbers: true, wantsAnswer: true),
            packet: HJ212PacketNumber(count: 2, number: 1),
            isResent: true,
            parameters: HJ212Parameters([
                [HJ212Field("DataTime", "20240601085800")], [],
                [HJ212Field("LA-Avg", "50"), HJ212Field("LA-Flag", "N")],
            ])
        )
        let packet = try HJ212Encoder.packet(segment)
        #expect(
            String(decoding: packet.dropFirst(6).dropLast(6), as: UTF8.self)
                == "QN=20240601085857223;ST=23;CN=2051;PW=zq9Xk7;MN=A1;Flag=11;PNUM=2;PNO=1;RF=1;"
                + "CP=&&DataTime=20240601085800;LA-Avg=50,LA-Flag=N&&"
        )
    }

    @Test("the standard's own packet is written byte for byte")
    func standard() throws {
        let text =
            "##0087QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&2200\r\n"
        #expect(try HJ212Encoder.packet(HJ212Samples.frame(text).segment) == Array(text.utf8))
    }

    @Test("what would break the form is not written")
    func refused() throws {
        var segment = HJ212Segment(command: .realTime, device: "A;B")
        for device in ["A;B", "A&&", "A\n", "é"] {
            segment.device = device
            #expect(throws: HJ212Error.self) { try HJ212Encoder.packet(segment) }
        }
        segment.device = "A"
        for (name, value) in [
            ("X", "1;Y=2"), ("X", "1,2"), ("X=", "1"), ("", "1"), ("X", "&&"), ("X", "é"), ("X", "a=b"),
        ] {
            segment.parameters = HJ212Parameters([[HJ212Field(name, value)]])
            #expect(throws: HJ212Error.self) { try HJ212Encoder.packet(segment) }
        }
        segment.parameters = HJ212Parameters((0..<2500).map { _ in [HJ212Field("X", "1")] })
        let error = #expect(throws: HJ212Error.self) { try HJ212Encoder.packet(segment) }
        #expect(error?.detail.contains("split") == true)
    }
}
