package import EventTime
import ExamCalendar
package import NoiseRules
package import Sites

/// What is not told for a while: violations of some sites, sources and kinds, or a single one. They are judged and
/// recorded all the same.
package struct Mute: Hashable, Sendable {
    /// Ids of sites; nil for every site.
    package var sites: Set<SiteID>?
    package var sources: Set<NoiseSource>?
    package var kinds: Set<ViolationKind>?
    /// Only this one.
    package var violation: ViolationID?
    package var from: Instant
    /// The first instant at which it does not hold any more.
    package var until: Instant

    package init(
        sites: Set<SiteID>? = nil,
        sources: Set<NoiseSource>? = nil,
        kinds: Set<ViolationKind>? = nil,
        violation: ViolationID? = nil,
        from: Instant,
        until: Instant
    ) {
        self.sites = sites
        self.sources = sources
        self.kinds = kinds
        self.violation = violation
        self.from = from
        self.until = until
    }

    /// Whether it is about a violation, whenever it holds.
    package func names(_ id: ViolationID, _ subject: ViolationSubject) -> Bool {
        (sites?.contains(subject.site) ?? true)
            && (sources?.contains(subject.source) ?? true)
            && (kinds?.contains(subject.kind) ?? true)
            && (violation.map { $0 == id } ?? true)
    }
}

/// The early end of a mute, at the instant of its order.
package struct MuteEnd: Hashable, Sendable {
    /// Id of the mute's order.
    package var mute: Int64

    package init(mute: Int64) {
        self.mute = mute
    }
}

/// All mutes of some orders, each with the end that somebody may have put to it.
package struct Mutes: Sendable {
    package struct Entry: Hashable, Sendable {
        package var order: Order
        package var mute: Mute
        /// The first order that ended it early.
        package var end: Order?

        /// The first instant at which it does not hold any more.
        package var until: Instant { end.map { min($0.at, mute.until) } ?? mute.until }

        package func holds(at t: Instant) -> Bool { mute.from <= t && t < until }
    }

    /// By the id of their orders.
    package private(set) var entries: [Entry] = []

    package init(_ orders: [Order] = []) {
        for order in orders {
            switch order.matter {
            case .mute(let mute):
                entries.append(Entry(order: order, mute: mute))
            case .endMute(let end):
                guard let index = entries.firstIndex(where: { $0.order.id == end.mute }),
                    entries[index].end == nil
                else { continue }
                entries[index].end = order
            case .extend, .calibrate, .undoImport:
                continue
            }
        }
    }

    /// As for a change; nil for what is not open.
    package func note(of record: ViolationRecord, at t: Instant) -> MuteNote? {
        record.closedAt == nil ? note(of: record.id, record.subject, at: t) : nil
    }

    /// The mute that holds longest for a violation at `t`; nil when none does.
    package func note(of violation: ViolationID, _ subject: ViolationSubject, at t: Instant) -> MuteNote? {
        entries
            .filter { $0.holds(at: t) && $0.mute.names(violation, subject) }
            .max { ($0.until, $1.order.id) < ($1.until, $0.order.id) }
            .map { MuteNote(order: $0.order.id, by: $0.order.by, why: $0.order.why, until: $0.until) }
    }
}
