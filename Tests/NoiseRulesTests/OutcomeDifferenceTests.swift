import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Sites
import Testing

@Suite struct OutcomeDifferenceTests {
    private let now = Scene.at("10:00:00")

    private func outcome(_ opened: String, _ closed: String?, level: Double) -> ViolationOutcome {
        ViolationOutcome(
            id: ViolationID("20260607-7K3M9Q2A"),
            subject: ViolationSubject(site: "school", source: .construction, kind: .limitExceeded),
            openedAt: Scene.at(opened),
            closedAt: closed.map(Scene.at),
            worst: Finding(
                sensor: "gate",
                rule: "boundary",
                limit: Limit(
                    level: Scene.level(60),
                    quantity: .LAeq,
                    standard: "GB 12523-2025",
                    clause: "4.1",
                    verified: true
                ),
                level: Scene.level(level),
                LAFmax: nil,
                window: .seconds(60),
                coverage: 1,
                session: nil
            )
        )
    }

    @Test("of two that are open only the opening is compared, and where one is closed it is a change")
    func stillOpen() {
        let open = outcome("09:10:00", nil, level: 63)
        func count(_ other: ViolationOutcome, until end: Instant?) -> Int {
            OutcomeDifference.between([open], [other], until: end).count
        }
        #expect(count(outcome("09:10:00", nil, level: 65), until: now) == 0)
        #expect(count(outcome("09:10:00", "10:00:01", level: 65), until: now) == 0)
        #expect(count(outcome("09:10:00", "09:59:00", level: 63), until: now) == 1)
        #expect(count(outcome("09:11:00", nil, level: 63), until: now) == 1)
        #expect(count(outcome("09:10:00", nil, level: 65), until: nil) == 1)
    }
}
