import Acoustics
package import EventTime
package import ExamCalendar
package import NoiseRules
package import SensorPayloads

/// Everything that the duty is about: who is told, what is guarded, when, and by which rules.
///
/// Consistent by construction of its reader: every id that is named exists, and no id is given twice (but see
/// ``amended(by:)``).
package struct Plan: Sendable {
    package var authorities: [Authority]
    package var sites: [Site] { didSet { places = Plan.places(of: sites) } }
    package var sensors: [Sensor]
    package var exams: [Exam]
    package var notices: [ControlNotice]
    package var rules: [Rule]
    /// The product's dated limits with those of the plan laid over them.
    package var limits: LimitTable
    /// The product's dated law with the plan's articles laid over it; for sites in mainland China.
    package var law: Law
    /// In the order in which they are tried; empty when the authorities say themselves what they answer for.
    package var routes: [Route]
    package var escalation: EscalationPolicy
    /// Nil when nobody wants one without asking.
    package var drill: DrillSchedule?
    /// Ids of the authorities whose offices are notified of the collector itself; all of them when empty.
    package var operators: [String]
    /// Decoders of which more is said than a sensor's `device` does: topics and options.
    package var decoders: [DecoderUse]
    /// Where each site is in `sites`.
    private var places: [String: Int]

    package init(
        authorities: [Authority],
        sites: [Site],
        sensors: [Sensor],
        exams: [Exam],
        notices: [ControlNotice] = [],
        rules: [Rule],
        limits: LimitTable = .standards,
        law: Law = .china,
        routes: [Route] = [],
        escalation: EscalationPolicy = EscalationPolicy(),
        drill: DrillSchedule? = nil,
        operators: [String] = [],
        decoders: [DecoderUse] = []
    ) {
        self.authorities = authorities
        self.sites = sites
        self.sensors = sensors
        self.exams = exams
        self.notices = notices
        self.rules = rules
        self.limits = limits
        self.law = law
        self.routes = routes
        self.escalation = escalation
        self.drill = drill
        self.operators = operators
        self.decoders = decoders
        places = Plan.places(of: sites)
    }

    private static func places(of sites: [Site]) -> [String: Int] {
        Dictionary(sites.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    /// Nil where the plan does not have it, or not any more.
    package func site(_ id: String) -> Site? { places[id].map { sites[$0] } }

    /// The time zone of a site; UTC where the plan does not have it any more.
    package func zone(ofSite id: String) -> TimeZoneRules { site(id)?.timeZone ?? .UTC }
}

extension Plan {
    /// A judge of all of it, or of the sensors of one site; `start` is no later than the first reading to come, and silence
    /// counts from `silenceFrom` (from `start` when nil).
    package func judge(start: Instant, silenceFrom: Instant? = nil, site: String? = nil) -> Judge {
        Judge(
            sites: sites,
            sensors: site.map { site in sensors.filter { $0.id.site == site } } ?? sensors,
            exams: exams,
            notices: notices,
            rules: rules,
            limits: limits,
            start: start,
            silenceFrom: silenceFrom
        )
    }
}

/// An office that must be told, and how.
package struct Authority: Hashable, Sendable {
    package var id: String
    package var name: Name
    package var language: Language
    /// Mail addresses; empty when the office is told by other channels alone.
    package var mail: [String]
    /// Names of webhooks in the settings.
    package var webhooks: [String]
    package var phone: String?
    /// Its people, who are told while they are on duty.
    package var officers: [DutyOfficer]
    /// Nil when its people are not told, or only by name.
    package var roster: DutyRoster?
    /// Channels that are used when another one has failed, and not before.
    package var secondChannels: [ChannelName]
    /// Site ids; nil for every site.
    package var sites: Set<String>?
    /// Noise sources; nil for every source.
    package var sources: Set<NoiseSource>?

    package init(
        id: String,
        name: Name,
        language: Language,
        mail: [String],
        webhooks: [String] = [],
        phone: String? = nil,
        officers: [DutyOfficer] = [],
        roster: DutyRoster? = nil,
        secondChannels: [ChannelName] = [],
        sites: Set<String>? = nil,
        sources: Set<NoiseSource>? = nil
    ) {
        self.id = id
        self.name = name
        self.language = language
        self.mail = mail
        self.webhooks = webhooks
        self.phone = phone
        self.officers = officers
        self.roster = roster
        self.secondChannels = secondChannels
        self.sites = sites
        self.sources = sources
    }

    package func answers(forSite site: String, source: NoiseSource) -> Bool {
        (sites?.contains(site) ?? true) && (sources?.contains(source) ?? true)
    }
}

/// The language in which an office reads.
package enum Language: String, Hashable, Sendable, CaseIterable {
    case zh, en
}
