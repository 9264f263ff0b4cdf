import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records

extension PlanPart {
    static func item(_ rule: Rule) -> Item {
        Item(
            id: rule.id,
            values: [
                ("name", text(rule.name)), ("when", text(rule.when)), ("limit", text(rule.basis)),
                ("quantity", rule.measurement.quantity.rawValue), ("window", text(rule.measurement.window)),
                ("minimum-duration", text(rule.hysteresis.minimumDuration)),
                ("clear-below", "\(rule.hysteresis.clearBelowTenths / 10).\(rule.hysteresis.clearBelowTenths % 10) dB"),
                ("clear-after", text(rule.hysteresis.clearAfter)),
                ("coverage", "\(rule.measurement.coveragePercent) %"),
                ("continuous", rule.measurement.isContinuous ? "yes" : "no"),
            ],
            lists: [
                ("site", rule.place.sites?.sorted() ?? []),
                ("placement", rule.place.placements?.map(\.rawValue).sorted() ?? []),
            ],
            whole: rule
        )
    }

    private static func text(_ when: Rule.When) -> String {
        switch when {
        case .always: "always"
        case .sessions(let kinds): "sessions: \(kinds.map(\.rawValue).sorted().joined(separator: ", "))"
        case .notices: "notices"
        case .named(let notices): "notices: \(notices.sorted().joined(separator: ", "))"
        }
    }

    private static func text(_ basis: Rule.Basis) -> String {
        switch basis {
        case .standard(let standard): standard.rawValue
        case .level(let level, let document): "\(level.text) dB (\(document))"
        case .rise(let tenths): "\(tenths / 10).\(tenths % 10) dB above the background"
        }
    }

    static func item(_ office: Authority) -> Item {
        // Its officers are a part of their own.
        var alone = office
        alone.staff.officers = []
        return Item(
            id: office.id,
            values: [
                ("name", text(office.name)), ("language", office.language.rawValue), ("phone", office.phone),
            ],
            lists: [
                ("mail", office.mail), ("webhook", office.webhooks), ("site", office.scope.sites?.sorted() ?? []),
                ("source", office.scope.sources?.map(\.rawValue).sorted() ?? []),
                ("second channel", office.secondChannels.map(\.rawValue)),
                ("shift", office.staff.roster.map(shifts) ?? []),
            ],
            whole: alone
        )
    }

    private static func shifts(_ roster: DutyRoster) -> [String] {
        roster.shifts.map { shift in
            let hours = shift.hours.isEmpty ? "" : ", \(shift.hours.map(text).joined(separator: ", "))"
            return "\(shift.officers.joined(separator: ", ")) \(text(shift.span, roster.zone))\(hours)"
        }
    }

    static func item(_ officer: DutyOfficer, of office: Authority) -> Item {
        Item(
            id: "\(office.id)/\(officer.id)",
            values: [("name", text(officer.name)), ("phone", officer.phone)],
            lists: [("mail", officer.mail), ("webhook", officer.webhooks)],
            whole: officer
        )
    }

    static func item(_ route: Route) -> Item {
        func names(_ addressees: [Addressee]) -> String { addressees.map(\.description).joined(separator: ", ") }
        let condition = route.condition
        return Item(
            id: route.id,
            values: [("to", names(route.to)), ("copies", route.copies.isEmpty ? nil : names(route.copies))],
            lists: [
                ("tier", route.then.enumerated().map { "\($0 + 2): \(names($1))" }),
                ("site", condition.sites?.sorted() ?? []), ("city", condition.cities?.sorted() ?? []),
                ("district", condition.districts?.sorted() ?? []),
                ("zone", condition.zones?.map(\.rawValue).sorted() ?? []),
                ("placement", condition.placements?.map(\.rawValue).sorted() ?? []),
                ("source", condition.sources?.map(\.rawValue).sorted() ?? []),
                ("hours", condition.hours.map(text)),
            ],
            whole: route
        )
    }

    static func item(_ policy: EscalationPolicy) -> Item {
        Item(
            id: "",
            values: [
                ("answer-within", text(policy.answerWithin)),
                ("answer-within-listening", text(policy.answerWithinListening)),
                ("remind-after", policy.remindAfter.map(text) ?? "off"),
            ],
            whole: policy
        )
    }

    private static func text(_ hours: DailyHours) -> String { "\(hours.from.text) to \(hours.to.text)" }
}
