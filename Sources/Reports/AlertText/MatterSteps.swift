import EventTime
import ExamCalendar
import NoiseRules
import Records

/// Several alerts of one matter in one message: which of them is told in full, and what the others add.
struct MatterSteps {
    /// Told in full: what nobody has answered, else what is open, else what came last. Nil when there is none that can
    /// be.
    let main: Alert?
    /// The latest alerts of the further violations that are open.
    let open: [Alert]
    /// The latest changes of the further violations, in order of their openings.
    let others: [ViolationChange]
    /// Of another kind than violations and sensors, or of so many violations that only lines of one each can be read.
    let isList: Bool
    /// Each subject once, oldest first, without the one that is told in full.
    private let before: [Alert]

    private static let mostViolations = 3
    private static let mostSteps = 10

    init(_ alerts: [Alert]) {
        // Recipients that share an inbox have an alert each.
        var seen: Set<AlertSubject> = []
        let steps = alerts.filter { seen.insert($0.subject).inserted }
        var latest: [String: Alert] = [:]
        for alert in steps {
            let key = MatterSteps.key(alert.subject)
            if let known = latest[key], MatterSteps.rank(known) >= MatterSteps.rank(alert) { continue }
            latest[key] = alert
        }
        let newest = latest.values.sorted { ($0.subject.decidedAt, $0.id) < ($1.subject.decidedAt, $1.id) }
        let main =
            newest.first { if case .unanswered = $0.subject { true } else { false } }
            ?? newest.filter(\.isOpen).min { MatterSteps.weight($0) < MatterSteps.weight($1) } ?? newest.last
        self.main = main
        open = newest.filter { $0.isOpen && $0.id != main?.id }
        others = newest.filter { $0.id != main?.id }.compactMap(\.subject.violation).filter {
            $0.violation != main?.subject.violation?.violation
        }
        .sorted { ($0.openedAt, $0.violation) < ($1.openedAt, $1.violation) }
        before = steps.filter { $0.id != main?.id }
        let kinds = Set(steps.map { $0.subject.category })
        isList = steps.count > 1 && (kinds.contains(.operation) || newest.count > MatterSteps.mostViolations)
    }

    /// What happened before, one after the other; empty when there is no more than what is told in full.
    func row(_ composer: AlertComposer, _ phrases: any Phrases) -> [AlertContent.Row] {
        guard !before.isEmpty, let main else { return [] }
        let zone = main.subject.site.map(composer.zone(ofSite:)) ?? composer.firstZone
        let clock = SiteClock(zone: zone, phrases: phrases)
        // The newest matter most; of a sensor that flaps for an hour nobody reads each step.
        let shown = before.suffix(MatterSteps.mostSteps).map { step in
            "\(clock.time(step.subject.decidedAt, seconds: true)) \(status(of: step.subject, main, phrases))"
        }
        let more = before.count - shown.count
        let steps = (more > 0 ? [phrases.more(count: more)] : []) + shown
        return [AlertContent.Row(label: phrases.label(.steps), value: steps.joined(separator: phrases.separator))]
    }

    /// "new", with the kind of the violation where it is not the one that is told in full.
    private func status(of subject: AlertSubject, _ main: Alert, _ phrases: any Phrases) -> String {
        let status =
            switch subject {
            case .violation(let change): phrases.status(change.step, change.reason)
            case .unanswered(let escalation): phrases.unanswered(tier: escalation.tier)
            case .reminder: phrases.reminder
            case .sensor(let change): phrases.status(change)
            case .dutyGap: phrases.nobodyOnDuty
            case .drill: phrases.drill
            case .collector(let change): phrases.status(change)
            }
        guard let violation = subject.violation, violation.violation != main.subject.violation?.violation else {
            return status
        }
        let title = phrases.title(violation.subject.source, violation.subject.kind, isConfirmed: false)
        return phrases.remark(status, title)
    }

    /// What is one thing in its alerts: a violation, a sensor.
    private static func key(_ subject: AlertSubject) -> String {
        switch subject {
        case .violation, .unanswered, .reminder: subject.violation?.violation.text ?? ""
        case .sensor(let change): "sensor \(change.sensor)"
        case .dutyGap(let gap): "gap \(gap.authority) \(gap.from.milliseconds)"
        case .drill(let drill): "drill \(drill.id)"
        case .collector(let change): "collector \(change.matter.rawValue) \(change.about)"
        }
    }

    /// The later stands: by the number of the change, of a follow-up to the same change the escalation.
    private static func rank(_ alert: Alert) -> (Int, Int, Int64) {
        let follow =
            switch alert.subject {
            case .unanswered: 2
            case .reminder: 1
            case .violation, .sensor, .dutyGap, .drill, .collector: 0
            }
        return (alert.subject.violation?.number ?? 0, follow, alert.subject.decidedAt.milliseconds)
    }

    /// A limit before a ban, and that before an advisory.
    private static func weight(_ alert: Alert) -> (Int, Int64) {
        let kind = alert.subject.violation?.subject.kind
        return (kind.flatMap { ViolationKind.allCases.firstIndex(of: $0) } ?? 0, -alert.subject.decidedAt.milliseconds)
    }
}

extension Alert {
    /// It tells of noise that goes on.
    fileprivate var isOpen: Bool {
        switch subject {
        case .violation(let change): change.closedAt == nil && change.step != .withdrawn
        case .unanswered, .reminder: true
        case .sensor, .dutyGap, .drill, .collector: false
        }
    }
}
