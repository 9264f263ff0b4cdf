import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Settings
import Sites

extension PlanPart {
    static func item(_ rule: Rule) -> Item {
        Item(
            id: rule.id.text,
            values: [
                (Wording("name", zh: "名称"), text(rule.name)), (Wording("when", zh: "适用时段"), text(rule.when)),
                (Wording("limit", zh: "限值"), text(rule.basis)),
                (Wording("quantity", zh: "评价量"), .same(rule.measurement.quantity.rawValue)),
                (Wording("window", zh: "测量时段"), text(rule.measurement.window)),
                (Wording("minimum-duration", zh: "最短持续时间"), text(rule.hysteresis.minimumDuration)),
                (
                    Wording("clear-below", zh: "解除所需降幅"),
                    .same("\(rule.hysteresis.clearBelowTenths / 10).\(rule.hysteresis.clearBelowTenths % 10) dB")
                ),
                (Wording("clear-after", zh: "解除所需时间"), text(rule.hysteresis.clearAfter)),
                (Wording("coverage", zh: "数据有效率"), .same("\(rule.measurement.coveragePercent) %")),
                (
                    Wording("continuous", zh: "连续测量"),
                    rule.measurement.isContinuous ? Wording("yes", zh: "是") : Wording("no", zh: "否")
                ),
            ],
            lists: [
                (Wording("site", zh: "考点"), plain(rule.place.sites?.sorted())),
                (Wording("placement", zh: "位置"), plain(rule.place.placements?.map(\.rawValue).sorted())),
            ],
            whole: rule
        )
    }

    private static func text(_ when: Rule.When) -> Wording {
        switch when {
        case .always: return Wording("always", zh: "始终")
        case .sessions(let kinds):
            let names = listed(kinds.map(\.rawValue).sorted())
            return Wording("sessions: \(names.en)", zh: "场次 \(names.zh)")
        case .notices: return Wording("notices", zh: "管控通告期间")
        case .named(let notices):
            let names = listed(notices.sorted())
            return Wording("notices: \(names.en)", zh: "管控通告 \(names.zh)")
        }
    }

    private static func text(_ basis: Rule.Basis) -> Wording {
        switch basis {
        case .standard(let standard): return .same(standard.rawValue)
        case .level(let level, let document):
            return Wording("\(level.text) dB (\(document))", zh: "\(level.text) dB（\(document)）")
        case .rise(let tenths):
            let size = "\(tenths / 10).\(tenths % 10) dB"
            return Wording("\(size) above the background", zh: "高于背景 \(size)")
        }
    }

    static func item(_ office: Authority) -> Item {
        // Its officers are a part of their own.
        var alone = office
        alone.staff.officers = []
        return Item(
            id: office.id.text,
            values: [
                (Wording("name", zh: "名称"), text(office.name)),
                (Wording("language", zh: "语言"), .same(office.language.rawValue)),
                (Wording("phone", zh: "电话"), plain(office.phone)),
            ],
            lists: [
                (Wording("mail", zh: "邮箱"), plain(office.mail)),
                (Wording("webhook", zh: "webhook"), plain(office.webhooks)),
                (Wording("site", zh: "考点"), plain(office.scope.sites?.sorted())),
                (Wording("source", zh: "声源"), plain(office.scope.sources?.map(\.rawValue).sorted())),
                (Wording("second channel", zh: "备用渠道"), plain(office.secondChannels.map(\.rawValue))),
                (Wording("shift", zh: "班次"), office.staff.roster.map(shifts) ?? []),
            ],
            whole: alone
        )
    }

    private static func shifts(_ roster: DutyRoster) -> [Wording] {
        roster.shifts.map { shift in
            let officers = listed(shift.officers)
            let span = text(shift.span, roster.zone)
            let hours = shift.hours.map(text)
            return Wording(
                (["\(officers.en) \(span.en)"] + hours.map(\.en)).joined(separator: ", "),
                zh: (["\(officers.zh) \(span.zh)"] + hours.map(\.zh)).joined(separator: "，")
            )
        }
    }

    static func item(_ officer: DutyOfficer, of office: Authority) -> Item {
        Item(
            id: "\(office.id)/\(officer.id)",
            values: [
                (Wording("name", zh: "名称"), text(officer.name)), (Wording("phone", zh: "电话"), plain(officer.phone)),
            ],
            lists: [
                (Wording("mail", zh: "邮箱"), plain(officer.mail)),
                (Wording("webhook", zh: "webhook"), plain(officer.webhooks)),
            ],
            whole: officer
        )
    }

    static func item(_ route: Route) -> Item {
        func names(_ recipientIDs: [RecipientID]) -> Wording { listed(recipientIDs.map(\.description)) }
        let condition = route.condition
        let tiers = route.then.enumerated().map { index, recipientIDs in
            let names = names(recipientIDs)
            return Wording("\(index + 2): \(names.en)", zh: "第 \(index + 2) 级 \(names.zh)")
        }
        return Item(
            id: route.id,
            values: [
                (Wording("to", zh: "通知对象"), names(route.to)),
                (Wording("copies", zh: "抄送"), route.copies.isEmpty ? nil : names(route.copies)),
            ],
            lists: [
                (Wording("tier", zh: "升级级别"), tiers),
                (Wording("site", zh: "考点"), plain(condition.sites?.sorted())),
                (Wording("city", zh: "城市"), plain(condition.cities?.sorted())),
                (Wording("district", zh: "区县"), plain(condition.districts?.sorted())),
                (Wording("zone", zh: "功能区"), plain(condition.zones?.map(\.rawValue).sorted())),
                (Wording("placement", zh: "位置"), plain(condition.placements?.map(\.rawValue).sorted())),
                (Wording("source", zh: "声源"), plain(condition.sources?.map(\.rawValue).sorted())),
                (Wording("hours", zh: "时间段"), condition.hours.map(text)),
            ],
            whole: route
        )
    }

    static func item(_ policy: EscalationPolicy) -> Item {
        Item(
            id: "",
            values: [
                (Wording("answer-within", zh: "响应时限"), text(policy.answerWithin)),
                (Wording("answer-within-listening", zh: "听力时段响应时限"), text(policy.answerWithinListening)),
                (Wording("remind-after", zh: "提醒间隔"), policy.remindAfter.map(text) ?? off),
            ],
            whole: policy
        )
    }

    private static func text(_ hours: DailyHours) -> Wording {
        Wording("\(hours.from.text) to \(hours.to.text)", zh: "\(hours.from.text) 至 \(hours.to.text)")
    }
}
