import EventTime
import ExamCalendar
import Settings
import Sites

extension PlanReader {
    mutating func readExams(_ sections: [Section]) {
        var taken = TakenIDs()
        for section in sections {
            let id = section.required("id", Parser<String>.id.located)
            if !taken.take(id) { knownExams.isWhole = false }
            knownExams.take(id?.value, "id", of: section)
            let name = section.required("name", .name)
            let ownZone = section.optional("time-zone", .timeZone)
            let chosen = section.optional("sites", .allSites(or: knownSites))
            let sites = section.has("sites") ? chosen ?? [] : knownSites.ids
            let margins = Margins().read(section)
            let timetable = readTimetable(section)
            let file = section.optional("sessions-file", .existingFile)
            let hasOthers = timetable.isNamed || section.mentions("sessions-file")
            let written =
                hasOthers ? section.list("sessions", .section) : section.required("sessions", .sections) ?? []
            section.finish()
            if let id { places.note(.exam(ExamID(id.value)), section) }
            let sessions =
                timetable.sessions(margins, in: section) + written.flatMap { readSession($0, margins: margins) }
                + (file.map { SessionsFile.read($0, margins: margins, reportingTo: problems) } ?? [])

            reportOverlaps(sessions)
            let zone =
                section.has("time-zone") ? ownZone : commonZone(of: sites, for: "sessions", of: "exam", in: section)
            guard let id, let name, let zone else { continue }
            exams.append(
                Exam(
                    id: ExamID(id.value),
                    name: name,
                    sites: sites,
                    sessions: sessions.compactMap { $0.session(of: ExamID(id.value), in: zone) }
                )
            )
        }
    }

    /// The zone in which the exam's times are written: that of its sites, when they keep the same one.
    func commonZone(
        of ids: Set<SiteID>,
        for times: String,
        of one: String,
        in section: Section
    ) -> TimeZoneRules? {
        let chosen = sites.filter { ids.contains($0.id) }
        guard let first = chosen.first else { return nil }
        let other = chosen.first { $0.timeZone != first.timeZone }
        guard let other, isZoneKnown else { return first.timeZone }
        section.report(
            "sites",
            Wording(
                "\(first.id) keeps \(first.timeZone.name) and \(other.id) keeps \(other.timeZone.name); say with time-zone "
                    + "in which one the \(times) are written, or write one \(one) for each",
                zh:
                    "\(first.id) 使用 \(first.timeZone.name)，\(other.id) 使用 \(other.timeZone.name)；请用 time-zone 说明时间属于哪个时区，或分开填写"
            )
        )
        return nil
    }

    private func reportOverlaps(_ sessions: [LocalSession]) {
        for (index, later) in sessions.enumerated() {
            guard let earlier = sessions[..<index].first(where: { $0.overlaps(later) }) else { continue }
            let place = earlier.place(seenFrom: later)
            later.section.report(
                Wording(
                    "\(later.text) overlaps \(place.en), \(earlier.text), which is also of kind "
                        + "\(later.kind.rawValue); correct one or take it out",
                    zh:
                        "\(later.from.text) 至 \(later.to.text) 与 \(place.zh)（\(earlier.from.text) 至 \(earlier.to.text)）重叠，类型同为 \(later.kind.rawValue)；请更正或删去其一"
                )
            )
        }
    }
}

extension Parser where T == Set<SiteID> {
    static func allSites(or known: KnownSites) -> Parser {
        let expected = Wording("all, or a list of site ids", zh: "all，或考点编号的列表")
        return Parser(expected: expected) { value in
            if value.isList { return known.parser.set.read(value) }
            return Parser(expected: expected) { $0 == "all" ? known.ids : nil }.read(value)
        }
    }
}
