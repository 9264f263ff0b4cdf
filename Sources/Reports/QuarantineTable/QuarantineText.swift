import EventTime
package import Records
package import SensorPayloads

/// Rejected payloads as lines for a terminal.
package struct QuarantineText {
    private let offsets: Offsets

    package init(plan: Plan) {
        offsets = Offsets(plan: plan)
    }

    /// One line for a listing.
    package func line(_ entry: QuarantineEntry) -> String {
        [
            pad("\(entry.id)", 8, left: true),
            offsets.clock(ofTopic: entry.topic)(entry.receivedAt),
            pad(entry.reason.rawValue, 14),
            pad("\(entry.size) B", 8, left: true),
            PayloadText.oneLine(entry.topic),
            PayloadText.oneLine(entry.detail),
        ].joined(separator: "  ")
    }

    /// How many there are of each reason, the most frequent first.
    package func summary(_ counts: [RejectionReason: Int]) -> String {
        guard !counts.isEmpty else { return "nothing rejected" }
        return "\(counts.values.reduce(0, +)) rejected: \(QuarantineText.list(counts))"
    }

    /// `5 malformed, 2 unknownSensor`
    package static func list(_ counts: [RejectionReason: Int]) -> String {
        counts.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
            .map { "\($0.value) \($0.key.rawValue)" }
            .joined(separator: ", ")
    }

    /// The whole of one, payload included: as text when it is UTF-8, else as bytes with their offsets.
    package func page(_ id: Int64, _ payload: RejectedPayload) -> [String] {
        let text = payload.payload.isEmpty ? nil : PayloadText.text(payload.payload)
        let lines = text?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let kind = payload.payload.isEmpty ? "" : lines == nil ? ", not UTF-8" : ", UTF-8"
        return [
            "id        \(id)",
            "received  \(offsets.clock(ofTopic: payload.topic)(payload.receivedAt))",
            "topic     \(PayloadText.oneLine(payload.topic))",
            "reason    \(payload.reason.rawValue)",
            "detail    \(PayloadText.oneLine(payload.detail))",
            "payload   \(payload.payload.count) bytes\(kind)",
        ] + (lines ?? PayloadText.hexDump(payload.payload)).map { "  \($0)" }
    }
}

extension Offsets {
    /// UTC for a topic that names no site of the plan.
    func clock(ofTopic topic: String) -> (Instant) -> String {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        return clock(forSite: levels.count > 2 ? String(levels[2]) : "")
    }
}
