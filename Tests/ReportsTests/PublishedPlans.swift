import Collector
import EventTime
import ExamCalendar
import Foundation
import Plans
import Records

/// The worked plans of published notices in the repository.
enum PublishedPlans {
    static var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("deploy/plans").path

    static func plan(_ name: String) throws -> Plan {
        try PlanDocument.load(path: "\(folder)/\(name).yaml").get()
    }

    /// Of the plan's first site.
    static func calendar(of plan: Plan) -> SiteCalendar {
        SiteCalendar(site: plan.sites[0], exams: plan.exams, notices: plan.notices, sites: plan.sites)
    }

    /// From the first thing that the plan has to the last, with `margin` around.
    static func season(of plan: Plan, margin: TimeSpan = .hours(48)) -> TimeRange {
        let ranges = plan.exams.flatMap(\.sessions).map(\.guarded) + plan.notices.flatMap(\.phases).map(\.range)
        let start = ranges.map(\.start).min() ?? Instant(milliseconds: 0)
        let end = ranges.map(\.end).max() ?? Instant(milliseconds: 0)
        return TimeRange(start: start - margin, end: end + margin)
    }
}
