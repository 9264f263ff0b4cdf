import Acoustics
import EventTime
import Readings
import SensorPayloads
import Testing

@Suite struct NativeMessagesThatAreRightInPart {
    /// A level that is none, as JSON or as firmware prints it, and how the reason quotes it.
    struct Level: CustomTestStringConvertible {
        var json: String
        var quoted: String
        var testDescription: String { json }

        init(_ json: String, quoted: String? = nil) {
            self.json = json
            self.quoted = quoted ?? json
        }
    }

    static let levels =
        [
            "812.4", "300", "-1", "-0.001", "160.01", "1e99", "99999999999999999999", "-256", "\"53.1\"", "\"-inf\"",
            "true", "-inf", "inf", "nan", "NaN", "-Infinity", "+Infinity",
        ].map { Level($0) }

    @Test("one level that cannot be leaves out its second of a series", arguments: levels)
    func series(_ row: Level) throws {
        for quantity in ["LAeq", "LAFmax", "LCeq"] {
            let good = Array(repeating: "80.0", count: 60)
            var bad = good
            bad[30] = row.json
            let all = ["LAeq", "LAFmax", "LCeq"].map { name in
                "\"\(name)\":[\((name == quantity ? bad : good).joined(separator: ","))]"
            }
            let json =
                "{\"v\":1,\"series\":{\"end\":\"2026-06-07T09:01:00+08:00\",\"dur\":1,\(all.joined(separator: ","))}}"
            guard case .partly(let messages, let rejected) = decodeNative(json), let message = messages.first else {
                Issue.record("\(quantity): \(decodeNative(json))")
                continue
            }
            let end = try RFC3339.instant("2026-06-07T09:01:00+08:00")
            let seconds = (0..<60).filter { $0 != 30 }.map { end - .seconds(60 - Int64($0)) }
            #expect(message.readings.map(\.start) == seconds)
            #expect(rejected.reason == .impossibleLevel)
            #expect(rejected.payload == Array(json.utf8))
            #expect(
                rejected.detail == "series.\(quantity)[30]: \(row.quoted) is not a level; expected 0 to 160 dB. "
                    + "Left out: 1 of 60 readings; the other 59 are kept"
            )
        }
    }

    @Test("one level that cannot be leaves out its observation", arguments: levels + [Level("null")])
    func observation(_ row: Level) throws {
        for member in ["\"LAeq\":", "\"LAeq\":50,\"LCpeak\":", "\"LAeq\":50,\"L\":{\"90\":"] {
            let tail = member.contains("{") ? "}" : ""
            let end = "\"end\":\"2026-06-07T09:01:00+08:00\",\"dur\":1"
            let json = "{\"v\":1,\"seq\":7,\"obs\":[{\(end),\(member)\(row.json)\(tail)},{\(end),\"LAeq\":53.1}]}"
            guard case .partly(let messages, let rejected) = decodeNative(json), let message = messages.first else {
                Issue.record("\(member): \(decodeNative(json))")
                continue
            }
            #expect(message.readings.map(\.LAeq) == [try level(53.1)])
            #expect(message.sequence == MessageSequence(seq: 7))
            #expect(rejected.detail.hasPrefix("obs[0].L"))
            #expect(rejected.detail.hasSuffix("Left out: 1 of 2 readings; the other one is kept"))
        }
    }

    @Test("of many, three are named and all are counted")
    func many() throws {
        let values = (0..<60).map { $0 % 10 == 0 ? "-256" : $0 == 31 ? "null" : "50" }.joined(separator: ",")
        let json = "{\"v\":1,\"series\":{\"end\":\"2026-06-07T09:01:00Z\",\"dur\":1,\"LAeq\":[\(values)]}}"
        guard case .partly(let messages, let rejected) = decodeNative(json), let message = messages.first else {
            Issue.record("\(decodeNative(json))")
            return
        }
        #expect(message.readings.count == 53)
        #expect(
            rejected.detail.hasPrefix("series.LAeq[0]: -256 is not a level; expected 0 to 160 dB; series.LAeq[10]: ")
        )
        #expect(rejected.detail.hasSuffix("; and 3 more. Left out: 6 of 59 readings; the other 53 are kept"))
    }

    @Test("a message in which nothing is left is rejected", arguments: ["-256", "-256,812.4", "null,\"nan\""])
    func nothingLeft(values: String) {
        let json = "{\"v\":1,\"series\":{\"end\":\"2026-06-07T09:01:00Z\",\"dur\":1,\"LAeq\":[\(values)]}}"
        guard case .rejected(let rejected) = decodeNative(json) else {
            Issue.record("\(decodeNative(json))")
            return
        }
        #expect(rejected.reason == .invalidValue)
        #expect(rejected.detail.hasSuffix("is not a level; expected 0 to 160 dB"))
    }

    @Test("a key that is there twice is told even where the first one cannot be")
    func twice() {
        let obs = #"{"end":"2026-06-07T09:01:00Z","dur":1,"LAeq":999,"LAeq":50}"#
        guard case .rejected(let rejected) = decodeNative("{\"v\":1,\"obs\":[\(obs)]}") else {
            Issue.record("accepted")
            return
        }
        #expect(rejected.detail == "obs[0].LAeq: the key is there twice")
    }

    @Test("NULs behind a message are no content", arguments: [1, 2, 100])
    func trailingNUL(count: Int) {
        let json = #"{"v":1,"obs":[{"end":"2026-06-07T09:00:01+08:00","dur":1,"LAeq":53.1}]}"#
        let payload = Array(json.utf8) + [UInt8](repeating: 0, count: count)
        guard
            case .readings(let messages) = NativeDecoder().decode(
                topic: nativeTopic,
                payload: payload,
                receivedAt: arrival
            )
        else {
            Issue.record("rejected")
            return
        }
        #expect(messages.first?.readings.count == 1)
    }
}
