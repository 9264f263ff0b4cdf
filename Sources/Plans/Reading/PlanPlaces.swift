import ExamCalendar
import NoiseRules
import Records
import Settings
import Sites

/// Where the parts of a plan are written, for what can only be said of the plan as a whole.
struct PlanPlaces {
    enum Part: Hashable {
        case document
        case authority(AuthorityID)
        case officer(String, authority: AuthorityID)
        case site(SiteID)
        case sensor(SensorID)
        case exam(ExamID)
        case notice(String)
        case rule(RuleID)
    }

    private var sections: [Part: Section] = [:]

    /// The first of a part counts: an id that is taken is reported where it is read.
    mutating func note(_ part: Part, _ section: Section) {
        if sections[part] == nil { sections[part] = section }
    }

    /// A warning about the value of `key` in a part, or about the part when it has no such key.
    func warn(_ part: Part, _ key: String, _ message: Wording) {
        (sections[part] ?? sections[.document])?.warn(key, message)
    }
}
