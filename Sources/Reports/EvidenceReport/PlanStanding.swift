package import EventTime

/// What is known of the plan's files that stand beside a report.
package enum PlanStanding: Hashable, Sendable {
    /// In use since then when the violation was judged; `isPresent` when the plan is the same today.
    case archived(since: Instant, isPresent: Bool)
    /// Those of today: what was in use was not kept.
    case present
}

extension EvidenceReport {
    var planText: String {
        let isChinese = phrases.code.hasPrefix("zh")
        switch making.plan {
        case .archived(let since, true):
            return isChinese
                ? "判定时使用的方案，自 \(moment(since)) 起使用，与现行方案相同"
                : "as it was in use when this was judged, since \(moment(since)); today's is the same"
        case .archived(let since, false):
            return isChinese
                ? "所附文件为判定时使用的方案，自 \(moment(since)) 起使用；方案此后有改动，本报告中的名称和仪器信息取自现行方案"
                : "the files beside this report are those in use when this was judged, since \(moment(since)); the plan was changed "
                    + "afterwards, and names and instrument in this report are those of the present one"
        case .present:
            return isChinese
                ? "判定时使用的方案没有存档，所附文件为制作本报告时的方案"
                : "the plan in use when this was judged was not archived; the files beside this report are those of the day on which "
                    + "it was made"
        }
    }
}
