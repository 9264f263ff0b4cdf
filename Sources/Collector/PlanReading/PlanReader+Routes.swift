import Acoustics
import EventTime
import ExamCalendar
import Records
import Settings

extension PlanReader {
    /// Reads `routes`, after the authorities and the sites.
    mutating func readRoutes(_ sections: [Section]) {
        var taken = TakenIDs()
        let addressee = Form<Addressee>.addressee(among: authorities)
        for section in sections {
            let id = section.required("id", Form<String>.id.located)
            taken.take(id)
            let condition = readCondition(section)
            let to = section.required("to", addressee.list)
            let then = section.optional("then", addressee.list.list, default: [])
            let copies = section.optional("copies", addressee.list, default: [])
            section.finish()
            guard let id, let to, !to.isEmpty else { continue }
            routes.append(Route(id: id.value, condition: condition, to: to, then: then, copies: copies))
        }
    }

    /// Reads `operators`, after the authorities: `[bureau]`.
    mutating func readOperators(_ document: Section) {
        let office = Form<Addressee>.addressee(among: authorities)
        guard let named = document.optional("operators", office.list) else { return }
        if named.isEmpty { document.report("operators", "names nobody; name an authority, or leave it out") }
        for person in named where person.officer != nil {
            document.report("operators", "\(person) is a person; name the office \(person.authority)")
        }
        operators = named.map(\.authority)
    }

    private func readCondition(_ section: Section) -> Route.Condition {
        Route.Condition(
            sites: section.optional("sites", knownSites.form.set),
            cities: section.optional("cities", known("city", sites.compactMap(\.city)).set),
            districts: section.optional("districts", known("district", sites.compactMap(\.district)).set),
            zones: section.optional("zones", Form<SoundZone>.choice("zone").set),
            placements: section.optional("places", Form<Placement>.choice("place").set),
            sources: section.optional("sources", Form<NoiseSource>.choice("source").set),
            hours: section.optional("hours", .dailyHours, default: [])
        )
    }

    /// A city or a district that some site of the plan lies in.
    private func known(_ what: String, _ names: [String]) -> Form<String> {
        let isWhole = knownSites.isWhole
        return Form<String>(wanted: "the name of a \(what)") { value in
            guard let name = Form<String>.text.read(value) else { return nil }
            guard isWhole, !names.contains(name) else { return name }
            value.report("no site of the plan lies in the \(what) \(name); correct one of them")
            return nil
        }
    }

    /// The last route is met by everything, and no two things say who answers. `sections` are those of `routes`.
    func checkThatNothingIsDropped(_ sections: [Section], _ document: Section) {
        if let last = routes.last, routes.count == sections.count, last.condition != .always {
            sections.last?.report("what no route meets would be told to nobody; let the last one have no conditions")
        }
        if sections.isEmpty {
            document.report("routes", "has no route; write one without conditions, or leave it out")
        }
        let limited = authorities.filter { $0.sites != nil || $0.sources != nil }.map(\.id)
        guard !limited.isEmpty else { return }
        document.report(
            "routes",
            "routes say who answers; take sites and sources out of \(limited.joined(separator: ", "))"
        )
    }
}

extension Form where T == Addressee {
    /// `bureau`, or `bureau/wang`.
    fileprivate static func addressee(among authorities: [Authority]) -> Form {
        Form(wanted: "the id of an authority, or authority/officer") { value in
            guard let text = Form<String>.text.read(value) else { return nil }
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard let authority = authorities.first(where: { $0.id == parts[0] }), parts.count <= 2 else {
                let near = nearest(to: parts[0], among: authorities.map(\.id)).map { "; did you mean \($0)?" } ?? ""
                value.report("there is no authority \(parts[0])\(near)")
                return nil
            }
            guard parts.count == 2 else { return Addressee(authority: authority.id) }
            guard authority.officers.contains(where: { $0.id == parts[1] }) else {
                value.report("\(authority.id) has no officer \(parts[1]); add one under officers")
                return nil
            }
            return Addressee(authority: authority.id, officer: parts[1])
        }
    }
}

extension EscalationPolicy {
    /// `{answer-within: 10min, listening: 3min, remind: 15min}`; `remind: 0s` for no reminders.
    init(_ section: Section) {
        self.init()
        let wait = Form<Span>.span(from: .seconds(10), to: .hours(24))
        answerWithin = section.optional("answer-within", wait, default: answerWithin)
        answerWithinListening = section.optional(
            "listening",
            wait,
            default: min(answerWithin, answerWithinListening)
        )
        let remind = section.optional("remind", .span(from: .zero, to: .hours(24)))
        if let remind { remindAfter = remind == .zero ? nil : remind }
        section.finish()
        if answerWithinListening > answerWithin {
            section.report("listening", "a listening test would wait longer than others; make it answer-within at most")
        }
    }
}

extension DrillSchedule {
    /// `{day-before: "18:00"}`
    init?(_ section: Section, zone: TimeZoneRules?) {
        let time = section.required("day-before", .time)
        section.finish()
        guard let time, let zone else { return nil }
        self.init(time: time, zone: zone)
    }
}
