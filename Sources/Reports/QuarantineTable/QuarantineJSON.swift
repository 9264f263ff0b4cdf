import Foundation
package import Readings
package import Records
import SensorPayloads
import Sites

/// Rejected payloads as one JSON object a line.
package struct QuarantineJSON {
    private let offsets: Offsets

    package init(plan: Plan) {
        offsets = Offsets(plan: plan)
    }

    package func line(_ entry: QuarantineEntry) throws -> String {
        try JSONLine.encode(
            Body(
                id: entry.id,
                received: offsets.clock(ofTopic: entry.topic)(entry.receivedAt),
                topic: entry.topic,
                reason: entry.reason.rawValue,
                detail: entry.detail,
                size: entry.size,
                times: entry.times > 1 ? entry.times : nil,
                last: entry.times > 1 ? offsets.clock(ofTopic: entry.topic)(entry.lastReceivedAt) : nil
            )
        )
    }

    /// What was not kept of one sender for one reason: `{"bytes":…,"count":…,"fate":"discarded",…}`.
    package func line(_ tally: QuarantineTally) throws -> String {
        let time = offsets.clock(
            forSite: tally.sender.group.split(separator: "/").first.map { SiteID(String($0)) } ?? ""
        )
        return try JSONLine.encode(
            TallyBody(
                sender: tally.sender.name,
                share: tally.sender.share.rawValue,
                reason: tally.reason.rawValue,
                fate: tally.fate.rawValue,
                count: tally.count,
                bytes: tally.bytes,
                first: time(tally.received.lowerBound),
                last: time(tally.received.upperBound)
            )
        )
    }

    private struct TallyBody: Encodable {
        var sender: String
        var share: String
        var reason: String
        var fate: String
        var count: Int
        var bytes: Int64
        var first: String
        var last: String
    }

    /// With the payload: `payload` when it is UTF-8, else `payloadBase64`.
    package func line(_ id: Int64, _ payload: RejectedPayload) throws -> String {
        let text = String(validating: payload.payload, as: UTF8.self)
        return try JSONLine.encode(
            Body(
                id: id,
                received: offsets.clock(ofTopic: payload.topic)(payload.receivedAt),
                topic: payload.topic,
                reason: payload.reason.rawValue,
                detail: payload.detail,
                size: payload.payload.count,
                decoder: payload.decoder,
                payload: text,
                payloadBase64: text == nil ? Data(payload.payload).base64EncodedString() : nil
            )
        )
    }

    /// The last line of a listing: `{"rejected":{"malformed":5}}`.
    package func summary(_ counts: [RejectionReason: Int]) throws -> String {
        try JSONLine.encode(["rejected": counts.named])
    }

    private struct Body: Encodable {
        var id: Int64
        var received: String
        var topic: String
        var reason: String
        var detail: String
        var size: Int
        var times: Int?
        var last: String?
        /// Nil where none is known.
        var decoder: String?
        var payload: String?
        var payloadBase64: String?
    }
}

extension [RejectionReason: Int] {
    /// By the reasons' names, for JSON.
    package var named: [String: Int] {
        Dictionary<String, Int>(uniqueKeysWithValues: map { ($0.key.rawValue, $0.value) })
    }
}
