import Acoustics
package import EventTime
package import ExamCalendar
package import NoiseRules
package import SensorPayloads
package import Sites

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
    package var tables: DatedTables
    package var alerting: Alerting
    /// Decoders of which more is said than a sensor's `device` does: topics and options.
    package var decoders: [DecoderUse]
    /// Where each site is in `sites`.
    private var places: [SiteID: Int]

    package init(
        authorities: [Authority],
        sites: [Site],
        sensors: [Sensor],
        exams: [Exam],
        notices: [ControlNotice] = [],
        rules: [Rule],
        tables: DatedTables = DatedTables(),
        alerting: Alerting = Alerting(),
        decoders: [DecoderUse] = []
    ) {
        self.authorities = authorities
        self.sites = sites
        self.sensors = sensors
        self.exams = exams
        self.notices = notices
        self.rules = rules
        self.tables = tables
        self.alerting = alerting
        self.decoders = decoders
        places = Plan.places(of: sites)
    }

    /// What holds beside the rules: the product's dated rows with those of the plan laid over them.
    package struct DatedTables: Sendable {
        package var limits: LimitTable
        /// For sites in mainland China.
        package var law: Law

        package init(limits: LimitTable = .standards, law: Law = .china) {
            self.limits = limits
            self.law = law
        }
    }

    /// Whom alerts reach, and what happens when nobody answers.
    package struct Alerting: Hashable, Sendable {
        /// In the order in which they are tried; empty when the authorities say themselves what they answer for.
        package var routes: [Route]
        package var escalation: EscalationPolicy
        /// Nil when nobody wants one without asking.
        package var drill: DrillSchedule?
        /// Ids of the authorities whose offices are notified of the collector itself; all of them when empty.
        package var operators: [AuthorityID]

        package init(
            routes: [Route] = [],
            escalation: EscalationPolicy = EscalationPolicy(),
            drill: DrillSchedule? = nil,
            operators: [AuthorityID] = []
        ) {
            self.routes = routes
            self.escalation = escalation
            self.drill = drill
            self.operators = operators
        }
    }

    private static func places(of sites: [Site]) -> [SiteID: Int] {
        Dictionary(sites.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    /// Nil where the plan does not have it, or not any more.
    package func site(_ id: SiteID) -> Site? { places[id].map { sites[$0] } }

    /// The time zone of a site; UTC where the plan does not have it any more.
    package func zone(ofSite id: SiteID) -> TimeZoneRules { site(id)?.timeZone ?? .UTC }
}

extension Plan {
    /// A judge of all of it, or of the sensors of one site; `start` is no later than the first reading to come, and
    /// silence counts from `silenceFrom` (from `start` when nil).
    package func judge(start: Instant, silenceFrom: Instant? = nil, site: SiteID? = nil) -> Judge {
        Judge(
            sites: sites,
            sensors: site.map { site in sensors.filter { $0.id.site == site } } ?? sensors,
            exams: exams,
            notices: notices,
            rules: rules,
            limits: tables.limits,
            start: start,
            silenceFrom: silenceFrom
        )
    }
}

/// An office that must be told, and how.
package struct Authority: Hashable, Sendable {
    package var id: AuthorityID
    package var name: Name
    package var language: Language
    /// Mail addresses; empty when the office is told by other channels alone.
    package var mail: [String]
    /// Names of webhooks in the settings.
    package var webhooks: [String]
    package var phone: String?
    package var staff: Staff
    /// Channels that are used when another one has failed, and not before.
    package var secondChannels: [ChannelName]
    package var scope: Scope

    package init(
        id: AuthorityID,
        name: Name,
        language: Language,
        mail: [String],
        webhooks: [String] = [],
        phone: String? = nil,
        staff: Staff = Staff(),
        secondChannels: [ChannelName] = [],
        scope: Scope = Scope()
    ) {
        self.id = id
        self.name = name
        self.language = language
        self.mail = mail
        self.webhooks = webhooks
        self.phone = phone
        self.staff = staff
        self.secondChannels = secondChannels
        self.scope = scope
    }

    package func answers(forSite site: SiteID, source: NoiseSource) -> Bool {
        (scope.sites?.contains(site) ?? true) && (scope.sources?.contains(source) ?? true)
    }

    /// Its people, and when each is on duty.
    package struct Staff: Hashable, Sendable {
        /// Notified while they are on duty.
        package var officers: [DutyOfficer]
        /// Nil when its people are not notified, or only by name.
        package var roster: DutyRoster?

        package init(officers: [DutyOfficer] = [], roster: DutyRoster? = nil) {
            self.officers = officers
            self.roster = roster
        }
    }

    /// What it answers for where the plan has no routes.
    package struct Scope: Hashable, Sendable {
        /// Site ids; nil for every site.
        package var sites: Set<SiteID>?
        /// Nil for every source.
        package var sources: Set<NoiseSource>?

        package init(sites: Set<SiteID>? = nil, sources: Set<NoiseSource>? = nil) {
            self.sites = sites
            self.sources = sources
        }
    }
}

/// The language in which an office reads.
package enum Language: String, Hashable, Sendable, CaseIterable {
    case zh, en
}
