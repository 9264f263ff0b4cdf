package import Acoustics
package import EventTime
package import ExamCalendar
package import Sites

/// When × where × which limit.
package struct Rule: Hashable, Sendable {
    package var id: RuleID
    package var name: Name
    package var when: When
    package var place: Place
    package var basis: Basis
    package var kind: ViolationKind
    package var measurement: Measurement
    package var hysteresis: Hysteresis

    package init(
        id: RuleID,
        name: Name,
        when: When,
        place: Place,
        basis: Basis,
        kind: ViolationKind = .limitExceeded,
        measurement: Measurement,
        hysteresis: Hysteresis = Hysteresis()
    ) {
        self.id = id
        self.name = name
        self.when = when
        self.place = place
        self.basis = basis
        self.kind = kind
        self.measurement = measurement
        self.hysteresis = hysteresis
    }

    /// What its figure is: measured as the standard asks, it is a verdict, and otherwise an alarm. GB 12523-2011 cl.
    /// 5.4 asks for 20 min without a break, and takes LAmax directly (cl. 6); Hong Kong for 30 min; the others for 1
    /// min or more of LAeq.
    package var isVerdict: Bool {
        guard case .standard(let standard) = basis else { return true }
        guard measurement.quantity == .LAeq else { return true }
        let expected = MeasurementTable.window(of: standard)
        return measurement.window >= expected.length && (measurement.isContinuous || !expected.isUnbroken)
    }

    /// Whether it compares with what is usual at the sensor.
    package var asksForBackground: Bool {
        if case .rise = basis { return true }
        return measurement.correction != nil
    }

    /// Which level is compared with the limit, and what it must be made of.
    package struct Measurement: Hashable, Sendable {
        package var quantity: Quantity
        /// Length of the sliding window over which LAeq is taken (1 s to 60 min), or within which LAFmax is sought.
        package var window: TimeSpan
        /// Share of the window that must be covered by valid readings for a verdict, in percent (1...100).
        package var coveragePercent: Int
        /// The window starts again behind a gap in the readings, and must be full: a standard's continuous measurement.
        package var isContinuous: Bool
        /// How a known background is taken off; nil where the rule's document does not ask for it.
        package var correction: BackgroundCorrection?

        package init(
            quantity: Quantity = .LAeq,
            window: TimeSpan,
            coveragePercent: Int = 75,
            isContinuous: Bool = false,
            correction: BackgroundCorrection? = nil
        ) {
            self.quantity = quantity
            self.window = window
            self.coveragePercent = coveragePercent
            self.isContinuous = isContinuous
            self.correction = correction
        }
    }

    /// What keeps a level that wavers around its limit from opening and closing violations.
    package struct Hysteresis: Hashable, Sendable {
        /// How long the window's level must stay over the limit before a violation opens; 0 for at once.
        package var minimumDuration: TimeSpan
        /// The level must fall this far below the limit, in tenths of a decibel, to count as clear.
        package var clearBelowTenths: Int
        /// and stay there for this long before the violation closes.
        package var clearAfter: TimeSpan

        package init(
            minimumDuration: TimeSpan = .zero,
            clearBelowTenths: Int = 30,
            clearAfter: TimeSpan = .seconds(60)
        ) {
            self.minimumDuration = minimumDuration
            self.clearBelowTenths = clearBelowTenths
            self.clearAfter = clearAfter
        }
    }

    /// When a rule is in force.
    package enum When: Hashable, Sendable {
        case always
        /// While a session of one of these kinds runs at the site.
        case sessions(Set<SessionKind>)
        /// While a control notice bans, where the sensor stands, something that it may be hearing.
        case notices
        /// The same of the notices with these ids only.
        case named(notices: Set<String>)

        /// Whether a ban of the notice puts it in force.
        func names(_ notice: String) -> Bool {
            switch self {
            case .always, .sessions: false
            case .notices: true
            case .named(let notices): notices.contains(notice)
            }
        }
    }

    /// At which sensors a rule looks.
    package struct Place: Hashable, Sendable {
        /// Site ids; nil for every site.
        package var sites: Set<SiteID>?
        /// nil for every placement.
        package var placements: Set<Placement>?

        package init(sites: Set<SiteID>? = nil, placements: Set<Placement>? = nil) {
            self.sites = sites
            self.placements = placements
        }

        package func holds(_ sensor: Sensor) -> Bool {
            (sites?.contains(sensor.id.site) ?? true) && (placements?.contains(sensor.placement) ?? true)
        }
    }

    /// Where the limit comes from.
    package enum Basis: Hashable, Sendable {
        /// From the dated table, by the event's date, the site's zone, day or night, and the placement.
        case standard(Standard)
        /// A level of the plan's own, with the document that sets it ("Notice 2026-12 art. 3").
        case level(Level, document: String)
        /// The site's own background: the level must not rise this far above it, in tenths of a decibel (100 is what
        /// notices people, Alsina-Pages et al. 2021). Goes with the kinds prohibitedActivity and advisory.
        case rise(tenths: Int)
    }
}

/// A family of standards in the dated table, named without its edition.
package enum Standard: String, Hashable, Sendable, CaseIterable {
    case GB3096 = "GB 3096"
    case GB12523 = "GB 12523"
    case GB22337 = "GB 22337"
    case WHO
    case GB12348 = "GB 12348"
    case HongKongEIA = "Hong Kong EIA"
    case IndiaNoiseRules = "India Noise Rules"
}

/// What a violation claims. The words are part of the ids of violations.
package enum ViolationKind: String, Hashable, Sendable, CaseIterable {
    /// A level over its limit.
    case limitExceeded = "limitExceeded"
    /// A banned activity heard in a controlled time and area.
    case prohibitedActivity = "prohibitedActivity"
    /// Disturbing, without a claim of either.
    case advisory = "advisory"
}
