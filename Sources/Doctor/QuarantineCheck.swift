package import EventTime
import Foundation
import Ingest
package import Preflight
import Readings
package import Records
import Reports
import SensorPayloads
import ServiceSettings
import Settings
import StorePorts

/// Whether rejected payloads are lost to the limits, and to whom.
package enum QuarantineCheck {
    /// Counts that are newer than this are of now.
    private static let recent = TimeSpan.hours(24)

    package static func verdicts(of usage: QuarantineUsage, limits: QuarantineLimits, at now: Instant) -> [Diagnosis] {
        let discarded = usage.tallies.filter {
            $0.fate == .discarded && now - $0.received.upperBound < recent
        }
        guard !discarded.isEmpty else {
            let kept = usage.shares.values.reduce(into: QuarantineHolding()) { sum, holding in
                sum.entries += holding.entries
                sum.bytes += holding.bytes
            }
            return [
                .ok(
                    Wording(
                        "\(kept.entries) rejected payloads kept, \(QuarantineText.megabytes(kept.bytes)) of "
                            + QuarantineText.megabytes(limits.most),
                        zh: "保存被拒收消息 \(kept.entries) 条，\(QuarantineText.megabytes(kept.bytes))，上限 "
                            + QuarantineText.megabytes(limits.most)
                    )
                )
            ]
        }
        let senders = Dictionary(grouping: discarded, by: \.sender.name)
            .map { name, tallies in (name, tallies, tallies.reduce(0) { $0 + $1.count }) }
            .sorted { ($1.2, $0.0) < ($0.2, $1.0) }
        let words = senders.prefix(3).map { name, tallies, count in
            let reasons = Set(tallies.map(\.reason.rawValue)).sorted().joined(separator: ", ")
            return "\(count) of \(name.isEmpty ? "other senders" : PayloadText.oneLine(name)) (\(reasons))"
        }
        let others = senders.count > 3 ? " and \(senders.count - 3) other senders" : ""
        return [
            .warning(
                Wording(
                    "rejected payloads were not kept in the last 24 hours, because store.rejected or the disk leaves no room: "
                        + words.joined(separator: ", ") + others,
                    zh: "最近 24 小时内有被拒收的消息因 store.rejected 的上限或磁盘空间不足未能保存："
                        + senders.prefix(3).map { name, _, count in
                            "\(name.isEmpty ? "其他来源" : PayloadText.oneLine(name)) \(count) 条"
                        }
                        .joined(separator: "、") + (senders.count > 3 ? "，另有 \(senders.count - 3) 个来源" : "")
                ),
                Wording(
                    "Stop or mend what sends them ('quiethours rejected list' shows samples); add sensors that belong to the "
                        + "plan; or raise store.rejected.most in the settings.",
                    zh: "请停用或修复发送方（'quiethours rejected list' 可看样本）；把应有的测点写入预案；或调高设置中的 store.rejected.most。"
                )
            )
        ]
    }

    /// What the running service noticed on topics that the contract does not have, by its samples; nil when nothing.
    package static func strange(_ topics: [String]) -> Diagnosis? {
        guard !topics.isEmpty else { return nil }
        let listed = topics.prefix(5).map { topic in
            let (name, nearest) = (PayloadText.oneLine(topic), PayloadText.oneLine(TopicContract.nearest(to: topic)))
            return (en: "\(name), expected \(nearest)", zh: "\(name)，应为 \(nearest)")
        }
        let rest = topics.count - listed.count
        return .warning(
            Wording(
                "messages came in the last 24 hours on topics outside the contract, which are not read: "
                    + listed.map(\.en).joined(separator: "; ") + (rest > 0 ? " and \(rest) more topics" : ""),
                zh: "最近 24 小时有消息发布在约定以外的主题，服务不读取：" + listed.map(\.zh).joined(separator: "；")
                    + (rest > 0 ? "，另有 \(rest) 个主题" : "")
            ),
            Wording(
                "Have these sensors publish on the expected topic, with the ids of the plan; 'quiethours rejected list --reason "
                    + "unknownTopic' has the first message of each.",
                zh: "请让这些测点发布到应有的主题，编号与预案一致；'quiethours rejected list --reason unknownTopic' 可看每个主题的第一条消息。"
            )
        )
    }

    private static func strangeTopics(in store: any Store, at now: Instant) throws -> [String] {
        var topics: [String] = []
        try store.forEachRejected(QuarantineFilter(reason: .unknownTopic, since: now - recent)) { entry in
            if !topics.contains(entry.topic) { topics.append(entry.topic) }
            return topics.count < 200
        }
        return topics
    }

    /// Blocks; nothing to say while there is no store that can be read.
    static func look(at path: String, limits: QuarantineLimits, now: Instant) -> [Diagnosis] {
        guard FileManager.default.fileExists(atPath: path) else {
            return [.ok(Wording("nothing is rejected: the store does not exist yet", zh: "没有被拒收的消息：数据文件尚不存在"))]
        }
        do {
            let store = try StoreFactory.openForReading(path)
            let usage = try store.usage(senders: 0, tallies: 500)
            let topics = try strangeTopics(in: store, at: now)
            return verdicts(of: usage, limits: limits, at: now) + (strange(topics).map { [$0] } ?? [])
        } catch {
            return [.notLookedAt(Wording("the store cannot be read: \(error)", zh: "数据文件无法读取：\(error)"))]
        }
    }
}
