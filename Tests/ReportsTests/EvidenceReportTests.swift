import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import Reports
import Testing

/// Reports of what the store knows little of, or what is not an ordinary case.
struct EvidenceReportTests {
    private func pages(
        _ change: ViolationChange,
        closed: Bool = true,
        withdrawn: Bool = false,
        plan: Plan = SamplePlan.plan(),
        language: Language = .en,
        standing: PlanStanding = .present
    ) throws -> String {
        let record = ViolationRecord(
            id: change.violation,
            subject: change.subject,
            openedAt: change.openedAt,
            closedAt: closed ? change.at : nil,
            withdrawnAt: withdrawn ? change.at : nil,
            worst: change.worst,
            changes: [change]
        )
        let now = SamplePlan.opening + .hours(1)
        let basis = EvidenceReport.Basis(
            record: record,
            alerts: [],
            orders: RelevantOrders(on: record, orders: [], plan: plan, now: now),
            calibrations: [:],
            measured: nil,
            chart: nil
        )
        let making = EvidenceReport.Making(at: now, by: "Wang Fang", version: "1.2", digests: [], plan: standing)
        let pages = EvidenceReport(basis, making: making, plan: plan, language: language).pages
        #expect((1...2).contains(pages.count))
        return pages.joined()
    }

    @Test("of what is on still: no end, and how long until the report was made")
    func open() throws {
        let text = try pages(SamplePlan.change(), closed: false)
        #expect(text.contains(">ongoing<") && text.contains(">1 h<") && text.contains("Suspected construction noise"))
        #expect(text.contains(">No notifications.<") && text.contains(">No response.<"))
        #expect(
            text.contains("no calibration before; no calibration after") && text.contains("no verification certificate")
        )
        #expect(text.contains("was not archived"))
    }

    @Test("of what was withdrawn: it says so first, and claims nothing")
    func withdrawn() throws {
        let text = try pages(SamplePlan.change(.withdrawn, .judgedAgain, after: .minutes(9)), withdrawn: true)
        let stamp = try #require(text.firstRange(of: "Withdrawn: re-evaluated with all data"))
        let section = try #require(text.firstRange(of: "The record"))
        #expect(stamp.lowerBound < section.lowerBound && text.contains("withdrawn; withdrawn (re-evaluated"))
    }

    @Test("of a rise: the background, how sure it is, and no limit")
    func rise() throws {
        var finding = try SamplePlan.finding(62.3, limit: SamplePlan.limit())
        finding.limit.level = try SamplePlan.level(58.2)
        finding.rise = Rise(
            background: Background(level: try SamplePlan.level(48.2), basis: .hourOfWeek, hours: 6),
            tenths: 141,
            confidence: .medium
        )
        let change = try SamplePlan.change(
            .opened,
            .standsOut,
            kind: .prohibitedActivity,
            finding: finding,
            worst: finding
        )
        let english = try pages(change)
        #expect(english.contains("14.1 dB above the background") && english.contains("medium: to be confirmed"))
        #expect(english.contains("48.2 dB(A) (usual at this hour of the week, from 6 hours)"))
        #expect(english.contains(">Stands out from<") && !english.contains(">Limit<") && !english.contains("GB 12523"))
        #expect(try pages(change, language: .zh).contains("疑似禁止时段施工"))
    }

    @Test("outside mainland China no law is cited, and a plan that has forgotten the site is no obstacle")
    func elsewhere() throws {
        let text = try pages(
            SamplePlan.change(),
            plan: SamplePlan.plan(zone: .fixed(name: "Europe/Dublin", offset: 3600))
        )
        #expect(!text.contains(">Law<") && text.contains("UTC+01:00"))
        var bare = SamplePlan.plan()
        (bare.sites, bare.sensors, bare.exams, bare.rules) = ([], [], [], [])
        #expect(try pages(SamplePlan.change(), plan: bare).contains(">n1<"))
    }

    @Test("say that the plan was changed afterwards")
    func plan() throws {
        let standing = PlanStanding.archived(since: SamplePlan.opening - .hours(2), isPresent: false)
        let text = try pages(SamplePlan.change(), standing: standing)
        #expect(text.contains("since 7 June 2026 07:03:12") && text.contains("changed afterwards"))
        #expect(try pages(SamplePlan.change(), language: .zh, standing: standing).contains("方案此后有改动"))
    }
}

/// Levels of a whole case.
struct MeasuredSpanTests {
    private let start = SamplePlan.opening
    private func reading(
        _ second: Int64,
        _ decibels: Double,
        lasting seconds: Int64 = 1,
        mark: DataMark = .normal
    ) throws -> Reading {
        let level = try SamplePlan.level(decibels)
        return Reading(
            start: start + .seconds(second),
            duration: .seconds(seconds),
            LAeq: level,
            LAFmax: level,
            mark: mark
        )
    }

    @Test("energy mean, maximum and percentiles of what is valid, and how much that is")
    func seconds() throws {
        var readings = try (0..<10).map { try reading($0, $0 < 5 ? 60 : 70) }
        readings.append(try reading(10, 120, mark: .over))
        let measured = MeasuredSpan(readings, span: TimeRange(start: start, end: start + .seconds(20)))
        // 10 lg((10^6 + 10^7) / 2) = 67.4.
        #expect(try measured.LAeq == SamplePlan.level(67.4) && measured.LAFmax == SamplePlan.level(70))
        #expect(try measured.percentiles?.L10 == SamplePlan.level(70))
        #expect(try measured.percentiles?.L50 == SamplePlan.level(65))
        #expect(try measured.percentiles?.L90 == SamplePlan.level(60))
        #expect(measured.coverage == 0.5)
    }

    @Test("minutes have no percentiles, and only their part in the span counts")
    func minutes() throws {
        let readings = [try reading(-30, 60, lasting: 60), try reading(30, 70, lasting: 60)]
        let measured = MeasuredSpan(readings, span: TimeRange(start: start, end: start + .seconds(60)))
        #expect(try measured.LAeq == SamplePlan.level(67.4) && measured.percentiles == nil && measured.coverage == 1)
    }

    @Test("records of two lengths share the time, and the weather is that of all")
    func lengths() throws {
        var readings = try [reading(0, 60, lasting: 60)] + (0..<10).map { try reading($0, 90) }
        readings[3].weather = Weather(windHundredths: 310, rainHundredths: 20)
        let measured = MeasuredSpan(readings, span: TimeRange(start: start, end: start + .seconds(60)))
        // Nine valid seconds at 90 dB, and the minute for the 51 that are left: 10 lg((9e9 + 51e6) / 60) = 81.8.
        #expect(try measured.LAeq == SamplePlan.level(81.8) && measured.coverage == 1)
        #expect(measured.windMaxHundredths == 310 && measured.rainHundredths == 20 && measured.hasThunder == nil)
        #expect(MeasuredSpan([], span: measured.span).LAeq == nil)
    }
}
