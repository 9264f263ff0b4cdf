import Acoustics
import EventTime
import Ingest
import Readings
import SensorPayloads
import Sites

/// A payload of the tests: start and duration in milliseconds and LAeq in hundredths, "1000 500 5310".
struct LineDecoder: PayloadDecoder {
    let name = "line"
    let topics: [TopicFilter]

    init(_ topics: [String] = ["noise/1/+/+/obs"]) {
        self.topics = topics.compactMap { TopicFilter($0) }
    }

    func device(of topic: String) -> DeviceID? {
        let levels = topic.split(separator: "/").map(String.init)
        return levels.count == 5 ? .sensor(SensorID(site: SiteID(levels[2]), sensor: levels[3])) : nil
    }

    func decode(_ payload: Span<UInt8>, of message: MessageContext) -> DecodedPayload {
        let topic = message.topic
        let bytes = payload.indices.map { payload[$0] }
        let numbers = String(decoding: bytes, as: UTF8.self).split(separator: " ").compactMap { Int64($0) }
        let levels = topic.split(separator: "/").map(String.init)
        guard numbers.count == 3, levels.count == 5, let level = Level(hundredths: Int(numbers[2])) else {
            return .rejected(
                RejectedPayload(
                    topic: topic,
                    payload: bytes,
                    receivedAt: message.receivedAt,
                    reason: .malformed,
                    detail: "three numbers are wanted",
                    decoder: name
                )
            )
        }
        let reading = Reading(
            start: Instant(milliseconds: numbers[0]),
            duration: .milliseconds(numbers[1]),
            LAeq: level
        )
        return .readings([
            DecodedMessage(device: .sensor(SensorID(site: SiteID(levels[2]), sensor: levels[3])), readings: [reading])
        ])
    }
}
