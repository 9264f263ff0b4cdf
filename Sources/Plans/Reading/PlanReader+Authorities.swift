import EventTime
import ExamCalendar
import Records
import Settings
import Sites

extension PlanReader {
    /// Reads `authorities`, each with its `officers` and its `roster`; `zone` is the plan's own.
    mutating func readAuthorities(_ sections: [Section], zone: TimeZoneRules) {
        var taken = TakenIDs()
        for section in sections {
            let id = section.required("id", Parser<String>.id.located)
            if !taken.take(id) { knownAuthorities.ids.isWhole = false }
            knownAuthorities.ids.take(id?.value, "id", of: section)
            let name = section.required("name", .name)
            let language = section.required("language", Parser<Language>.choice("language"))
            let mail = section.list("mail", .mailAddress)
            let webhooks = section.list("webhooks", .id)
            let phone = section.optional("phone", .phone)
            let second = section.list("second", Parser<ChannelName>.secondChannel)
            let before = problems.count
            let officerSections = section.list("officers", .section)
            var (officers, known) = readOfficers(officerSections)
            if officerSections.isEmpty, problems.count > before { known.isWhole = false }
            let shifts = section.list("roster", .section).compactMap { readShift($0, id?.value, known, zone) }
            let sites = section.optional("sites", knownSites.parser.set)
            let sources = section.optional("sources", Parser<NoiseSource>.choice("source").set)
            section.finish()

            if let id {
                knownAuthorities.officers[id.value] = known
                places.note(.authority(AuthorityID(id.value)), section)
                for (officer, section) in zip(officers, officerSections) where officers.count == officerSections.count {
                    places.note(.officer(officer.id, authority: AuthorityID(id.value)), section)
                }
            }
            guard let id, let name, let language else { continue }
            authorities.append(
                Authority(
                    id: AuthorityID(id.value),
                    name: name,
                    language: language,
                    mail: mail,
                    webhooks: webhooks,
                    phone: phone,
                    staff: Authority.Staff(
                        officers: officers,
                        roster: section.hasItems("roster") ? DutyRoster(shifts: shifts, zone: zone) : nil
                    ),
                    secondChannels: second,
                    scope: Authority.Scope(sites: sites, sources: sources)
                )
            )
        }
    }

    private func readOfficers(_ sections: [Section]) -> ([DutyOfficer], KnownNames) {
        var taken = TakenIDs()
        var known = KnownNames()
        let officers = sections.compactMap { section -> DutyOfficer? in
            let id = section.required("id", Parser<String>.id.located)
            taken.take(id)
            known.take(id?.value, "id", of: section)
            let name = section.required("name", .name)
            let mail = section.list("mail", .mailAddress)
            let webhooks = section.list("webhooks", .id)
            let phone = section.optional("phone", .phone)
            section.finish()
            if !section.hasItems("mail"), !section.hasItems("webhooks"), !section.has("phone") {
                section.reportLack(
                    Wording(
                        "nobody could reach this person; add mail, webhooks or phone",
                        zh: "无法联系到此人；请添加 mail、webhooks 或 phone"
                    )
                )
            }
            guard let id, let name else { return nil }
            return DutyOfficer(id: id.value, name: name, mail: mail, webhooks: webhooks, phone: phone)
        }
        return (officers, known)
    }

    /// `{officers: [wang], from: 2026-06-07T07:00, to: 2026-06-07T19:00}`, with `hours` for a part of each day.
    private func readShift(_ section: Section, _ office: String?, _ known: KnownNames, _ zone: TimeZoneRules)
        -> DutyRoster.Shift?
    {
        let named = section.required("officers", Parser<String>.id.located.list)
        let from = section.required("from", .localMoment)
        let to = section.required("to", .localMoment)
        let hours = section.dailyHours("hours")
        section.finish()
        for officer in named ?? [] where known.lacks(officer.value) {
            unknownNames.note(
                "officer \(office ?? "")/\(officer.value)",
                Wording(
                    "this authority has no officer \(officer.value); add one under officers",
                    zh: "该单位没有人员 \(officer.value)；请在 officers 下添加"
                ),
                at: officer.source
            )
        }
        guard let named, let span = span(from, to, section, zone) else { return nil }
        return DutyRoster.Shift(officers: named.map(\.value), span: span, hours: hours)
    }
}

extension Parser where T == ChannelName {
    /// `mail`, or the name of a webhook.
    fileprivate static var secondChannel: Parser {
        Parser<String>.id.map { $0 == "mail" ? .mail : .webhook($0) }
    }
}
