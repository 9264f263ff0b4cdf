import EventTime
import NoiseRules
import Sites
import StoredForms

/// Spans that are to be judged again, by site: readings came late there, or an order moved a session that had run.
///
/// Kept in the transaction that moves the cursor past those readings, so that a restart forgets none.
struct PendingReviews {
    /// A span is judged again when nothing was added to it for this long,
    static let settlesAfter = TimeSpan.seconds(30)
    /// or after this, however much is added.
    static let waitsAtMost = TimeSpan.minutes(5)
    /// Spans nearer to each other than this are one.
    private static let joins = TimeSpan.hours(1)
    /// Beyond this many, the spans of a site are one.
    private static let most = 64

    typealias Entry = PendingSpan

    private var bySite: [SiteID: [Entry]] = [:]
    /// The one that is being judged again; what comes meanwhile is noted anew.
    private var current: (site: SiteID, entry: Entry)?
    /// Sites that need not be looked at before an instant; not kept.
    private var resting: [SiteID: Instant] = [:]
    private var changed: Set<SiteID> = []

    init() {}

    init(_ memory: [JudgeMemory: [UInt8]]) throws {
        for (piece, body) in memory where piece.kind == .review {
            bySite[SiteID(piece.key)] = try piece.read { () throws(FormError) in try PendingSpanForm.decode(list: body)
            }
        }
    }

    var isChanged: Bool { !changed.isEmpty }

    mutating func note(_ range: TimeRange, atSite site: SiteID, at now: Instant) {
        add(Entry(from: range.start, to: range.end, since: now, notedAt: now), atSite: site)
    }

    private mutating func add(_ entry: Entry, atSite site: SiteID) {
        changed.insert(site)
        var entries = bySite[site] ?? []
        // Spans that are near would read the same hour before them twice.
        let near = entries.firstIndex {
            entry.from <= $0.to + PendingReviews.joins && $0.from <= entry.to + PendingReviews.joins
        }
        if let near {
            entries[near].take(entry)
        } else {
            entries.append(entry)
        }
        // A sensor that sends a month in pieces must not make the memory grow: one long review costs less.
        if entries.count > PendingReviews.most {
            var all = entry
            for one in entries { all.take(one) }
            entries = [all]
        }
        bySite[site] = entries
    }

    /// What has waited long enough, of sites that do not rest, in the order of sites and time.
    func due(at now: Instant) -> [(site: SiteID, entry: Entry)] {
        bySite.filter { now >= resting[$0.key] ?? .distantPast }.sorted { $0.key < $1.key }.flatMap { site, entries in
            entries.filter { $0.isDue(at: now) }.sorted { $0.from < $1.from }.map { (site, $0) }
        }
    }

    /// Something is open there that keeps it from being judged again for now.
    mutating func rest(_ site: SiteID, at now: Instant) {
        resting[site] = now + .seconds(5)
    }

    /// Takes the part of an entry before `cut` off, for being judged again.
    mutating func begin(_ entry: Entry, before cut: Instant, atSite site: SiteID) {
        remove(entry, atSite: site)
        var (part, rest) = (entry, entry)
        part.to = min(entry.to, cut)
        rest.from = part.to
        current = (site, part)
        if rest.from < rest.to { bySite[site, default: []].append(rest) }
    }

    /// It has been judged again.
    mutating func end() {
        guard let site = current?.site else { return }
        current = nil
        changed.insert(site)
    }

    /// It is put off, from no later than `start` on; it has waited for as long as before.
    mutating func putOff(from start: Instant = .distantFuture) {
        guard var put = current else { return }
        current = nil
        put.entry.from = min(put.entry.from, start)
        add(put.entry, atSite: put.site)
    }

    mutating func remove(_ entry: Entry, atSite site: SiteID) {
        bySite[site]?.removeAll { $0 == entry }
        if bySite[site]?.isEmpty == true { bySite[site] = nil }
        changed.insert(site)
    }

    /// What has changed since the last call and must be kept.
    mutating func takeChanges() -> [JudgeMemory: [UInt8]?] {
        var pieces: [JudgeMemory: [UInt8]?] = [:]
        for site in changed {
            let entries = (bySite[site] ?? []) + (current?.site == site ? [current?.entry].compactMap(\.self) : [])
            let body = entries.isEmpty ? nil : PendingSpanForm.encode(list: entries)
            pieces.updateValue(body, forKey: JudgeMemory(kind: .review, key: site.text))
        }
        changed = []
        return pieces
    }
}

extension PendingReviews.Entry {
    fileprivate mutating func take(_ other: Self) {
        from = min(from, other.from)
        to = max(to, other.to)
        since = min(since, other.since)
        notedAt = max(notedAt, other.notedAt)
    }

    /// A clock that was set back makes nothing wait.
    fileprivate func isDue(at now: Instant) -> Bool {
        now < notedAt || now - notedAt >= PendingReviews.settlesAfter || now - since >= PendingReviews.waitsAtMost
    }
}
