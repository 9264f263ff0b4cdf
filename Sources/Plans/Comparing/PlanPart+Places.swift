import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import SensorPayloads
import Settings
import Sites

extension PlanPart {
    /// In the same order for every plan.
    static func parts(of plan: Plan) -> [PlanPart] {
        let zones = Dictionary(plan.sites.map { ($0.id, $0.timeZone) }) { first, _ in first }
        return [
            PlanPart(kind: Wording("site", zh: "考点"), items: plan.sites.map(item)),
            PlanPart(kind: Wording("sensor", zh: "测点"), items: plan.sensors.map(item)),
            PlanPart(kind: Wording("decoder", zh: "解码器"), items: decoders(plan)),
            PlanPart(kind: Wording("exam", zh: "考试"), items: plan.exams.map { item($0, zones) }),
            PlanPart(kind: Wording("notice", zh: "管控通告"), items: plan.notices.map { item($0, zones) }),
            PlanPart(kind: Wording("rule", zh: "规则"), items: plan.rules.map(item)),
            PlanPart(kind: Wording("limits", zh: "限值"), items: [Item(id: "", whole: plan.tables.limits.rows)]),
            PlanPart(
                kind: Wording("law", zh: "法规"),
                items: [Item(id: "", whole: [plan.tables.law.articles as [AnyHashable], plan.tables.law.penalties])]
            ),
            PlanPart(kind: Wording("authority", zh: "单位"), items: plan.authorities.map(item)),
            PlanPart(
                kind: Wording("officer", zh: "人员"),
                items: plan.authorities.flatMap { office in office.staff.officers.map { item($0, of: office) } }
            ),
            PlanPart(kind: Wording("route", zh: "路由"), items: plan.alerting.routes.map(item)),
            PlanPart(kind: Wording("escalation", zh: "升级"), items: [item(plan.alerting.escalation)]),
            PlanPart(
                kind: Wording("drill", zh: "演练"),
                items: plan.alerting.drill.map {
                    [Item(id: "", values: [(Wording("time", zh: "时间"), .same($0.time.text))], whole: $0)]
                } ?? []
            ),
            PlanPart(
                kind: Wording("operators", zh: "运维单位"),
                items: [
                    Item(
                        id: "",
                        lists: [(Wording("authority", zh: "单位"), plain(plan.alerting.operators))],
                        whole: plan.alerting.operators
                    )
                ]
            ),
        ]
    }

    private static func item(_ site: Site) -> Item {
        Item(
            id: site.id,
            values: [
                (Wording("name", zh: "名称"), text(site.name)), (Wording("address", zh: "地址"), plain(site.address)),
                (Wording("city", zh: "城市"), plain(site.city)), (Wording("district", zh: "区县"), plain(site.district)),
                (Wording("zone", zh: "功能区"), .same(site.zone.rawValue)),
                (Wording("time-zone", zh: "时区"), .same(site.timeZone.name)),
                (Wording("day", zh: "昼间"), between(site.dayHours.dayStart.text, site.dayHours.nightStart.text)),
            ],
            whole: site
        )
    }

    private static func item(_ sensor: Sensor) -> Item {
        let limits = sensor.instrumentLimits.range
        return Item(
            id: "\(sensor.id)",
            values: [
                (Wording("placement", zh: "位置"), .same(sensor.placement.rawValue)),
                (Wording("class", zh: "仪器等级"), .same(sensor.instrumentClass.rawValue)),
                (Wording("model", zh: "型号"), plain(sensor.model)), (Wording("serial", zh: "序列号"), plain(sensor.serial)),
                (Wording("silent-after", zh: "离线判定时间"), text(sensor.silentAfter)),
                (Wording("contact", zh: "联系人"), sensor.contact.map { text($0.name) }),
                (Wording("device", zh: "设备"), sensor.device.map { .same("\($0.decoder) \($0.id)") }),
                (
                    Wording("range", zh: "量程"),
                    between(limits.lowerBound.text, "\(limits.upperBound.text) dB")
                ), (Wording("frozen-after", zh: "恒值判定时间"), sensor.instrumentLimits.frozenAfter.map(text) ?? off),
            ],
            whole: sensor
        )
    }

    /// Of several uses of one decoder the second and further ones are known by their first topic.
    private static func decoders(_ plan: Plan) -> [Item] {
        plan.decoders.enumerated().map { place, use in
            let isFirst = !plan.decoders[..<place].contains { $0.name == use.name }
            return item(use, id: isFirst ? use.name : "\(use.name) \(use.topics.first?.text ?? "")")
        }
    }

