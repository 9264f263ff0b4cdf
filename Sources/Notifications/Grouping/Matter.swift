import Acoustics
import ExamCalendar
import NoiseRules
import Records
import Sites

/// What a reader takes for one thing, so that its messages are counted and gathered together.
enum Matter: Hashable, Sendable {
    /// The noise of one source at one site, whatever it violates.
    case noise(site: SiteID, source: NoiseSource)
    case sensor(SensorID)
    /// An authority's roster, the collector.
    case other(String)
}

extension AlertSubject {
    var matter: Matter {
        switch self {
        case .violation, .unanswered, .reminder:
            violation.map { .noise(site: $0.subject.site, source: $0.subject.source) } ?? .other("violation")
        case .sensor(let change): .sensor(change.sensor)
        case .dutyGap(let gap): .other("roster \(gap.authority)")
        case .drill(let drill): .other("drill \(drill.id)")
        case .collector(let change): .other("collector \(change.matter.rawValue) \(change.about)")
        }
    }

    /// Nobody has answered: it leaves without waiting for others, however many messages its reader had.
    var isUrgent: Bool { if case .unanswered = self { true } else { false } }

    /// Leaves alone: its way is what is tested.
    var isDrill: Bool { if case .drill = self { true } else { false } }

    /// The change with which a violation began; nil for everything else.
    var opening: ViolationChange? {
        if case .violation(let change) = self, change.step == .opened { change } else { nil }
    }
}

extension [SentMessage] {
    /// How many of them told of `matter`, and the last that did.
    func about(_ matter: Matter) -> (count: Int, last: SentMessage?) {
        let messages = filter { message in message.alerts.contains { $0.subject.matter == matter } }
        return (messages.count, messages.last)
    }

    /// Whether their reader believes that `matter` goes on: some violation of it was notified, and its end was not.
    func leaveOpen(_ matter: Matter) -> Bool {
        var open: Set<ViolationID> = []
        for alert in flatMap(\.alerts) where alert.subject.matter == matter {
            guard let change = alert.subject.violation else { continue }
            switch change.step {
            // A withdrawal ends it for the reader as a closing does.
            case .closed, .withdrawn: open.remove(change.violation)
            case .opened, .raised, .corrected: open.insert(change.violation)
            }
        }
        return !open.isEmpty
    }
}
