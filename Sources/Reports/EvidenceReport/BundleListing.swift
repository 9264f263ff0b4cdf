import EventTime
import ExamCalendar
import NoiseRules
package import Records
import Sites

/// The chain of bundles, for a terminal and for machines; times with the first site's offset.
package struct BundleListing {
    private let time: (Instant) -> String

    package init(plan: Plan) {
        time = Offsets(plan: plan).clock(forSite: plan.sites.first?.id ?? "")
    }

    /// "3  2026-06-07T10:00:00+08:00  20260607-7K3M9Q2A  0f3a…  Wang Fang".
    package func line(_ entry: BundleEntry) -> String {
        ["\(entry.number)", time(entry.madeAt), entry.violation.text, entry.manifest.description, entry.madeBy]
            .joined(separator: "  ")
    }

    package func json(_ entry: BundleEntry) throws -> String {
        try JSONLine.encode(
            Body(
                number: entry.number,
                made: time(entry.madeAt),
                by: entry.madeBy,
                violation: entry.violation.text,
                manifest: entry.manifest,
                previous: entry.previous
            )
        )
    }

    private struct Body: Encodable {
        var number: Int64
        var made: String
        var by: String
        var violation: String
        var manifest: Fingerprint
        var previous: Fingerprint?
    }
}
