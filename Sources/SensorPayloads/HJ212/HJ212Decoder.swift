import Acoustics
import EventTime
package import Readings

/// Decoder of packets of HJ 212 as they are published whole, by loggers that speak MQTT or by a gateway: topic
/// `hj212/{MN}` unless the plan names others.
///
/// A message holds one packet or several, of one device or several. A device is known by its MN, in capitals; where a
/// packet has none, by the last level of a topic `hj212/{MN}`. Packets without measured values (heartbeats, answers)
/// give no reading.
package struct HJ212Decoder: PayloadDecoder {
    package var name: String { "hj212" }
    package var topics: [TopicFilter] { HJ212Decoder.filters }
    package var optionNames: [String] { HJ212Options.names }

    private static let filters = TopicFilter("hj212/+").map { [$0] } ?? []

    private var settings: HJ212Settings
    private let ciphers: HJ212CipherLookup

    /// Without ciphers, an encrypted packet is rejected and the reason says so.
    package init(settings: HJ212Settings = HJ212Settings(), ciphers: @escaping HJ212CipherLookup = { _ in [] }) {
        self.settings = settings
        self.ciphers = ciphers
    }

    package func device(of topic: String) -> DeviceID? {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        guard levels.count == 2, levels[0] == "hj212" else { return nil }
        return deviceID(String(levels[1])).map { .device($0) }
    }

    package func deviceID(_ text: String) -> String? {
        let isCode = text.utf8.allSatisfy { HJ212Bytes.isOfName($0) || $0 == UInt8(ascii: ":") }
        return (1...64).contains(text.utf8.count) && isCode ? text.uppercased() : nil
    }

    package func with(_ options: [String: String]) throws(DecoderOptionFault) -> any PayloadDecoder {
        var decoder = self
        try HJ212Options.apply(options, to: &decoder.settings)
        return decoder
    }

    package func decode(_ payload: Span<UInt8>, of message: MessageContext) -> DecodedPayload {
        let bytes = HJ212Decoder.bytes(payload)
        var result = HJ212DecodedMessages()
        for packet in HJ212FrameReader(edition: settings.edition, ciphers: ciphers).read(bytes) {
            do throws(HJ212Error) {
                try take(packet.get(), of: message, into: &result)
            } catch {
                result.problems.append(error)
            }
        }
        guard let first = result.problems.first else { return .readings(result.messages) }
        let isPartial = result.messages.contains { !$0.readings.isEmpty }
        let rejected = RejectedPayload(
            topic: message.topic,
            payload: bytes,
            receivedAt: message.receivedAt,
            reason: isPartial ? .impossibleLevel : first.rejectionReason,
            detail: HJ212Decoder.detail(result.problems),
            decoder: name
        )
        return isPartial ? .partly(result.messages, rejected) : .rejected(rejected)
    }

    package func notes(on payload: Span<UInt8>, of message: MessageContext) -> [String] {
        HJ212FrameReader(edition: settings.edition, ciphers: ciphers).read(HJ212Decoder.bytes(payload)).flatMap {
            packet in
            guard let frame = try? packet.get(), case .observation(let observation)? = try? frame.meaning(settings)
            else {
                return [String]()
            }
            return observation.notes
        }
    }

    private static func bytes(_ payload: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count)
        for index in payload.indices { bytes.append(payload[index]) }
        return bytes
    }

    private func take(
        _ frame: HJ212Frame,
        of message: MessageContext,
        into result: inout HJ212DecodedMessages
    ) throws(HJ212Error) {
        let named = frame.segment.device.map { DeviceID.device($0.uppercased()) }
        guard case .observation(let observation) = try frame.meaning(settings) else {
            if let device = named ?? device(of: message.topic) { result.append(nil, of: device) }
            return
        }
        guard let device = named ?? device(of: message.topic) else {
            throw HJ212Error(
                .missingField,
                at: frame.range.lowerBound,
                "MN is empty, and the topic does not name the device; publish on hj212/ and its MN"
            )
        }
        // Wrong air is no loss of the measurement of sound: it would fill the quarantine with every packet of a station
        // whose thermometer is broken. `notes` say it.
        result.problems += observation.leftOut.filter { $0.quantity == nil || $0.quantity == .windSpeed }
        let (reading, problem) = observation.reading(settings, at: frame.range.lowerBound)
        if let problem { result.problems.append(problem) }
        result.append(reading, of: device)
    }

    /// The first three problems, each with its byte, and how many more there are.
    private static func detail(_ problems: [HJ212Error]) -> String {
        let more = problems.count > 3 ? "; and \(problems.count - 3) more" : ""
        return problems.prefix(3).map(\.description).joined(separator: "; ") + more
    }
}

/// What the packets of a message give, by device in the order of their first packet.
private struct HJ212DecodedMessages {
    var messages: [DecodedMessage] = []
    var problems: [HJ212Error] = []

    mutating func append(_ reading: Reading?, of device: DeviceID) {
        let readings = reading.map { [$0] } ?? []
        if let place = messages.firstIndex(where: { $0.device == device }) {
            messages[place].readings += readings
        } else {
            messages.append(DecodedMessage(device: device, readings: readings))
        }
    }
}
