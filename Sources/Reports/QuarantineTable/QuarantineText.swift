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
            PayloadText.oneLine(entry.detail) + again(entry),
        ].joined(separator: "  ")
    }

    private func again(_ entry: QuarantineEntry) -> String {
        guard entry.times > 1 else { return "" }
        return "  (\(entry.times) times, last \(offsets.clock(ofTopic: entry.topic)(entry.lastReceivedAt)))"
    }

    /// How much of each share is in use, the largest senders, and what was not kept; `limits` are those of the settings.
    package func usage(_ usage: QuarantineUsage, limits: QuarantineLimits) -> [String] {
        var lines = QuarantineShare.allCases.filter { usage.holding(of: $0).entries > 0 }.map { share in
            let holding = usage.holding(of: share)
            return "\(QuarantineText.name(of: share)): \(holding.entries) kept, "
                + "\(QuarantineText.megabytes(holding.bytes)) of \(QuarantineText.megabytes(limits.most(of: share)))"
        }
        let large = usage.senders.prefix(5).map {
            "\(PayloadText.oneLine($0.sender.name)) \($0.holding.entries) (\(QuarantineText.megabytes($0.holding.bytes)))"
        }
        if !large.isEmpty { lines.append("largest senders: \(large.joined(separator: ", "))") }
        lines += usage.tallies.map(tally)
        return lines
    }

    /// `not kept: 500 malformed of x/y (31.2 MB), …`
    private func tally(_ tally: QuarantineTally) -> String {
        let time = offsets.clock(forSite: tally.sender.group.split(separator: "/").first.map(String.init) ?? "")
        let sender = tally.sender.name.isEmpty ? "other senders" : PayloadText.oneLine(tally.sender.name)
        let fate =
            switch tally.fate {
            case .repeated: "came again"
            case .discarded: "not kept"
            }
        return "\(fate): \(tally.count) \(tally.reason.rawValue) of \(sender) "
            + "(\(QuarantineText.megabytes(tally.bytes))), \(time(tally.received.lowerBound)) to "
            + time(tally.received.upperBound)
    }

    package static func name(of share: QuarantineShare) -> String {
        switch share {
        case .planned: "sensors of the plan"
        case .unknown: "well-formed messages of unknown sensors"
        case .other: "everything else"
        }
    }

    /// "31.2 MB", in powers of 1000 as the settings have them.
    package static func megabytes(_ bytes: Int64) -> String {
        let tenths = max(0, bytes) / 100_000
        return "\(tenths / 10).\(tenths % 10) MB"
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
