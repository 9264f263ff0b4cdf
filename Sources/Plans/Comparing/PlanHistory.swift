import Acoustics
package import EventTime
import ExamCalendar
package import Records
import Settings
package import Sites
package import StorePorts

/// The plans that the service of a store went by in a span, one after another, as orders have amended them.
package struct PlanHistory {
    /// A plan, and since when it was in use.
    package struct Chapter: Sendable {
        package var since: Instant
        /// The last reading of the journal that was judged by the plan before; nil where that is not known.
        package var lastSequenceBefore: Int64?
        package var plan: Plan
        /// Of the plan's file, as `plan_use` keeps it.
        package var sha256: Fingerprint?
        /// It is the plan of today.
        package var isPresent: Bool
    }

    /// An archived plan that this program cannot read.
    package struct Unreadable: Error, CustomStringConvertible {
        package let since: Instant
        package let problems: [String]

        package var description: String {
            "the plan in use since \(RFC3339.format(since, offset: 0)) cannot be read by this program: "
                + problems.prefix(3).joined(separator: "; ") + "; name one with --plan, or write --present-plan"
        }
    }

    /// In order of time; what was before the first use is taken for judged by the first. Empty where no service has
    /// run.
    package let chapters: [Chapter]

    /// Of `range`; `present` is the plan of today with its files. A plan that was put back counts as itself.
    package init(
        of range: TimeRange,
        in archive: any PlanArchive,
        present: (plan: Plan, files: [PlanFile]),
        orders: [Order]
    ) throws {
        var plans: [[PlanFile]: Plan] = [present.files: present.plan.amended(by: orders)]
        chapters = try archive.plansInUse(in: range).map { use in
            let plan = try plans[use.files] ?? PlanHistory.read(use).amended(by: orders)
            plans[use.files] = plan
            return Chapter(
                since: use.since,
                lastSequenceBefore: use.lastSequenceBefore,
                plan: plan,
                sha256: use.files.first?.sha256,
                isPresent: use.files == present.files
            )
        }
    }

    /// What the hours that start in a range are summarised by.
    package struct HourlyPart {
        package var range: TimeRange
        package var plan: Plan
        /// Sensors that no plan of that time had, so that nothing is missing of them where they have no readings.
        package var onlyHeard: Set<SensorID>

        package init(range: TimeRange, plan: Plan, onlyHeard: Set<SensorID>) {
            self.range = range
            self.plan = plan
            self.onlyHeard = onlyHeard
        }
    }

    /// For every hour that starts in `range` what to summarise it by: of the plans in use during the hour the newest,
    /// with the sensors that it does not have any more, and those that only `present` has.
    package func hourlyParts(of range: TimeRange, present: Plan) -> [HourlyPart] {
        let hour = TimeSpan.hours(1)
        var edges: Set<Instant> = [range.start, range.end]
        for chapter in chapters.dropFirst() {
            edges.formUnion([chapter.since - hour + .milliseconds(1), chapter.since].filter(range.contains))
        }
        let inOrder = edges.sorted()
        return zip(inOrder, inOrder.dropFirst()).map { start, end in
            let first = chapter(at: start)
            let last = chapters.lastIndex { $0.since < start + hour } ?? first
            let plan = PlanHistory.united(chapters[first...max(first, last)].map(\.plan))
            let known = Set(plan.sensors.map(\.id))
            return HourlyPart(
                range: TimeRange(start: start, end: end),
                plan: PlanHistory.united([present, plan]),
                onlyHeard: Set(present.sensors.map(\.id)).subtracting(known)
            )
        }
    }

    package var stretches: [PlanStretch] {
        chapters.enumerated().map {
            PlanStretch(
                from: $0.offset == 0 ? .distantPast : $0.element.since,
                lastSequenceBefore: $0.offset == 0 ? nil : $0.element.lastSequenceBefore,
                plan: $0.element.plan
            )
        }
    }

    /// The place of the chapter in use at `instant`.
    package func chapter(at instant: Instant) -> Int {
        chapters.lastIndex { $0.since <= instant } ?? 0
    }

    /// What names and zones of the whole span can be looked up in: today's, and what only plans before it have.
    package func names(besides present: Plan) -> Plan {
        PlanHistory.united(chapters.map(\.plan) + [present])
    }

    /// The last of `plans`, with the sites and sensors that only those before it have.
    private static func united(_ plans: [Plan]) -> Plan {
        var united = plans[plans.count - 1]
        for plan in plans.dropLast().reversed() {
            united.sites += plan.sites.filter { site in !united.sites.contains { $0.id == site.id } }
            let known = Set(united.sensors.map(\.id))
            united.sensors += plan.sensors.filter { !known.contains($0.id) }
        }
        return united
    }

    /// Which plans they were, for people; none where it is the plan of today throughout.
    package func notes(zone: TimeZoneRules) -> [String] {
        guard chapters.contains(where: { !$0.isPresent }) else { return [] }
        return chapters.map { chapter in
            let time = RFC3339.format(chapter.since, offset: zone.offset(at: chapter.since))
            let which =
                chapter.isPresent
                ? "that of today" : "archived, SHA-256 \(chapter.sha256.map { "\($0)".prefix(12) } ?? "-")"
            return "the plan in use since \(time): \(which)"
        }
    }

    package static func read(_ use: PlanUse) throws -> Plan {
        switch PlanDocument.read(archived: use.files, name: use.files.first?.name ?? "plan.yaml") {
        case .success(let plan): return plan
        case .failure(let invalid): throw Unreadable(since: use.since, problems: invalid.problems.map { "\($0)" })
        }
    }
}
