import Acoustics
package import EventTime
import ExamCalendar
package import NoiseRules
package import Sites

/// A construction site that is over its limit by day: 78.4 dB against 70 dB.
package enum SampleViolation {
    package static let id = ViolationID("20260607-7K3M9Q2A")

    /// The violation's step of that number, decided at `at`; it opened at `opening`.
    package static func change(
        _ number: Int,
        _ step: ViolationChange.Step,
        site: SiteID,
        sensor: String,
        opening: Instant,
        at: Instant
    ) -> ViolationChange {
        let finding = Finding(
            sensor: sensor,
            rule: "works",
            limit: Limit(
                level: level(hundredths: 7000),
                quantity: .LAeq,
                standard: "GB 12523-2025",
                clause: "4.1",
                zone: .zone1,
                period: .day,
                verified: false
            ),
            level: level(hundredths: 7840),
            LAFmax: level(hundredths: 8800),
            window: .seconds(60),
            coverage: 0.9,
            session: nil
        )
        return ViolationChange(
            violation: id,
            subject: ViolationSubject(site: site, source: .construction, kind: .limitExceeded),
            number: number,
            step: step,
            at: at,
            openedAt: opening,
            reason: .overLimit,
            finding: finding,
            worst: finding
        )
    }

    private static func level(hundredths: Int) -> Level {
        guard let level = Level(hundredths: hundredths) else { fatalError("\(hundredths) is no level") }
        return level
    }
}
