import Acoustics
package import EventTime
package import Sites

/// A published ban of noisy activities around exams: phases, daily hours, area, activities and exemptions.
///
/// The facts of a notice as its text gives them; what the text leaves open stands in `open`.
package struct ControlNotice: Hashable, Sendable {
    package var id: String
    package var name: Name
    package var publication: NoticePublication
    /// Sites that it is for; nil for all of the plan.
    package var sites: Set<SiteID>?
    /// In which its daily hours are written; nil for that of each site.
    package var timeZone: TimeZoneRules?
    /// In order of their start; they may overlap.
    package var phases: [Phase]
    package var exemptions: [Exemption]
    /// What the text leaves open and how the plan reads it, for people.
    package var open: [Name]

    package init(
        id: String,
        name: Name,
        publication: NoticePublication,
        sites: Set<SiteID>? = nil,
        timeZone: TimeZoneRules? = nil,
        phases: [Phase],
        exemptions: [Exemption] = [],
        open: [Name] = []
    ) {
        self.id = id
        self.name = name
        self.publication = publication
        self.sites = sites
        self.timeZone = timeZone
        self.phases = phases.sorted { ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end) }
        self.exemptions = exemptions
        self.open = open
    }

    package func holds(atSite site: SiteID) -> Bool { sites?.contains(site) ?? true }

    /// What its radius is measured from: those of `all` that it is for.
    func centres(among all: [Site]) -> [Coordinates] {
        all.filter { holds(atSite: $0.id) }.compactMap(\.coordinates)
    }

    /// One part of a notice, between two instants.
    package struct Phase: Hashable, Sendable {
        package var name: Name
        package var range: TimeRange
        package var hours: Hours
        package var area: ControlArea
        /// Never empty.
        package var activities: Set<Activity>
        /// It asks and does not forbid: it is in the calendar, and nothing is a violation of it.
        package var isAppeal: Bool
        /// Where the text names its beginning or end by an exam: from what `range` follows.
        package var beginning: ExamMoment?
        package var end: ExamMoment?

        package init(
            name: Name,
            range: TimeRange,
            hours: Hours,
            area: ControlArea,
            activities: Set<Activity>,
            isAppeal: Bool = false,
            beginning: ExamMoment? = nil,
            end: ExamMoment? = nil
        ) {
            self.name = name
            self.range = range
            self.hours = hours
            self.area = area
            self.activities = activities
            self.isAppeal = isAppeal
            self.beginning = beginning
            self.end = end
        }
    }

    /// When within its phase a ban holds.
    package enum Hours: Hashable, Sendable {
        case allDay
        /// In any of these hours.
        case daily([DailyHours])
        /// While a session of one of these kinds runs at the site.
        case sessions(Set<SessionKind>)
    }
}

/// Who published a notice, on what ground, and where the public turns to.
package struct NoticePublication: Hashable, Sendable {
    /// The office that issued it.
    package var issuer: Name
    /// The document and article that it rests on ("Ecological Environment Code art. 561"); nil where it names none.
    package var legalReference: String?
    /// Where the public can read it.
    package var link: String?
    /// Where the public calls about it; nil where it names no number, and in records of releases before 0.4.0.
    package var hotline: String?

    package init(issuer: Name, legalReference: String? = nil, link: String? = nil, hotline: String? = nil) {
        self.issuer = issuer
        self.legalReference = legalReference
        self.link = link
        self.hotline = hotline
    }
}

/// What notices ban.
package enum Activity: String, Hashable, Sendable, CaseIterable {
    case construction
    case decoration
    case processing
    case commercialLoudspeaker = "commercial loudspeaker"
    case entertainment
    case squareDancing = "square dancing"
    case horns
    case instruments
    case fireworks
    case loading
    case advertisingVehicles = "advertising vehicles"
    case ceremonies
    case drones
    case aircraft
    /// Whatever makes noise, where the text names no activity.
    case anyNoise = "any noise"

    /// The source that a sensor standing at it would hear; nil where a place does not tell it.
    package var source: NoiseSource? {
        switch self {
        case .construction: .construction
        case .commercialLoudspeaker: .vendor
        case .decoration, .processing, .entertainment, .squareDancing, .horns, .instruments, .fireworks, .loading,
            .advertisingVehicles, .ceremonies, .drones, .aircraft, .anyNoise:
            nil
        }
    }
}

/// Who may go on in spite of a notice.
package struct Exemption: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case repair, rescue
        case emergencyVehicles = "emergency vehicles"
        /// A permit for continuous work, with its number and validity, displayed publicly.
        case certificate
    }

    package var kind: Kind
    /// Of a certificate.
    package var number: String?
    /// Activities that it frees; nil for all that are banned.
    package var activities: Set<Activity>?
    /// Sensors beside which it is used; nil for a general exemption, which only a person can find to apply.
    package var sensors: Set<SensorID>?
    /// Nil while the notice holds.
    package var validity: TimeRange?

    package init(
        kind: Kind,
        number: String? = nil,
        activities: Set<Activity>? = nil,
        sensors: Set<SensorID>? = nil,
        validity: TimeRange? = nil
    ) {
        self.kind = kind
        self.number = number
        self.activities = activities
        self.sensors = sensors
        self.validity = validity
    }

    /// Whether it frees `activity` beside `sensor` at `t`, without a person having to say so.
    package func frees(_ activity: Activity, beside sensor: SensorID, at t: Instant) -> Bool {
        guard let sensors, sensors.contains(sensor) else { return false }
        return (activities?.contains(activity) ?? true) && (validity?.contains(t) ?? true)
    }
}
