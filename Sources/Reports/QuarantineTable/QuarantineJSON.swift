import Foundation
package import Records
package import SensorPayloads

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
                size: entry.size
            )
        )
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
