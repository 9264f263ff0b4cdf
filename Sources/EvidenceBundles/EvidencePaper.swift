import Acoustics
import EventTime
import ExamCalendar
import Foundation
import NoiseRules
import Records
import Reports
import Rsvg
import Sites
import StorePorts

/// Makes `report.pdf` of a violation: its record on pages of A4. Blocks; writes nothing.
struct EvidencePaper {
    private let plan: Plan
    private let pictures: LevelPictures

    /// `plan` is as orders have amended it.
    init(plan: Plan, pictures: LevelPictures) {
        self.plan = plan
        self.pictures = pictures
    }

    /// The language of those who answer for the violation's site when `language` is nil.
    func pdf(
        of file: CaseFile,
        making: EvidenceReport.Making,
        language: Language?
    ) throws -> Data {
        // A site that the plan does not have any more is taken to lie where the others do.
        let site = plan.site(file.record.subject.site) ?? plan.sites.first
        let language = language ?? EvidenceReport.language(of: site)
        let basis = try basis(of: file, language: language)
        let report = EvidenceReport(basis, making: making, plan: plan, language: language)
        let pages = try report.pages.map { page in try SVGPicture(page) }
        return Data(
            try SVGPicture.pdf(
                pages,
                width: ReportPaper.width,
                height: ReportPaper.height,
                title: report.title,
                created: RFC3339.format(making.at, offset: 0)
            )
        )
    }

    private func basis(of file: CaseFile, language: Language) throws -> EvidenceReport.Basis {
        let chart = try file.record.changes.last.flatMap {
            try pictures.chart(of: $0, language: language, until: file.end)
        }
        return EvidenceReport.Basis(
            record: file.record,
            alerts: file.alerts,
            orders: file.bearing,
            calibrations: file.calibrations,
            measured: try measured(file.record, until: file.noiseEnd),
            chart: chart
        )
    }

    /// What the worst finding's sensor said from the first window on; nil when it was never heard.
    private func measured(_ record: ViolationRecord, until end: Instant) throws -> MeasuredSpan? {
        let sensor = SensorID(site: record.subject.site, sensor: record.worst.sensor)
        let start = record.openedAt - record.worst.window
        let span = TimeRange(start: start, end: max(start + .milliseconds(1), end))
        let measured = try pictures.readings(of: sensor, touching: span, longest: record.worst.window)
            .map { MeasuredSpan($0, span: span) }
        return measured?.LAeq == nil ? nil : measured
    }
}
