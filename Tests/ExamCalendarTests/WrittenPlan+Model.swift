import Acoustics
import EventTime
import ExamCalendar
import Sites
import TestSupport

extension WrittenPlan {
    /// The calendar of the place that the plan is written for.
    var calendar: SiteCalendar {
        SiteCalendar(
            site: site,
            exams: modelExams,
            notices: notices.map(model),
            sites: [site, WrittenPlan.far],
            place: stand
        )
    }

    /// What judging asks about sessions.
    var sessionTimeline: ExamTimeline { ExamTimeline(site: site.id, exams: modelExams) }

    /// What judging asks about bans.
    var banTimeline: BanTimeline {
        BanTimeline(
            sensor: SensorID(site: site.id, sensor: "gate"),
            site: site,
            place: stand,
            placement: .constructionBoundary,
            sessions: sessionTimeline.sessions,
            notices: notices.map(model),
            sites: [site, WrittenPlan.far]
        )
    }

    var site: Site {
        let hours = DayHours(
            dayStart: LocalTime(secondsOfDay: dayStart * 60),
            nightStart: LocalTime(secondsOfDay: nightStart * 60)
        )
        return Site(
            id: "here",
            name: Name("here"),
            coordinates: place.isKnown ? Coordinates(latitude: 31, longitude: 117) : nil,
            district: place.district,
            zone: .zone1,
            timeZone: zone,
            dayHours: hours ?? .standard
        )
    }

    /// A site that nothing of the plan reaches.
    private static let far = Site(
        id: "far",
        name: Name("far"),
        coordinates: Coordinates(latitude: 32, longitude: 117),
        zone: .zone1,
        timeZone: .UTC
    )

    /// 111.2 km a degree of latitude, far from any rim that a random plan draws.
    private var stand: Coordinates? {
        place.isKnown ? Coordinates(latitude: 31 + Double(place.metresNorth) / 111_200, longitude: 117) : nil
    }

    private var modelExams: [ExamCalendar.Exam] { exams.map(model) }

    private func model(_ exam: Exam) -> ExamCalendar.Exam {
        ExamCalendar.Exam(
            id: ExamID(exam.id),
            name: Name(exam.id),
            sites: [exam.isHere ? "here" : "far"],
            sessions: exam.papers.flatMap { paper in
                ([(paper.kind, paper.hours)] + (paper.listening.map { [("listening", $0)] } ?? [])).compactMap {
                    kind,
                    hours in session(paper, kind, hours, of: exam)
                }
            }
        )
    }

    /// Nil where the clock leaves nothing of it; a plan's reader reports that.
    private func session(_ paper: Paper, _ kind: String, _ hours: Hours, of exam: Exam) -> ExamSession? {
        let zone = exam.zone ?? self.zone
        let start = zone.instant(of: LocalDate(daysSinceEpoch: paper.day), LocalTime(secondsOfDay: hours.from * 60))
        let end = zone.instant(of: LocalDate(daysSinceEpoch: paper.day), LocalTime(secondsOfDay: hours.to * 60))
        guard start < end, let kind = SessionKind(rawValue: kind) else { return nil }
        return ExamSession(
            exam: ExamID(exam.id),
            name: Name(paper.name),
            kind: kind,
            range: TimeRange(start: start, end: end),
            lead: .minutes(Int64(hours.lead)),
            tail: .minutes(Int64(hours.tail)),
            makeUp: paper.isMakeUp ? Name("flood") : nil
        )
    }

    private func model(_ notice: Notice) -> ControlNotice {
        ControlNotice(
            id: notice.id,
            name: Name(notice.id),
            publication: NoticePublication(issuer: Name("bureau")),
            sites: notice.isHere ? nil : ["far"],
            timeZone: notice.zone,
            phases: notice.phases.compactMap { model($0, in: notice.zone ?? zone) },
            exemptions: notice.exemptions.compactMap { model($0, in: notice.zone ?? zone) }
        )
    }

    private func model(_ exemption: Exemption, in zone: TimeZoneRules) -> ExamCalendar.Exemption? {
        var validity: TimeRange?
        if let written = exemption.validity {
            let (start, end) = (instant(written.lowerBound, in: zone), instant(written.upperBound, in: zone))
            guard start < end else { return nil }
            validity = TimeRange(start: start, end: end)
        }
        return ExamCalendar.Exemption(
            kind: .repair,
            activities: exemption.activities.map { Set($0.compactMap(Activity.init)) },
            sensors: [SensorID(site: "here", sensor: exemption.isHere ? "gate" : "yard")],
            validity: validity
        )
    }

    private func model(_ phase: Phase, in zone: TimeZoneRules) -> ControlNotice.Phase? {
        let (start, end) = (instant(phase.from, in: zone), instant(phase.to, in: zone))
        guard start < end else { return nil }
        return ControlNotice.Phase(
            name: Name(phase.name),
            range: TimeRange(start: start, end: end),
            hours: model(phase.when),
            area: model(phase.area),
            activities: Set(phase.activities.compactMap(Activity.init))
        )
    }

    private func instant(_ local: Int64, in zone: TimeZoneRules) -> Instant {
        zone.instant(of: LocalDate(daysSinceEpoch: local / 1440), LocalTime(secondsOfDay: Int(local % 1440) * 60))
    }

    private func model(_ when: When) -> ControlNotice.Hours {
        switch when {
        case .allDay: .allDay
        case .papers(let kinds): .sessions(Set(kinds.compactMap(SessionKind.init)))
        case .daily(let hours):
            .daily(
                hours.compactMap { daily in
                    DailyHours(
                        from: LocalTime(secondsOfDay: daily.from * 60),
                        to: LocalTime(secondsOfDay: daily.to * 60),
                        weekdays: Set(daily.weekdays.compactMap { Weekday(rawValue: $0 + 1) })
                    )
                }
            )
        }
    }

    private func model(_ area: Area) -> ControlArea {
        switch area {
        case .everywhere: return .everywhere
        case .radius(let metres): return .radius(metres: metres)
        case .districts(let names): return .districts(names)
        case .belt(let south, let north):
            let corners = [(south, 116.5), (south, 117.5), (north, 117.5), (north, 116.5)].compactMap {
                Coordinates(latitude: 31 + Double($0) / 111_200, longitude: $1)
            }
            return Polygon(corners: corners).map(ControlArea.polygon) ?? .everywhere
        }
    }
}

extension SiteCalendar.Entry {
    /// In the words of the walk.
    var applied: WrittenPlan.Applied {
        let what =
            switch self {
            case .night: "night"
            case .session(let session): "session \(session.exam) \(session.name.en) \(session.kind.rawValue)"
            case .ban(let ban): "ban \(ban.notice) \(ban.phase.en)"
            }
        return WrittenPlan.Applied(what, range.minutes)
    }
}

extension TimeRange {
    /// In minutes of UTC since 1970.
    var minutes: Range<Int64> { start.milliseconds / 60_000..<end.milliseconds / 60_000 }
}
