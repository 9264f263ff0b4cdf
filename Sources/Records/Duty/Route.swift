import Acoustics
package import EventTime
package import ExamCalendar
package import NoiseRules
package import Sites

/// Whom a route names: an office, or one of its people whoever is on duty.
package struct RecipientID: PlanID {
    package var authority: AuthorityID
    package var officer: String?

    package init(authority: AuthorityID, officer: String? = nil) {
        self.authority = authority
        self.officer = officer
    }

    /// As `text` writes it.
    package init(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let authority = AuthorityID(String(parts[0]))
        self.init(
            authority: authority == "everybody" ? .everybody : authority,
            officer: parts.count == 2 ? String(parts[1]) : nil
        )
    }

    /// "bureau", "bureau/wang" or "everybody".
    package var text: String {
        let authority = authority == .everybody ? "everybody" : authority.text
        return [authority, officer].compactMap { $0 }.joined(separator: "/")
    }
}

/// A row of the table that says who answers for what: the departments differ by city, by source and by hour.
package struct Route: Hashable, Sendable {
    package var id: String
    package var condition: Condition
    /// Told at once: each office and who is on duty there. Never empty.
    package var to: [RecipientID]
    /// Told one after the other while nobody answers.
    package var then: [[RecipientID]]
    /// Told the same as `to`, without being asked for an answer.
    package var copies: [RecipientID]

    /// What a matter must meet; nil and empty parts are met by everything.
    package struct Condition: Hashable, Sendable {
        package var sites: Set<SiteID>?
        package var cities: Set<String>?
        package var districts: Set<String>?
        package var zones: Set<SoundZone>?
        package var placements: Set<Placement>?
        package var sources: Set<NoiseSource>?
        /// By the site's own clock.
        package var hours: [DailyHours]

        package init(
            sites: Set<SiteID>? = nil,
            cities: Set<String>? = nil,
            districts: Set<String>? = nil,
            zones: Set<SoundZone>? = nil,
            placements: Set<Placement>? = nil,
            sources: Set<NoiseSource>? = nil,
            hours: [DailyHours] = []
        ) {
            self.sites = sites
            self.cities = cities
            self.districts = districts
            self.zones = zones
            self.placements = placements
            self.sources = sources
            self.hours = hours
        }

        /// Met by everything.
        package static let always = Condition()

        func holds(_ source: NoiseSource, at placement: Placement?, of site: Site, _ t: Instant) -> Bool {
            func meets<Value>(_ wanted: Set<Value>?, _ value: Value?) -> Bool {
                wanted.map { wanted in value.map(wanted.contains) ?? false } ?? true
            }
            return meets(sites, site.id) && meets(cities, site.city) && meets(districts, site.district)
                && meets(zones, site.zone) && meets(placements, placement) && meets(sources, source)
                && (hours.isEmpty
                    || hours.contains {
                        !$0.spans(touching: TimeRange(start: t, end: t), in: site.timeZone).isEmpty
                    })
        }
    }

    package init(
        id: String,
        condition: Condition = .always,
        to: [RecipientID],
        then: [[RecipientID]] = [],
        copies: [RecipientID] = []
    ) {
        self.id = id
        self.condition = condition
        self.to = to
        self.then = then
        self.copies = copies
    }

    /// Those of a tier, 1 for the first.
    package func tier(_ number: Int) -> [RecipientID] {
        if number <= 1 { return to }
        return then.indices.contains(number - 2) ? then[number - 2] : []
    }
    package var tiers: Int { then.count + 1 }
}

/// How soon an alert must be answered, and how often it is told again that the noise is still on.
package struct EscalationPolicy: Hashable, Sendable {
    package var answerWithin: TimeSpan
    /// During a listening test.
    package var answerWithinListening: TimeSpan
    /// Nil for no reminders.
    package var remindAfter: TimeSpan?

    package init(
        answerWithin: TimeSpan = .minutes(10),
        answerWithinListening: TimeSpan = .minutes(3),
        remindAfter: TimeSpan? = .minutes(15)
    ) {
        self.answerWithin = answerWithin
        self.answerWithinListening = answerWithinListening
        self.remindAfter = remindAfter
    }

    /// How long those who were notified of `change` have to respond.
    package func wait(for change: ViolationChange) -> TimeSpan {
        change.finding.session?.kind == .listening ? answerWithinListening : answerWithin
    }
}

/// When every route is tested without being asked: on the day before each day with an exam.
package struct DrillSchedule: Hashable, Sendable {
    package var time: LocalTime
    package var zone: TimeZoneRules

    package init(time: LocalTime, zone: TimeZoneRules) {
        self.time = time
        self.zone = zone
    }
}
