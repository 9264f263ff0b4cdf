import Acoustics
package import EventTime
import ExamCalendar
package import NoiseRules
package import Records
package import Sites

/// What is known of one violation as pages of A4, for those who decide on it (the contents that GB 12523-2011 cl. 5.6
/// and GB 22337-2008 cl. 5.6 ask for, as far as there is a record of them).
///
/// What it claims is suspected until a person has confirmed it.
package struct EvidenceReport {
    /// What the report is made from.
    package struct Basis {
        package var record: ViolationRecord
        package var alerts: [(Alert, [Delivery])]
        package var orders: RelevantOrders
        /// Of all sensors.
        package var calibrations: [SensorID: CalibrationRecord]
        /// Of the worst finding's sensor, from its window to its end; nil where nothing was heard.
        package var measured: MeasuredSpan?
        package var chart: LevelChart?

        package init(
            record: ViolationRecord,
            alerts: [(Alert, [Delivery])],
            orders: RelevantOrders,
            calibrations: [SensorID: CalibrationRecord],
            measured: MeasuredSpan?,
            chart: LevelChart?
        ) {
            self.record = record
            self.alerts = alerts
            self.orders = orders
            self.calibrations = calibrations
            self.measured = measured
            self.chart = chart
        }
    }

    /// How the report came to be.
    package struct Making {
        package var at: Instant
        package var by: String
        /// Of the product.
        package var version: String
        /// Names of files that stand beside it, with their SHA-256, in order.
        package var digests: [(file: String, sha256: String)]
        package var plan: PlanStanding

        package init(
            at: Instant,
            by: String,
            version: String,
            digests: [(file: String, sha256: String)],
            plan: PlanStanding
        ) {
            self.at = at
            self.by = by
            self.version = version
            self.digests = digests
            self.plan = plan
        }
    }

    let basis: Basis
    let making: Making
    let composer: AlertComposer
    let recorded: RecordedEvidence
    let phrases: any Phrases
    let clock: SiteClock

    var record: ViolationRecord { basis.record }
    var subject: ViolationSubject { record.subject }
    var worst: Finding { record.worst }
    var sensorID: SensorID { SensorID(site: subject.site, sensor: worst.sensor) }

    /// The words of the mails; nil for a record without changes.
    var content: ViolationContent? { record.changes.last.map { ViolationContent(composer, $0, phrases) } }

    /// `plan` is as orders have amended it.
    package init(_ basis: Basis, making: Making, plan: Plan, language: Language) {
        self.basis = basis
        self.making = making
        composer = AlertComposer(plan: plan)
        recorded = RecordedEvidence(plan: plan, calibrations: basis.calibrations)
        phrases = language.phrases
        clock = SiteClock(zone: composer.zone(ofSite: basis.record.subject.site), phrases: phrases)
    }

    /// The language of those who answer for a site: Chinese in mainland China.
    package static func language(of site: Site?) -> Language {
        site.map { ChineseSite.contains($0.timeZone) } == true ? .zh : .en
    }

    /// "Report of a noise violation 20260607-7K3M9Q2A".
    package var title: String { "\(phrases.word(.title)) \(record.id)" }

    /// Pictures of ``ReportPaper``'s size.
    package var pages: [String] {
        let name = making.by.count > 60 ? String(making.by.prefix(60)) + "…" : making.by
        let made = phrases.made(momentWithOffset(making.at), by: name, with: making.version)
        let digests = making.digests.map { "\($0.file)  SHA-256 \($0.sha256)" }
        var layout = ReportLayout(
            foot: [phrases.word(.made) + phrases.colon + made] + digests,
            title: title,
            language: phrases.code
        )
        head(&layout)
        found(&layout)
        place(&layout)
        time(&layout)
        levels(&layout)
        chart(&layout)
        law(&layout)
        told(&layout)
        answers(&layout)
        changes(&layout)
        about(&layout)
        return layout.texts { number, count in
            [title, phrases.page(number, of: count)].joined(separator: "  ·  ")
        }
    }

    /// "7 June 2026 09:03:12".
    func moment(_ instant: Instant) -> String {
        "\(phrases.dated(clock.zone.localDate(at: instant))) \(clock.time(instant, seconds: true))"
    }

    func momentWithOffset(_ instant: Instant) -> String {
        phrases.remark(moment(instant), clock.offset(instant))
    }

    /// Without the day where it is that of `other`.
    func moment(_ instant: Instant, after other: Instant) -> String {
        clock.zone.localDate(at: instant) == clock.zone.localDate(at: other)
            ? clock.time(instant, seconds: true) : moment(instant)
    }

    /// With empty parts left out.
    func parts(_ parts: [String?]) -> String {
        parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: phrases.separator)
    }
}