    private static func item(_ decoder: DecoderUse, id: String) -> Item {
        Item(
            id: id,
            values: decoder.options.sorted { $0.key < $1.key }.map { (.same($0.key), .same("\($0.value)")) },
            lists: [(Wording("topic", zh: "主题"), plain(decoder.topics.map(\.text)))],
            whole: decoder
        )
    }

    private static func item(_ exam: Exam, _ zones: [String: TimeZoneRules]) -> Item {
        let zone = exam.sites.sorted().lazy.compactMap { zones[$0] }.first
        return Item(
            id: exam.id,
            values: [(Wording("name", zh: "名称"), text(exam.name))],
            lists: [
                (Wording("site", zh: "考点"), plain(exam.sites.sorted())),
                (
                    Wording("session", zh: "场次"),
                    exam.sessions.map { text($0, zone) }
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
                (Wording("name", zh: "名称"), text(notice.name)),
                (Wording("issuer", zh: "发布单位"), text(notice.publication.issuer)),
                (Wording("legal", zh: "法律依据"), plain(notice.publication.legalReference)),
                (Wording("hotline", zh: "热线"), plain(notice.publication.hotline)),
            ],
            lists: [
                (Wording("site", zh: "考点"), plain(notice.sites?.sorted())),
                (
                    Wording("phase", zh: "阶段"),
                    notice.phases.map { phase in
                        let activities = listed(phase.activities.map(\.rawValue).sorted())
                        let (name, range) = (text(phase.name), text(phase.range, zone))
                        return Wording(
                            "\(name.en) \(range.en) (\(activities.en)\(phase.isAppeal ? "; an appeal" : ""))",
                            zh: "\(name.zh) \(range.zh)（\(activities.zh)\(phase.isAppeal ? "；倡议" : "")）"
                        )
                    }
                ),
            ],
            whole: notice
        )
    }

    private static func text(_ session: ExamSession, _ zone: TimeZoneRules?) -> Wording {
        let (name, range) = (text(session.name), text(session.range, zone))
        let isWritten = session.kind == .written
        var parts = [
            Wording(
                "\(name.en)\(isWritten ? "" : " (\(session.kind.rawValue))") \(range.en)",
                zh: "\(name.zh)\(isWritten ? "" : "（\(session.kind.rawValue)）") \(range.zh)"
            )
        ]
        if session.lead > .zero {
            let lead = text(session.lead).en
            parts.append(Wording("quiet from \(lead) before", zh: "开考前 \(lead) 起须安静"))
        }
        if session.tail > .zero {
            let tail = text(session.tail).en
            parts.append(Wording("quiet until \(tail) after", zh: "至考后 \(tail) 须安静"))
        }
        return Wording(parts.map(\.en).joined(separator: ", "), zh: parts.map(\.zh).joined(separator: "，"))
    }

    static let off = Wording("off", zh: "关闭")

    /// What stands in the plan as it is.
    static func plain(_ text: String?) -> Wording? { text.map(Wording.same) }
    static func plain(_ texts: [String]?) -> [Wording] { (texts ?? []).map(Wording.same) }

    static func listed(_ texts: [String]) -> Wording {
        Wording(texts.joined(separator: ", "), zh: texts.joined(separator: "、"))
    }

    private static func between(_ first: String, _ last: String) -> Wording {
        Wording("\(first) to \(last)", zh: "\(first) 至 \(last)")
    }

    static func text(_ name: Name) -> Wording {
        name.en == name.zh ? .same(name.en) : Wording("\(name.zh) (\(name.en))", zh: "\(name.zh)（\(name.en)）")
    }

    /// In the largest unit that leaves a whole number.
    static func text(_ span: TimeSpan) -> Wording {
        let units: [(String, Int64)] = [("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1)]
        let unit = units.first { span.milliseconds % $0.1 == 0 && span.milliseconds >= $0.1 }
        return .same(unit.map { "\(span.milliseconds / $0.1)\($0.0)" } ?? "0s")
    }

    static func text(_ range: TimeRange, _ zone: TimeZoneRules?) -> Wording {
        let ends = [range.start, range.end].map { RFC3339.format($0, offset: zone?.offset(at: $0) ?? 0) }
        return between(ends[0], ends[1])
    }
}
