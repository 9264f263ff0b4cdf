package import EventTime

/// The exams and notices of a plan as they are written, in local times, for one place.
///
/// Days are local days since 1970-01-01, times are minutes of the day, leads and tails minutes.
package struct WrittenPlan: Sendable {
    package var zone: TimeZoneRules
    package var dayStart: Int
    package var nightStart: Int
    package var place: Place
    package var exams: [Exam]
    package var notices: [Notice]

    /// Where the sensor stands and what the plan tells of it.
    package struct Place: Sendable {
        /// Metres north of the site.
        package var metresNorth: Int
        /// False where the plan gives no coordinates at all.
        package var isKnown: Bool
        package var district: String?
    }

    package struct Exam: Sendable {
        package var id: String
        /// False when it is sat at another site.
        package var isHere: Bool
        /// In which it is written; nil for the site's own.
        package var zone: TimeZoneRules?
        package var papers: [Paper]
    }

    package struct Paper: Sendable {
        package var name: String
        /// As plans call it: "written".
        package var kind: String
        package var day: Int64
        package var hours: Hours
        package var isMakeUp: Bool
        /// A listening window inside it.
        package var listening: Hours?
    }

    /// Times of one day with what is guarded around them.
    package struct Hours: Sendable {
        package var from: Int
        package var to: Int
        package var lead = 0
        package var tail = 0
    }

    package struct Notice: Sendable {
        package var id: String
        /// False when it is for another site.
        package var isHere: Bool
        /// In which it is written; nil for the site's own.
        package var zone: TimeZoneRules?
        package var phases: [Phase]
        package var exemptions: [Exemption]
    }

    package struct Exemption: Sendable {
        /// False when it is used beside another sensor.
        package var isHere: Bool
        /// Nil for all.
        package var activities: Set<String>?
        /// Its first minute and its end, in local minutes since 1970; nil while the notice holds.
        package var validity: Range<Int64>?
    }

    package struct Phase: Sendable {
        package var name: String
        /// Local minutes since 1970.
        package var from: Int64
        package var to: Int64
        package var when: When
        package var area: Area
        /// As plans call them: "construction".
        package var activities: Set<String>
    }

    package enum When: Sendable {
        case allDay
        case daily([Daily])
        case papers(kinds: Set<String>)
    }

    package struct Daily: Sendable {
        package var from: Int
        package var to: Int
        /// Monday is 0.
        package var weekdays: Set<Int>
    }

    package enum Area: Sendable {
        case everywhere
        /// Around the site.
        case radius(metres: Int)
        /// A rectangle as wide as the city, by metres north of the site.
        case belt(from: Int, to: Int)
        case districts(Set<String>)
    }
}
