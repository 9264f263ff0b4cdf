package import EventTime
import Foundation
package import Records
import Reports
import SensorPayloads
import ServiceSettings
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
                    "\(kept.entries) rejected payloads kept, \(QuarantineText.megabytes(kept.bytes)) of "
                        + QuarantineText.megabytes(limits.most)
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
                "rejected payloads were not kept in the last 24 hours, because store.rejected or the disk leaves no room: "
                    + words.joined(separator: ", ") + others,
                "Stop or mend what sends them ('quiethours rejected list' shows samples); add sensors that belong to the "
                    + "plan; or raise store.rejected.most in the settings."
            )
        ]
    }

    /// Blocks; nothing to say while there is no store that can be read.
    static func look(at path: String, limits: QuarantineLimits, now: Instant) -> [Diagnosis] {
        guard FileManager.default.fileExists(atPath: path) else {
            return [.ok("nothing is rejected: the store does not exist yet")]
        }
        do {
            let usage = try StoreFactory.openForReading(path).usage(senders: 0, tallies: 500)
            return verdicts(of: usage, limits: limits, at: now)
        } catch {
            return [.notLookedAt("the store cannot be read: \(error)")]
        }
    }
}
