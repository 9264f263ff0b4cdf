import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

/// One change of a violation as the independent judge and the product are compared in it.
struct Ruling: Hashable {
    var subject: ViolationSubject
    var step: ViolationChange.Step
    var reason: ViolationChange.Reason
    var at: Instant
    var openedAt: Instant
    /// Of a closing.
    var endedAt: Instant?
    /// Of an opening and a raising: the told level, in tenths of a decibel.
    var level: Int?
    /// The same of what the noise stands out of, and of its highest LAFmax; for rises only.
    var background: Int?
    var LAFmax: Int?
    /// The highest exceedance so far, in tenths of a decibel; of a rise over the background and the rise.
    var worst: Int
}

extension Ruling {
    init(_ change: ViolationChange) {
        self.init(
            subject: change.subject,
            step: change.step,
            reason: change.reason,
            at: change.at,
            openedAt: change.openedAt,
            endedAt: change.step == .closed ? change.endedAt : nil,
            level: change.step == .closed ? nil : change.finding.level?.tenths,
            background: change.step == .closed ? nil : change.finding.rise?.background.level.tenths,
            LAFmax: change.step == .closed || change.finding.rise == nil ? nil : change.finding.LAFmax?.tenths,
            worst: change.worst.exceedanceTenths ?? 0
        )
    }

    /// For people, with times in seconds from `start`.
    func text(from start: Instant) -> String {
        func seconds(_ t: Instant) -> String { "\((t - start).seconds)" }
        var words = ["\(subject.source.rawValue)/\(subject.kind.rawValue)", step.rawValue, reason.rawValue]
        if subject.site != "school" { words.insert(subject.site.text, at: 0) }
        words.append("at \(seconds(at)), opened \(seconds(openedAt))")
        if let endedAt { words.append("ended \(seconds(endedAt))") }
        if let level { words.append("level \(Double(level) / 10)") }
        if let background { words.append("over \(Double(background) / 10)") }
        if let LAFmax { words.append("max \(Double(LAFmax) / 10)") }
        words.append("worst +\(Double(worst) / 10)")
        return words.joined(separator: " ")
    }
}

/// One violation from its opening to its closing, as a record ends it.
struct RuledViolation: Hashable {
    var subject: ViolationSubject
    var openedAt: Instant
    /// Nil while it is open.
    var closedAt: Instant?
    var endedAt: Instant?
    var worst: Int

    /// What the rulings amount to, in the order of the openings.
    static func all(of rulings: [Ruling]) -> [RuledViolation] {
        var open: [ViolationSubject: RuledViolation] = [:]
        var done: [RuledViolation] = []
        for ruling in rulings {
            var violation = RuledViolation(
                subject: ruling.subject,
                openedAt: ruling.openedAt,
                worst: ruling.worst
            )
            if ruling.step == .closed {
                violation.closedAt = ruling.at
                violation.endedAt = ruling.endedAt
                open[ruling.subject] = nil
                done.append(violation)
            } else {
                open[ruling.subject] = violation
            }
        }
        return inOrder(done + open.values)
    }

    static func inOrder(_ violations: [RuledViolation]) -> [RuledViolation] {
        violations.sorted {
            ($0.openedAt, $0.subject.kind.rawValue, $0.subject.source.rawValue, $0.subject.site)
                < ($1.openedAt, $1.subject.kind.rawValue, $1.subject.source.rawValue, $1.subject.site)
        }
    }

    func text(from start: Instant) -> String {
        func seconds(_ t: Instant?) -> String { t.map { "\(($0 - start).seconds)" } ?? "-" }
        return "\(subject.site) \(subject.source.rawValue)/\(subject.kind.rawValue) opened \(seconds(openedAt)) closed "
            + "\(seconds(closedAt)) ended \(seconds(endedAt)) worst +\(Double(worst) / 10)"
    }
}
