import EventTime
import Foundation
package import Readings
package import Records
import SensorPayloads
import Sites

/// Rejected payloads as lines for a terminal. Reasons stand as their codes, which `--reason` takes, and details in
/// English, as decoders write them.
package struct QuarantineText {
    private let offsets: Offsets
    private let words: TableWords

    package init(plan: Plan, language: Language = .en) {
        offsets = Offsets(plan: plan)
        words = TableWords(language)
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
        let last = offsets.clock(ofTopic: entry.topic)(entry.lastReceivedAt)
        return words.pick("  （共 \(entry.times) 次，最近 \(last)）", "  (\(entry.times) times, last \(last))")
    }

    /// How much of each share is in use, the largest senders, and what was not kept; `limits` are those of the
    /// settings.
    package func usage(_ usage: QuarantineUsage, limits: QuarantineLimits) -> [String] {
        var lines = QuarantineShare.allCases.filter { usage.holding(of: $0).entries > 0 }.map { share in
            let holding = usage.holding(of: share)
            let (kept, most) = (
                QuarantineText.megabytes(holding.bytes), QuarantineText.megabytes(limits.most(of: share))
            )
            return words.pick(
                "\(name(of: share))：保存 \(holding.entries) 条，\(kept)，上限 \(most)",
                "\(name(of: share)): \(holding.entries) kept, \(kept) of \(most)"
            )
        }
        let large = usage.senders.prefix(5).map {
            "\(PayloadText.oneLine($0.sender.name)) \($0.holding.entries) (\(QuarantineText.megabytes($0.holding.bytes)))"
        }
        if !large.isEmpty {
            lines.append(words.pick("占用最多：", "largest senders: ") + words.phrases.list(large))
        }
        lines += usage.tallies.map(tally)
        return lines
    }

    /// `not kept: 500 malformed of x/y (31.2 MB), …`
    private func tally(_ tally: QuarantineTally) -> String {
        let time = offsets.clock(
            forSite: tally.sender.group.split(separator: "/").first.map { SiteID(String($0)) } ?? ""
        )
        let sender =
            tally.sender.name.isEmpty ? words.pick("其他来源", "other senders") : PayloadText.oneLine(tally.sender.name)
        let fate =
            switch tally.fate {
            case .repeated: words.pick("重复收到", "came again")
            case .discarded: words.pick("未保存", "not kept")
            }
        let (from, to) = (time(tally.received.lowerBound), time(tally.received.upperBound))
        let (count, size) = ("\(tally.count) \(tally.reason.rawValue)", QuarantineText.megabytes(tally.bytes))
        return words.pick(
            "\(fate)：\(count)，来自 \(sender)（\(size)），\(from) 至 \(to)",
            "\(fate): \(count) of \(sender) (\(size)), \(from) to \(to)"
        )
    }

    private func name(of share: QuarantineShare) -> String {
        switch share {
        case .planned: words.pick("预案内测点", "sensors of the plan")
        case .unknown: words.pick("未知测点的有效消息", "well-formed messages of unknown sensors")
        case .other: words.pick("其他", "everything else")
        }
    }

    /// "31.2 MB", in powers of 1000 as the settings have them.
    package static func megabytes(_ bytes: Int64) -> String {
        let tenths = max(0, bytes) / 100_000
        return "\(tenths / 10).\(tenths % 10) MB"
    }

    /// How many there are of each reason, the most frequent first.
    package func summary(_ counts: [RejectionReason: Int]) -> String {
        guard !counts.isEmpty else { return words.pick("没有被拒收的消息", "nothing rejected") }
        let (all, list) = (counts.values.reduce(0, +), QuarantineText.list(counts))
        return words.pick("拒收 \(all) 条：\(list)", "\(all) rejected: \(list)")
    }

    /// `5 malformed, 2 unknownSensor`
    package static func list(_ counts: [RejectionReason: Int]) -> String {
        counts.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
            .map { "\($0.value) \($0.key.rawValue)" }
            .joined(separator: ", ")
    }

    private func label(_ zh: String, _ en: String, _ text: String) -> String {
        words.pick(zh.padding(toLength: 4, withPad: "\u{3000}", startingAt: 0) + "  ", pad(en, 10)) + text
    }

    /// The whole of one, payload included: as text when it is UTF-8, else as bytes with their offsets.
    package func page(_ id: Int64, _ payload: RejectedPayload) -> [String] {
        let text = payload.payload.isEmpty ? nil : PayloadText.text(payload.payload)
        let lines = text?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let form = lines == nil ? words.pick("，不是 UTF-8", ", not UTF-8") : words.pick("，UTF-8", ", UTF-8")
        let size = words.pick("\(payload.payload.count) 字节", "\(payload.payload.count) bytes")
        let decoder = payload.decoder.map { [label("解码器", "decoder", $0)] } ?? []
        let origin = [
            label("编号", "id", "\(id)"),
            label("收到时间", "received", offsets.clock(ofTopic: payload.topic)(payload.receivedAt)),
            label("主题", "topic", PayloadText.oneLine(payload.topic)),
        ]
        let fault = [
            label("原因", "reason", payload.reason.rawValue),
            label("详情", "detail", PayloadText.oneLine(payload.detail)),
            label("内容", "payload", size + (payload.payload.isEmpty ? "" : form)),
        ]
        return origin + decoder + fault + (lines ?? PayloadText.hexDump(payload.payload)).map { "  \($0)" }
    }
}

extension Offsets {
    /// UTC for a topic that names no site of the plan.
    func clock(ofTopic topic: String) -> (Instant) -> String {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        return clock(forSite: levels.count > 2 ? SiteID(String(levels[2])) : "")
    }
}
