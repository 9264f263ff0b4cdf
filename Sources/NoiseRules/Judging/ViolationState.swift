import Acoustics
import EventTime
import ExamCalendar
import Sites

/// The one violation that may be open of a site, a source and a kind, held open by the evaluations that speak for it.
struct ViolationState: Sendable {
    let subject: ViolationSubject
    let site: Int
    var open: Open?
    /// Evaluations of rules that hold it open.
    var contributors = 0
    /// Of the violation before.
    var lastOpenedAt: Instant?
    var lastClosedAt: Instant?
    /// The latest end of an evaluation that took part in the open violation.
    private var ending: Ending?

    init(subject: ViolationSubject, site: Int, open: Open? = nil) {
        self.subject = subject
        self.site = site
        self.open = open
    }

    typealias Open = JudgeSnapshot.Open

    /// A change is reported when the level grew by this much, in tenths of a decibel.
    static let louderStepTenths = 50

    /// A finding above the limit with what it means for the violation.
    struct Exceedance {
        var finding: Finding
        /// The highest since the level has been above the limit; no lower than `finding`.
        var worst: Finding
        var since: Instant
        /// The present level has been louder for long enough to be called so.
        var isSettledLouder: Bool
    }

    /// Takes an exceedance of an evaluation that takes part and says what must be reported, if anything.
    mutating func exceed(_ exceedance: Exceedance, at: Instant, zone: TimeZoneRules) -> ViolationChange? {
        let finding = exceedance.finding
        guard var open else {
            let openedAt = opening(exceedance.since)
            let id = ViolationID(subject: subject, openedAt: openedAt, date: zone.localDate(at: openedAt))
            let new = Open(
                id: id,
                openedAt: openedAt,
                number: 1,
                worst: exceedance.worst,
                // What the message says is the measure of `louder`, not the loudest window before it.
                toldTenths: finding.reportedTenths,
                strictest: finding.limit.level,
                strictestRule: finding.rule
            )
            self.open = new
            lastOpenedAt = openedAt
            // One that was noted before belongs to the violation before.
            ending = nil
            return change(.opened, finding.rise == nil ? .overLimit : .standsOut, finding, at, new)
        }
        // Also where nothing is reported: the closing names the worst.
        if exceedance.worst.exceedanceTenths ?? 0 > open.worst.exceedanceTenths ?? 0 { open.worst = exceedance.worst }
        defer { self.open = open }
        let isLower = finding.limit.level < open.strictest
        // The same rule over another background is no stricter one.
        let isStricter = isLower && (finding.rise == nil || finding.rule != open.strictestRule)
        if isLower {
            open.strictest = finding.limit.level
            open.strictestRule = finding.rule
        }
        let reason: ViolationChange.Reason
        if isStricter {
            reason = .stricterRule
        } else if exceedance.isSettledLouder, open.isWorseThanTold(by: finding) {
            reason = .louder
        } else {
            return nil
        }
        open.number += 1
        // Never lower: what the reader has heard once stays the measure.
        open.toldTenths = max(finding.reportedTenths, open.toldTenths)
        return change(.raised, reason, finding, at, open)
    }

    /// No earlier than the end of the violation before, so that two of one subject never have one beginning, and one
    /// id.
    private func opening(_ since: Instant) -> Instant {
        let start = max(since, lastClosedAt ?? since)
        // The id is made of this instant, and two violations must not share one.
        return start == lastOpenedAt ? start + .milliseconds(1) : start
    }

    /// How one of the evaluations that take part came to its end.
    struct Ending: Sendable, Hashable {
        var at: Instant
        var reason: ViolationChange.Reason
        var finding: Finding
    }

    /// Notes that one evaluation less takes part, and closes the violation when it was the last: at the latest of the
    /// ends.
    mutating func end(_ new: Ending, lastAbove: Instant) -> ViolationChange? {
        // The sensors of a site do not come in order of time, and so do the ends of their parts.
        let last = if let ending, ending.at > new.at { ending } else { new }
        ending = last
        guard var open else { return nil }
        open.endedAt = max(open.endedAt ?? open.openedAt, lastAbove)
        self.open = open
        guard contributors == 0 else { return nil }
        open.number += 1
        self.open = nil
        lastClosedAt = last.at
        ending = nil
        var closing = change(.closed, last.reason, last.finding, last.at, open)
        closing.endedAt = open.endedAt
        return closing
    }

    private func change(
        _ step: ViolationChange.Step,
        _ reason: ViolationChange.Reason,
        _ finding: Finding,
        _ at: Instant,
        _ open: Open
    ) -> ViolationChange {
        ViolationChange(
            violation: open.id,
            subject: subject,
            number: open.number,
            step: step,
            at: at,
            openedAt: open.openedAt,
            reason: reason,
            finding: finding,
            worst: open.worst
        )
    }
}

extension Finding {
    /// What its reader takes for the noise's exceedance, in tenths of a decibel: that of the rule's figure or of the
    /// present level, whichever is larger.
    fileprivate var reportedTenths: Int {
        let now = present.map { $0.level.tenths - limit.level.tenths }
        return max(exceedanceTenths ?? 0, now ?? 0)
    }
}

extension ViolationID {
    /// The local `date` of the opening and forty bits of FNV-1a over the subject and the opening instant, in
    /// Crockford's base 32 (no I, L, O, U), so that it can be read out on the telephone.
    init(subject: ViolationSubject, openedAt: Instant, date: LocalDate) {
        let key = "\(subject.site)/\(subject.source.rawValue)/\(subject.kind.rawValue)/\(openedAt.milliseconds)"
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        // FNV leaves the low bits of similar keys similar, and the letters are cut from them: the finalizer of
        // splitmix64 spreads them.
        hash ^= hash >> 29
        hash = hash &* 0xbf58_476d_1ce4_e5b9
        hash ^= hash >> 32
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        let letters = (0..<8).map { alphabet[Int((hash >> ($0 * 5)) & 31)] }
        let digits = [(date.year, 4), (date.month, 2), (date.day, 2)].map { value, width in
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        self.init(digits.joined() + "-" + String(letters))
    }
}
