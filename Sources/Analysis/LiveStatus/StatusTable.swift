package import Acoustics
package import EventTime
package import NoiseRules
package import Readings
package import Records
package import Sites

/// What an operator wants to see at a glance, read from the store: a row for each sensor, in the plan's order.
package struct StatusTable: Sendable {
    package struct Row: Sendable {
        package var siteID: SiteID
        /// The site's name.
        package var site: String
        package var sensor: String
        package var placement: String
        /// The newest reading's level.
        package var latest: Level?
        /// LAeq over the strictest rule's window; where only rules for LAFmax hold, the highest of it.
        package var level: Level?
        package var window: TimeSpan?
        package var rule: RuleID?
        package var limit: Level?
        package var session: SessionNote?
        package var state: State
        /// The open violations that it shows, the most urgent first.
        package var violations: [OpenViolation] = []
        /// The mute that holds for its violation, or for what would be found there.
        package var muted: MuteNote?
        /// End of the newest reading.
        package var heardTo: Instant?
        /// The sensor's clock less ours, while it is known to be wrong.
        package var clockOffset: TimeSpan?
        /// What its newest reading was marked with on arrival; nil while it is right.
        package var mark: DataMark?

        package init(siteID: SiteID, site: String, sensor: String, placement: String, state: State) {
            self.siteID = siteID
            self.site = site
            self.sensor = sensor
            self.placement = placement
            self.state = state
        }
    }

    package enum State: Hashable, Sendable {
        case quiet
        /// No rule holds now. Nil while the level is at or below every limit that the plan's rules could set there.
        case noRule(above: Exceeded?)
        case over(tenths: Int)
        /// Nil where the level is not what the violation was found by.
        case violation(ViolationID, tenths: Int?)
        /// Open, and nothing has come since: whether the noise goes on is not known.
        case violationWithoutData(ViolationID, since: Instant?)
        /// Readings come, and none of the window may enter a level.
        case invalid(Exclusion?)
        case noReading(since: Instant?)
        /// The same while the collector itself receives nothing, so that the sensor need not be silent.
        case unknown(since: Instant?)
        case rejected(String)

        /// Whether the sensor's levels are of now.
        var isCurrent: Bool {
            switch self {
            case .quiet, .noRule, .over, .violation, .invalid: true
            case .noReading, .rejected, .unknown, .violationWithoutData: false
            }
        }
    }

    /// A limit that a level is above, though its rule does not hold now.
    package struct Exceeded: Hashable, Sendable {
        package var tenths: Int
        package var limit: Level
        package var rule: RuleID

        package init(tenths: Int, limit: Level, rule: RuleID) {
            (self.tenths, self.limit, self.rule) = (tenths, limit, rule)
        }
    }

    package struct OpenViolation: Hashable, Sendable {
        package var id: ViolationID
        package var openedAt: Instant
        /// The furthest response, or the one to another violation that covers this one; nil while nobody has responded.
        package var answer: Answer?
        package var muted: MuteNote?

        package init(id: ViolationID, openedAt: Instant, answer: Answer? = nil, muted: MuteNote? = nil) {
            (self.id, self.openedAt, self.answer, self.muted) = (id, openedAt, answer, muted)
        }
    }

    package var rows: [Row]
    package var openViolations: Int
    package var readings: Int64
    package var rejected: Int
    package var alerts: [Alert.State: Int]
    package var collector: CollectorLine

    package init(
        rows: [Row],
        openViolations: Int = 0,
        readings: Int64 = 0,
        rejected: Int = 0,
        alerts: [Alert.State: Int] = [:],
        collector: CollectorLine
    ) {
        self.rows = rows
        self.openViolations = openViolations
        self.readings = readings
        self.rejected = rejected
        self.alerts = alerts
        self.collector = collector
    }
}
