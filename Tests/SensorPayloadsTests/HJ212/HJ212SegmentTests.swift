import EventTime
import SensorPayloads
import Testing

@Suite("HJ 212: the data segment")
struct HJ212SegmentTests {
    @Test("Flag: edition and two bits", arguments: 0...15)
    func flags(value: Int) throws {
        let message = HJ212Samples.packet("QN=1;ST=23;CN=9015;PW=zq9Xk7;MN=A1;Flag=\(value);CP=&&&&")
        guard value < 12 else {
            let error = try HJ212Samples.error(message)
            #expect(error.reason == .unknownEdition && error.detail.contains("0 to 11"))
            return
        }
        let frame = try HJ212Samples.frame(message)
        let flag = try #require(frame.segment.flag)
        #expect(flag.value == value)
        #expect(frame.edition == [HJ212Edition.of2005, .of2017, .of2025][value / 4])
        #expect(flag.hasPacketNumbers == (value & 2 == 2) && flag.wantsAnswer == (value & 1 == 1))
        #expect(frame.deviations.contains(.packetNumbersAgainstFlag) == (value & 2 == 2))
        #expect(frame.deviations.contains(.oddRequestNumber))
        let fixed = HJ212FrameReader(edition: .of2025)
        #expect(try HJ212Samples.frame(message, fixed).edition == .of2025)
    }

