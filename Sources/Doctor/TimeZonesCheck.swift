package import EventTime
import ExamCalendar
import Foundation
package import Preflight
package import Records
import Settings
import Sites

/// Whether the tz database is new enough to know the clock changes that the plan meets.
package enum TimeZonesCheck {
    package static func look(at plan: Plan, now: Instant, directory: String = "/usr/share/zoneinfo") -> Diagnosis {
        verdict(version: version(in: directory), plan: plan, now: now)
    }

    /// "2025b", of the first line of `tzdata.zi` or of `+VERSION`; nil when neither is there.
    static func version(in directory: String) -> String? {
        for name in ["tzdata.zi", "+VERSION"] {
            guard let text = try? String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8) else { continue }
            let words = text.prefix { !$0.isNewline }.split(separator: " ")
            if let last = words.last, year(of: String(last)) != nil { return String(last) }
        }
        return nil
    }

    package static func verdict(version: String?, plan: Plan, now: Instant) -> Diagnosis {
        let zones = Set(plan.sites.map(\.timeZone.name)).sorted().joined(separator: ", ")
        guard let version, let year = year(of: version) else {
            return .warning(
                Wording(
                    "\(zones) can be read, but the tz database does not tell its version",
                    zh: "\(zones) 可读，但时区数据库没有版本号"
                ),
                Wording(
                    "Install tzdata of your system's updates, so that new clock changes are known.",
                    zh: "请安装系统更新中的 tzdata，以便获知新的时制调整。"
                )
            )
        }
        let newest = plan.exams.flatMap(\.sessions).map(\.range.end).max() ?? now
        let needed = max(
            Int(RFC3339.format(newest, offset: 0).prefix(4)) ?? 0,
            Int(RFC3339.format(now, offset: 0).prefix(4)) ?? 0
        )
        guard needed - year > 1 else {
            return .ok(Wording("tz database \(version) knows \(zones)", zh: "时区数据库 \(version) 包含 \(zones)"))
        }
        return .warning(
            Wording(
                "the tz database is of \(version), and the plan reaches into \(needed)",
                zh: "时区数据库为 \(version)，而预案延至 \(needed) 年"
            ),
            Wording(
                "Run apt-get update and apt-get install tzdata, then restart the service: a clock change decreed since then "
                    + "would shift every session.",
                zh: "请执行 apt-get update 和 apt-get install tzdata，然后重启服务：其间如有时制调整，各场次时间会出错。"
            )
        )
    }

    private static func year(of version: String) -> Int? {
        guard let year = Int(version.prefix(4)), (1990...9999).contains(year) else { return nil }
        return year
    }
}
