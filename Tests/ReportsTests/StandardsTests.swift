import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Reports
import Sites
import Testing

@Suite("Dated standards and law") struct StandardsTests {
    private func plan(_ limits: LimitTable = .standards) -> Plan {
        Plan(
            authorities: [],
            sites: [],
            sensors: [],
            exams: [],
            rules: [],
            tables: Plan.DatedTables(limits: limits)
        )
    }

    private func lines(_ year: Int, _ month: Int, _ day: Int, _ limits: LimitTable = .standards) throws -> [String] {
        StandardsText(plan: plan(limits), language: .en)
            .lines(on: try #require(LocalDate(year: year, month: month, day: day)))
    }

    @Test("the edition follows the day: 2011 through 2025-12-31, 2025 from the next day")
    func editions() throws {
        let before = try lines(2025, 12, 31)
        #expect(before.contains { $0.hasPrefix("GB 12523-2011") && !$0.contains("unverified") })
        #expect(before.contains { $0.hasPrefix("HJ 212-2017") })
        #expect(!before.contains { $0.hasPrefix("GB 12523-2025") || $0.hasPrefix("HJ 212-2025") })
        let after = try lines(2026, 1, 1)
        #expect(after.contains { $0.hasPrefix("GB 12523-2025") && $0.contains("unverified") })
        #expect(!after.contains { $0.hasPrefix("GB 12523-2011") || $0.hasPrefix("HJ 212-2017") })
    }

    @Test("the act follows the day: the Noise Law through 2026-08-14, the Code from the next day")
    func acts() throws {
        let (law, code) = ("Noise Pollution Prevention and Control Law art. ", "Ecological Environment Code art. ")
        let last = try lines(2026, 8, 14)
        #expect(
            last.contains { $0.hasPrefix("\(law)33 ") }
                && last.contains { $0.hasPrefix("\(law)77: fine of CNY 10,000") }
        )
        #expect(!last.contains { $0.hasPrefix(code) })
        let first = try lines(2026, 8, 15)
        #expect(first.contains { $0.hasPrefix("\(code)561 ") } && first.contains { $0.hasPrefix("\(code)1185: fine") })
        #expect(!first.contains { $0.hasPrefix(law) })
    }

    @Test("a penalty of the plan stands in place of the country's on its matters, in its days only, and is marked")
    func ownPenalty() throws {
        let day = try #require(LocalDate(year: 2027, month: 1, day: 1))
        let own = Penalty(
            [.constructionOverLimit],
            Name(zh: "某市条例", en: "City rules"),
            12,
            fines: [Penalty.Fine(.unit, .breach, from: 20_000, to: 200_000)],
            validity: Validity(from: day),
            provenance: RowProvenance(verified: true, origin: .plan)
        )
        let law = Law.china.overlaid(with: [], [own])
        let eve = try #require(LocalDate(year: 2026, month: 12, day: 31))
        #expect(law.penalties(for: .constructionOverLimit, on: eve).map(\.number) == [1185])
        #expect(law.penalties(for: .constructionOverLimit, on: day) == [own])
        #expect(law.penalties(for: .nightConstruction, on: day).map(\.number) == [1185])
        let plan = Plan(
            authorities: [],
            sites: [],
            sensors: [],
            exams: [],
            rules: [],
            tables: Plan.DatedTables(law: law)
        )
        let lines = StandardsText(plan: plan, language: .en).lines(on: day)
        #expect(
            lines.contains { $0.hasPrefix("City rules art. 12: fine of CNY 20,000–200,000") && $0.contains("plan") }
        )
    }

    @Test("a limit of the plan stands in place of the built-in one, in its days only, and is marked")
    func ownLimit() throws {
        let day = try #require(LocalDate(year: 2027, month: 1, day: 1))
        let own = LimitRow(
            standard: .GB12523,
            edition: "GB 12523-2025",
            clause: "4.1",
            validity: Validity(from: day),
            scope: LimitRow.Scope(period: .day),
            level: try #require(Level(decibels: 68)),
            provenance: RowProvenance(verified: true, origin: .plan)
        )
        let table = LimitTable.standards.overlaid(with: [own])
        func limit(_ date: LocalDate) -> Limit? {
            table.limit(
                LimitQuery(
                    standard: .GB12523,
                    quantity: .LAeq,
                    zone: .zone2,
                    period: .day,
                    placement: .constructionBoundary,
                    sessions: [],
                    date: date
                )
            )
        }
        let eve = try #require(LocalDate(year: 2026, month: 12, day: 31))
        #expect(limit(eve)?.level.text == "70.0" && limit(eve)?.verified == false && limit(eve)?.origin == .builtIn)
        #expect(limit(day)?.level.text == "68.0" && limit(day)?.verified == true && limit(day)?.origin == .plan)
        let told = try lines(2027, 1, 1, table).filter { $0.contains("68.0 dB") }
        #expect(told.count == 1 && told.allSatisfy { $0.contains("from the plan") })
    }
}
