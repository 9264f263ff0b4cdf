import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules
package import Records
package import Sites

/// What people have ordered as JSON objects of one line, for machines; times are RFC 3339 with the site's offset.
package struct OrderJSON {
    private let plan: Plan
    private let offsets: Offsets

    package init(plan: Plan) {
        self.plan = plan
        offsets = Offsets(plan: plan)
    }

    package func line(_ listed: ListedSession) throws -> String {
        let time = offsets.clock(forSite: listed.sites.first ?? "")
        let session = listed.session
        return try JSONLine.encode(
            SessionBody(
                exam: listed.exam.text,
                number: listed.number,
                name: session.name,
                kind: session.kind.rawValue,
                sites: listed.sites.map(\.text),
                from: time(session.range.start),
                to: time(session.range.end),
                planned: time(session.plannedEnd),
                extensions: session.extensions.map {
                    ExtensionBody(
                        order: $0.order,
                        at: time($0.at),
                        by: $0.by,
                        why: $0.why,
                        from: time($0.from),
                        to: time($0.to)
                    )
                }
            )
        )
    }

    /// `covered` are the sessions that a new mute covers; nil in a listing.
    package func line(
        _ entry: Mutes.Entry,
        at now: Instant,
        covering covered: [ListedSession]? = nil
    ) throws -> String {
        let mute = entry.mute
        let first = plan.sites.first { mute.sites?.contains($0.id) ?? true }
        let time = offsets.clock(forSite: first?.id ?? "")
        return try JSONLine.encode(
            MuteBody(
                id: entry.order.id,
                at: time(entry.order.at),
                by: entry.order.by,
                why: entry.order.why,
                sites: mute.sites?.sorted().map(\.text),
                sources: mute.sources?.map(\.rawValue).sorted(),
                kinds: mute.kinds?.map(\.rawValue).sorted(),
                violation: mute.violation?.text,
                from: time(mute.from),
                until: time(entry.until),
                holds: entry.holds(at: now),
                end: entry.end.map { EndBody(order: $0.id, at: time($0.at), by: $0.by, why: $0.why) },
                sessions: covered?.map {
                    CoveredSessionBody(
                        exam: $0.exam.text,
                        number: $0.number,
                        name: $0.session.name,
                        from: time($0.session.range.start),
                        to: time($0.session.range.end)
                    )
                }
            )
        )
    }

    /// A session that an order extended at a site.
    package func line(_ entry: RelevantOrders.Extension, site: SiteID) throws -> String {
        let time = offsets.clock(forSite: site)
        let (session, order) = (entry.session, entry.order)
        return try JSONLine.encode(
            ExtendedBody(
                id: order.order,
                at: time(order.at),
                by: order.by,
                why: order.why,
                exam: session.exam.text,
                name: session.name,
                kind: session.kind.rawValue,
                start: time(session.range.start),
                from: time(order.from),
                to: time(order.to)
            )
        )
    }

    package func line(_ listed: ListedCalibration) throws -> String {
        let calibration = listed.calibration
        let time = offsets.clock(forSite: calibration.sensor.site)
        return try JSONLine.encode(
            CalibrationBody(
                id: listed.order.id,
                sensor: calibration.sensor.description,
                at: time(calibration.at),
                recorded: time(listed.order.at),
                by: listed.order.by,
                level: calibration.level,
                reference: calibration.reference,
                deviation: Double(listed.deviationHundredths) / 100,
                drift: listed.driftHundredths.map { Double($0) / 100 },
                valid: listed.isValidSince,
                note: calibration.note
            )
        )
    }
}

private struct SessionBody: Encodable {
    var exam: String
    var number: Int
    var name: Name
    var kind: String
    var sites: [String]
    var from: String
    var to: String
    var planned: String
    var extensions: [ExtensionBody]
}

private struct ExtendedBody: Encodable {
    var id: Int64
    var at: String
    var by: String
    var why: String
    var exam: String
    var name: Name
    var kind: String
    var start: String
    /// The end that held before.
    var from: String
    var to: String
}

struct ExtensionBody: Encodable {
    var order: Int64
    var at: String
    var by: String
    var why: String
    var from: String
    var to: String
}

private struct MuteBody: Encodable {
    var id: Int64
    var at: String
    var by: String
    var why: String
    var sites: [String]?
    var sources: [String]?
    var kinds: [String]?
    var violation: String?
    var from: String
    var until: String
    var holds: Bool
    var end: EndBody?
    /// Those that a new mute covers.
    var sessions: [CoveredSessionBody]?
}

private struct CoveredSessionBody: Encodable {
    var exam: String
    var number: Int
    var name: Name
    var from: String
    var to: String
}

private struct EndBody: Encodable {
    var order: Int64
    var at: String
    var by: String
    var why: String
}

private struct CalibrationBody: Encodable {
    var id: Int64
    var sensor: String
    var at: String
    var recorded: String
    var by: String
    var level: Level
    var reference: Level
    var deviation: Double
    var drift: Double?
    var valid: Bool?
    var note: String
}
