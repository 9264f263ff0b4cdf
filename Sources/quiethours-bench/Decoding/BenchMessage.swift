import EventTime
import Foundation
import Readings
import SensorPayloads

/// A typical message of one value, and what JSONDecoder makes of it.
struct BenchMessage: Sendable {
    /// The row's.
    var name: String
    var decoderName: String
    var topics: [String]
    var options: [String: DecoderOption]
    var topic: String
    var payload: [UInt8]
    /// The same values as JSON; the payload itself where it is JSON.
    var json: [UInt8]
    /// Decodes and gives 1, so that the work has a use.
    var reference: @Sendable (JSONDecoder, Data) throws -> Int

    init<Form: Decodable & SendableMetatype>(
        _ decoder: String,
        row: String? = nil,
        topics: [String] = [],
        _ options: [String: DecoderOption] = [:],
        topic: String,
        _ payload: [UInt8],
        json: String? = nil,
        as form: Form.Type
    ) {
        name = row ?? decoder
        decoderName = decoder
        self.topics = topics
        self.options = options
        self.topic = topic
        self.payload = payload
        self.json = json.map { Array($0.utf8) } ?? payload
        reference = { decoder, data in
            _ = try decoder.decode(form, from: data)
            return 1
        }
    }

    func decoder() throws -> any PayloadDecoder {
        guard let known = PayloadDecoders.named(decoderName) else { throw CocoaError(.featureUnsupported) }
        let topics = topics.compactMap { TopicFilter($0) }
        return try known.configured(DecoderOptions(options, topics: topics))
    }
}

// MARK: - What JSONDecoder makes of each

struct PointForm: Decodable {
    var LAeq: Double
    var t: String
}

private struct BoxForm: Decodable {
    struct Level: Decodable { var avg: Double }
    var ts: Int64
    var la: Level
}

private struct CommunityForm: Decodable {
    struct Entry: Decodable {
        var value_type: String
        var value: String
    }
    var sensordatavalues: [Entry]
}

private struct CitizenForm: Decodable {
    struct Sensor: Decodable {
        var id: Int
        var value: Double
    }
    struct Record: Decodable {
        var recorded_at: String
        var sensors: [Sensor]
    }
    var data: [Record]
}

private struct ZigbeeForm: Decodable { var noise: String }

private struct AR844Form: Decodable {
    var time: String
    var avg: Double
    var min: Double
    var max: Double
    var weight: String
}

private struct AirthingsForm: Decodable {
    var recorded: String
    var soundLevelA: Double
}

private struct SentiloForm: Decodable {
    struct Observation: Decodable {
        var value: String
        var timestamp: String
    }
    struct Sensor: Decodable {
        var sensor: String
        var observations: [Observation]
    }
    var sensors: [Sensor]
}

private struct SenMLForm: Decodable {
    var bn: String
    var bt: Double
    var n: String
    var u: String?
    var v: Double
}

private struct ThingsBoardForm: Decodable {
    struct Values: Decodable { var LAeq: Double }
    var ts: Int64
    var values: Values
}

private struct ObservationForm: Decodable {
    var phenomenonTime: String
    var result: Double
}

private struct EntityForm: Decodable {
    var id: String
    var type: String
    var LAeq: Double
    var dateObservedFrom: String
    var dateObservedTo: String
}

private struct EventForm: Decodable {
    struct Content: Decodable { var leq: Double }
    var specversion: String
    var id: String
    var source: String
    var time: String
    var data: Content
}

extension BenchMessage {
    private static let point = #"{"LAeq":52.3,"t":"2026-06-07T09:00:00Z"}"#

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    static let all: [BenchMessage] = networks + described + makes + models

