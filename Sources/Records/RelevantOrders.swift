import Acoustics
package import EventTime
package import ExamCalendar
import NoiseRules
import Sites

/// What people have ordered and recorded that bears on one violation, each in the order of its time.
package struct RelevantOrders: Hashable, Sendable {
    /// Of the sensors of its findings: the last two before it began, those while it lasted, and the first after its
    /// end.
    package var calibrations: [ListedCalibration]
    /// Those that named it, and held at some time while it lasted.
    package var mutes: [Mutes.Entry]
    /// Of sessions at its site that ran, before or after they were extended, while it lasted.
    package var extensions: [Extension]

    /// A session whose end an order has moved.
    package struct Extension: Hashable, Sendable {
        package var session: ExamSession
        package var order: SessionExtension
    }

    /// `plan` is as orders have amended it; a violation that is on still lasts until `now`.
    package init(on record: ViolationRecord, orders: [Order], plan: Plan, now: Instant) {
        let end = max(record.openedAt + .milliseconds(1), record.closedAt ?? now)
        let span = TimeRange(start: record.openedAt, end: end)
        let findings = [record.worst] + record.changes.map(\.finding)
        let sensors = Set(findings.map { SensorID(site: record.subject.site, sensor: $0.sensor) })
        let listed = ListedCalibration.list(orders).filter { sensors.contains($0.calibration.sensor) }
        calibrations = Dictionary(grouping: listed, by: \.calibration.sensor).sorted { $0.key < $1.key }.flatMap {
            let before = $0.value.filter { $0.calibration.at <= span.start }.suffix(2)
            let within = $0.value.filter { span.start < $0.calibration.at && $0.calibration.at < span.end }
            let after = $0.value.first { $0.calibration.at >= span.end }
            return before + within + (after.map { [$0] } ?? [])
        }
        mutes = Mutes(orders).entries.filter { entry in
            entry.mute.names(record.id, record.subject) && entry.mute.from < span.end && span.start < entry.until
        }
        var seen: Set<Extension> = []
        extensions = plan.exams.filter { $0.sites.contains(record.subject.site) }.flatMap(\.sessions).flatMap {
            session in
            let ends = session.extensions.flatMap { [$0.from, $0.to] }
            let last = (ends + [session.range.end]).max() ?? session.range.end
            let ran = TimeRange(start: session.range.start - session.lead, end: last + session.tail)
            return ran.overlaps(span) ? session.extensions.map { Extension(session: session, order: $0) } : []
        }
        .filter { seen.insert($0).inserted }
        .sorted { $0.order.order < $1.order.order }
    }
}