    @Test("all fields, in the order of 2025 and in that of 2005")
    func fields() throws {
        let cp = "CP=&&DataTime=20240601085857;LA-Rtd=50.1&&"
        for segment in [
            "QN=20240601085857223;ST=23;CN=2011;PW=zq9Xk7;MN=A1;Flag=11;PNUM=3;PNO=2;RF=1;\(cp)",
            "ST=23;CN=2011;QN=20240601085857223;PW=zq9Xk7;MN=A1;PNO=2;PNUM=3;RF=1;Flag=11;\(cp)",
            "qn=20240601085857223; st=23 ;Cn=2011;pw=zq9Xk7;mn=A1;FLAG=11;PNum=3;PNo=2;rf=1;New=x;\(cp)",
        ] {
            let frame = try HJ212Samples.frame(HJ212Samples.packet(segment))
            #expect(
                frame.segment
                    == HJ212Segment(
                        requestNumber: "20240601085857223",
                        system: "23",
                        command: .realTime,
                        password: HJ212Password("zq9Xk7".utf8),
                        device: "A1",
                        flag: HJ212Flag(edition: .of2025, hasPacketNumbers: true, wantsAnswer: true),
                        packet: HJ212PacketNumber(count: 3, number: 2),
                        isResent: true,
                        parameters: HJ212Parameters([
                            [HJ212Field("DataTime", "20240601085857")], [HJ212Field("LA-Rtd", "50.1")],
                        ])
                    )
            )
            #expect(frame.deviations.isEmpty)
        }
    }

    @Test("MN and ST that are empty or null", arguments: ["", "null", "NULL"])
    func noDevice(text: String) throws {
        let frame = try HJ212Samples.frame(HJ212Samples.packet("ST=\(text);CN=9015;MN=\(text);CP=&&&&"))
        #expect(frame.segment.device == nil && frame.segment.system == nil)
        #expect(frame.edition == .of2005 && frame.segment.flag == nil && frame.segment.password == nil)
        #expect(frame.deviations == [.noDevice])
    }

    struct Wrong: CustomTestStringConvertible {
        var segment: String
        var reason: HJ212Error.Reason
        var says: String
        var testDescription: String { segment }

        init(_ segment: String, _ reason: HJ212Error.Reason, _ says: String) {
            self.segment = segment
            self.reason = reason
            self.says = says
        }
    }

    @Test(
        "what is not of the form is an error that names the field",
        arguments: [
            Wrong("CN=2011;MN=A1;&&", .wrongForm, "expected a field"),
            Wrong("CN=2011;MN=A1;X=&&", .missingField, "CP="),
            Wrong("CN=2011;MN=A1&&", .missingField, "CP="),
            Wrong("CN=2011;MN=A1;CP=DataTime=20240601085857&&", .wrongForm, "CP: expected &&"),
            Wrong("CN=2011;MN=A1;CP=&&", .wrongForm, "CP: expected &&"),
            Wrong("MN=A1;CP=&&&&", .missingField, "CN is missing"),
            Wrong("CN=201;CP=&&&&", .wrongForm, "CN: expected four digits"),
            Wrong("CN=20 1;CP=&&&&", .wrongForm, "CN: expected four digits"),
            Wrong("CN=2011;CN=2011;CP=&&&&", .duplicateField, "twice"),
            Wrong("QN=2024x;CN=2011;CP=&&&&", .wrongForm, "QN"),
            Wrong("QN=202406010858572231234;CN=2011;CP=&&&&", .wrongForm, "QN"),
            Wrong("ST=234567890;CN=2011;CP=&&&&", .wrongForm, "ST"),
            Wrong("CN=2011;MN=a/b;CP=&&&&", .wrongForm, "MN"),
            Wrong("CN=2011;MN=a+;CP=&&&&", .wrongForm, "MN"),
            Wrong("CN=2011;MN=\(String(repeating: "A", count: 65));CP=&&&&", .wrongForm, "MN"),
            Wrong("CN=2011;Flag=x;CP=&&&&", .wrongForm, "Flag"),
            Wrong("CN=2011;Flag=256;CP=&&&&", .wrongForm, "Flag"),
            Wrong("CN=2011;PNUM=3;CP=&&&&", .wrongForm, "PNUM, PNO"),
            Wrong("CN=2011;PNUM=3;PNO=4;CP=&&&&", .wrongForm, "PNUM, PNO"),
            Wrong("CN=2011;PNUM=0;PNO=0;CP=&&&&", .wrongForm, "PNUM, PNO"),
            Wrong("CN=2011;PNUM=x;PNO=1;CP=&&&&", .wrongForm, "PNUM"),
            Wrong("CN=2011;RF=2;CP=&&&&", .wrongForm, "RF"),
            Wrong("CN=2011;PW=\(String(repeating: "A", count: 65));CP=&&&&", .wrongForm, "PW"),
            Wrong("CN=2011;CP=&&DataTime&&", .wrongForm, "such as LA-Rtd=66.8"),
            Wrong("CN=2011;CP=&&DataTime=20240601085857;=5&&", .wrongForm, "a name has"),
            Wrong("CN=2011;CP=&&DataTime=20240601085857;L A=5&&", .wrongForm, "a name has"),
            Wrong("CN=2011;CP=&&DataTime=20240601085857;LA-Rtd=5=5&&", .wrongForm, "a value has"),
            Wrong("CN=2011;CP=&&DataTime=20240601085857;LA-Rtd=5&&&&", .wrongForm, "a value has"),
            Wrong("CN=2011;CP=&&DataTime=20240601085857;LA-Rtd=五&&", .wrongForm, "a value has"),
        ]
    )
    func wrong(row: Wrong) throws {
        let error = try HJ212Samples.error(HJ212Samples.packet(row.segment))
        #expect(error.reason == row.reason)
        #expect(error.detail.contains(row.says), "\(error)")
        #expect(error.description == "byte \(error.position + 1): \(error.detail)")
    }

    @Test("an error stands at its byte of the message, also in the second packet")
    func positions() throws {
        let good = HJ212Samples.cp("DataTime=20240601085857;LA-Rtd=50.1")
        let bad = HJ212Samples.packet("ST=23;CN=20x1;MN=A1;CP=&&&&")
        let results = HJ212FrameReader().read(good + bad)
        guard case .failure(let error) = results[1] else { throw HJ212Samples.NotAnError() }
        #expect(error.position == good.count + 6 + "ST=23;".count)
    }

    @Test("spare separators and blanks in CP are taken and marked")
    func separators() throws {
        for content in [
            "DataTime=20240601085857;LA-Rtd=50.1,LA-Flag=N;", "DataTime=20240601085857; LA-Rtd=50.1,LA-Flag=N",
            ";DataTime=20240601085857;;LA-Rtd=50.1,,LA-Flag=N", "DataTime = 20240601085857 ;LA-Rtd=50.1,LA-Flag=N, ",
        ] {
            let frame = try HJ212Samples.frame(HJ212Samples.cp(content))
            #expect(frame.deviations == [.spareSeparators])
            #expect(
                frame.segment.parameters
                    == HJ212Parameters([
                        [HJ212Field("DataTime", "20240601085857")],
                        [HJ212Field("LA-Rtd", "50.1"), HJ212Field("LA-Flag", "N")],
                    ])
            )
        }
    }

    @Test("other commands may hold free text")
    func freeText() throws {
        let frame = try HJ212Samples.frame(
            HJ212Samples.command(3020, "DataTime=20240601085857;i11001-Info=//时间=1//,no name;X=1")
        )
        #expect(frame.segment.parameters[name: "x"]?.value == "1")
        #expect(try frame.meaning() == .noMeasurement(.other(HJ212Command(rawValue: 3020))))
    }
}
