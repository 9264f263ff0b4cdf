import Acoustics
import EventTime
import ExamCalendar
import Records
import Settings
import Sites

extension PlanReader {
    /// Reads `routes`, after the authorities and the sites.
    mutating func readRoutes(_ sections: [Section]) {
        var taken = TakenIDs()
        let recipientID = Parser<RecipientID>.recipientID(among: knownAuthorities, unknown: unknownNames)
        for section in sections {
            let id = section.required("id", Parser<String>.id.located)
            taken.take(id)
            let condition = readCondition(section)
            let to = section.required("to", recipientID.list)
            let then = section.list("then", recipientID.list)
            let copies = section.list("copies", recipientID)
            section.finish()
            guard let id, let to, !to.isEmpty else { continue }
            routes.append(Route(id: id.value, condition: condition, to: to, then: then, copies: copies))
        }
    }

    /// Reads `operators`, after the authorities: `[bureau]`.
    mutating func readOperators(_ document: Section) {
        let office = Parser<RecipientID>.recipientID(among: knownAuthorities, unknown: unknownNames)
        guard let named = document.optional("operators", office.list) else { return }
        if named.isEmpty {
            document.report(
                "operators",
                Wording("names nobody; name an authority, or leave it out", zh: "没有指明单位；请填写单位，或删去该项")
            )
        }
        for person in named where person.officer != nil {
            document.report(
                "operators",
                Wording(
                    "\(person) is a person; name the office \(person.authority)",
                    zh: "\(person) 是人员；请填写单位 \(person.authority)"
                )
            )
        }
        operators = named.map(\.authority)
    }

    private func readCondition(_ section: Section) -> Route.Condition {
        Route.Condition(
            sites: section.optional("sites", knownSites.parser.set),
            cities: section.optional("cities", known(Wording("city", zh: "城市"), knownSites.cities).set),
            districts: section.optional("districts", known(Wording("district", zh: "区县"), knownSites.districts).set),
            zones: section.optional("zones", Parser<SoundZone>.choice("zone").set),
            placements: section.optional("places", Parser<Placement>.choice("place").set),
            sources: section.optional("sources", Parser<NoiseSource>.choice("source").set),
            hours: section.dailyHours("hours")
        )
    }

    /// A city or a district that some site of the plan lies in.
    func known(_ what: Wording, _ names: KnownNames) -> Parser<String> {
        let isWhole = knownSites.isWhole
        let unknown = unknownNames
        return Parser<String>(expected: Wording("the name of a \(what.en)", zh: "\(what.zh)名称")) { value in
            guard let name = Parser<String>.text.read(value) else { return nil }
            guard isWhole, names.lacks(name) else { return name }
            unknown.note(
                "\(what.en) \(name)",
                Wording(
                    "no site of the plan lies in the \(what.en) \(name); correct one of them",
                    zh: "预案中没有考点位于\(what.zh)“\(name)”；请更正其一"
                ),
                at: value
            )
            return nil
        }
    }

    /// The last route is met by everything, and no two things say who answers. `sections` are those of `routes`.
    func checkThatNothingIsDropped(_ sections: [Section], _ document: Section) {
        if let last = routes.last, routes.count == sections.count, last.condition != .always {
            sections.last?.report(
                Wording(
                    "what no route meets would be told to nobody; let the last one have no conditions",
                    zh: "不符合任何路由的告警将无人收到；请使最后一条路由不带条件"
                )
            )
        }
        let limited = authorities.filter { $0.scope.sites != nil || $0.scope.sources != nil }.map(\.id)
        guard !limited.isEmpty else { return }
        document.report(
            "routes",
            Wording(
                "routes say who answers; take sites and sources out of \(limited.joined(separator: ", "))",
                zh: "负责单位已由 routes 规定；请从 \(limited.joined(separator: "、")) 中删去 sites 和 sources"
            )
        )
    }
}

extension Parser where T == RecipientID {
    /// `bureau`, or `bureau/wang`.
    fileprivate static func recipientID(among authorities: KnownAuthorities, unknown: UnknownNames) -> Parser {
        Parser(expected: Wording("the id of an authority, or authority/officer", zh: "单位编号，或 单位/人员")) { value in
            guard let text = Parser<String>.text.read(value) else { return nil }
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count <= 2, !authorities.ids.lacks(parts[0]) else {
                let near = nearest(to: parts[0], among: authorities.ids.names.sorted())
                let hint = near.map { "did you mean \($0)?" } ?? "add it under authorities, or correct the name"
                unknown.note(
                    "authority \(parts[0])",
                    Wording(
                        "there is no authority \(parts[0]); \(hint)",
                        zh: "没有单位 \(parts[0])；\(near.map { "是否指 \($0)？" } ?? "请在 authorities 下添加，或更正名称")"
                    ),
                    at: value
                )
                return nil
            }
            guard parts.count == 2 else { return RecipientID(authority: AuthorityID(parts[0])) }
            guard authorities.officers[parts[0]]?.lacks(parts[1]) != true else {
                unknown.note(
                    "officer \(parts[0])/\(parts[1])",
                    Wording(
                        "\(parts[0]) has no officer \(parts[1]); add one under officers",
                        zh: "\(parts[0]) 没有人员 \(parts[1])；请在 officers 下添加"
                    ),
                    at: value
                )
                return nil
            }
            return RecipientID(authority: AuthorityID(parts[0]), officer: parts[1])
        }
    }
}

extension EscalationPolicy {
    /// `{answer-within: 10min, listening: 3min, remind: 15min}`; `remind: 0s` for no reminders.
    init(_ section: Section) {
        self.init()
        let wait = Parser<TimeSpan>.span(from: .seconds(10), to: .hours(24))
        let within = section.optional("answer-within", wait)
        answerWithin = within ?? answerWithin
        if answerWithin > .hours(1) {
            section.warn(
                "answer-within",
                Wording(
                    "most papers are over before an hour without an answer is; write minutes, like 10min",
                    zh: "等待响应超过一小时，多数科目已经结束；请填写分钟数，例如 10min"
                )
            )
        }
        answerWithinListening = section.optional(
            "listening",
            wait,
            default: min(answerWithin, answerWithinListening)
        )
        let remind = section.optional("remind", .span(from: .zero, to: .hours(24)))
        if let remind { remindAfter = remind == .zero ? nil : remind }
        section.finish()
        if answerWithinListening > answerWithin, within != nil || !section.has("answer-within") {
            section.report(
                "listening",
                Wording(
                    "a listening test would wait longer than others; make it answer-within at most",
                    zh: "听力时段的等待时间长于其他时段；请不超过 answer-within"
                )
            )
        }
    }
}

extension DrillSchedule {
    /// `{day-before: "18:00"}`
    init?(_ section: Section, zone: TimeZoneRules) {
        let time = section.required("day-before", .time)
        section.finish()
        guard let time else { return nil }
        self.init(time: time, zone: zone)
    }
}
