package import Acoustics
package import EventTime

/// A name in the languages that enforcers and analysts read.
package struct Name: Hashable, Sendable, Codable {
    package var zh: String
    package var en: String

    package init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    /// One name for both languages.
    package init(_ name: String) {
        self.init(zh: name, en: name)
    }

    /// As JSON for other programs has it.
    private enum CodingKeys: String, CodingKey {
        case zh = "zh"
        case en = "en"
    }
}

/// An exam site with what decides its limits.
package struct Site: Hashable, Sendable {
    package var id: String
    package var name: Name
    package var address: String?
    package var coordinates: Coordinates?
    /// As routes name it.
    package var city: String?
    /// As control notices and routes name it.
    package var district: String?
    package var zone: SoundZone
    package var timeZone: TimeZoneRules
    package var dayHours: DayHours

    package init(
        id: String,
        name: Name,
        address: String? = nil,
        coordinates: Coordinates? = nil,
        city: String? = nil,
        district: String? = nil,
        zone: SoundZone,
        timeZone: TimeZoneRules,
        dayHours: DayHours = .standard
    ) {
        self.id = id
        self.name = name
        self.address = address
        self.coordinates = coordinates
        self.city = city
        self.district = district
        self.zone = zone
        self.timeZone = timeZone
        self.dayHours = dayHours
    }
}

/// Functional zone of the measuring point (GB 3096-2008 cl. 4), set by the local government.
package enum SoundZone: String, Hashable, Sendable, CaseIterable {
    case zone0 = "0"
    case zone1 = "1"
    case zone2 = "2"
    case zone3 = "3"
    case zone4a = "4a"
    case zone4b = "4b"
}

/// When day begins and ends at a site; a city may shift the standard 06:00 to 22:00.
package struct DayHours: Hashable, Sendable {
    package var dayStart: LocalTime
    package var nightStart: LocalTime

    /// Nil unless day begins before night on the same civil day.
    package init?(dayStart: LocalTime, nightStart: LocalTime) {
        guard dayStart < nightStart else { return nil }
        self.dayStart = dayStart
        self.nightStart = nightStart
    }

    private init(dayStartSeconds: Int, nightStartSeconds: Int) {
        dayStart = LocalTime(secondsOfDay: dayStartSeconds)
        nightStart = LocalTime(secondsOfDay: nightStartSeconds)
    }

    package static let standard = DayHours(dayStartSeconds: 6 * 3600, nightStartSeconds: 22 * 3600)
}

/// Day or night at a site.
package enum DayPeriod: String, Hashable, Sendable, CaseIterable {
    case day, night
}

/// A sensor as the plan describes it.
package struct Sensor: Hashable, Sendable {
    package var id: SensorID
    package var placement: Placement
    /// Nil where it stands is not told.
    package var coordinates: Coordinates?
    package var instrumentClass: InstrumentClass
    package var model: String?
    package var serial: String?
    /// With no reading for this long, the sensor is called silent.
    package var silentAfter: TimeSpan
    /// Nil where none was measured.
    package var background: DeclaredBackground?
    /// Of its verification (Metrology Law art. 9); nil where none is told.
    package var certificate: Certificate?
    /// Its place was announced to the public (Administrative Penalty Law 2021 art. 41).
    package var isAnnounced: Bool
    /// Who can stop the noise there, such as the manager of the works; nil where nobody is known.
    package var contact: Contact?
    /// What it can measure: of its class, unless the plan says otherwise.
    package var instrumentLimits: InstrumentLimits
    /// How its messages are known; nil where they name site and sensor by the project's own contract.
    package var device: SensorDevice?

    package init(
        id: SensorID,
        placement: Placement,
        coordinates: Coordinates? = nil,
        instrumentClass: InstrumentClass,
        model: String? = nil,
        serial: String? = nil,
        silentAfter: TimeSpan = .seconds(60),
        background: DeclaredBackground? = nil,
        certificate: Certificate? = nil,
        isAnnounced: Bool = false,
        contact: Contact? = nil,
        instrumentLimits: InstrumentLimits? = nil,
        device: SensorDevice? = nil
    ) {
        self.id = id
        self.placement = placement
        self.coordinates = coordinates
        self.instrumentClass = instrumentClass
        self.model = model
        self.serial = serial
        self.silentAfter = silentAfter
        self.background = background
        self.certificate = certificate
        self.isAnnounced = isAnnounced
        self.contact = contact
        self.instrumentLimits = instrumentLimits ?? instrumentClass.limits
        self.device = device
    }
}

/// The device that a sensor is, where its messages do not name the sensor.
package struct SensorDevice: Hashable, Sendable {
    /// Name of the decoder of its make.
    package var decoder: String
    /// Its identity in the decoder's writing: a device EUI, an MN.
    package var id: String

    package init(decoder: String, id: String) {
        self.decoder = decoder
        self.id = id
    }
}

/// Somebody to call.
package struct Contact: Hashable, Sendable {
    package var name: Name
    package var phone: String

    package init(name: Name, phone: String) {
        self.name = name
        self.phone = phone
    }
}

/// A verification certificate of an instrument.
package struct Certificate: Hashable, Sendable {
    package var number: String
    /// Last day of its validity.
    package var expires: LocalDate

    package init(number: String, expires: LocalDate) {
        self.number = number
        self.expires = expires
    }
}

/// The background at a sensor as it was measured with the source off, LAeq (GB 12523-2011 cl. 5.5).
package struct DeclaredBackground: Hashable, Sendable {
    package var day: Level?
    package var night: Level?
    package var measured: LocalDate

    /// Nil when no level is given.
    package init?(day: Level?, night: Level?, measured: LocalDate) {
        guard day != nil || night != nil else { return nil }
        self.day = day
        self.night = night
        self.measured = measured
    }

    package func level(in period: DayPeriod) -> Level? {
        switch period {
        case .day: day
        case .night: night
        }
    }
}

/// Where a sensor stands, which says whose noise it hears.
package enum Placement: String, Hashable, Sendable, CaseIterable {
    case constructionBoundary = "construction boundary"
    case vendorStreet = "vendor street"
    case yard
    case classroom
    case housing

    package var source: NoiseSource {
        switch self {
        case .constructionBoundary: .construction
        case .vendorStreet: .vendor
        case .yard, .classroom, .housing: .unattributed
        }
    }

    package var isIndoors: Bool { self == .classroom }
}

/// Who is suspected of making the noise. The words are part of the ids of violations.
package enum NoiseSource: String, Hashable, Sendable, CaseIterable {
    case construction = "construction"
    case vendor = "vendor"
    case unattributed = "unattributed"
}

/// Accuracy class of the meter (IEC 61672-1); `uncertified` is a low-cost sensor, good for leads only.
package enum InstrumentClass: String, Hashable, Sendable, CaseIterable {
    case class1 = "1"
    case class2 = "2"
    case uncertified

    /// What the class leaves open at 1 kHz, in tenths of a decibel (IEC 61672-1: 0.7 and 1.0 dB); for an uncertified
    /// sensor a figure of our own.
    package var uncertaintyTenths: Int {
        switch self {
        case .class1: 7
        case .class2: 10
        case .uncertified: 30
        }
    }

    /// What instruments of the class can measure.
    package var limits: InstrumentLimits {
        switch self {
        case .class1, .class2: .meter
        case .uncertified: .indicator
        }
    }
}
