import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import SQLiteStore
import Sites
import Testing

extension ReleaseScene {
    /// Over a store that was closed at the frozen moment.
    static func continuing(_ folder: String) throws -> ReleaseScene {
        let scene = try ReleaseScene(folder: folder)
        scene.clock.set(try at(frozenAt))
        return scene
    }

    /// What was decided and put into the outbox after the frozen moment: one line for each, in order.
    func sinceFrozen() throws -> [String] {
        let frozen = try Self.at(Self.frozenAt)
        let changes = try store.violations(openOnly: false, limit: 1000)
            .flatMap { try store.violation($0.id)?.changes ?? [] }
            .filter { max($0.at, $0.correction?.decidedAt ?? $0.at) > frozen }
            .map { change in
                let subject = "\(change.subject.site) \(change.subject.source.rawValue) \(change.subject.kind.rawValue)"
                let level = change.finding.level?.text ?? "no level"
                let late = change.correction == nil ? "" : ", judged again"
                return
                    "\(clockTime(change.at)) \(subject) \(change.step.rawValue): \(change.reason.rawValue), \(level)\(late)"
            }
        let alerts = try store.alerts(AlertFilter(), limit: 100_000).map(\.0).filter { $0.createdAt > frozen }
            .map { "\(clockTime($0.createdAt)) \(what($0.subject)) -> \($0.recipient) by \($0.channel.rawValue)" }
        return (changes + alerts).sorted()
    }

    private func clockTime(_ instant: Instant) -> String {
        String(RFC3339.format(instant, offset: 8 * 3600).dropFirst(11).prefix(8))
    }

    private func what(_ subject: AlertSubject) -> String {
        let place =
            subject.violation.map { "\($0.subject.site) \($0.subject.source.rawValue)" } ?? subject.site?.text ?? ""
        return switch subject {
        case .violation(let change): "tells \(place) \(change.step.rawValue)"
        case .unanswered(let escalation): "tells \(place) unanswered, tier \(escalation.tier)"
        case .reminder(let reminder): "tells \(place) reminder \(reminder.number)"
        case .sensor(let change): "tells \(change.sensor) \(change.step.rawValue)"
        case .dutyGap(let gap): "tells gap of \(gap.authority)"
        case .drill(let drill): "tells drill \(drill.id)"
        case .collector(let change): "tells collector \(change.matter.rawValue)"
        }
    }
}
