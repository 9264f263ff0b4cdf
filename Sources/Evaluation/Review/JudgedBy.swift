import Acoustics
import EventTime
import ExamCalendar
import Foundation
import NoiseRules
import Records

/// Since when each site is judged by the plan of today, so that late readings correct no verdict of another plan.
struct JudgedBy {
    private struct Entry: Hashable, Codable {
        var fingerprint: String
        /// Nil for as long as anything was judged there.
        var since: Instant?
    }

    private var entries: [String: Entry] = [:]
    private var changes: [JudgeMemory: [UInt8]?] = [:]

    init() {}

    /// What is remembered of a plan that is not the one of today is replaced as of `now`, or of when its files came into use
    /// (`inUseSince`, nil where that is not known): the same plan may look otherwise to another release of the program.
    init(
        _ plan: Plan,
        _ memory: [JudgeMemory: [UInt8]],
        isNew: Bool,
        now: Instant,
        inUseSince: () throws -> Instant?
    ) throws {
        var since: Instant?
        for (site, fingerprint) in plan.fingerprints() {
            let piece = JudgeMemory(kind: .plan, key: site)
            let known = try memory[piece].map { try JSONDecoder().decode(Entry.self, from: Data($0)) }
            if let known, known.fingerprint == fingerprint {
                entries[site] = known
                continue
            }
            var entry = Entry(fingerprint: fingerprint, since: nil)
            if known != nil || !isNew {
                let began = try since ?? inUseSince() ?? now
                since = began
                entry.since = max(began, known?.since ?? began)
            }
            entries[site] = entry
            changes.updateValue([UInt8](try JSONEncoder().encode(entry)), forKey: piece)
        }
    }

    /// What has changed since the last call and must be kept.
    mutating func takeChanges() -> [JudgeMemory: [UInt8]?] {
        defer { changes = [:] }
        return changes
    }

    func holds(atSite site: String, since instant: Instant) -> Bool {
        guard let entry = entries[site] else { return false }
        return entry.since.map { $0 <= instant } ?? true
    }
}

extension Plan {
    /// Of every site, sixty-four bits of FNV-1a over all that verdicts there follow from.
    fileprivate func fingerprints() -> [String: String] {
        let common = PlanText.text(rules) + PlanText.text(limits.rows)
        let sessions = exams.map { ($0.sites, PlanText.text($0.sessions)) }
        let bans = notices.map { ($0, PlanText.text($0)) }
        let heard = Dictionary(grouping: sensors, by: \.id.site)
        var fingerprints: [String: String] = [:]
        for site in sites {
            var parts = [PlanText.text(site), PlanText.text(heard[site.id] ?? []), common]
            parts += sessions.filter { $0.0.contains(site.id) }.map(\.1)
            parts += bans.filter { $0.0.holds(atSite: site.id) }.map(\.1)
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in parts.joined(separator: "\n").utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            fingerprints[site.id] = String(hash, radix: 16)
        }
        return fingerprints
    }
}

/// A value written out in one order, whatever the order of its sets.
private enum PlanText {
    /// Fields that no verdict follows from.
    private static let untold: Set = ["city", "contact", "instrumentLimits", "hotline", "beginning"]

    static func text(_ value: Any) -> String {
        // What a newer tz database says of it is no other plan.
        if let zone = value as? TimeZoneRules { return zone.name }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .set, .dictionary: return mirror.children.map { text($0.value) }.sorted().joined(separator: ",")
        case nil: return "\(value)"
        default:
            let children = mirror.children.filter { !untold.contains($0.label ?? "") }.map {
                "\($0.label ?? ""):\(text($0.value))"
            }.joined(separator: ",")
            return mirror.children.isEmpty ? "\(value)" : "\(mirror.subjectType)(\(children))"
        }
    }
}
