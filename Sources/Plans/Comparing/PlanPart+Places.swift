import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import SensorPayloads

extension PlanPart {
    /// In the same order for every plan.
    static func parts(of plan: Plan) -> [PlanPart] {
        let zones = Dictionary(plan.sites.map { ($0.id, $0.timeZone) }) { first, _ in first }
        return [
            PlanPart(kind: "site", items: plan.sites.map(item)),
            PlanPart(kind: "sensor", items: plan.sensors.map(item)),
            PlanPart(kind: "decoder", items: plan.decoders.map(item)),
            PlanPart(kind: "exam", items: plan.exams.map { item($0, zones) }),
            PlanPart(kind: "notice", items: plan.notices.map { item($0, zones) }),
            PlanPart(kind: "rule", items: plan.rules.map(item)),
            PlanPart(kind: "limits", items: [Item(id: "", whole: plan.tables.limits.rows)]),
            PlanPart(
                kind: "law",
                items: [Item(id: "", whole: [plan.tables.law.articles as [AnyHashable], plan.tables.law.penalties])]
            ),
            PlanPart(kind: "authority", items: plan.authorities.map(item)),
            PlanPart(
                kind: "officer",
                items: plan.authorities.flatMap { office in office.staff.officers.map { item($0, of: office) } }
            ),
            PlanPart(kind: "route", items: plan.alerting.routes.map(item)),
            PlanPart(kind: "escalation", items: [item(plan.alerting.escalation)]),
            PlanPart(
                kind: "drill",
                items: plan.alerting.drill.map { [Item(id: "", values: [("time", $0.time.text)], whole: $0)] } ?? []
            ),
            PlanPart(
                kind: "operators",
                items: [Item(id: "", lists: [("authority", plan.alerting.operators)], whole: plan.alerting.operators)]
            ),
        ]
    }

    private static func item(_ site: Site) -> Item {
        Item(
            id: site.id,
            values: [
                ("name", text(site.name)), ("address", site.address), ("city", site.city), ("district", site.district),
                ("zone", site.zone.rawValue), ("time-zone", site.timeZone.name),
                ("day", "\(site.dayHours.dayStart.text) to \(site.dayHours.nightStart.text)"),
            ],
            whole: site
        )
    }

    private static func item(_ sensor: Sensor) -> Item {
        Item(
            id: "\(sensor.id)",
            values: [
                ("placement", sensor.placement.rawValue), ("class", sensor.instrumentClass.rawValue),
                ("model", sensor.model), ("serial", sensor.serial), ("silent-after", text(sensor.silentAfter)),
                ("contact", sensor.contact.map { text($0.name) }),
                ("device", sensor.device.map { "\($0.decoder) \($0.id)" }),
                (
                    "range",
                    "\(sensor.instrumentLimits.range.lowerBound.text) to \(sensor.instrumentLimits.range.upperBound.text) dB"
                ), ("frozen-after", sensor.instrumentLimits.frozenAfter.map(text) ?? "off"),
            ],
            whole: sensor
        )
    }

    private static func item(_ decoder: DecoderUse) -> Item {
        Item(
            id: decoder.name,
            values: decoder.options.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
            lists: [("topic", decoder.topics.map(\.text))],
            whole: decoder
        )
    }

    private static func item(_ exam: Exam, _ zones: [String: TimeZoneRules]) -> Item {
        let zone = exam.sites.sorted().lazy.compactMap { zones[$0] }.first
        return Item(
            id: exam.id,
            values: [("name", text(exam.name))],
            lists: [
                ("site", exam.sites.sorted()),
                (
                    "session",
                    exam.sessions.map { session in
                        let kind = session.kind == .written ? "" : " (\(session.kind.rawValue))"
                        let around = [
                            session.lead > .zero ? "quiet from \(text(session.lead)) before" : nil,
                            session.tail > .zero ? "quiet until \(text(session.tail)) after" : nil,
                        ].compactMap(\.self)
                        return ([text(session.name) + kind + " " + text(session.range, zone)] + around)
                            .joined(separator: ", ")
                    }
                ),
            ],
            whole: exam
        )
    }

    private static func item(_ notice: ControlNotice, _ zones: [String: TimeZoneRules]) -> Item {
        let zone = notice.timeZone ?? (notice.sites ?? Set(zones.keys)).sorted().lazy.compactMap { zones[$0] }.first
        return Item(
            id: notice.id,
            values: [
                ("name", text(notice.name)), ("issuer", text(notice.publication.issuer)),
                ("legal", notice.publication.legalReference),
                ("hotline", notice.publication.hotline),
            ],
            lists: [
                ("site", notice.sites?.sorted() ?? []),
                (
                    "phase",
                    notice.phases.map { phase in
                        let activities = phase.activities.map(\.rawValue).sorted().joined(separator: ", ")
                        return
                            "\(text(phase.name)) \(text(phase.range, zone)) (\(activities)\(phase.isAppeal ? "; an appeal" : ""))"
                    }
                ),
            ],
            whole: notice
        )
    }

    static func text(_ name: Name) -> String { name.en == name.zh ? name.en : "\(name.zh) (\(name.en))" }

    /// In the largest unit that leaves a whole number.
    static func text(_ span: TimeSpan) -> String {
        let units: [(String, Int64)] = [("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1)]
        let unit = units.first { span.milliseconds % $0.1 == 0 && span.milliseconds >= $0.1 }
        return unit.map { "\(span.milliseconds / $0.1)\($0.0)" } ?? "0s"
    }

    static func text(_ range: TimeRange, _ zone: TimeZoneRules?) -> String {
        let ends = [range.start, range.end].map { RFC3339.format($0, offset: zone?.offset(at: $0) ?? 0) }
        return ends.joined(separator: " to ")
    }
}
