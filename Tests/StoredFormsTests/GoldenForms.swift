import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites
import StoredForms
import Testing

/// One value and its form: the bytes that are written of it, and whether they give it back.
struct GoldenForm: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    /// Nil where `text` gives another value, or none.
    let isReadBack: @Sendable (String) throws -> Bool

    var testDescription: String { name }

    init<Parser: StoredForm>(_ name: String, _ parser: Parser.Type, _ value: Parser.Value)
    where Parser.Value: Equatable & Sendable {
        self.name = name
        text = parser.text(value)
        isReadBack = { try parser.decode($0.utf8) == value }
    }

    init<Parser: StoredForm>(list name: String, _ parser: Parser.Type, _ values: [Parser.Value])
    where Parser.Value: Equatable & Sendable {
        self.name = name
        text = parser.text(list: values)
        isReadBack = { try parser.decode(list: $0.utf8) == values }
    }

    init(order name: String, _ matter: Order.Matter) {
        self.name = "order \(OrderForm.kind(matter)): \(name)"
        text = OrderForm.body(matter)
        let kind = OrderForm.kind(matter)
        isReadBack = { try OrderForm.matter(kind: kind, body: $0) == matter }
    }

    static let all: [GoldenForm] = violations + alerts + orders + memory + others

    private static let violations: [GoldenForm] = [
        GoldenForm("finding", FindingForm.self, Sample.finding),
        GoldenForm("finding, least", FindingForm.self, Sample.leastFinding),
        GoldenForm("change", ViolationChangeForm.self, Sample.change),
        GoldenForm("change, least", ViolationChangeForm.self, Sample.leastChange),
        GoldenForm("outcome", ViolationOutcomeForm.self, Sample.outcome),
    ]

    private static let alerts: [GoldenForm] = [
        GoldenForm("alert violation", AlertSubjectForm.self, .violation(Sample.leastChange)),
        GoldenForm("alert sensor", AlertSubjectForm.self, .sensor(Sample.sensorChange)),
        GoldenForm(
            "alert sensor, least",
            AlertSubjectForm.self,
            .sensor(SensorChange(sensor: Sample.sensor, step: .silent, at: Sample.at(2), lastReading: nil))
        ),
        GoldenForm("alert unanswered", AlertSubjectForm.self, .unanswered(Sample.escalation)),
        GoldenForm("alert stillOn", AlertSubjectForm.self, .reminder(Sample.reminder)),
        GoldenForm(
            "alert stillOn, least",
            AlertSubjectForm.self,
            .reminder(Reminder(change: Sample.leastChange, number: 2, at: Sample.at(31), answeredBy: nil))
        ),
        GoldenForm("alert dutyGap", AlertSubjectForm.self, .dutyGap(Sample.gap)),
        GoldenForm("alert drill", AlertSubjectForm.self, .drill(Sample.drill)),
        GoldenForm("alert collector", AlertSubjectForm.self, .collector(Sample.collectorChange)),
        GoldenForm("collector change", CollectorChangeForm.self, Sample.collectorChange),
        GoldenForm(
            "collector change, least",
            CollectorChangeForm.self,
            CollectorChange(.blind, isOn: false, at: Sample.at(2))
        ),
        GoldenForm(
            "addresses",
            AddressOutcomesForm.self,
            AddressOutcomes(accepted: ["b@example.org", "a@example.org"], refused: ["c@example.org"])
        ),
    ]

    private static let orders: [GoldenForm] = [
        GoldenForm(
            order: "by",
            .extend(
                ExamExtension(
                    exam: "gaokao",
                    start: Sample.at(0),
                    kind: .written,
                    sites: ["b", "a"],
                    extent: .by(.minutes(10))
                )
            )
        ),
        GoldenForm(
            order: "until",
            .extend(ExamExtension(exam: "gaokao", start: Sample.at(0), kind: .gap, extent: .until(Sample.at(160))))
        ),
        GoldenForm(
            order: "all",
            .mute(
                Mute(
                    sites: ["b", "a"],
                    sources: [.vendor, .unattributed],
                    kinds: [.advisory, .prohibitedActivity],
                    violation: Sample.id,
                    from: Sample.at(0),
                    until: Sample.at(60)
                )
            )
        ),
        GoldenForm(order: "least", .mute(Mute(from: Sample.at(0), until: Sample.at(60)))),
        GoldenForm(order: "all", .endMute(MuteEnd(mute: 7))),
        GoldenForm(
            order: "all",
            .calibrate(
                Calibration(
                    sensor: Sample.sensor,
                    at: Sample.at(0),
                    level: Level(hundredths: 9402) ?? .maximum,
                    reference: Sample.level(940),
                    note: "AWA6022A"
                )
            )
        ),
        GoldenForm(
            order: "all",
            .undoImport(
                ImportUndo(file: 3, spans: [.init(site: "school", from: Sample.at(0), to: Sample.at(60))])
            )
        ),
    ]

    private static let memory: [GoldenForm] = [
        GoldenForm(
            "case",
            CaseForm.self,
            .init(
                subject: Sample.subject,
                open: Sample.open,
                lastOpenedAt: Sample.at(-60),
                lastClosedAt: Sample.at(-50)
            )
        ),
        GoldenForm(
            "case, least",
            CaseForm.self,
            .init(subject: Sample.subject, open: nil, lastOpenedAt: nil, lastClosedAt: nil)
        ),
        GoldenForm("track", TrackForm.self, Sample.track),
        GoldenForm(
            "track, least",
            TrackForm.self,
            .init(sensor: Sample.sensor, rule: "boundary", isContributing: false)
        ),
        GoldenForm(
            "background",
            SensorBackgroundForm.self,
            .init(
                sensor: Sample.sensor,
                hourOfWeek: 9,
                hours: [
                    HourBackground(
                        hour: Sample.at(0),
                        LAeq: Sample.level(501),
                        L50: Sample.level(490),
                        L90: Sample.level(470)
                    )
                ]
            )
        ),
        GoldenForm("loud hour", LoudHourForm.self, .init(sensor: Sample.sensor, hour: Sample.at(0))),
        GoldenForm("silence", SilenceForm.self, .init(sensor: Sample.sensor, lastReading: Sample.at(0))),
        GoldenForm("silence, least", SilenceForm.self, .init(sensor: Sample.sensor, lastReading: nil)),
        GoldenForm("clock", ClockForm.self, .init(sensor: Sample.sensor, offset: .seconds(-90))),
        GoldenForm(
            "fault",
            FaultForm.self,
            .init(sensor: Sample.sensor, faults: [.range, .frozen, .jump, .overlap], at: Sample.at(0))
        ),
        GoldenForm("passed", PassedForm.self, .init(sensor: Sample.sensor, until: Sample.at(0))),
        GoldenForm(
            list: "pending spans",
            PendingSpanForm.self,
            [PendingSpan(from: Sample.at(0), to: Sample.at(2), since: Sample.at(5), notedAt: Sample.at(6))]
        ),
        GoldenForm("plan period", PlanPeriodForm.self, PlanPeriod(digest: "1-00ff", since: Sample.at(0))),
        GoldenForm("plan period, least", PlanPeriodForm.self, PlanPeriod(digest: "1-00ff", since: nil)),
    ]

    /// In the order of the quantities.
    private static func air(_ values: [Int?]) -> Environment {
        var air = Environment()
        for (quantity, value) in zip(EnvironmentQuantity.allCases, values) { air[quantity] = value }
        return air
    }

    private static let others: [GoldenForm] = [
        GoldenForm(
            "further levels",
            FurtherLevelsForm.self,
            FurtherLevels(
                momentary: MomentaryLevel(Sample.level(612), frequency: .C, time: .slow),
                health: DeviceHealth(batteryPercent: 87, millivolts: 3600),
                isTimedByArrival: true
            )
        ),
        GoldenForm(
            "further levels, least",
            FurtherLevelsForm.self,
            FurtherLevels(momentary: MomentaryLevel(Sample.level(612), frequency: .A, time: nil))
        ),
        GoldenForm(
            "further levels, air",
            FurtherLevelsForm.self,
            FurtherLevels(
                health: DeviceHealth(batteryPercent: 87),
                environment: air([-1350, 4380, 101_020, 300, 2500, 3000, 13_200])
            )
        ),
        GoldenForm(
            "further levels, dust",
            FurtherLevelsForm.self,
            FurtherLevels(environment: air([nil, nil, nil, nil, 0]))
        ),
        GoldenForm(
            list: "plan files",
            ListedPlanFileForm.self,
            [
                ListedPlanFile(name: "plan.yaml", sha256: .none),
                ListedPlanFile(name: "papers/gaokao.csv", sha256: .none),
            ]
        ),
        GoldenForm(
            list: "import spans",
            ImportSpanForm.self,
            [.init(site: "school", from: Sample.at(0), to: Sample.at(60))]
        ),
    ]
}
