import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Notifications
import Records
import Settings
import Sites

/// What a plan that can be used hardly means to say; each is one line for `check`.
struct PlanWarnings {
    let plan: Plan
    let places: PlanPlaces
    /// The time of the check; what is over by then cannot be meant.
    let now: Instant
    /// A time zone has a warning already, of which a session at another hour than its roster would be no second
    /// mistake.
    let isZoneDoubtful: Bool
    /// What the store knows of each sensor's messages.
    let paces: [SensorID: SensorPace]

    func report() {
        reportOffices()
        reportRosters()
        reportExams()
        reportNotices()
        reportRules()
        reportSensors()
        reportModels()
        reportCoordinates()
    }

    // MARK: Who is notified

    private func reportOffices() {
        let named = Set(
            (plan.alerting.routes.flatMap { $0.to + $0.then.flatMap(\.self) + $0.copies }).map(\.description)
        )
        for office in plan.authorities {
            if office.mail.isEmpty, office.webhooks.isEmpty {
                places.warn(
                    .authority(office.id),
                    "id",
                    Wording(
                        "\(office.id) has neither mail nor webhooks, so nothing reaches it; give it an address",
                        zh: "\(office.id) 没有 mail 也没有 webhooks，收不到任何消息；请填写地址"
                    )
                )
            }
            reportMail(office.mail, .authority(office.id))
            let onDuty = Set(office.staff.roster?.shifts.flatMap(\.officers) ?? [])
            for officer in office.staff.officers {
                reportMail(officer.mail, .officer(officer.id, authority: office.id))
            }
            for officer in office.staff.officers where !onDuty.contains(officer.id) {
                guard !named.contains("\(office.id)/\(officer.id)") else { continue }
                places.warn(
                    .officer(officer.id, authority: office.id),
                    "id",
                    Wording(
                        "no roster and no route names \(officer.id), so no alert reaches this person; put \(officer.id) on the "
                            + "roster, or \(office.id)/\(officer.id) into a route",
                        zh: "值班表和路由都没有 \(officer.id)，此人收不到告警；请将 \(officer.id) 列入值班表，或将 \(office.id)/\(officer.id) 列入路由"
                    )
                )
            }
        }
    }

    /// A domain without a dot is a name that the mail server alone may know.
    private func reportMail(_ addresses: [String], _ part: PlanPlaces.Part) {
        for address in addresses {
            guard let domain = address.split(separator: "@").last, !domain.contains("."), domain != "localhost" else {
                continue
            }
            places.warn(
                part,
                "mail",
                Wording(
                    "\(address) has no dot behind the @, which few mail servers take; write the whole address, like "
                        + "duty@example.org",
                    zh: "\(address) 的 @ 之后没有点号，多数邮件服务器不接受；请填写完整地址，例如 duty@example.org"
                )
            )
        }
    }

    private func reportRosters() {
        var over: Set<AuthorityID> = []
        for office in plan.authorities {
            guard let shifts = office.staff.roster?.shifts, let end = shifts.map(\.span.end).max(), end <= now else {
                continue
            }
            over.insert(office.id)
            places.warn(
                .authority(office.id),
                "roster",
                Wording(
                    "the roster is over since \(text(end)); write the next one, or take it out",
                    zh: "值班表已于 \(text(end)) 结束；请填写新的值班表，或删去"
                )
            )
        }
        guard !isZoneDoubtful else { return }
        let duties = CalendarDuties(plan: plan, routing: AlertRouting(plan: plan, channels: [], expiry: .zero))
        let gaps = duties.gaps(plan.exams, at: now, ahead: .hours(24 * 800)).filter { !over.contains($0.authority) }
        for (office, found) in Dictionary(grouping: gaps, by: \.authority).sorted(by: { $0.key < $1.key }) {
            guard let first = found.first else { continue }
            let until = first.until.map { " to \(text($0))" } ?? ""
            let others = found.count > 1 ? ", and \(found.count - 1) times more" : ""
            places.warn(
                .authority(office),
                "roster",
                Wording(
                    "nobody is on duty from \(text(first.from))\(until), during a session\(others); add a shift, or alerts of "
                        + "that time reach the office alone",
                    zh: (first.until.map { "\(text(first.from)) 至 \(text($0)) " } ?? "\(text(first.from)) 起")
                        + "有考试场次而无人值班"
                        + (found.count > 1 ? "（另有 \(found.count - 1) 段）" : "") + "；请补充班次，否则该时段的告警只发给单位"
                )
            )
        }
    }

    // MARK: When

    private func reportExams() {
        guard !plan.exams.isEmpty else {
            places.warn(
                .document,
                "exams",
                Wording(
                    "the plan has no exam, so that only rules with when: always or notice hold; write its sessions under exams",
                    zh: "预案中没有考试，只有 when: always 或 notice 的规则适用；请在 exams 下填写场次"
                )
            )
            return
        }
        // An exam that an order has split is one exam.
        for (id, exams) in Dictionary(grouping: plan.exams, by: \.id).sorted(by: { $0.key < $1.key }) {
            reportStrays(exams.flatMap(\.sessions), of: id)
            guard let end = exams.flatMap(\.sessions).map(\.guarded.end).max(), end <= now else { continue }
            places.warn(
                .exam(id),
                "id",
                Wording(
                    "all sessions of \(id) are over since \(text(end)); write the next exam's, or take it out",
                    zh: "\(id) 的所有场次已于 \(text(end)) 结束；请填写下一次考试，或删去"
                )
            )
        }
    }

