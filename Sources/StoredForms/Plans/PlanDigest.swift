import Acoustics
import ExamCalendar
import NoiseRules
package import Records
package import Sites

/// What a site is judged by, as one short text for each site of a plan: the same whenever all that verdicts follow from
/// is.
///
/// `{version}-{16 hexadecimal digits}`, of FNV-1a (64 bits) over the forms of the rules, the limits, and the site's own
/// fields, sensors, sessions and notices. What is only shown to people (names, links, telephone numbers) is not in it;
/// of a time zone it is the name, because what a newer tz database says of it is no other plan.
package enum PlanDigest {
    /// Of the forms that it is taken of. Digests of different versions are never equal.
    package static let version = 1

    /// Whether it says anything that a digest is not equal to one of this version.
    package static func isComparable(_ digest: String) -> Bool { digest.hasPrefix("\(version)-") }

    package static func digests(of plan: Plan) -> [SiteID: String] {
        var common = Hash()
        common.add(RuleDigestForm.encode(list: plan.rules))
        common.add(LimitRowDigestForm.encode(list: plan.tables.limits.rows))
        let exams = plan.exams.map { ($0.sites, SessionDigestForm.encode(list: $0.sessions)) }
        let notices = plan.notices.map { ($0, NoticeDigestForm.encode($0)) }
        let sensors = Dictionary(grouping: plan.sensors, by: \.id.site)
        var digests: [SiteID: String] = [:]
        for site in plan.sites {
            var hash = common
            hash.add(SiteDigestForm.encode(site))
            hash.add(SensorDigestForm.encode(list: sensors[site.id] ?? []))
            for (sites, parser) in exams where sites.contains(site.id) { hash.add(parser) }
            for (notice, parser) in notices where notice.holds(atSite: site.id) {
                hash.add(parser)
                // From which a radius is measured.
                if notice.hasRadius { hash.add(centres(of: notice, in: plan)) }
            }
            digests[site.id] = "\(version)-\(hash.text)"
        }
        return digests
    }

    private static func centres(of notice: ControlNotice, in plan: Plan) -> [UInt8] {
        PlaceDigestForm.encode(list: plan.sites.filter { notice.holds(atSite: $0.id) }.compactMap(\.coordinates))
    }

    private struct Hash {
        private var state: UInt64 = 0xcbf2_9ce4_8422_2325

        mutating func add(_ bytes: [UInt8]) {
            for byte in bytes { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            // So that what ends one form cannot begin the next.
            state = (state ^ 0x0A) &* 0x0000_0100_0000_01b3
        }

        var text: String {
            let digits = String(state, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
    }
}

extension ControlNotice {
    fileprivate var hasRadius: Bool {
        phases.contains { phase in
            if case .radius = phase.area { true } else { false }
        }
    }
}
