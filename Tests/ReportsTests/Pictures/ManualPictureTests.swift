import Collector
import EventTime
import ExamCalendar
import Foundation
import Plans
import Records
import Reports
import Sites
import Testing

@Suite("The picture in the manual")
struct ManualPictureTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Where this fails after a change that is meant, the command in Operators.md writes the new picture.
    @Test("is what the command beside it draws of the sample plan, and small")
    func current() throws {
        let plan = try PlanDocument.load(path: Self.root.appendingPathComponent("deploy/samples/plan.yaml").path).get()
        let site = try #require(plan.sites.first { $0.id == "no1-middle" })
        let calendar = SiteCalendar(site: site, exams: plan.exams, notices: plan.notices, sites: plan.sites)
        let window = try SeasonScene.range("2027-05-24T00:00:00+08:00", "2027-06-14T00:00:00+08:00")
        let file = Self.root.appendingPathComponent("Sources/Collector/Collector.docc/season.svg")
        let picture = try String(contentsOf: file, encoding: .utf8)
        #expect(CalendarSVG(calendar, language: .en).drawing(of: window).text() == picture)
        #expect(picture.utf8.count < 150_000)
    }
}
