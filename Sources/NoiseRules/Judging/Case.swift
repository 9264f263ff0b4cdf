import Acoustics
import EventTime
import ExamCalendar

/// The one violation that may be open of a site, a source and a kind, held open by the tracks that speak for it.
struct Case: Sendable {
    let subject: ViolationSubject
    let site: Int
    var open: Open?
    /// Tracks that hold it open.
    var contributors = 0

    struct Open: Sendable, Hashable, Codable {
        var id: ViolationID
        var openedAt: Instant
        /// Number of the last change.
        var number: Int
        var worst: Finding
        /// The exceedance that was last told, in tenths of a decibel.
        var toldTenths: Int
        /// The lowest limit that was told.
        var strictest: Level
    }

    /// A change is told again when the exceedance grew by this much, in tenths of a decibel.
    static let louderStepTenths = 50

    /// Takes a finding over the limit and says what must be told, if anything.
    mutating func exceed(_ finding: Finding, at: Instant, since: Instant, date: LocalDate) -> ViolationChange? {
        let tenths = finding.exceedanceTenths ?? 0
        guard var open else {
            let id = ViolationID(subject: subject, openedAt: since, date: date)
            let new = Open(
                id: id,
                openedAt: since,
                number: 1,
                worst: finding,
                toldTenths: tenths,
                strictest: finding.limit.level
            )
            self.open = new
            return change(.opened, finding.rise == nil ? .overLimit : .standsOut, finding, at, new)
        }
        if tenths > open.worst.exceedanceTenths ?? 0 { open.worst = finding }
        defer { self.open = open }
        let reason: ViolationChange.Reason
        if finding.limit.level < open.strictest {
            reason = .stricterRule
        } else if tenths >= open.toldTenths + Case.louderStepTenths {
            reason = .louder
        } else {
            return nil
        }
        open.number += 1
        open.toldTenths = max(tenths, open.toldTenths)
        open.strictest = min(open.strictest, finding.limit.level)
        return change(.raised, reason, finding, at, open)
    }

    /// Ends the open violation.
    mutating func close(_ reason: ViolationChange.Reason, finding: Finding, at: Instant) -> ViolationChange? {
        guard var open else { return nil }
        open.number += 1
        self.open = nil
        return change(.closed, reason, finding, at, open)
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

extension ViolationID {
    /// The local `date` of the opening and forty bits of FNV-1a over the subject and the opening instant, in Crockford's
    /// base 32 (no I, L, O, U), so that it can be read out on the telephone.
    init(subject: ViolationSubject, openedAt: Instant, date: LocalDate) {
        let key = "\(subject.site)/\(subject.source.rawValue)/\(subject.kind.rawValue)/\(openedAt.milliseconds)"
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
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
