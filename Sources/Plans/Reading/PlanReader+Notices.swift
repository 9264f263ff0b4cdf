import Acoustics
import EventTime
import ExamCalendar
import Settings
import Sites

extension PlanReader {
    mutating func readNotices(_ sections: [Section]) {
        var taken = TakenIDs()
        for section in sections {
            let id = section.required("id", Parser<String>.id.located)
            if !taken.take(id) { knownNotices.isWhole = false }
            knownNotices.take(id?.value, "id", of: section)
            let name = section.required("name", .name)
            let issuer = section.required("issuer", .name)
            let law = section.optional("law", .text)
            let link = section.optional("link", .text)
            let hotline = section.optional("hotline", .phone)
            let chosen = section.optional("sites", .allSites(or: knownSites))
            let ownZone = section.optional("time-zone", .timeZone)
            let sites = section.has("sites") ? chosen ?? [] : knownSites.ids
            let zone =
                section.has("time-zone") ? ownZone : commonZone(of: sites, for: "times", of: "notice", in: section)
            let phases = (section.required("phases", .sections) ?? []).compactMap { readPhase($0, zone) }
            let exemptions = section.list("exemptions", .section).compactMap { readExemption($0, zone) }
            let open = section.list("open", .name)
            section.finish()
            if let id { places.note(.notice(id.value), section) }

            guard let id, let name, let issuer else { continue }
            notices.append(
                ControlNotice(
                    id: id.value,
                    name: name,
                    publication: NoticePublication(issuer: issuer, legalReference: law, link: link, hotline: hotline),
                    sites: section.has("sites") ? sites : nil,
                    timeZone: ownZone,
                    phases: phases,
                    exemptions: exemptions,
                    open: open
                )
            )
        }
    }

    private func readPhase(_ section: Section, _ zone: TimeZoneRules?) -> ControlNotice.Phase? {
        let name = section.required("name", .name)
        let from = section.required("from", .phaseEdge(.begins))
        let to = section.required("to", .phaseEdge(.ends))
        let hours = section.optional("hours", .noticeHours, default: .allDay)
        let district = known(Wording("district", zh: "区县"), knownSites.districts)
        let area = section.required("area", .controlArea(districts: district))
        let activities = section.required("activities", Parser<Activity>.choice("activity").set)
        let isAppeal = section.optional("appeal", .flag, default: false)
        section.finish()
        if case .radius = area, knownSites.isWhole, !knownSites.haveCoordinates {
            section.report(
                "area",
                Wording(
                    "no site of the plan has coordinates to measure from; add them under sites",
                    zh: "预案中没有考点填写坐标，无法计算距离；请在 sites 下填写"
                )
            )
        }
        let (start, end) = (instant(from, zone), instant(to, zone))
        guard let name, let area, let activities, let range = span(start, end, section) else { return nil }
        return ControlNotice.Phase(
            name: name,
            range: range,
            hours: hours,
            area: area,
            activities: activities,
            isAppeal: isAppeal,
            beginning: from?.examMoment,
            end: to?.examMoment
        )
    }

    /// Nil where something is missing for it, which is reported here or elsewhere.
    private func instant(_ edge: PhaseEdge?, _ zone: TimeZoneRules?) -> Instant? {
        guard let zone else { return nil }
        switch edge {
        case nil: return nil
        case .moment(let moment): return zone.instant(of: moment.date, moment.time)
        case .exam(let moment, let name):
            if knownExams.lacks(moment.exam.text) {
                unknownNames.note(
                    "exam \(moment.exam)",
                    Wording(
                        "the plan has no exam \(moment.exam); write the id of one under exams",
                        zh: "预案中没有考试 \(moment.exam)；请填写 exams 下的编号"
                    ),
                    at: name
                )
            }
            return moment.instant(in: exams, zone: zone)
        }
    }

    private func readExemption(_ section: Section, _ zone: TimeZoneRules?) -> Exemption? {
        let kind = section.required("kind", Parser<Exemption.Kind>.choice("kind of exemption"))
        let number = section.optional("number", .text)
        let activities = section.optional("activities", Parser<Activity>.choice("activity").set)
        let named = section.optional("sensors", Parser<String>.text.located.list)
        let from = section.optional("from", .localMoment)
        let to = section.optional("to", .localMoment)
        section.finish()
        if kind == .certificate, !section.has("number") {
            section.reportLack(
                Wording(
                    "is a certificate without a number; write the number that is displayed on site",
                    zh: "证明没有编号；请填写现场公示的编号"
                )
            )
        }
        if section.has("from") != section.has("to") {
            section.reportLack(
                Wording(
                    "has one end of its validity only; write both from and to, or neither",
                    zh: "有效期只有一端；from 和 to 请都填写，或都不填写"
                )
            )
        }
        for sensor in named ?? [] where knownSites.sensors.lacks(sensor.value) {
            let site = SiteID(String(sensor.value.prefix { $0 != "/" }))
            let isSite = knownSites.ids.contains(site) || !sensor.value.contains("/")
            unknownNames.note(
                isSite ? "sensor \(sensor.value)" : "site \(site)",
                Wording(
                    "the plan has no sensor \(sensor.value); write site/sensor as under sites",
                    zh: "预案中没有测点 \(sensor.value)；请按 sites 填写 考点/测点"
                ),
                at: sensor.source
            )
        }
        let beside = named.map { names in
            Set(sensors.map(\.id).filter { sensor in names.contains { $0.value == sensor.description } })
        }
        guard let kind else { return nil }
        let validity = section.has("from") ? span(from, to, section, zone) : nil
        return Exemption(kind: kind, number: number, activities: activities, sensors: beside, validity: validity)
    }

    /// Nil without both ends, or after reporting that they are the wrong way round.
    func span(
        _ from: LocalMoment?,
        _ to: LocalMoment?,
        _ section: Section,
        _ zone: TimeZoneRules?
    ) -> TimeRange? {
        guard let from, let to, let zone else { return nil }
        return span(zone.instant(of: from.date, from.time), zone.instant(of: to.date, to.time), section)
    }

    private func span(_ start: Instant?, _ end: Instant?, _ section: Section) -> TimeRange? {
        guard let start, let end else { return nil }
        guard start < end else {
            section.report(
                "to",
                Wording("is not after from; write the moment at which it ends", zh: "不晚于 from；请填写结束时间")
            )
            return nil
        }
        return TimeRange(start: start, end: end)
    }
}
