import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules
import Notifications
package import Preflight
package import Records
import Settings
import Sites

/// Whether the plan has work to do and somebody to tell; what `check` cannot know, because it depends on the day.
package enum PlanCheck {
    /// A session that is further away is hardly the one that this set-up is for.
    private static let ahead = TimeSpan.hours(24 * 60)

    package static func sessions(of plan: Plan, at now: Instant) -> Diagnosis {
        let sessions = plan.exams.flatMap(\.sessions).filter { $0.range.end > now }
        guard let next = sessions.min(by: { $0.range.start < $1.range.start }) else {
            let last = plan.exams.flatMap(\.sessions).map(\.range.end).max()
            return .problem(
                Wording(
                    last.map { "the last exam session ended at \(text($0, plan))" } ?? "the plan has no exam session",
                    zh: last.map { "最后一场考试已于 \(text($0, plan)) 结束" } ?? "预案中没有考试场次"
                ),
                Wording(
                    "Put the sessions of the next exam into the plan; without them only rules that are always in force work.",
                    zh: "请把下一次考试的场次写入预案；否则只有常年有效的规则起作用。"
                )
            )
        }
        let name = "\(next.name.en) of \(next.exam)"
        let zh = "\(next.exam) \(next.name.zh)"
        let from = text(next.range.start, plan)
        let ahead = "后续 \(sessions.count) 场"
        let count = sessions.count == 1 ? "1 session ahead" : "\(sessions.count) sessions ahead"
        if next.range.contains(now) {
            return .ok(
                Wording(
                    "\(name) is on until \(text(next.range.end, plan)); \(count), this one included",
                    zh: "\(zh) 正在进行，\(text(next.range.end, plan)) 结束；含本场，\(ahead)"
                )
            )
        }
        guard next.range.start - now <= PlanCheck.ahead else {
            return .warning(
                Wording(
                    "\(count), but none within 60 days: the next one, \(name), starts \(from)",
                    zh: "\(ahead)，但 60 天内没有：下一场 \(zh) 于 \(from) 开始"
                ),
                Wording(
                    "Nothing to do when that is right; else look at the dates in the plan.",
                    zh: "如无误则不必处理；否则请核对预案中的日期。"
                )
            )
        }
        return .ok(Wording("\(count); the next one, \(name), starts \(from)", zh: "\(ahead)；下一场 \(zh) 于 \(from) 开始"))
    }

    /// Sensors, sites and authorities that are in the plan to no purpose.
    package static func gaps(in plan: Plan, isLogOn: Bool) -> [Diagnosis] {
        var found: [Diagnosis] = []
        let ruleless = plan.sensors.filter { sensor in !plan.rules.contains { $0.place.holds(sensor) } }
        if !ruleless.isEmpty {
            let names = ruleless.map { "\($0.id)" }.joined(separator: ", ")
            found.append(
                .warning(
                    Wording("no rule looks at \(names)", zh: "没有规则涉及测点 \(names)"),
                    Wording(
                        "Write a rule whose where holds them, or take them out; their readings are kept and never judged.",
                        zh: "请写一条 where 涵盖它们的规则，或删除测点；其读数只保存，不判定。"
                    )
                )
            )
        }
        let deaf = plan.sites.filter { site in !plan.sensors.contains { $0.id.site == site.id } }
        if !deaf.isEmpty {
            let names = deaf.map(\.id).joined(separator: ", ")
            found.append(
                .problem(
                    Wording("no sensor guards \(names)", zh: "点位 \(names) 没有测点"),
                    Wording("Put the sensors of the site into the plan.", zh: "请把该点位的测点写入预案。")
                )
            )
        }
        let people = plan.authorities.flatMap { office in office.staff.officers.map { Recipient(office, officer: $0) } }
        let untold = (plan.authorities.map { Recipient($0) } + people)
            .filter { $0.mail.isEmpty && $0.webhooks.isEmpty }.map(\.id).joined(separator: ", ")
        if !untold.isEmpty {
            found.append(
                isLogOn
                    ? .warning(
                        Wording("only the service's log tells \(untold)", zh: "\(untold) 只能从服务日志得知"),
                        Wording(
                            "Give a mail address or a webhook in the plan, unless somebody reads the log.",
                            zh: "请在预案中写邮箱或 webhook，除非有人查看日志。"
                        )
                    )
                    : .problem(
                        Wording("nothing tells \(untold)", zh: "\(untold) 收不到通知"),
                        Wording(
                            "Give a mail address or a webhook in the plan, or write log: true.",
                            zh: "请在预案中写邮箱或 webhook，或写 log: true。"
                        )
                    )
            )
        }
        guard found.isEmpty else { return found }
        return [
            .ok(
                Wording(
                    "every sensor has a rule, every site a sensor, every authority a way to be told: "
                        + "sites \(plan.sites.count), sensors \(plan.sensors.count), rules \(plan.rules.count), "
                        + "authorities \(plan.authorities.count)",
                    zh: "每个测点有规则，每个点位有测点，每个单位可收到通知：点位 \(plan.sites.count)，测点 \(plan.sensors.count)，"
                        + "规则 \(plan.rules.count)，单位 \(plan.authorities.count)"
                )
            )
        ]
    }

    /// Whether somebody is on duty in the sessions of the next sixty days, wherever an office that answers keeps a
    /// roster.
    package static func duty(of plan: Plan, at now: Instant) -> Diagnosis {
        let rosters = plan.authorities.filter { $0.staff.roster != nil }.map(\.id)
        guard !rosters.isEmpty else {
            return .notLookedAt(Wording("no authority of the plan keeps a roster", zh: "预案中没有单位设排班表"))
        }
        let duties = CalendarDuties(plan: plan, routing: AlertRouting(plan: plan, channels: [], expiry: .zero))
        let gaps = duties.gaps(plan.exams, at: now, ahead: ahead)
        guard gaps.isEmpty else {
            let spans = gaps.map { gap in
                "\(gap.authority) from \(text(gap.from, plan)) to \(gap.until.map { text($0, plan) } ?? "the end")"
            }
            return .warning(
                Wording(
                    "nobody is on duty in a session: \(spans.joined(separator: ", "))",
                    zh: "考试期间无人值班："
                        + gaps.map { gap in
                            "\(gap.authority) \(text(gap.from, plan)) 至 \(gap.until.map { text($0, plan) } ?? "排班表结束")"
                        }
                        .joined(separator: "、")
                ),
                Wording(
                    "Put somebody on the roster, or alerts of that time reach the office alone.",
                    zh: "请补排值班人员，否则此时段的告警只发到单位。"
                )
            )
        }
        return .ok(
            Wording(
                "somebody is on duty in every session of the next 60 days: \(rosters.joined(separator: ", "))",
                zh: "今后 60 天内每场考试都有人值班：\(rosters.joined(separator: "、"))"
            )
        )
    }

    /// In the zone of the plan's first site, to the minute.
    private static func text(_ instant: Instant, _ plan: Plan) -> String {
        let offset = plan.sites.first?.timeZone.offset(at: instant) ?? 0
        let text = RFC3339.format(instant.floored(to: .seconds(1)), offset: offset)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    }
}
