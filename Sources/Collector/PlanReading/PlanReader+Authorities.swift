import EventTime
import ExamCalendar
import Records
import Settings

extension PlanReader {
    /// Reads `authorities`, each with its `officers` and its `roster`; `zone` is the plan's own, nil when it cannot be read.
    mutating func readAuthorities(_ sections: [Section], zone: TimeZoneRules?) {
        var taken = TakenIDs()
        for section in sections {
            let id = section.required("id", Form<String>.id.located)
            taken.take(id)
            let name = section.required("name", .name)
            let language = section.required("language", Form<Language>.choice("language"))
            let mail = section.optional("mail", Form<String>.mailAddress.list, default: [])
            let webhooks = section.optional("webhooks", Form<String>.id.list, default: [])
            let phone = section.optional("phone", .phone)
            let second = section.optional("second", Form<ChannelName>.secondChannel.list, default: [])
            let officers = readOfficers(section.optional("officers", .sections) ?? [])
            let shifts = section.optional("roster", .sections)?.compactMap { readShift($0, officers, zone) }
            let sites = section.optional("sites", knownSites.form.set)
            let sources = section.optional("sources", Form<NoiseSource>.choice("source").set)
            section.finish()

            guard let id, let name, let language else { continue }
            authorities.append(
                Authority(
                    id: id.value,
                    name: name,
                    language: language,
                    mail: mail,
                    webhooks: webhooks,
                    phone: phone,
                    officers: officers,
                    roster: shifts.flatMap { shifts in zone.map { DutyRoster(shifts: shifts, zone: $0) } },
                    secondChannels: second,
                    sites: sites,
                    sources: sources
                )
            )
        }
    }

    private func readOfficers(_ sections: [Section]) -> [DutyOfficer] {
        var taken = TakenIDs()
        return sections.compactMap { section in
            let id = section.required("id", Form<String>.id.located)
            taken.take(id)
            let name = section.required("name", .name)
            let mail = section.optional("mail", Form<String>.mailAddress.list, default: [])
            let webhooks = section.optional("webhooks", Form<String>.id.list, default: [])
            let phone = section.optional("phone", .phone)
            section.finish()
            if !section.has("mail"), !section.has("webhooks"), !section.has("phone") {
                section.report("nobody could reach this person; add mail, webhooks or phone")
            }
            guard let id, let name else { return nil }
            return DutyOfficer(id: id.value, name: name, mail: mail, webhooks: webhooks, phone: phone)
        }
    }

    /// `{officers: [wang], from: 2026-06-07T07:00, to: 2026-06-07T19:00}`, with `hours` for a part of each day.
    private func readShift(_ section: Section, _ officers: [DutyOfficer], _ zone: TimeZoneRules?) -> DutyRoster.Shift? {
        let named = section.required("officers", Form<String>.id.list)
        let from = section.required("from", .localMoment)
        let to = section.required("to", .localMoment)
        let hours = section.optional("hours", .dailyHours, default: [])
        section.finish()
        for id in named ?? [] where !officers.contains(where: { $0.id == id }) {
            section.report("officers", "this authority has no officer \(id); add one under officers")
        }
        guard let named, let zone, let span = span(from, to, section, zone) else { return nil }
        return DutyRoster.Shift(officers: named, span: span, hours: hours)
    }
}

extension Form where T == ChannelName {
    /// `mail`, or the name of a webhook.
    fileprivate static var secondChannel: Form {
        Form<String>.id.map { $0 == "mail" ? .mail : .webhook($0) }
    }
}
