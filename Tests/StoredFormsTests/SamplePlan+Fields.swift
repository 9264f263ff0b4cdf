import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

extension SamplePlan {
    /// Every field of what verdicts may follow from, by the type and the field as Swift has them.
    static let fields: [PlanDigestTests.Field] = [
        .init("Site.id") { plan in plan.sites[0].id = "new" },
        .init("Site.name", isRead: false) { plan in plan.sites[0].name = Name("New") },
        .init("Site.address", isRead: false) { plan in plan.sites[0].address = nil },
        .init("Site.coordinates") { plan in plan.sites[0].coordinates = nil },
        .init("Site.city", isRead: false) { plan in plan.sites[0].city = nil },
        .init("Site.district") { plan in plan.sites[0].district = nil },
        .init("Site.zone") { plan in plan.sites[0].zone = .zone2 },
        .init("Site.timeZone") { plan in plan.sites[0].timeZone = .UTC },
        .init("Site.timeZone as a newer tz database has it", isRead: false) { plan in
            plan.sites[0].timeZone = .fixed(name: "Asia/Shanghai", offset: 0)
        },
        .init("Site.dayHours") { plan in
            let dawn = DayHours(dayStart: LocalTime(secondsOfDay: 0), nightStart: LocalTime(secondsOfDay: 79_200))
            plan.sites[0].dayHours = dawn ?? .standard
        },
        .init("Site.dayHours at night") { plan in
            let dusk = DayHours(dayStart: LocalTime(secondsOfDay: 21_600), nightStart: LocalTime(secondsOfDay: 72_000))
            plan.sites[0].dayHours = dusk ?? .standard
        },
        .init("Coordinates.latitude") { plan in plan.sites[0].coordinates = place(22.6, 114.1) },
        .init("Coordinates.longitude") { plan in plan.sites[0].coordinates = place(22.5, 114.2) },
        .init("Sensor.id") { plan in plan.sensors[0].id = SensorID(site: "school", sensor: "new") },
        .init("Sensor.placement") { plan in plan.sensors[0].placement = .yard },
        .init("Sensor.coordinates") { plan in plan.sensors[0].coordinates = nil },
        .init("Sensor.instrumentClass") { plan in plan.sensors[0].instrumentClass = .class2 },
        .init("Sensor.model", isRead: false) { plan in plan.sensors[0].model = nil },
        .init("Sensor.serial", isRead: false) { plan in plan.sensors[0].serial = nil },
        .init("Sensor.silentAfter") { plan in plan.sensors[0].silentAfter = .seconds(61) },
        .init("Sensor.background") { plan in plan.sensors[0].background = nil },
        .init("Sensor.certificate", isRead: false) { plan in plan.sensors[0].certificate = nil },
        .init("Sensor.isAnnounced", isRead: false) { plan in plan.sensors[0].isAnnounced = false },
        .init("Sensor.contact", isRead: false) { plan in plan.sensors[0].contact = nil },
        .init("Sensor.device", isRead: false) { plan in
            plan.sensors[0].device = SensorDevice(decoder: "other", id: "7")
        },
        .init("Sensor.instrumentLimits") { plan in plan.sensors[0].instrumentLimits = .indicator },
        .init("InstrumentLimits.range") { plan in
            plan.sensors[0].instrumentLimits.range = Sample.level(150)...Sample.level(1300)
        },
        .init("InstrumentLimits.frozenAfter") { plan in plan.sensors[0].instrumentLimits.frozenAfter = nil },
        .init("DeclaredBackground.day") { plan in plan.sensors[0].background?.day = nil },
        .init("DeclaredBackground.night") { plan in plan.sensors[0].background?.night = nil },
        .init("DeclaredBackground.measured", isRead: false) { plan in plan.sensors[0].background?.measured = day(2) },
        .init("ExamSession.exam") { plan in plan.exams[0].sessions[0].exam = "new" },
        .init("ExamSession.name", isRead: false) { plan in plan.exams[0].sessions[0].name = Name("New") },
        .init("ExamSession.kind") { plan in plan.exams[0].sessions[0].kind = .listening },
        .init("ExamSession.range") { plan in plan.exams[0].sessions[0].range = range(1, 150) },
        .init("ExamSession.range at its end") { plan in plan.exams[0].sessions[0].range = range(0, 151) },
        .init("ExamSession.lead") { plan in plan.exams[0].sessions[0].lead = .zero },
        .init("ExamSession.tail") { plan in plan.exams[0].sessions[0].tail = .zero },
        .init("ExamSession.makeUp", isRead: false) { plan in plan.exams[0].sessions[0].makeUp = nil },
        .init("ExamSession.extensions", isRead: false) { plan in
            let moved = SessionExtension(
                order: 1,
                at: Sample.at(0),
                by: "",
                why: "",
                from: Sample.at(1),
                to: Sample.at(2)
            )
            plan.exams[0].sessions[0].extensions = [moved]
        },
        .init("Exam.sites") { plan in plan.exams[0].sites = ["other"] },
        .init("Exam.name", isRead: false) { plan in plan.exams[0].name = Name("New") },
        .init("Rule.id") { plan in plan.rules[0].id = "new" },
        .init("Rule.name", isRead: false) { plan in plan.rules[0].name = Name("New") },
        .init("Rule.when") { plan in plan.rules[0].when = .always },
        .init("Rule.when by sessions") { plan in plan.rules[0].when = .sessions([.gap]) },
        .init("Rule.when by notices") { plan in plan.rules[0].when = .notices },
        .init("Rule.when by a notice") { plan in plan.rules[0].when = .named(notices: ["quiet"]) },
        .init("Rule.place") { plan in plan.rules[0].place = Rule.Place() },
        .init("Place.sites") { plan in plan.rules[0].place.sites = ["school"] },
        .init("Place.placements") { plan in plan.rules[0].place.placements = [.yard] },
        .init("Rule.basis") { plan in plan.rules[0].basis = .standard(.WHO) },
        .init("Rule.basis level") { plan in plan.rules[0].basis = .level(Sample.level(600), document: "") },
        .init("Rule.basis rise") { plan in plan.rules[0].basis = .rise(tenths: 100) },
        .init("Rule.kind") { plan in plan.rules[0].kind = .advisory },
        .init("Rule.measurement") { plan in plan.rules[0].measurement = Rule.Measurement(window: .hours(1)) },
        .init("Measurement.quantity") { plan in plan.rules[0].measurement.quantity = .LAFmax },
        .init("Measurement.window") { plan in plan.rules[0].measurement.window = .minutes(2) },
        .init("Rule.hysteresis") { plan in
            plan.rules[0].hysteresis = Rule.Hysteresis(minimumDuration: .hours(1))
        },
        .init("Hysteresis.minimumDuration") { plan in plan.rules[0].hysteresis.minimumDuration = .minutes(2) },
        .init("Hysteresis.clearBelowTenths") { plan in plan.rules[0].hysteresis.clearBelowTenths = 31 },
        .init("Hysteresis.clearAfter") { plan in plan.rules[0].hysteresis.clearAfter = .minutes(2) },
        .init("Measurement.coveragePercent") { plan in plan.rules[0].measurement.coveragePercent = 76 },
        .init("Measurement.isContinuous") { plan in plan.rules[0].measurement.isContinuous = true },
        .init("Measurement.correction") { plan in plan.rules[0].measurement.correction = .exact },
        .init("LimitRow.standard") { plan in plan.change { $0.standard = .WHO } },
        .init("LimitRow.edition") { plan in plan.change { $0.edition = "new" } },
        .init("LimitRow.clause") { plan in plan.change { $0.clause = "new" } },
        .init("LimitRow.validity") { plan in plan.change { $0.validity = Validity(from: day(2), to: day(30)) } },
        .init("LimitRow.scope") { plan in plan.change { $0.scope = LimitRow.Scope() } },
        .init("Scope.zones") { plan in plan.change { $0.scope.zones = nil } },
        .init("Scope.period") { plan in plan.change { $0.scope.period = nil } },
        .init("Scope.placements") { plan in plan.change { $0.scope.placements = nil } },
        .init("Scope.sessions") { plan in plan.change { $0.scope.sessions = nil } },
        .init("Scope.weekdays") { plan in plan.change { $0.scope.weekdays = nil } },
        .init("Scope.occurrence") { plan in plan.change { $0.scope.occurrence = nil } },
        .init("LimitRow.quantity") { plan in plan.change { $0.quantity = .LAFmax } },
        .init("LimitRow.level") { plan in plan.change { $0.level = Sample.level(701) } },
        .init("LimitRow.provenance") { plan in plan.change { $0.provenance = RowProvenance(verified: false) } },
        .init("RowProvenance.verified") { plan in plan.change { $0.provenance.verified = false } },
        .init("RowProvenance.origin") { plan in plan.change { $0.provenance.origin = .plan } },
        .init("RowProvenance.note", isRead: false) { plan in plan.change { $0.provenance.note = nil } },
        .init("LimitRow.validity at its end") { plan in
            plan.change { $0.validity = Validity(from: day(1), to: day(29)) }
        },
        .init("ControlNotice.id") { plan in plan.notices[0].id = "new" },
        .init("ControlNotice.name", isRead: false) { plan in plan.notices[0].name = Name("New") },
        .init("ControlNotice.publication", isRead: false) { plan in
            plan.notices[0].publication = NoticePublication(issuer: Name("New"))
        },
        .init("NoticePublication.issuer", isRead: false) { plan in plan.notices[0].publication.issuer = Name("New") },
        .init("NoticePublication.legalReference", isRead: false) { plan in
            plan.notices[0].publication.legalReference = nil
        },
        .init("NoticePublication.link", isRead: false) { plan in plan.notices[0].publication.link = nil },
        .init("NoticePublication.hotline", isRead: false) { plan in plan.notices[0].publication.hotline = nil },
        .init("ControlNotice.open", isRead: false) { plan in plan.notices[0].open = [] },
        .init("ControlNotice.sites") { plan in plan.notices[0].sites = nil },
        .init("ControlNotice.timeZone") { plan in plan.notices[0].timeZone = nil },
        .init("ControlNotice.phases") { plan in plan.notices[0].phases = [] },
        .init("ControlNotice.exemptions") { plan in plan.notices[0].exemptions = [] },
        .init("Phase.name", isRead: false) { plan in plan.notices[0].phases[0].name = Name("New") },
        .init("Phase.range") { plan in plan.notices[0].phases[0].range = range(-601, 6000) },
        .init("Phase.range at its end") { plan in plan.notices[0].phases[0].range = range(-600, 6001) },
        .init("Phase.hours") { plan in plan.notices[0].phases[0].hours = .allDay },
        .init("Phase.hours of the day") { plan in
            plan.notices[0].phases[0].hours = .daily([hours(21, 6)].compactMap(\.self))
        },
        .init("Phase.hours by sessions") { plan in plan.notices[0].phases[0].hours = .sessions([.written]) },
        .init("Phase.area") { plan in plan.notices[0].phases[0].area = .everywhere },
        .init("Phase.area radius") { plan in plan.notices[0].phases[0].area = .radius(metres: 501) },
        .init("Phase.area districts") { plan in plan.notices[0].phases[0].area = .districts(["Nanshan"]) },
        .init("Phase.area homes") { plan in plan.notices[0].phases[0].area = .homes },
        .init("Phase.activities") { plan in plan.notices[0].phases[0].activities = [.horns] },
        .init("Phase.isAppeal") { plan in plan.notices[0].phases[0].isAppeal = true },
        .init("Phase.beginning") { plan in plan.notices[0].phases[0].beginning = nil },
        .init("Phase.end") { plan in plan.notices[0].phases[0].end = nil },
        .init("ExamMoment.exam") { plan in plan.notices[0].phases[0].beginning?.exam = "new" },
        .init("ExamMoment.edge") { plan in plan.notices[0].phases[0].beginning?.edge = .ends },
        .init("ExamMoment.days") { plan in plan.notices[0].phases[0].beginning?.days = nil },
        .init("ExamMoment.time") { plan in plan.notices[0].phases[0].beginning?.time = nil },
        .init("Exemption.kind") { plan in plan.notices[0].exemptions[0].kind = .repair },
        .init("Exemption.number", isRead: false) { plan in plan.notices[0].exemptions[0].number = nil },
        .init("Exemption.activities") { plan in plan.notices[0].exemptions[0].activities = nil },
        .init("Exemption.sensors") { plan in plan.notices[0].exemptions[0].sensors = nil },
        .init("Exemption.validity") { plan in plan.notices[0].exemptions[0].validity = nil },
    ]
}

extension Plan {
    /// Changes the only row of the limits.
    fileprivate mutating func change(_ change: (inout LimitRow) -> Void) {
        var row = SamplePlan.row
        change(&row)
        tables.limits = LimitTable(rows: [row])
    }
}
