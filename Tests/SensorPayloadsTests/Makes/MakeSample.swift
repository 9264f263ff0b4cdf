import Acoustics
import EventTime
import Readings
import SensorPayloads
import TestSupport
import Testing

/// A make's decoder with what a plan says of it, and one of its messages.
struct MakeSample: CustomTestStringConvertible {
    var decoder: String
    var topics: [String] = []
    var options: [String: DecoderOption] = [:]
    var zone = TimeZoneRules.UTC
    var topic: String
    var payload: [UInt8]

    init(
        _ decoder: String,
        topics: [String] = [],
        _ options: [String: DecoderOption] = [:],
        zone: TimeZoneRules = .UTC,
        topic: String,
        _ payload: String
    ) {
        self.decoder = decoder
        self.topics = topics
        self.options = options
        self.zone = zone
        self.topic = topic
        self.payload = Array(payload.utf8)
    }

    var testDescription: String { "\(decoder) on \(topic)" }

    func made() throws -> any PayloadDecoder {
        let known = try #require(PayloadDecoders.named(decoder))
        let topics = try topics.map { try #require(TopicFilter($0)) }
        return try known.configured(DecoderOptions(options, topics: topics, zone: zone))
    }

    func decoded(retained: Bool = false) throws -> DecodedPayload {
        let context = MessageContext(topic: topic, receivedAt: arrival, isRetained: retained)
        return try made().decode(payload.span, of: context)
    }

    /// The messages of a payload that is taken whole.
    func messages(retained: Bool = false) throws -> [DecodedMessage] {
        switch try decoded(retained: retained) {
        case .readings(let messages): return messages
        case .rejected(let rejected), .partly(_, let rejected):
            Issue.record("\(rejected.reason): \(rejected.detail)")
            throw Unexpected()
        }
    }

    func readings(retained: Bool = false) throws -> [Reading] {
        try messages(retained: retained).flatMap(\.readings)
    }

    /// The only reading of a payload that is taken whole.
    func reading(retained: Bool = false) throws -> Reading {
        let readings = try readings(retained: retained)
        try #require(readings.count == 1)
        return readings[0]
    }

    func device() throws -> String {
        let messages = try messages()
        try #require(messages.count == 1)
        return "\(messages[0].device)"
    }

    func rejected() throws -> RejectedPayload { try #require(decoded().rejected) }

    func with(_ payload: String) -> MakeSample {
        var sample = self
        sample.payload = Array(payload.utf8)
        return sample
    }

    func with(bytes: [UInt8]) -> MakeSample {
        var sample = self
        sample.payload = bytes
        return sample
    }

    func with(_ name: String, _ option: DecoderOption) -> MakeSample {
        var sample = self
        sample.options[name] = option
        return sample
    }

    struct Unexpected: Error {}
}

func time(_ text: String) throws -> Instant { try RFC3339.instant(text) }

/// What is wrong with options, by their paths.
func faults(_ decoder: String, _ options: [String: DecoderOption]) throws -> [String] {
    let known = try #require(PayloadDecoders.named(decoder))
    do throws(DecoderOptionFaults) {
        _ = try known.configured(DecoderOptions(options))
        return []
    } catch {
        for fault in error.faults { #expect(!fault.text.isEmpty && !fault.zh.isEmpty) }
        return error.faults.map(\.option)
    }
}
