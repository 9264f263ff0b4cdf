import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites
import StoredForms
import Testing

/// What a plan's digest follows from, field by field.
@Suite("The digest of a plan") struct PlanDigestTests {
    /// A field of a type, a plan in which it is another, and whether verdicts follow from it.
    struct Field: Sendable, CustomTestStringConvertible {
        let name: String
        let plan: Plan
        let isRead: Bool
        var testDescription: String { name }

        init(_ name: String, isRead: Bool = true, _ change: (inout Plan) -> Void) {
            var plan = SamplePlan.plan
            change(&plan)
            (self.name, self.plan, self.isRead) = (name, plan, isRead)
        }
    }

    @Test("is this one of this plan, on every machine and in every release of this version")
    func fixed() {
        let expected: [SiteID: String] = ["school": "1-20d2c3418f55b40e", "other": "1-b4c2511a3f66ea8b"]
        #expect(PlanDigest.digests(of: SamplePlan.plan) == expected)
    }

    @Test("follows from each field that verdicts follow from, and from no other", arguments: SamplePlan.fields)
    func fields(field: Field) {
        let before = PlanDigest.digests(of: SamplePlan.plan)["school"]
        let after = PlanDigest.digests(of: field.plan).values.sorted()
        #expect(after.contains { $0 == before } != field.isRead)
    }

    @Test("is decided for every field of these types")
    func complete() throws {
        let plan = SamplePlan.plan
        let (notice, rule) = (try #require(plan.notices.first), try #require(plan.rules.first))
        let types: [(String, Any)] = [
            ("Site", try #require(plan.sites.first)), ("Sensor", try #require(plan.sensors.first)),
            ("ExamSession", try #require(plan.exams.first?.sessions.first)), ("Rule", rule), ("Place", rule.place),
            ("Measurement", rule.measurement), ("Hysteresis", rule.hysteresis),
            ("LimitRow", try #require(plan.tables.limits.rows.first)), ("Scope", SamplePlan.row.scope),
            ("RowProvenance", SamplePlan.row.provenance), ("ControlNotice", notice),
            ("NoticePublication", notice.publication),
            ("Phase", try #require(notice.phases.first)), ("Exemption", try #require(notice.exemptions.first)),
            ("InstrumentLimits", try #require(plan.sensors.first?.instrumentLimits)),
            ("DeclaredBackground", try #require(plan.sensors.first?.background)),
            ("ExamMoment", try #require(notice.phases.first?.beginning)),
            ("Coordinates", try #require(plan.sites.first?.coordinates)),
        ]
        for (type, value) in types {
            let fields = Mirror(reflecting: value).children.compactMap(\.label)
            for field in fields {
                let name = "\(type).\(field)"
                #expect(SamplePlan.fields.contains { $0.name == name || $0.name.hasPrefix("\(name) ") }, "\(name)")
            }
        }
    }

    @Test("is of each site alone")
    func sites() {
        var plan = SamplePlan.plan
        plan.sites[1].zone = .zone3
        let (before, after) = (PlanDigest.digests(of: SamplePlan.plan), PlanDigest.digests(of: plan))
        #expect(before["school"] == after["school"] && before["other"] != after["other"])
    }
}
