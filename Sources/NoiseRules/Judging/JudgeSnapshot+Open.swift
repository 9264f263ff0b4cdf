package import Acoustics
package import EventTime

extension JudgeSnapshot {
    /// A violation that is open.
    package struct Open: Sendable, Hashable {
        package var id: ViolationID
        package var openedAt: Instant
        /// Number of the last change.
        package var number: Int
        package var worst: Finding
        /// The exceedance that was last told, in tenths of a decibel.
        package var toldTenths: Int
        /// The lowest limit that was reported, and the rule that it is of.
        package var strictest: Level
        package var strictestRule: RuleID?
        /// End of the last reading above the limit, of evaluations that take part no more.
        package var endedAt: Instant?

        package init(
            id: ViolationID,
            openedAt: Instant,
            number: Int,
            worst: Finding,
            toldTenths: Int,
            strictest: Level,
            strictestRule: RuleID?,
            endedAt: Instant? = nil
        ) {
            self.id = id
            self.openedAt = openedAt
            self.number = number
            self.worst = worst
            self.toldTenths = toldTenths
            self.strictest = strictest
            self.strictestRule = strictestRule
            self.endedAt = endedAt
        }

        /// Whether the record bears out that it is louder than was reported. The level of a noise that stands out is
        /// that of all of it, which hardly grows when it has gone on for long: there the present level says enough.
        func isWorseThanTold(by finding: Finding) -> Bool {
            finding.rise != nil || worst.exceedanceTenths ?? 0 >= toldTenths + ViolationState.louderStepTenths
        }
    }
}
