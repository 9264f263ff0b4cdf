import Acoustics
import ExamCalendar
import NoiseRules
import Records
import Settings
import Sites

extension PlanReader {
    /// Every site has somebody who answers for each source that its sensors can hear. `sections` are those of `sites`.
    func checkThatSomebodyAnswers(_ sections: [Section]) {
        for (site, section) in zip(sites, sections) {
            let heard = Set(sensors.filter { $0.id.site == site.id }.map(\.placement.source))
            let unanswered = NoiseSource.allCases.filter { source in
                heard.contains(source) && !authorities.contains { $0.answers(forSite: site.id, source: source) }
            }
            guard !unanswered.isEmpty else { continue }
            let sources = unanswered.map(\.rawValue).joined(separator: " and ")
            section.report(
                Wording(
                    "no authority answers for \(sources) noise at \(site.id); name one under authorities",
                    zh: "没有单位负责 \(site.id) 的 \(unanswered.map(\.rawValue).joined(separator: "、")) 噪声；请在 authorities 下指明"
                )
            )
        }
    }

    /// Every rule looks at some sensor for which its standard has a limit. `sections` are those of `rules`.
    func checkThatRulesCanApply(_ sections: [Section]) {
        let zones = Dictionary(sites.map { ($0.id, $0.zone) }, uniquingKeysWith: { first, _ in first })
        for (rule, section) in zip(rules, sections) {
            let seen = sensors.filter(rule.place.holds)
            guard !seen.isEmpty else {
                section.report(
                    "where",
                    Wording(
                        "no sensor of the plan stands there; change the places or add the sensor",
                        zh: "该范围内没有测点；请修改范围或添加测点"
                    )
                )
                continue
            }
            guard case .standard(let standard) = rule.basis else { continue }
            let rows = limits.rows.filter { row in
                row.standard == standard && row.quantity == rule.measurement.quantity
                    && rule.when.meets(row.scope.sessions)
            }
            let applies = rows.contains { row in
                seen.contains { row.holds(for: $0.placement, in: zones[$0.id.site]) }
            }
            guard !applies else { continue }
            section.report(
                "limit",
                Wording(
                    "\(standard.rawValue) has no limit of \(rule.measurement.quantity.rawValue) for these sensors then; "
                        + "choose another standard, quantity or place",
                    zh: "\(standard.rawValue) 此时对这些测点没有 \(rule.measurement.quantity.rawValue) 限值；请更换标准、评价量或范围"
                )
            )
        }
    }
}

extension LimitRow {
    fileprivate func holds(for placement: Placement, in zone: SoundZone?) -> Bool {
        guard scope.placements?.contains(placement) ?? true else { return false }
        guard let zones = scope.zones, let zone else { return true }
        return zones.contains(zone)
    }
}

extension Rule.When {
    /// Whether a limit that holds during `sessions` (nil for always) can be asked for.
    fileprivate func meets(_ sessions: Set<SessionKind>?) -> Bool {
        guard let sessions, case .sessions(let expected) = self else { return true }
        return !sessions.isDisjoint(with: expected)
    }
}