    private static let described = [
        BenchMessage(
            "json",
            topics: ["box/+"],
            [
                "values": .section(["/la/avg": "LAeq"]), "time": .section(["pointer": "/ts", "format": "ms"]),
                "interval": "1s",
            ],
            topic: "box/7",
            Array(#"{"ts":1780794000000,"la":{"avg":52.3}}"#.utf8),
            as: BoxForm.self
        ),
        BenchMessage(
            "influx",
            topics: ["dnms/+"],
            topic: "dnms/a",
            Array("dnms,node=esp8266-1234567 DNMS_noise_LAeq=52.31 1722160000000000000\n".utf8),
            json: point,
            as: PointForm.self
        ),
        BenchMessage(
            "text",
            ["values": .list([.section(["topic": "+/sensor/laeq/state", "quantity": "LAeq", "interval": "1min"])])],
            topic: "meter/sensor/laeq/state",
            Array("52.3".utf8),
            json: #"{"LAeq":52.3,"t":""}"#,
            as: PointForm.self
        ),
    ]

    private static let makes = [
        BenchMessage(
            "sensor-community",
            topics: ["sc/+"],
            topic: "sc/a",
            Array(#"{"sensordatavalues":[{"value_type":"noise_LAeq","value":"52.3"}]}"#.utf8),
            as: CommunityForm.self
        ),
        BenchMessage(
            "smart-citizen",
            row: "smart-citizen raw",
            topic: "device/sck/abc/readings/raw",
            Array("{t:2017-03-24T13:35:14Z,53:48.45}".utf8),
            json: point,
            as: PointForm.self
        ),
        BenchMessage(
            "smart-citizen",
            topic: "device/sck/abc/readings",
            Array(#"{"data":[{"recorded_at":"2016-06-08 10:30:00Z","sensors":[{"id":53,"value":51.5}]}]}"#.utf8),
            as: CitizenForm.self
        ),
        BenchMessage(
            "zigbee2mqtt",
            topic: "zigbee2mqtt/yard",
            Array(#"{"noise":"45.12","noise_detected":false}"#.utf8),
            as: ZigbeeForm.self
        ),
        BenchMessage(
            "ar844",
            ["average-is": "LAeq"],
            topic: "tele/pi/ar844/data",
            Array(#"{"time":"2024-01-01T12:00:00Z","avg":52.3,"min":45.0,"max":70.1,"weight":"A"}"#.utf8),
            as: AR844Form.self
        ),
        BenchMessage(
            "airthings",
            topics: ["a/+"],
            topic: "a/hall",
            Array(#"{"recorded":"2024-01-03T08:09:05Z","soundLevelA":26}"#.utf8),
            as: AirthingsForm.self
        ),
        BenchMessage(
            "cesva",
            topics: ["cesva"],
            ["interval": "1min"],
            topic: "cesva",
            Array(
                #"{"sensors":[{"sensor":"TA120-T246177-N","observations":[{"value":"45.4","timestamp":"02/01/2018T11:22:59UTC"}]}]}"#
                    .utf8
            ),
            as: SentiloForm.self
        ),
        BenchMessage(
            "nsrtw",
            topic: "NS/NSRTW_mk4_MQTT/FW17/A1",
            bytes("4e5334170c00000010e8211e07000000080080bb01000000003e01000000c801"),
            json: point,
            as: PointForm.self
        ),
    ]

    private static let models = [
        BenchMessage(
            "senml",
            topics: ["s"],
            topic: "s",
            Array(#"[{"bn":"urn:dev:mac:0024befffe804ff1:","bt":1780794000,"n":"LAeq","u":"dB","v":52.3}]"#.utf8),
            as: [SenMLForm].self
        ),
        BenchMessage(
            "senml",
            row: "senml CBOR",
            topics: ["s"],
            topic: "s",
            bytes("81a42165613a2f2f3a221a6a24c290" + "00644c416571" + "02fb404a266666666666"),
            json: #"[{"bn":"a://:","bt":1780794000,"n":"LAeq","v":52.3}]"#,
            as: [SenMLForm].self
        ),
        BenchMessage(
            "thingsboard",
            topic: "v1/devices/me/telemetry",
            Array(#"{"ts":1483228800000,"values":{"LAeq":50.1}}"#.utf8),
            as: ThingsBoardForm.self
        ),
        BenchMessage(
            "sensorthings",
            ["datastreams": .list([.section(["id": "5", "quantity": "LAeq"])])],
            topic: "v1.1/Datastreams(5)/Observations",
            Array(#"{"phenomenonTime":"2026-06-07T09:00:00Z/2026-06-07T09:01:00Z","result":45.2}"#.utf8),
            as: ObservationForm.self
        ),
        BenchMessage(
            "fiware",
            topics: ["fiware"],
            topic: "fiware",
            Array(
                #"{"id":"n1","type":"NoiseLevelObserved","LAeq":67.8,"dateObservedFrom":"2016-12-28T11:00:00.00Z","dateObservedTo":"2016-12-28T12:00:00.00Z"}"#
                    .utf8
            ),
            as: EntityForm.self
        ),
        BenchMessage(
            "cloudevents",
            topics: ["events/+"],
            ["decoder": "json", "options": .section(["values": .section(["/leq": "LAeq"]), "interval": "10s"])],
            topic: "events/m7",
            Array(
                #"{"specversion":"1.0","id":"A-1","source":"/m/7","time":"2026-06-07T09:00:00Z","data":{"leq":52.5}}"#
                    .utf8
            ),
            as: EventForm.self
        ),
        BenchMessage(
            "sparkplug",
            topic: "spBv1.0/city/DDATA/edge/meter",
            bytes("088085e0fce93312140a044c416571188085e0fce933200965333351421807"),
            json: point,
            as: PointForm.self
        ),
    ]
}