    /// A session that lies far from all others of its exam has the wrong year or month.
    private func reportStrays(_ sessions: [ExamSession], of exam: ExamID) {
        guard sessions.count > 2 else { return }
        let starts = sessions.map(\.range.start).sorted()
        for session in sessions {
            let start = session.range.start
            let nearest = starts.filter { $0 != start }.map { abs(($0 - start).milliseconds) }.min() ?? 0
            let days = nearest / TimeSpan.hours(24).milliseconds
            guard days > 60 else { continue }
            places.warn(
                .exam(exam),
                "id",
                Wording(
                    "the session \(session.name.en) of \(text(start)) lies \(days) days from the others of \(exam); correct "
                        + "its date, or make it an exam of its own",
                    zh: "\(text(start)) 的场次“\(session.name.zh)”与 \(exam) 的其他场次相距 \(days) 天；请更正日期，或另列为一次考试"
                )
            )
        }
    }

    private func reportNotices() {
        for notice in plan.notices {
            guard let end = notice.phases.map(\.range.end).max(), end <= now else { continue }
            places.warn(
                .notice(notice.id),
                "id",
                Wording(
                    "the notice \(notice.id) is over since \(text(end)); write the one that holds now, or take it out",
                    zh: "管控通告 \(notice.id) 已于 \(text(end)) 结束；请填写现行通告，或删去"
                )
            )
        }
    }

    // MARK: Limits

    private func reportRules() {
        for rule in plan.rules {
            guard case .standard(let standard) = rule.basis else { continue }
            let strange = plan.sensors.filter { rule.place.holds($0) && !standard.isMeant(for: $0.placement) }
            guard let sensor = strange.first else { continue }
            places.warn(
                .rule(rule.id),
                "where",
                Wording(
                    "\(standard.rawValue) is not made for a sensor at a \(sensor.placement.rawValue), as \(sensor.id) is; name "
                        + "under where the placements that it is for, or choose another standard",
                    zh:
                        "\(standard.rawValue) 不适用于 \(sensor.placement.rawValue) 处的测点，例如 \(sensor.id)；请在 where 下指明适用的位置，或更换标准"
                )
            )
        }
    }

    // MARK: Sensors

    /// The judge waits for one and a half times what a message covers whatever the plan says; a plan that says less is
    /// not what happens.
    private func reportSensors() {
        for sensor in plan.sensors {
            guard let pace = paces[sensor.id], sensor.silentAfter < pace.period + pace.delay else { continue }
            let enough = (pace.period.milliseconds * 3 / 2 + pace.delay.milliseconds + 59_999) / 60_000
            places.warn(
                .sensor(sensor.id),
                "silent-after",
                Wording(
                    "\(sensor.id) sends every \(seconds(pace.period)) and its messages come \(seconds(pace.delay)) after their "
                        + "end, which is longer than silent-after, \(seconds(sensor.silentAfter)); write \(enough)min or more",
                    zh:
                        "\(sensor.id) 每 \(seconds(pace.period)) 发送一次，消息在时段结束后 \(seconds(pace.delay)) 到达，合计长于 silent-after（\(seconds(sensor.silentAfter))）；请填写 \(enough)min 或更长"
                )
            )
        }
    }

    private func seconds(_ span: TimeSpan) -> String { "\((span.milliseconds + 500) / 1000) s" }

    // MARK: Places

    private func reportCoordinates() {
        let countries = Countries()
        for site in plan.sites {
            let places =
                [(PlanPlaces.Part.site(site.id), site.coordinates)]
                + plan.sensors.filter { $0.id.site == site.id }.map { (.sensor($0.id), $0.coordinates) }
            for (part, coordinates) in places {
                guard let coordinates, let country = countries.elsewhere(coordinates, zone: site.timeZone.name) else {
                    continue
                }
                let swapped = Coordinates(latitude: coordinates.longitude, longitude: coordinates.latitude)
                let isSwapped = swapped.map { countries.elsewhere($0, zone: site.timeZone.name) == nil } ?? false
                self.places.warn(
                    part,
                    "coordinates",
                    Wording(
                        "do not lie in \(country), whose clock the time zone \(site.timeZone.name) is; correct one of them"
                            + (isSwapped ? ": the latitude comes first" : ""),
                        zh: "不在时区 \(site.timeZone.name) 所属的国家或地区之内；请更正其一" + (isSwapped ? "：纬度在前" : "")
                    )
                )
            }
        }
    }

    /// By the clock of the plan's first site, to the minute.
    private func text(_ instant: Instant) -> String {
        let whole = Instant(milliseconds: instant.milliseconds / 1000 * 1000)
        let text = RFC3339.format(whole, offset: plan.sites.first?.timeZone.offset(at: instant) ?? 0)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    }
}

extension Standard {
    /// Whether its limits are made for what a sensor in this place hears: those of GB 12523 for the boundary of works,
    /// those of GB 22337 and GB 12348 for that of shops and plants, those of GB 3096 for the surroundings of those who
    /// are protected.
    fileprivate func isMeant(for placement: Placement) -> Bool {
        switch self {
        case .GB12523: placement == .constructionBoundary
        case .GB22337: placement != .constructionBoundary
        case .GB12348: placement != .constructionBoundary && placement != .classroom
        case .GB3096: placement != .constructionBoundary && placement != .classroom
        case .WHO, .HongKongEIA, .IndiaNoiseRules: true
        }
    }
}
