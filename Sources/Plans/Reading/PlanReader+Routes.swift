import Acoustics
import EventTime
import ExamCalendar
import Records
import Settings

extension PlanReader {
    /// Reads `routes`, after the authorities and the sites.
    mutating func readRoutes(_ sections: [Section]) {
        var taken = TakenIDs()
        let addressee = Parser<Addressee>.addressee(among: knownAuthorities, unknown: unknownNames)
        for section in sections {
            let id = section.required("id", Parser<String>.id.located)
            taken.take(id)
            let condition = readCondition(section)
            let to = section.required("to", addressee.list)
            let then = section.list("then", addressee.list)
            let copies = section.list("copies", addressee)
            section.finish()
            guard let id, let to, !to.isEmpty else { continue }
            routes.append(Route(id: id.value, condition: condition, to: to, then: then, copies: copies))
        }
    }

    /// Reads `operators`, after the authorities: `[bureau]`.
    mutating func readOperators(_ document: Section) {
        let office = Parser<Addressee>.addressee(among: knownAuthorities, unknown: unknownNames)
        guard let named = document.optional("operators", office.list) else { return }
        if named.isEmpty { document.report("operators", "names nobody; name an authority, or leave it out") }
        for person in named where person.officer != nil {
            document.report("operators", "\(person) is a person; name the office \(person.authority)")
        }
        operators = named.map(\.authority)
    }

    private func readCondition(_ section: Section) -> Route.Condition {
        Route.Condition(
            sites: section.optional("sites", knownSites.parser.set),
            cities: section.optional("cities", known("city", knownSites.cities).set),
            districts: section.optional("districts", known("district", knownSites.districts).set),
            zones: section.optional("zones", Parser<SoundZone>.choice("zone").set),
            placements: section.optional("places", Parser<Placement>.choice("place").set),
            sources: section.optional("sources", Parser<NoiseSource>.choice("source").set),
            hours: section.dailyHours("hours")
        )
    }

    /// A city or a district that some site of the plan lies in.
    func known(_ what: String, _ names: KnownNames) -> Parser<String> {
        let isWhole = knownSites.isWhole
        let unknown = unknownNames
        return Parser<String>(wanted: "the name of a \(what)") { value in
            guard let name = Parser<String>.text.read(value) else { return nil }
            guard isWhole, names.lacks(name) else { return name }
            unknown.note(
                "\(what) \(name)",
                "no site of the plan lies in the \(what) \(name); correct one of them",
                at: value
            )
            return nil
        }
    }

    /// The last route is met by everything, and no two things say who answers. `sections` are those of `routes`.
    func checkThatNothingIsDropped(_ sections: [Section], _ document: Section) {
        if let last = routes.last, routes.count == sections.count, last.condition != .always {
            sections.last?.report("what no route meets would be told to nobody; let the last one have no conditions")
        }
        let limited = authorities.filter { $0.scope.sites != nil || $0.scope.sources != nil }.map(\.id)
        guard !limited.isEmpty else { return }
        document.report(
            "routes",
            "routes say who answers; take sites and sources out of \(limited.joined(separator: ", "))"
        )
    }
}

extension Parser where T == Addressee {
    /// `bureau`, or `bureau/wang`.
    fileprivate static func addressee(among authorities: KnownAuthorities, unknown: UnknownNames) -> Parser {
        Parser(wanted: "the id of an authority, or authority/officer") { value in
            guard let text = Parser<String>.text.read(value) else { return nil }
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count <= 2, !authorities.ids.lacks(parts[0]) else {
                let near = nearest(to: parts[0], among: authorities.ids.names.sorted())
                let hint = near.map { "did you mean \($0)?" } ?? "add it under authorities, or correct the name"
                unknown.note("authority \(parts[0])", "there is no authority \(parts[0]); \(hint)", at: value)
                return nil
            }
            guard parts.count == 2 else { return Addressee(authority: parts[0]) }
            guard authorities.officers[parts[0]]?.lacks(parts[1]) != true else {
                unknown.note(
                    "officer \(parts[0])/\(parts[1])",
                    "\(parts[0]) has no officer \(parts[1]); add one under officers",
                    at: value
                )
                return nil
            }
            return Addressee(authority: parts[0], officer: parts[1])
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
                "most papers are over before an hour without an answer is; write minutes, like 10min"
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
            section.report("listening", "a listening test would wait longer than others; make it answer-within at most")
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
