import Acoustics
import EventTime
import Readings
import SensorPayloads
import Sites
import Testing

@Suite struct NativeMessagesThatAreWrong {
    struct Row: CustomTestStringConvertible {
        var json: String
        var reason: RejectionReason
        var detail: String
        var testDescription: String { detail }
    }

    private static func observation(_ members: String) -> String {
        #"{"v":1,"obs":[{"end":"2024-06-01T08:41:00Z","dur":60,"LAeq":53.1},{\#(members)}]}"#
    }

    private static func second(_ members: String, _ reason: RejectionReason, _ detail: String) -> Row {
        Row(
            json: observation(#""end":"2024-06-01T08:42:00Z","dur":60,"LAeq":53.1,\#(members)"#),
            reason: reason,
            detail: "obs[1]." + detail
        )
    }

    private static func series(_ members: String, _ reason: RejectionReason, _ detail: String) -> Row {
        Row(json: #"{"v":1,"series":{\#(members)}}"#, reason: reason, detail: detail)
    }

    static let values: [Row] =
        [
            second(#""LAFmax":{"a":1}"#, .invalidValue, "LAFmax: an object is not a level; expected 0 to 160 dB"),
            second(#""L":{"5":50,"10":[1]}"#, .invalidValue, "L.10: an array is not a level; expected 0 to 160 dB"),
            second(#""L":[58.2]"#, .invalidValue, "L: an array is out of place; expected an object of percentiles"),
            second(#""n":61"#, .invalidValue, "n: 61 s measured is more than the duration of 60.0 s"),
            second(#""n":1.5"#, .invalidValue, "n: 1.5 is out of place; expected a whole number, 0 to 86400"),
            second(#""n":-1"#, .invalidValue, "n: -1 is out of place; expected a whole number, 0 to 86400"),
            second(
                #""q":"OK""#,
                .invalidValue,
                #"q: "OK" is not a quality; expected one of ok, over, under, cal, fault, partial"#
            ),
            second(
                #""q":1"#,
                .invalidValue,
                "q: 1 is not a quality; expected one of ok, over, under, cal, fault, partial"
            ),
            second(#""hist":"true""#, .invalidValue, #"hist: "true" is out of place; expected true or false"#),
            second(#""wind":-0.1"#, .invalidValue, "wind: -0.1 is out of place; expected 0 to 100 m/s"),
            second(#""wind":100.01"#, .invalidValue, "wind: 100.01 is out of place; expected 0 to 100 m/s"),
            second(#""thunder":0"#, .invalidValue, #"thunder: 0 is out of place; expected true or false"#),
            second(#""rain":"none""#, .invalidValue, #"rain: "none" is out of place; expected 0 to 1000 mm"#),
            Row(
                json: observation(#""end":"2024-06-01T08:41:00","dur":60,"LAeq":53.1"#),
                reason: .invalidValue,
                detail: """
                    obs[1].end: "2024-06-01T08:41:00" is not an RFC 3339 time; expected a date-time such as \
                    2026-06-07T09:03:12+08:00, and nothing behind it at character 20
                    """
            ),
            Row(
                json: observation(#""end":"2024-06-01T25:41:00Z","dur":60,"LAeq":53.1"#),
                reason: .invalidValue,
                detail: """
                    obs[1].end: "2024-06-01T25:41:00Z" is not an RFC 3339 time; expected an hour 00 to 23 at character 12
                    """
            ),
            Row(
                json: observation(#""end":1717231260,"dur":60,"LAeq":53.1"#),
                reason: .invalidValue,
                detail: "obs[1].end: 1717231260 is out of place; expected an RFC 3339 time in quotes"
            ),
        ]
        + ["0", "-1", "0.0005", "1.0001", "86400.001", "\"60\"", "null"].map { dur in
            Row(
                json: observation(#""end":"2024-06-01T08:41:00Z","dur":\#(dur),"LAeq":53.1"#),
                reason: .invalidValue,
                detail: "obs[1].dur: \(dur) is not a duration; expected seconds, 0.001 to 86400, in whole milliseconds"
            )
        }

    static let fields: [Row] = [
        Row(json: #"{"obs":[]}"#, reason: .missingField, detail: "v: missing; expected the number 1"),
        Row(json: #"{"v":1}"#, reason: .missingField, detail: "obs: missing; expected obs or series"),
        Row(
            json: observation(#""dur":60,"LAeq":53.1"#),
            reason: .missingField,
            detail: "obs[1].end: missing; expected an RFC 3339 time"
        ),
        Row(
            json: observation(#""end":"2024-06-01T08:42:00Z","LAeq":53.1"#),
            reason: .missingField,
            detail: "obs[1].dur: missing; expected seconds"
        ),
        Row(
            json: observation(#""end":"2024-06-01T08:42:00Z","dur":60,"L":{"50":1}"#),
            reason: .missingField,
            detail: "obs[1].LAeq: missing; expected a level in dB"
        ),
        Row(json: observation(""), reason: .missingField, detail: "obs[1].end: missing; expected an RFC 3339 time"),
        series(#""dur":1,"LAeq":[1]"#, .missingField, "series.end: missing; expected an RFC 3339 time"),
        series(#""end":"2024-06-01T08:42:00Z","LAeq":[1]"#, .missingField, "series.dur: missing; expected seconds"),
        series(
            #""end":"2024-06-01T08:42:00Z","dur":1"#,
            .missingField,
            "series.LAeq: missing; expected an array of levels in dB"
        ),
        series(
            #""end":"2024-06-01T08:42:00Z","dur":1,"LAeq":[1,2],"LAFmax":[1]"#,
            .invalidValue,
            "series.LAFmax: 1 values; expected 2, as many as LAeq has"
        ),
        series(#""LAeq":53.1"#, .invalidValue, "series.LAeq: 53.1 is out of place; expected an array of levels"),
        Row(
            json: #"{"v":2,"obs":"x"}"#,
            reason: .unknownVersion,
            detail: "v: 2 is not a version that is understood; expected 1"
        ),
        Row(
            json: #"{"obs":[{"LAeq":-1}],"v":"2.1"}"#,
            reason: .unknownVersion,
            detail: #"v: "2.1" is not a version that is understood; expected 1"#
        ),
        Row(
            json: #"{"v":null,"obs":[]}"#,
            reason: .unknownVersion,
            detail: "v: null is not a version that is understood; expected 1"
        ),
        Row(
            json: #"{"v":1,"dev":"nm-08","obs":[]}"#,
            reason: .invalidValue,
            detail: #"dev: "nm-08" is not the topic's sensor; expected "nm-07" or no dev"#
        ),
        Row(
            json: #"{"v":1,"dev":"nm-0","obs":[]}"#,
            reason: .invalidValue,
            detail: #"dev: "nm-0" is not the topic's sensor; expected "nm-07" or no dev"#
        ),
        Row(
            json: #"{"v":1,"dev":7,"obs":[]}"#,
            reason: .invalidValue,
            detail: "dev: 7 is out of place; expected a string"
        ),
        Row(
            json: #"{"v":1,"id":7,"obs":[]}"#,
            reason: .invalidValue,
            detail: "id: 7 is out of place; expected a string"
        ),
        Row(
            json: #"{"v":1,"seq":-1,"obs":[]}"#,
            reason: .invalidValue,
            detail: "seq: -1 is out of place; expected a whole number, 0 to 999999999999999999"
        ),
        Row(
            json: #"{"v":1,"boot":"1","obs":[]}"#,
            reason: .invalidValue,
            detail: #"boot: "1" is out of place; expected a whole number, 0 to 999999999999999999"#
        ),
        Row(
            json: #"{"v":1,"obs":{}}"#,
            reason: .invalidValue,
            detail: "obs: an object is out of place; expected an array of observations"
        ),
        Row(
            json: #"{"v":1,"obs":[[]]}"#,
            reason: .invalidValue,
            detail: "obs[0]: an array is out of place; expected an observation"
        ),
        Row(
            json: #"{"v":1,"series":[]}"#,
            reason: .invalidValue,
            detail: "series: an array is out of place; expected a series"
        ),
    ]

    static let syntax: [Row] = [
        Row(json: "", reason: .malformed, detail: "message: expected a JSON object at byte 1, found the end"),
        Row(json: "[]", reason: .malformed, detail: "message: expected a JSON object at byte 1, found an array"),
        Row(
            json: "\u{FEFF}{\"v\":1,\"obs\":[]}",
            reason: .malformed,
            detail: "message: expected a JSON object at byte 1, found a byte order mark"
        ),
        Row(
            json: "{\"v\":1,\u{0}\"obs\":[]}",
            reason: .malformed,
            detail: "v: expected a key at byte 8, found a NUL byte"
        ),
        Row(
            json: #"{"v":1,"obs":[]"#,
            reason: .malformed,
            detail: #"obs: expected "," or "}" at byte 16, found the end"#
        ),
        Row(
            json: #"{"v":1,"obs":[]}}"#,
            reason: .malformed,
            detail: "message: expected the end of the message at byte 17, found }"
        ),
        Row(json: #"{"v":1,"obs":[],}"#, reason: .malformed, detail: "obs: expected a key at byte 17, found }"),
        Row(json: #"{"v":1,"obs":[,]}"#, reason: .malformed, detail: "obs[0]: expected a value at byte 15, found ,"),
        Row(json: #"{"v":1 "obs":[]}"#, reason: .malformed, detail: #"v: expected "," or "}" at byte 8, found "obs""#),
        Row(json: #"{v:1,"obs":[]}"#, reason: .malformed, detail: "message: expected a key at byte 2, found v"),
        Row(json: #"{"v":1,"obs":[],"obs":[]}"#, reason: .malformed, detail: "obs: the key is there twice"),
        Row(json: #"{"v":1,"obs":[],"v":1}"#, reason: .malformed, detail: "v: the key is there twice"),
        Row(json: #"{"v":1,"obs":[],"\u0076":1}"#, reason: .malformed, detail: #"\u0076: the key is there twice"#),
        Row(json: #"{"v":1,"obs":[],"bat":1,"bat":1}"#, reason: .malformed, detail: "bat: the key is there twice"),
        Row(json: #"{"v":1,"obs":[],"":1,"":1}"#, reason: .malformed, detail: #""": the key is there twice"#),
        Row(
            json: #"{"v":1,"obs":[],"tsync":{"a":1,"bb":2,"a":3}}"#,
            reason: .malformed,
            detail: "tsync.a: the key is there twice"
        ),
        Row(
            json: #"{"v":1,"obs":[],"x":{"a key of many bytes":1,"a key of many bytes":3}}"#,
            reason: .malformed,
            detail: "x.a key of many bytes: the key is there twice"
        ),
        Row(
            json: #"{"v":1,"obs":[],"x":{"0":0,"1":0,"2":0,"3":0,"4":0,"5":0,"6":0,"7":0,"8":0,"9":0,"9":0}}"#,
            reason: .malformed,
            detail: "x.9: the key is there twice"
        ),
        second(#""LAeq":53.1"#, .malformed, "LAeq: the key is there twice"),
        second(#""dur":60"#, .malformed, "dur: the key is there twice"),
        second(#""L":{"5":1,"5":1}"#, .malformed, "L.5: the key is there twice"),
        second(#""LAFmax":NaNo"#, .malformed, "LAFmax: expected a value at byte 127, found NaNo"),
        second(#""wind":NaN"#, .malformed, "wind: expected a value at byte 125, found NaN"),
        second(#""LAFmax":053.1"#, .malformed, "LAFmax: expected a number as JSON writes it at byte 127, found 053.1"),
        second(#""LAFmax":53."#, .malformed, "LAFmax: expected a number as JSON writes it at byte 127, found 53."),
        second(#""LAFmax":-"#, .malformed, "LAFmax: expected a number as JSON writes it at byte 127, found -"),
        second(#""LAFmax":5e"#, .malformed, "LAFmax: expected a number as JSON writes it at byte 127, found 5e"),
        second(#""LAFmax":.5"#, .malformed, "LAFmax: expected a value at byte 127, found .5"),
        second(#""LAFmax":+5"#, .malformed, "LAFmax: expected a value at byte 127, found +5"),
        second(#""LAFmax":53.1x"#, .malformed, #"LAFmax: expected "," or "}" at byte 131, found x"#),
        second(#""x":tru"#, .malformed, "x: expected a value at byte 122, found tru"),
        second(#""x":"\ud800""#, .malformed, "x: no such escape in a string, at byte 123"),
        second(#""x":"\udc00\ud800""#, .malformed, "x: no such escape in a string, at byte 123"),
        second(#""x":"\q""#, .malformed, "x: no such escape in a string, at byte 123"),
        second("\"x\":\"\t\"", .malformed, "x: a control character in a string, at byte 123"),
        Row(
            json: #"{"v":1,"obs":[],"x":"abc}"#,
            reason: .malformed,
            detail: "x: a string that does not end, from byte 21"
        ),
        // Not JSON counts before another version, and that before a wrong value.
        Row(
            json: #"{"v":2,"obs":[{"LAeq":-1}]"#,
            reason: .malformed,
            detail: #"obs: expected "," or "}" at byte 27, found the end"#
        ),
        Row(
            json: #"{"v":1,"obs":[],"x":\#(String(repeating: "[", count: 32))"#,
            reason: .malformed,
            detail: "x\(String(repeating: "[0]", count: 31)): nested deeper than 32 levels"
        ),
    ]

    @Test(arguments: values + fields + syntax)
    func isRejectedWhole(_ row: Row) {
        guard case .rejected(let rejected) = decodeNative(row.json) else {
            Issue.record("accepted: \(row.json)")
            return
        }
        #expect(rejected.reason == row.reason)
        #expect(rejected.detail == row.detail)
        #expect(rejected.payload == Array(row.json.utf8))
        #expect(rejected.topic == nativeTopic)
        #expect(rejected.receivedAt == arrival)
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3], [0xE5, 0xAD], [0xFF], [0xC3, 0xC3],
        ] as [[UInt8]]
    )
    func stringsAreUTF8(bytes: [UInt8]) {
        let payload = Array(#"{"v":1,"obs":[],"x":""#.utf8) + bytes + Array(#""}"#.utf8)
        let decoded = NativeDecoder().decode(topic: nativeTopic, payload: payload, receivedAt: arrival)
        guard case .rejected(let rejected) = decoded else {
            Issue.record("accepted \(bytes)")
            return
        }
        #expect(rejected.reason == .malformed)
        #expect(rejected.detail == "x: not UTF-8 at byte 22")
    }

    @Test func tooLarge() {
        let one = #"{"end":"2024-06-01T08:41:00Z","dur":1,"LAeq":5}"#
        func series(_ count: Int, obs: String) -> String {
            let values = Array(repeating: "5", count: count).joined(separator: ",")
            return #"{"v":1,"obs":[\#(obs)],"series":{"end":"2024-06-01T08:41:00Z","dur":1,"LAeq":[\#(values)]}}"#
        }
        let rows: [(json: String, detail: String)] = [
            (series(3601, obs: ""), "series.LAeq[3600]: more than 3600 observations in one message"),
            (series(3600, obs: one), "series.LAeq: more than 3600 observations in one message"),
            (String(repeating: " ", count: 65_537), "message: 65537 bytes; expected at most 65536"),
        ]
        for row in rows {
            guard case .rejected(let rejected) = decodeNative(row.json) else {
                Issue.record("accepted: \(row.detail)")
                continue
            }
            #expect(rejected.reason == .tooLarge)
            #expect(rejected.detail == row.detail)
        }
    }

    @Test(arguments: [
        "", "noise/1/a/b", "noise/1/a/b/", "noise/1/a/b/status", "noise/1//b/obs", "noise/1/a//obs", "noise/2/a/b/obs",
        "/noise/1/a/b/obs", "noise/1/a/b/obs/", "noise/1/a/b/c/obs", "Noise/1/a/b/obs",
    ])
    func topicOfNoNativeSensor(topic: String) {
        guard case .rejected(let rejected) = decodeNative(#"{"v":1,"obs":[]}"#, topic: topic) else {
            Issue.record("accepted")
            return
        }
        #expect(rejected.reason == .unknownTopic)
    }

    @Test func topicsComeBack() {
        let sensor = SensorID(site: "第一中学", sensor: "nm-07")
        #expect(NativeTopic.sensor(NativeTopic.topic(sensor)) == sensor)
        #expect(NativeTopic.sensor(NativeTopic.topic(sensor, .status), .status) == sensor)
        #expect(NativeTopic.sensor(NativeTopic.topic(sensor, .status)) == nil)
    }
}
