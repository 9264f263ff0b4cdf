import ExamCalendar
import Sites

/// A phase of a notice as a season's picture and its legend call it.
struct SeasonPhase: Hashable, Sendable {
    var notice: ControlNotice
    /// Position of the notice among those of the season, from 0.
    var noticeNumber: Int
    /// Index in the notice.
    var index: Int
    /// Position of the phase among those of its notice in the season, from 0.
    var number: Int
    var name: Name
    var activities: Set<Activity>
    /// Why the site lies in the phase's area.
    var ground: Membership.Ground

    /// It asks and does not forbid.
    var isAppeal: Bool { notice.phases.indices.contains(index) && notice.phases[index].isAppeal }

    /// "1a", "2c"; "1.27" beyond the alphabet.
    var key: String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        return number < letters.count
            ? "\(noticeNumber + 1)\(letters[number])" : "\(noticeNumber + 1).\(number + 1)"
    }

    func isPhase(of ban: Ban) -> Bool { ban.notice == notice.id && ban.phaseIndex == index }

    /// Those that ban something in `entries`, in the order of the calendar's notices.
    static func numbered(_ entries: [SiteCalendar.Entry], of calendar: SiteCalendar) -> [SeasonPhase] {
        var found: [String: [Int: Ban]] = [:]
        for case .ban(let ban) in entries { found[ban.notice, default: [:]][ban.phaseIndex] = ban }
        var phases: [SeasonPhase] = []
        var noticeNumber = 0
        for notice in calendar.notices {
            guard let bans = found.removeValue(forKey: notice.id) else { continue }
            for (number, (index, ban)) in bans.sorted(by: { $0.key < $1.key }).enumerated() {
                phases.append(
                    SeasonPhase(
                        notice: notice,
                        noticeNumber: noticeNumber,
                        index: index,
                        number: number,
                        name: ban.phase,
                        activities: ban.activities,
                        ground: ban.ground
                    )
                )
            }
            noticeNumber += 1
        }
        return phases
    }
}
