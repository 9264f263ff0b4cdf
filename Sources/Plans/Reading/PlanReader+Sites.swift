import Acoustics
import EventTime
import ExamCalendar
import Settings
import Sites

extension PlanReader {
    /// Reads `sites`, each with its `sensors`; `zone` is the plan's own.
    mutating func readSites(_ sections: [Section], zone: TimeZoneRules) {
        var taken = TakenIDs()
        for section in sections {
            let id = section.required("id", Parser<String>.id.located)
            let isFree = taken.take(id)
            if let id { knownSites.ids.insert(SiteID(id.value)) }
            if id == nil || !isFree {
                knownSites.isWhole = false
                knownSites.sensors.isWhole = false
            }
            let name = section.required("name", .name)
            let address = section.optional("address", .text)
            let coordinates = section.optional("coordinates", .coordinates)
            let city = section.optional("city", .text)
            let district = section.optional("district", .text)
            knownSites.cities.take(city, "city", of: section)
            knownSites.districts.take(district, "district", of: section)
            if section.mentions("coordinates") { knownSites.haveCoordinates = true }
            let soundZone = section.required("zone", Parser<SoundZone>.choice("zone"))
            let ownZone = section.optional("time-zone", .timeZone)
            let dayHours = section.optional("day", .dayHours, default: .standard)
            let before = problems.count
            let sensorSections = section.required("sensors", .sections) ?? []
            if sensorSections.isEmpty || problems.count > before { knownSites.sensors.isWhole = false }
            readSensors(sensorSections, site: (id?.value).map { SiteID($0) })
            section.finish()
            if let id { places.note(.site(SiteID(id.value)), section) }

            guard let id, let name, let soundZone else { continue }
            sites.append(
                Site(
                    id: SiteID(id.value),
                    name: name,
                    address: address,
                    coordinates: coordinates,
                    city: city,
                    district: district,
                    zone: soundZone,
                    timeZone: ownZone ?? zone,
                    dayHours: dayHours
                )
            )
        }
    }

    /// `site` is nil when its id cannot be read; the sensors are still checked.
    private mutating func readSensors(_ sections: [Section], site: SiteID?) {
        var taken = TakenIDs()
        for section in sections {
            let id = section.required("id", Parser<String>.id.located)
            if !taken.take(id) { knownSites.sensors.isWhole = false }
            if let site { knownSites.sensors.take(id.map { "\(site)/\($0.value)" }, "id", of: section) }
            let placement = section.required("placement", Parser<Placement>.choice("placement"))
            let instrumentClass = section.required("class", Parser<InstrumentClass>.choice("class"))
            let coordinates = section.optional("coordinates", .coordinates)
            let model = section.optional("model", .text)
            let serial = section.optional("serial", .text)
            let silentAfter = section.optional(
                "silent-after",
                .span(from: .seconds(1), to: .hours(24)),
                default: .seconds(60)
            )
            let background = section.optional("background", .declaredBackground)
            let certificate = section.optional("certificate", .certificate)
            let isAnnounced = section.optional("announced", .flag, default: false)
            let contact = section.optional("contact", .contact)
            let range = section.optional("range", .levelRange)
            let frozenAfter = section.optional("frozen-after", .frozenAfter)
            let device = section.optional("device", Parser<SensorDevice>.device.located)
            section.finish()
            if let site, let id { places.note(.sensor(SensorID(site: site, sensor: id.value)), section) }

            guard let site, let id, let placement, let instrumentClass else { continue }
            if let device { devices.append((device, SensorID(site: site, sensor: id.value))) }
            var limits = instrumentClass.limits
            if let range { limits.range = range }
            if let frozenAfter { limits.frozenAfter = frozenAfter.span }
            sensors.append(
                Sensor(
                    id: SensorID(site: site, sensor: id.value),
                    placement: placement,
                    coordinates: coordinates,
                    instrumentClass: instrumentClass,
                    model: model,
                    serial: serial,
                    silentAfter: silentAfter,
                    background: background,
                    certificate: certificate,
                    isAnnounced: isAnnounced,
                    contact: contact,
                    instrumentLimits: limits,
                    device: device?.value
                )
            )
        }
    }
}

extension Parser where T == DeclaredBackground {
    /// `{day: 48.5, night: 41, measured: 2026-05-20}`, measured with the source off.
    fileprivate static var declaredBackground: Parser {
        let expected = Wording(
            "{day: DECIBELS, night: DECIBELS, measured: DATE}",
            zh: "{day: 分贝, night: 分贝, measured: 日期}"
        )
        return Parser(expected: expected) { value in
            guard let section = value.section() else { return nil }
            let level = Parser<Double>.decimal(in: 0...160, fractionDigits: 1, unit: .decibels)
            let day = section.optional("day", level).flatMap(Level.init(decibels:))
            let night = section.optional("night", level).flatMap(Level.init(decibels:))
            let measured = section.required("measured", .date)
            section.finish()
            if !section.has("day"), !section.has("night") {
                section.reportLack(Wording("no level is given; write \(expected.en)", zh: "没有填写声级；\(expected.request)"))
            }
            return measured.flatMap { DeclaredBackground(day: day, night: night, measured: $0) }
        }
    }
}

extension Parser where T == Certificate {
    /// `{number: "2026-0815", expires: 2027-05-31}`
    fileprivate static var certificate: Parser {
        Parser(expected: Wording("{number: NUMBER, expires: DATE}", zh: "{number: 编号, expires: 日期}")) { value in
            guard let section = value.section() else { return nil }
            let number = section.required("number", .text)
            let expires = section.required("expires", .date)
            section.finish()
            guard let number, let expires else { return nil }
            return Certificate(number: number, expires: expires)
        }
    }
}

extension Parser where T == Contact {
    /// `{name: NAME, phone: NUMBER}`
    fileprivate static var contact: Parser {
        Parser(expected: Wording("{name: NAME, phone: NUMBER}", zh: "{name: 姓名, phone: 电话}")) { value in
            guard let section = value.section() else { return nil }
            let name = section.required("name", .name)
            let phone = section.required("phone", .phone)
            section.finish()
            guard let name, let phone else { return nil }
            return Contact(name: name, phone: phone)
        }
    }
}

extension Parser where T == DayHours {
    /// `{starts: "06:00", night: "22:00"}`
    fileprivate static var dayHours: Parser {
        Parser(expected: Wording("{starts: 06:00, night: 22:00}", zh: "{starts: 06:00, night: 22:00}")) { value in
            guard let section = value.section() else { return nil }
            let starts = section.required("starts", .time)
            let night = section.required("night", .time)
            section.finish()
            guard let starts, let night else { return nil }
            guard let hours = DayHours(dayStart: starts, nightStart: night) else {
                section.report(
                    "night",
                    Wording(
                        "night begins before the day does; write a time after \(starts.text)",
                        zh: "夜间早于昼间开始；请填写晚于 \(starts.text) 的时刻"
                    )
                )
                return nil
            }
            return hours
        }
    }
}
